"""Who may freeze the figures of a committee?"""


def may_freeze(actor, committee_id):
    """A ward officer of the committee, or of one above it."""
    return actor.member is not None and committee_id in actor.committees
