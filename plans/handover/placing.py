"""Where do the rows of a file go, and which of them are here already?

The sending ward becomes a committee that is over: it keeps its lasting id, is closed on the day and hangs below the
receiving ward from the day on, with its committees and cells. The ward's officers so read its past, while figures of
the ward as of earlier days stay what they were (Committee.joined_on).

Plans of earlier years belong to cycles of that committee, with the calendar, the bases and the form that they were
written on. The years under way when the cells came go on in the receiving ward's own cycle (or that of the nearest
committee above it), filed plans as well, so that nobody is asked for a second plan; if there is none, it is opened
with the calendar that came. A task's basis is the one of the same key there; the key of a basis that a ward had added
itself says nothing elsewhere, so those are told by their title; what is not there is added.
"""

from datetime import timedelta
from itertools import count

from django.apps import apps
from django.db.models import F, Q

from cells.models import (
    Appointment,
    Cell,
    Committee,
    Correction,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    FormerName,
    Meeting,
    Member,
    Membership,
    Movement,
)
from plans import cycles, log
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.handover.rows import Keys, name_of, read
from plans.models import Basis, Cycle, FormVersion, Plan, PlanEvent, Signature
from plans.models.cycle import line_above

ADDED = "them-"  # how the key of a basis begins that a ward added itself (plans/cycles.py)


class Refused(Exception):
    """args[0] lists in words what is here already and is another one."""


class Place:
    """What the rows of one file are put under: the ward, the day, the officer, and the committee that is over."""

    def __init__(self, head, *, on, ward, by, at):
        self.on, self.ward, self.by, self.at = on, ward, by, at
        self.sender, self.chosen = head["ward"], [cell["id"] for cell in head["cells"]]
        self.keys, self.later = Keys(), []
        self.past = past_of(head["ward"], ward, on)
        self.keys.note(Committee, head["ward"]["id"], self.past.pk)

    def write(self, name, rows):
        """Write rows of one kind. KeyError for a kind that no file has."""
        if name in WRITERS:
            WRITERS[name](self, rows)
        else:
            create(self, AS_THEY_ARE[name], rows)

    def finish(self):
        """Rows that point at rows of their own kind, now that all of them are there."""
        for model, theirs, field, target in self.later:
            if ours := self.keys.get(model, target):
                model.objects.filter(pk=self.keys.get(model, theirs)).update(**{field: ours})
        self.later = []

    def points_at(self, model, rows, field):
        self.later += [(model, facts["id"], field, facts[field]) for facts in rows if facts[field]]

    def old_cells(self):
        """The cells that came, in the order of the file's head."""
        found = Cell.objects.in_bulk([self.keys.known[Cell][pk] for pk in self.chosen])
        return [found[self.keys.known[Cell][pk]] for pk in self.chosen]

    def plans(self):
        return list(self.keys.known.get(Plan, {}).values())


def past_of(sender, ward, on):
    """The committee under which the sender's past hangs; one for each day, if cells come on several."""
    known = Committee.objects.filter(uid=sender["uid"]).first()
    if known and (known.closed_on is None or known.parent_id != ward.pk):
        raise Refused([f"{known.name} đang có ở đây và không phải đảng bộ đã bàn giao cho {ward.name}."])
    if known and known.joined_on == on:
        return known
    facts = {"place": sender["place"], "kind": sender["kind"], "closed_on": on, "joined_on": on, "parent": ward}
    if known is None:
        return Committee.objects.create(uid=sender["uid"], name=sender["name"], **facts)
    name = f"{sender['name']} (bàn giao {on:%d/%m/%Y})"
    return Committee.objects.get_or_create(name=name, parent=ward, defaults=facts)[0]


def create(place, model, rows, **ours):
    """New rows as they came, but for what is ours."""
    return save(place, model, rows, [read(model, facts, place.keys) for facts in rows], **ours)


def save(place, model, rows, made, **ours):
    for row in made:
        for name, value in ours.items():
            setattr(row, name, value)
    model.objects.bulk_create(made)
    for facts, row in zip(rows, made, strict=True):
        place.keys.note(model, facts["id"], row.pk)
    return made


def new_among(place, model, rows):
    """The rows whose lasting id is not here yet; the others are the ones that are."""
    known = dict(model.objects.filter(uid__in=[facts["uid"] for facts in rows]).values_list("uid", "pk"))
    known = {str(uid): pk for uid, pk in known.items()}
    for facts in rows:
        if facts["uid"] in known:
            place.keys.note(model, facts["id"], known[facts["uid"]])
    return [facts for facts in rows if facts["uid"] not in known]


# --- committees and cells ------------------------------------------------------------------------------------------


def put_committees(place, rows):
    new = new_among(place, Committee, rows)
    made = [read(Committee, facts, place.keys) for facts in new]
    for row in made:
        row.parent, row.joined_on = place.past, place.on
        row.closed_on = over_on(row.closed_on, row.founded_on, place.on)
    save(place, Committee, new, made)
    place.points_at(Committee, new, "parent")


def put_cells(place, rows):
    """All of them are closed on the day; one of which an earlier file had only the name may come as a whole now."""
    new = new_among(place, Cell, rows)
    made = [read(Cell, facts, place.keys) for facts in new]
    for row in made:
        row.closed_on = over_on(row.closed_on, row.founded_on, place.on)
    save(place, Cell, new, made)
    place.points_at(Cell, rows, "successor")
    for facts in rows:
        if facts["id"] in place.chosen and facts not in new:
            here = {"closed_on": place.on, "committee": place.keys.get(Committee, facts["committee"])}
            Cell.objects.filter(pk=place.keys.get(Cell, facts["id"])).update(**here)


def over_on(closed_on, founded_on, on):
    """The day on which something is over here: its own, or the day on which the cells came."""
    return min(closed_on or on, max(on, founded_on or on))


# --- people --------------------------------------------------------------------------------------------------------


def put_members(place, rows):
    """People who come as a whole. Of some of them an earlier file may have brought the name."""
    known = {str(member.uid): member for member in Member.objects.filter(uid__in=[facts["uid"] for facts in rows])}
    refuse_others(rows, known)
    new = [facts for facts in rows if facts["uid"] not in known]
    create(place, Member, new)
    for facts in rows:
        if facts["uid"] in known:
            row = read(Member, facts, place.keys)
            values = {name: getattr(row, name) for name in {*facts} - {"id", "uid"}}
            Member.objects.filter(uid=facts["uid"]).update(**values)
            place.keys.note(Member, facts["id"], known[facts["uid"]].pk)


def refuse_others(rows, known):
    """Somebody who is here as a whole, or whose card somebody else has here. They are told by their cell alone."""
    cards = [facts["card"] for facts in rows if facts["card"]]
    here = Member.objects.known().filter(Q(uid__in=known) | Q(card__in=cards)).order_by("pk")
    if clashes := [clash(member, is_same=str(member.uid) in known) for member in here]:
        raise Refused(clashes)


def clash(member, *, is_same):
    how = "cũng là một người trong tệp" if is_same else "mang cùng số thẻ với một người khác trong tệp"
    return f"Một người ở đây ({cell_of(member)}) {how}."


def cell_of(member):
    last = Membership.objects.filter(member=member).select_related("cell").order_by("-since", "-pk").first()
    return last.cell.name if last else "ngoài mọi chi bộ"


def put_names(place, rows):
    """People who only did something: their name and lasting id, and where it came from."""
    new = new_among(place, Member, rows)
    told = {"particulars": {Member.NAMED_BY: place.sender["name"]}}
    save(place, Member, new, [Member(uid=facts["uid"], full_name=facts["full_name"]) for facts in new], **told)


def put_posts(place, rows):
    """Every post of another installation is over on the day: powers are given here."""
    new = new_among(place, Appointment, rows)
    made = [read(Appointment, facts, place.keys) for facts in new]
    for row in made:
        if row.until is None or row.until > place.on:
            row.until, row.ended_by, row.ended_at = ends(row, place.on), place.by.user, place.at
    save(place, Appointment, new, made)
    place.points_at(Appointment, new, "acting_for")


def ends(row, on):
    return max(on, row.since + timedelta(days=1))


def put_meetings(place, rows):
    create(place, Meeting, new_among(place, Meeting, rows))


def put_grounds(place, rows):
    """The ground that says the same, or one that is over: what was decided by it keeps its words, and which grounds may
    be named from now on is not the sender's to say."""
    for facts in rows:
        row = read(ExemptionGround, facts, place.keys)
        same = {name: getattr(row, name) for name in ("kind", "label", "is_for_a_term")}
        known = ExemptionGround.objects.filter(**same).order_by(F("valid_until").desc(nulls_first=True), "pk").first()
        if known is None:
            row.valid_until = row.valid_until or place.on
            row.save(force_insert=True)
        place.keys.note(ExemptionGround, facts["id"], (known or row).pk)


def put_proposals(place, rows):
    """Whoever proposed has no login here: the officer who takes the cells over stands for them."""
    create(place, ExemptionProposal, rows, proposed_by=place.by.user)


def put_movements(place, rows):
    models = {model._meta.model_name: model for model in apps.get_app_config("cells").get_models()}
    create(place, Movement, [{**facts, "effects": place.keys.effects(facts["effects"], models)} for facts in rows])


def put_corrections(place, rows):
    models = {model._meta.model_name: model for model in apps.get_app_config("cells").get_models()}
    create(place, Correction, [corrected(place.keys, facts, models.get(facts["kind"])) for facts in rows])


def corrected(keys, facts, model):
    """A correction of a row that came, with the numbers that the row and what it points at have here."""
    if model is None:
        return facts
    columns = {name: keys.facts(model, facts[name]) for name in ("before", "after")}
    return {**facts, **columns, "row": keys.get(model, facts["row"]) or 0}


# --- years ---------------------------------------------------------------------------------------------------------


def put_forms(place, rows):
    """The version that says the same, else the next one of its name."""
    for facts in rows:
        form = facts["name"], facts["sections"], facts["manifestations"]
        version = cycles.same_version(*form) or cycles.add_version(*form)
        place.keys.note(FormVersion, facts["id"], version.pk)


def put_cycles(place, rows):
    for facts in rows:
        theirs = facts["committee"] if place.keys.get(Committee, facts["committee"]) else place.sender["id"]
        cycle = read(Cycle, {**facts, "committee": theirs}, place.keys)
        if facts["goes_on"]:
            cycle.committee = place.ward
        found = cycle_there(cycle)
        if found is None:
            cycle.save(force_insert=True)
        place.keys.note(Cycle, facts["id"], (found or cycle).pk)


def cycle_there(cycle):
    """The cycle of this year in which the cells of its committee take part: of the ward that is over only its own."""
    line = [cycle.committee_id] if cycle.committee.closed_on else line_above(Cell(committee=cycle.committee))
    kept = {found.committee_id: found for found in Cycle.objects.filter(committee__in=line, year=cycle.year)}
    return next((kept[pk] for pk in line if pk in kept), None)


def put_bases(place, rows):
    for facts in rows:
        basis = read(Basis, facts, place.keys)
        place.keys.note(Basis, facts["id"], (same_basis(basis) or added(basis)).pk)


def same_basis(basis):
    there = Basis.objects.filter(cycle=basis.cycle)
    if basis.key.startswith(ADDED):
        return there.filter(title=basis.title).first()
    return there.filter(key=basis.key).first()


def added(basis):
    taken = set(Basis.objects.filter(cycle=basis.cycle).values_list("key", flat=True))
    if basis.key in taken:
        basis.key = next(key for number in count(1) if (key := f"{ADDED}{number}") not in taken)
    basis.position = len(taken) + 1
    basis.save(force_insert=True)
    return basis


# --- plans ---------------------------------------------------------------------------------------------------------


def put_events(place, rows):
    """The digests stay what they are; the seal is that of this installation."""
    made = [read(PlanEvent, facts, place.keys) for facts in rows]
    for event in made:
        event.seal = log.sealed(event.digest)
    save(place, PlanEvent, rows, made)


def put_signatures(place, rows):
    codes = [facts["check_code"] for facts in rows]
    if number := Signature.objects.filter(check_code__in=codes).count():
        raise Refused([f"{number} mã kiểm tra dưới chữ ký trong tệp đã có ở đây."])
    create(place, Signature, rows)


WRITERS = {
    "committee": put_committees,
    "cell": put_cells,
    "form": put_forms,
    "member": put_members,
    "person": put_names,
    "appointment": put_posts,
    "meeting": put_meetings,
    "exemptionground": put_grounds,
    "exemptionproposal": put_proposals,
    "movement": put_movements,
    "correction": put_corrections,
    "cycle": put_cycles,
    "basis": put_bases,
    "planevent": put_events,
    "signature": put_signatures,
}
AS_THEY_ARE = {
    name_of(model): model
    for model in (FormerName, Membership, *OF_A_PERSON, ExemptionReview, Plan, *OF_A_PLAN)
    if name_of(model) not in WRITERS
}
