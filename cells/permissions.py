"""Who may change who belongs where, and what posts they hold? And who may take the register away as a file?"""


def manages(actor, cell):
    """A ward officer above the cell."""
    return actor.member is not None and cell.committee_id in actor.committees


def manages_person(actor, member, cell):
    """A ward officer above the person's cell; never oneself."""
    return manages(actor, cell) and actor.member.pk != member.pk


def exports_register(actor, cell):
    """A ward officer above the cell, or somebody who leads it; reading figures is not enough."""
    return manages(actor, cell) or cell.pk in actor.cells
