"""Who leads after a merger, a dismissal, an election? Posts end and begin on the day; nothing is overwritten."""

from cells.models import Appointment, Cell
from cells.reorganisation import merge
from plans.models import Plan
from plans.moving import follow_authors
from reports.demo.founding import free_members

Role = Appointment.Role
LADDER = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)


def merge_cells(ward, merges, *, on, decision, by, at):
    """Merge as data/ward.json says; plans that are not filed follow. Returns the new cells."""
    made = []
    for entry in merges:
        old = list(Cell.objects.in_force(on).filter(committee=ward, name__in=entry["cells"]))
        old.sort(key=lambda cell: entry["cells"].index(cell.name))
        leaders = leaders_of(old)
        into = merge(old, entry["name"], committee=ward, on=on)
        follow_authors(Plan.objects.filter(cell__in=old), by=by, at=at)
        for role, member in zip(LADDER, leaders, strict=False):
            give(member, role, into, on, decision)
        made.append(into)
    return made


def leaders_of(cells):
    """Members who will lead the cell that these become: the secretaries in their order, then a deputy."""
    held = Appointment.objects.filter(cell__in=cells, until=None).select_related("member")
    order = {cell.pk: number for number, cell in enumerate(cells)}
    ranked = sorted(held, key=lambda post: (LADDER.index(post.role), order[post.cell_id]))
    return [post.member for post in ranked]


def give(member, role, cell, on, decision=""):
    head = role == Role.SECRETARY
    return Appointment.objects.create(member=member, role=role, cell=cell, since=on, is_head=head, decision=decision)


def replace_secretary(cell, on, decision=""):
    """The secretary's post ends; the deputy follows, everybody moves up a rung and a new member joins the committee."""
    held = {post.role: post for post in Appointment.objects.in_force(on).filter(cell=cell, role__in=LADDER)}
    former = [held[role].member for role in LADDER[1:] if role in held]
    Appointment.objects.filter(pk__in=[post.pk for post in held.values()]).update(until=on)
    for role, member in zip(LADDER, [*former, *free_members(cell, on)], strict=False):
        give(member, role, cell, on, decision)


def hold_elections(cells, on, rng):
    """At the end of a term a third of the cells elect a new secretary."""
    for cell in rng.sample(cells, len(cells) // 3):
        replace_secretary(cell, on, f"Đại hội chi bộ ngày {on:%d/%m/%Y}")
