"""Who may change who belongs where, what posts they hold, who is exempt or suspended,
and take the register away?"""

from cells.models import Appointment, Cell, Committee, Exemption, Membership


def manages(actor, cell):
    """A ward officer above the cell."""
    return actor.member is not None and cell.committee_id in actor.committees


def has_charge_of(actor, cell, committee):
    """Gives posts in a cell, or of a committee (the other is None)."""
    own = committee.pk if committee else cell.committee_id
    return own in actor.committees


def may_end(actor, post):
    """A post of a committee or a cell over which one has charge, not one that another
    ward or a higher level gave."""
    return has_charge_of(actor, post.cell, post.committee)


def manages_person(actor, member, cell):
    """A ward officer above the person's cell; never oneself."""
    return manages(actor, cell) and actor.member.pk != member.pk


def exports_register(actor, cell):
    """A ward officer above the cell, or somebody who leads it; reading figures is not
    enough."""
    return manages(actor, cell) or cell.pk in actor.cells


def sees_cards(actor, cell):
    """The numbers of party cards may be those of citizens: the ward's officers keep
    them, and nobody else is shown them."""
    return cell.committee_id in actor.committees


def leads(actor, cell):
    """Secretary, deputy or committee member of a cell of party members."""
    return (
        actor.member is not None
        and cell.pk in actor.cells
        and cell.kind != Cell.Kind.UNIT
    )


def names_second_reader(actor, cell):
    """The secretary of the cell, or the lead of the unit."""
    roles = (Appointment.Role.SECRETARY, Appointment.Role.UNIT_LEAD)
    return any(post.cell_id == cell.pk and post.role in roles for post in actor.posts)


def ends_second_reader(actor, cell):
    """Whoever may name one, and the ward above the cell."""
    return names_second_reader(actor, cell) or manages(actor, cell)


def keeps_exemptions(actor, cell):
    """Records exemptions in a cell and reviews them: its officers, and the ward above
    it."""
    return cell.kind != Cell.Kind.UNIT and (leads(actor, cell) or manages(actor, cell))


def exempts(actor, member):
    """Keeps the exemptions of the cell to which the person belongs on this day; never
    one's own."""
    cell = home_of(member, actor.on)
    return (
        cell is not None
        and keeps_exemptions(actor, cell)
        and actor.member.pk != member.pk
    )


def records_exemption(actor, member, ground):
    """Who may exempt records what the cell decides; of other grounds the ward does, the
    cell only proposes."""
    return exempts(actor, member) and (
        ground.kind == Exemption.Kind.AGE_HEALTH
        or decides_exemptions(actor, home_of(member, actor.on))
    )


def decides_exemptions(actor, cell):
    """In whose hands the grounds lie that the committee above decides: the ward's
    officers."""
    return manages(actor, cell)


def keeps_grounds(actor):
    """The grounds hold for all cells of the installation: an officer of the committee
    above them all keeps them. Where wards stand side by side with none above them, they
    are a setting like others: the administrator."""
    tops = list(
        Committee.objects.open().filter(parent=None).values_list("pk", flat=True)[:2]
    )
    return tops[0] in actor.committees if len(tops) == 1 else actor.is_administrator


def decides(actor, proposal):
    """A ward officer above the cell that proposes; never about oneself."""
    return manages_person(actor, proposal.member, proposal.cell)


def withdraws(actor, proposal):
    """Whoever leads the cell that proposed, today; never about oneself."""
    return leads(actor, proposal.cell) and actor.member.pk != proposal.member_id


def suspends(actor, member):
    """A ward officer above the person's cell on this day: a committee decides, never
    the cell."""
    cell = home_of(member, actor.on)
    return (
        cell is not None
        and cell.kind != Cell.Kind.UNIT
        and manages_person(actor, member, cell)
    )


def home_of(member, on):
    """The cell of a person's official membership on a date, or None."""
    held = Membership.objects.in_force(on).filter(
        member=member, kind=Membership.Kind.OFFICIAL
    )
    place = held.select_related("cell").first()
    return place.cell if place else None


def oversees(actor):
    """Has people to look for: of a committee below, or of their own cell."""
    return bool(actor.committees or actor.inspected or actor.offices or actor.cells)
