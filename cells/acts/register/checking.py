"""What differs between a register and the database, member by member? New, changed, moved and gone."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from cells.acts.register.comparing import Comparison, note
from cells.acts.register.differing import FACTS, Changes, changes, shown, told
from cells.acts.register.errors import Finding
from cells.acts.register.known import Known, in_force, in_parts, is_same, same_birth
from cells.acts.register.people import Person
from cells.acts.register.titles import cell_key
from cells.acts.register.wards import is_open
from cells.models import Cell, Correction, Membership, RegisterDifference
from cells.names import fold, natural_key, sort_key

Group = RegisterDifference.Group
ORDER = list(Group)
SELF = "đồng chí không tự ghi chức vụ, miễn sinh hoạt hay nơi sinh hoạt cho chính mình"
TOO_NEW = "phần mềm ghi bắt đầu từ {:%d/%m/%Y}: chỉ đổi được từ hôm sau, hãy chốt danh sách ngày muộn hơn"
LATER = "phần mềm đã ghi thay đổi sau ngày chốt danh sách {:%d/%m/%Y}"
NOT_YET = "Phần mềm ghi {} đồng chí trong danh sách về chi bộ sau ngày chốt danh sách nên không so."


@dataclass
class Difference:
    """One person in one group. `cell` is where they belong by the register; of somebody gone, by the database.

    `lines` are [label, old, new]; `on` is the day from which somebody would be gone. `is_offered`: ticked unless
    somebody takes the tick away.
    """

    group: str
    name: str
    cell: Cell
    person: Person | None = None
    known: Known | None = None
    changes: Changes = field(default_factory=Changes)
    lines: list = field(default_factory=list)
    on: date | None = None
    refused: str = ""
    is_offered: bool = False

    @property
    def key(self):
        """A digest of who it is and of all that is shown."""
        who = str(self.known.member.uid) if self.known else self.person.place
        seen = [self.group, who, self.name, self.cell.name, self.lines, self.refused]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()

    @property
    def place(self):
        return self.person.place if self.person else ""

    @property
    def order(self):
        return ORDER.index(self.group), natural_key(self.cell.name), sort_key(self.name), self.place


@dataclass
class Check:
    """A Comparison with what differs, in the order of the page; `notes` are findings about what nobody can tick."""

    comparison: Comparison
    differences: list
    notes: list


def check(comparison, *, by):
    """The Check for somebody (an Actor), who may not change their own posts. Nothing is compared after errors."""
    if comparison.errors:
        return Check(comparison, [], comparison.notes)
    missing = by_name(known for known in comparison.known if known.is_here and not known.is_taken)
    found = [new(comparison, person, pk, missing) for person, pk in comparison.joining]
    met, too_early = whom_to_compare(comparison)
    visiting = guests([cell for cell in comparison.cells.values() if cell.pk], comparison.register.on)
    found += [each for person, known in met if (each := of_known(comparison, person, known, visiting))]
    found += gone(comparison)
    for each in found:
        each.refused = each.refused or refusal(each, by)
    leave_what_was_corrected_since(found)
    return Check(comparison, sorted(found, key=lambda each: each.order), notes(comparison, too_early))


def notes(comparison, too_early):
    elsewhere = [(person, known) for person, known in comparison.met if not known.is_here]
    found = [note(person, f"{person.full_name}: {told(person, known)[0]}") for person, known in elsewhere]
    early = [Finding("", 0, NOT_YET.format(len(too_early)))] if too_early else []
    return [*comparison.notes, *found, *early]


def whom_to_compare(comparison):
    """Two lists of (person, known): those to compare, and those who came to the ward after the date of the list."""
    here = [(person, known) for person, known in comparison.met if known.is_here]
    early = [(person, known) for person, known in here if known.memberships[0].since > person.on]
    return [pair for pair in here if pair not in early] if early else here, early


def by_name(known):
    found = defaultdict(list)
    for each in known:
        found[each.name_key].append(each)
    return found


def new(comparison, person, pk, missing):
    """Somebody new. One who may be somebody known, elsewhere in the ward and not in this list, is not offered."""
    cell = comparison.cells[cell_key(person.cell)]
    posts = comparison.posts_of(person, pk)
    facts = [(label, shown(fact, getattr(person, fact), person)) for fact, label in FACTS.items() if fact in SHOWN]
    facts.append(("chức vụ", ", ".join(post.title for post in posts)))
    facts.append(("miễn sinh hoạt", "có" if person.is_exempt else ""))
    lines = [[label, "", value] for label, value in facts if value]
    if pk:
        lines.append(["trong phần mềm", "chưa thuộc chi bộ nào", cell.name])
    same = [each for each in missing[fold(person.full_name)] if may_be(person, each)] if not pk else []
    lines += [["có thể là người đã có trong sổ", "", each.describe()] for each in same]
    return Difference(Group.NEW, person.full_name, cell, person, lines=lines, is_offered=not same)


def may_be(person, known):
    """Whether nothing speaks against it but that too little is known to tell."""
    both = person.born_on and known.member.born_on
    return bool(known.membership_on(person.on)) and (not both or same_birth(person, known.member))


SHOWN = ("sex", "born_on", "admitted_on", "official_on", "card")


def of_known(comparison, person, known, visiting):
    """A Difference about somebody whom the database knows, None if there is none."""
    cell = comparison.cells[cell_key(person.cell)]
    held = known.membership_on(person.on)
    stays = held is not None and held.cell_id == cell.pk
    is_guest = not stays and (known.member.pk, cell.pk) in visiting
    found = changes(person, known, held.cell if is_guest and held else cell)
    if not stays and not is_guest:
        old = held.cell.name if held else "không thuộc chi bộ nào"
        lines = [["chi bộ", old, cell.name], *lines_of(found)]
        refused = why_not_moved(person, known, held, cell) or too_new(found, person.on)
        return Difference(Group.MOVED, known.member.full_name, cell, person, known, found, lines, refused=refused)
    if not found:
        return None
    offered = not found.has_rows
    refused = too_new(found, person.on)
    about = {"lines": lines_of(found), "refused": refused, "is_offered": offered}
    return Difference(Group.CHANGED, known.member.full_name, cell, person, known, found, **about)


def lines_of(found):
    """[label, old, new] of everything that changes."""
    lines = [[each.label, each.old, each.new] for each in found.facts]
    lines += [["chức vụ", "", post.title] for post in found.begins]
    lines += [["chức vụ", row.get_role_display(), "thôi"] for row in found.ends]
    if found.exempts:
        lines.append(["miễn sinh hoạt", "không", "có"])
    return lines + [["miễn sinh hoạt", "có", "trở lại sinh hoạt"] for _ in found.ends_exemptions]


def why_not_moved(person, known, held, cell):
    """Why somebody cannot be moved on the date of the list, "" if they can."""
    if cell.pk and not is_open(cell, person.on):
        return f"{cell.name} không hoạt động vào ngày {person.on:%d/%m/%Y}"
    if any(row.since > person.on for row in known.memberships) or (held and held.until):
        return LATER.format(person.on)
    if held is None:
        return ""
    posts = [row for row in known.appointments if row.cell_id == held.cell_id and is_after(row, person.on)]
    begun = [row.since for row in [held, *posts] if row.since >= person.on]
    return TOO_NEW.format(max(begun)) if begun else ""


def too_new(found, on):
    """Why a post or an exemption cannot end on the date of the list, "" if all can."""
    begun = [row.since for row in [*found.ends, *found.ends_exemptions] if row.since >= on]
    return TOO_NEW.format(max(begun)) if begun else ""


def is_after(row, on):
    return row.until is None or row.until > on


def gone(comparison):
    """Those whom the database has in a cell of the list on its date, and the list has not."""
    covered = {comparison.cells[cell_key(person.cell)].pk: person.on for person in comparison.register.people}
    listed = departures_by_name(comparison.register)
    for known in comparison.known:
        rows = [row for row in known.memberships if row.cell_id in covered and in_force([row], covered[row.cell_id])]
        if rows and known.is_here and not known.is_taken:
            on = covered[rows[-1].cell_id]
            said = next((each for each in listed[known.name_key] if is_meant(each, known)), None)
            refused = LATER.format(on) if rows[-1].until else ""
            yield Difference(
                Group.GONE,
                known.member.full_name,
                rows[-1].cell,
                known=known,
                lines=[["danh sách ghi", "", told_departure(said)]] if said else [],
                on=(said.on if said else None) or on,
                refused=refused,
            )


def told_departure(departure):
    return f"{RegisterDifference.How(departure.how).label}: {departure.words}"


def departures_by_name(register):
    found = defaultdict(list)
    for departure in register.departures:
        found[fold(departure.person.full_name)].append(departure)
    return found


def is_meant(departure, known):
    card = departure.person.card
    return (card and card == known.member.card) or is_same(departure.person, known)


def refusal(difference, by):
    """Nobody decides about their own posts, exemption and cell."""
    known = difference.known
    if known is None or by.member is None or known.member.pk != by.member.pk:
        return ""
    is_plain = difference.group == Group.CHANGED and not difference.changes.has_rows
    return "" if is_plain else SELF


def leave_what_was_corrected_since(found):
    """What somebody put right after the date of the list is not offered to be put back."""
    changed = {each.known.member.pk: each for each in found if each.group == Group.CHANGED}
    corrections = Correction.objects.filter(kind="member")
    for correction in in_parts(corrections, "member", changed):
        each = changed[correction.member_id]
        if timezone.localdate(correction.at) > each.person.on:
            each.is_offered = False


def guests(cells, on):
    """{(member id, cell id)} of those who belong to a cell for a time, and elsewhere officially."""
    held = Membership.objects.in_force(on).filter(kind=Membership.Kind.TEMPORARY, cell__in=cells)
    return set(held.values_list("member", "cell"))
