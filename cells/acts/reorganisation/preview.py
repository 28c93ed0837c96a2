"""How is what a decision will move told to the officer who prepared it? In plain data: shown before, kept after.

{"marks": {"0 people": digest, …}, "sum": {"closes": 12, …}, "parts": [{"title", "places", "people", "posts", "plans",
…}]}; a mark changes with what it stands for, so that a page can say what is no longer as it was.
"""

import hashlib
from collections import defaultdict

from cells.models import Appointment, Exemption, Meeting, Membership, Suspension, Transfer
from phucdong.writing import date_text
from plans import log
from plans.models import Cycle, Plan, Status

Role = Appointment.Role
SECTIONS = {
    "title": "việc sắp xếp",
    "places": "chi bộ sau sắp xếp",
    "people": "người chuyển",
    "posts": "chức vụ",
    "plans": "kế hoạch",
    "carried": "miễn sinh hoạt, đình chỉ, đi vắng",
    "cycle": "năm kế hoạch",
    "warnings": "điều cần để ý",
}
BY_WARD = "Đảng ủy"


def tell(foresight):
    """The Foresight in words and names; the same number of queries whatever there is to tell."""
    beside = Beside(foresight)
    parts = [
        part(done, plans, warned, beside)
        for done, plans, warned in zip(foresight.outcomes, foresight.plans, foresight.warnings, strict=True)
    ]
    return {"parts": parts, "marks": marks(parts), "sum": sum_of(foresight)}


def sum_of(foresight):
    """What all parts do together."""
    outcomes = foresight.outcomes
    return {
        "closes": sum(len(done.closes) for done in outcomes),
        "founds": sum(place.is_new for done in outcomes for place in done.places),
        "moves": len({row.member_id for done in outcomes for row, _ in done.moves}),
        "ends": sum(len(done.ends) for done in outcomes),
        "begins": sum(len(done.begins) for done in outcomes),
        "plans": sum(len(going) for going in foresight.plans),
        "waiting": sum(plan.status == Status.CELL_REVIEW for going in foresight.plans for plan, _ in going),
    }


def marks(parts):
    return {
        f"{number} {section}": hashlib.sha256(log.canonical(told[section]).encode()).hexdigest()[:12]
        for number, told in enumerate(parts)
        for section in SECTIONS
    }


def differences(seen, told):
    """[str]: what is no longer as it was when these marks were shown."""
    found = []
    for mark, digest in told["marks"].items():
        number, section = mark.split()
        if seen.get(mark) != digest:
            found.append(f"{told['parts'][int(number)]['title']}: {SECTIONS[section]}")
    return found or ["Các việc trong phương án"]


class Beside:
    """What goes along with the members, and what stays with the old cells."""

    def __init__(self, foresight):
        on, outcomes = foresight.on, foresight.outcomes
        members = {row.member_id for done in outcomes for row, _ in done.moves}
        old = [cell for done in outcomes for cell, _ in done.closes]
        self.on = on
        self.exempt = dict(Exemption.objects.in_force(on).filter(member__in=members).values_list("member", "review_on"))
        self.suspended = set(
            Suspension.objects.in_force(on).filter(member__in=members).values_list("member", flat=True)
        )
        out = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}
        away = Transfer.objects.in_force(on).filter(member__in=members, **out)
        self.away = dict(away.values_list("member", "until"))
        self.filed, self.meetings = defaultdict(int), defaultdict(int)
        for pk in Plan.objects.filter(cell__in=old, status=Status.POSTED).values_list("cell", flat=True):
            self.filed[pk] += 1
        for pk in Meeting.objects.filter(cell__in=old, held_on__year=on.year).values_list("cell", flat=True):
            self.meetings[pk] += 1
        cells = {place.cell.committee_id for done in outcomes for place in done.places}
        self.cycles = {cycle.committee_id: cycle for cycle in Cycle.objects.newest()} if cells else {}


def part(done, plans, warned, beside):
    return {
        "title": done.title,
        "closes": [{"name": cell.name, "goes_on": place.name} for cell, place in done.closes],
        "places": [place_told(place, done) for place in done.places],
        "people": people(done),
        "posts": posts(done),
        "plans": plans_told(plans, done, beside),
        "carried": carried(done, beside),
        "cycle": cycle(done, beside),
        "warnings": warned,
    }


def place_told(place, done):
    return {
        "name": next((name for cell, name in done.renames if cell is place.cell), place.name),
        "committee": place.cell.committee.name,
        "is_new": place.is_new,
        "belong": len(place.official()),
        "come": sum(row.kind == Membership.Kind.OFFICIAL for row in place.come),
        "guests": sum(row.kind == Membership.Kind.TEMPORARY for row in [*place.stay, *place.come]),
        "holders": [f"{post.member} ({post.label()})" for post in place.posts],
        "vacant": vacant(place),
    }


def vacant(place):
    """Labels of the posts that a cell should have and nobody holds."""
    wanted = (Role.UNIT_LEAD,) if place.cell.kind == "unit" else (Role.SECRETARY, Role.DEPUTY_SECRETARY)
    held = {post.role for post in place.posts}
    return [Role(role).label.lower() for role in wanted if role not in held]


def people(done):
    """Who moves, from where to where, by given name; guests apart."""
    groups = defaultdict(list)
    closing = {cell.pk: cell.name for cell, _ in done.closes}
    for row, place in done.moves:
        groups[row.cell_id, place.name if place else "", row.kind].append(row.member)
    names = closing or {row.cell_id: old_name(done) for row, _ in done.moves}
    return [
        {"from": names[cell], "to": to, "is_guest": kind == Membership.Kind.TEMPORARY, "names": sorted_names(members)}
        for (cell, to, kind), members in groups.items()
    ]


def old_name(done):
    """The name of the one cell that is split and goes on."""
    return next(place.name for place in done.places if not place.is_new)


def sorted_names(members):
    return [member.full_name for member in sorted(members, key=lambda member: (member.name_sort, member.pk))]


def posts(done):
    return {
        "end": [f"{post.member} – {post.label()}, {post.cell}" for post in done.ends],
        "begin": [f"{post.member} – {post.label()}, {post.cell}" for post in done.begins],
    }


def plans_told(plans, done, beside):
    """Plans under review by who reads them next; the others that go along by status; the filed ones that stay."""
    waiting, follow = defaultdict(list), defaultdict(list)
    for plan, place in plans:
        if plan.status == Status.CELL_REVIEW:
            able = [f"{post.member} ({post.label()})" for post in place.reviewers(besides=plan.member_id)]
            waiting[place.name, ", ".join(able) or BY_WARD].append(plan.member)
        else:
            follow[Status(plan.status).label].append(plan.member)
    return {
        "waiting": [{"place": place, "to": to, "names": sorted_names(who)} for (place, to), who in waiting.items()],
        "follow": [{"status": status, "names": sorted_names(who)} for status, who in follow.items()],
        "filed": [{"cell": cell.name, "count": beside.filed[cell.pk]} for cell, _ in done.closes],
    }


def carried(done, beside):
    """What belongs to the members and holds on: [name] by kind; and proposals of the old cell that wait."""
    moving = {row.member_id: row.member for row, _ in done.moves}
    moving |= {proposal.member_id: proposal.member for proposal, _ in done.proposals}
    kinds = {
        "Miễn công tác và sinh hoạt": beside.exempt,
        "Đình chỉ sinh hoạt": beside.suspended,
        "Đi vắng tạm thời": beside.away,
        "Đề nghị miễn đang chờ quyết định": {proposal.member_id for proposal, _ in done.proposals},
    }
    found = {
        label: sorted_names(member for pk, member in moving.items() if pk in held) for label, held in kinds.items()
    }
    return [{"label": label, "names": names} for label, names in found.items() if names]


def cycle(done, beside):
    """What becomes of the open cycle: its days stay, and so do meetings that were held."""
    committee = done.places[0].cell.committee if done.places else None
    if committee is None:
        return {}
    line = [committee.pk, committee.parent_id]
    year = next((beside.cycles[pk] for pk in line if pk in beside.cycles), None)
    days = ("draft_due_on", "review_due_on", "filed_due_on")
    return {
        "year": year.year if year else None,
        "days": [date_text(getattr(year, day)) for day in days] if year else [],
        "meetings": sum(beside.meetings[cell.pk] for cell, _ in done.closes),
    }
