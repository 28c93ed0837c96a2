"""What becomes of years and plans that came? See placement.py."""

from itertools import count

from django.utils import timezone

from cells.models import Cell, Committee, Member
from phucdong.formats import FromNewerVersion
from plans.form import documents, years
from plans.handover.placement import (
    Refused,
    create_rows,
    find_new_rows,
    read_rows,
    save_rows,
    update_rows,
)
from plans.handover.row_format import read_row
from plans.models import (
    AccessRecord,
    Assistance,
    Basis,
    Cycle,
    FormVersion,
    Plan,
    PlanEvent,
    Revision,
    Row,
    Signature,
    SigningPrint,
    Status,
    YearRecord,
)
from plans.models.assistance import LAPSES_AFTER
from plans.models.cycle import line_above
from plans.models.plan import EDITABLE
from plans.own_years import settle_ends_below
from plans.workflow import log
from plans.workflow.steps import STEPS

# How the key of a basis begins that a ward added itself (plans/form/years.py).
ADDED = "them-"
TOO_NEW = (
    "Tệp có bản kế hoạch do phiên bản mới hơn của phần mềm ghi; hãy nâng cấp phần "
    "mềm ở đây rồi nhận."
)


# --- years ----------------------------------------------------------------------------


def put_forms(place, rows):
    """The version that says the same, else the next one of its name.

    A file of 0.2.0 does not name the fields.
    """
    asked = documents.FORM_OF_0_2_0["fields"]
    for facts in rows:
        for section in facts["sections"]:
            section.setdefault("fields", asked.get(section["kind"], []))
        form = facts["name"], facts["sections"], facts["manifestations"]
        version = years.find_same_version(*form) or years.add_form_version(*form)
        place.keys.note(FormVersion, facts["id"], version.pk)


def put_cycles(place, rows):
    """A year that is closed stays so. One of a sender that did not close years yet
    (before version 0.9.0), and that was over, is closed as of the day."""
    for facts in rows:
        if not place.keys.get(Committee, facts["committee"]):
            facts["committee"] = place.sender["id"]
        cycle = read_row(Cycle, facts, place.keys)
        if facts["goes_on"]:
            take_into_ward(cycle, place)
        elif "closed_on" not in facts:
            cycle.closed_on = place.on
        known = find_cycle_here(cycle)
        if known is None:
            cycle.save(force_insert=True)
            settle_ends_below(cycle, place.by.on)
            known = cycle
        place.keys.note(Cycle, facts["id"], known.pk)


def take_into_ward(cycle, place):
    """A year before that of the day which nobody keeps here stays the sender's, as
    nobody else here is asked for it."""
    senders = cycle.committee
    cycle.committee = place.ward
    if cycle.year < place.on.year and find_cycle_here(cycle) is None:
        cycle.committee = senders


def put_year_records(place, rows):
    for facts in rows:
        if not place.keys.get(Committee, facts["committee"]):
            facts["committee"] = place.sender["id"]
    create_rows(place, YearRecord, find_new_rows(place, YearRecord, rows))


def find_cycle_here(cycle):
    """The cycle of this year in which the cells of its committee take part, or None.

    Of the ward that is over only its own.
    """
    line = [cycle.committee_id]
    if not cycle.committee.closed_on:
        line = line_above(Cell(committee=cycle.committee))
    kept = {}
    for known in Cycle.objects.filter(committee__in=line, year=cycle.year):
        kept[known.committee_id] = known
    for pk in line:
        if pk in kept:
            return kept[pk]
    return None


def put_bases(place, rows):
    for facts in rows:
        basis = read_row(Basis, facts, place.keys)
        known = find_same_basis(basis) or append_basis(basis)
        place.keys.note(Basis, facts["id"], known.pk)


def find_same_basis(basis):
    there = Basis.objects.filter(cycle=basis.cycle)
    if basis.key.startswith(ADDED):
        return there.filter(title=basis.title).first()
    return there.filter(key=basis.key).first()


def append_basis(basis):
    there = Basis.objects.filter(cycle=basis.cycle)
    taken = set(there.values_list("key", flat=True))
    if basis.key in taken:
        keys = (f"{ADDED}{number}" for number in count(1))
        basis.key = next(key for key in keys if key not in taken)
    basis.position = len(taken) + 1
    basis.save(force_insert=True)
    return basis


# --- plans ----------------------------------------------------------------------------


def put_plans(place, rows):
    """Of a sender before version 0.9.0 without the year; before 0.8.0 with the one
    helper that a plan could have. With which year they end here is settled once their
    authors belong here (successors.py)."""
    years = dict(Cycle.objects.values_list("pk", "year"))
    for facts in rows:
        if facts.get("year"):
            facts["year"] = years[place.keys.get(Cycle, facts["cycle"])]
    new = find_new_rows(place, Plan, rows)
    made = read_rows(place, Plan, new)
    for plan in made:
        plan.ends_with_id = plan.cycle_id
    save_rows(place, Plan, new, made)
    update_rows(place, Plan, [facts for facts in rows if facts not in new])
    give_years(place, [facts for facts in rows if "year" not in facts])
    acts = []
    for facts in rows:
        helper = place.keys.get(Member, facts.get("helper"))
        if helper:
            plan = Plan.objects.get(pk=place.keys.get(Plan, facts["id"]))
            acts.append(make_act_of_helper(plan, helper))
    Assistance.objects.bulk_create(acts)


def give_years(place, rows):
    """As plans/migrations/0018_year_of_plan.py gives them: of two plans of a person and
    year the one that went furthest has it. The other may have come before."""
    authors = {place.keys.get(Member, facts["member"]) for facts in rows}
    theirs = Plan.objects.filter(member__in=authors)
    furthest = {}
    for plan in sorted(theirs.select_related("cycle"), key=rank_plan):
        furthest[plan.member_id, plan.cycle.year] = plan
    theirs.update(year=None)
    for year in {year for _, year in furthest}:
        pks = [plan.pk for (_, of), plan in furthest.items() if of == year]
        Plan.objects.filter(pk__in=pks).update(year=year)


def rank_plan(plan):
    """The furthest, and of two as far the newest, is the greatest."""
    was_sent = plan.first_submitted_at is not None
    return Status.values.index(plan.status), was_sent, plan.begun_at, plan.pk


def make_act_of_helper(plan, helper):
    """As plans/migrations/0014_typing_acts.py makes it of what was here."""
    is_open = plan.status in EDITABLE or plan.first_submitted_at is None
    typed_at = plan.first_submitted_at
    ending = Assistance.Ending.SENT
    if is_open:
        typed_at, ending = plan.edited_at, ""
    return Assistance(
        plan=plan,
        helper_id=helper,
        source=Assistance.Source.UNKNOWN,
        begun_by_id=helper,
        begun_at=plan.begun_at,
        typed_at=typed_at,
        lapses_on=timezone.localdate(typed_at) + LAPSES_AFTER,
        ended_at=None if is_open else typed_at,
        ending=ending,
    )


def put_revisions(place, rows):
    """They are kept as they came, but only what this version can read."""
    for facts in rows:
        try:
            content = documents.read_document(facts["snapshot"])
        except FromNewerVersion as error:
            raise Refused([TOO_NEW]) from error
        for section in content.sections:
            for row in section.rows:
                refuse_what_is_no_text(row.values)
    create_rows(place, Revision, rows)


def put_rows(place, rows):
    for facts in rows:
        refuse_what_is_no_text(facts["values"])
    create_rows(place, Row, rows)


def refuse_what_is_no_text(values):
    """Raise ValueError unless these are {field key: text}; every page relies on it."""
    for text in values.values():
        if not isinstance(text, str):
            raise ValueError("a value that is no text")


def put_events(place, rows):
    """The digests stay what they are; the seal is that of this installation."""
    made = read_rows(place, PlanEvent, rows)
    for event in made:
        event.seal = log.seal_digest(event.digest)
    save_rows(place, PlanEvent, rows, made)
    note_first_times(made)


def note_first_times(events):
    """A sender before version 0.6.0 did not keep all of them in the plan."""
    first = {}
    for event in events:
        step = STEPS.get(event.step)
        if step and step.first_at:
            key = event.plan_id, step.first_at
            first[key] = min(event.at, first.get(key, event.at))
    for (plan, column), at in first.items():
        Plan.objects.filter(pk=plan, **{column: None}).update(**{column: at})


def put_readings(place, rows):
    """Who opened a plan; of one that was here before, what is new."""
    made = read_rows(place, AccessRecord, rows)
    there = AccessRecord.objects.filter(plan__in={row.plan_id for row in made})
    known = set(there.values_list("plan", "reader", "at"))
    new = [row for row in made if (row.plan_id, row.reader_id, row.at) not in known]
    AccessRecord.objects.bulk_create(new)


def put_signatures(place, rows):
    refuse_known_codes(Signature, "check_code", rows, "dưới chữ ký")
    create_rows(place, Signature, rows)


def put_signing_prints(place, rows):
    refuse_known_codes(SigningPrint, "code", rows, "trên bản in để ký")
    create_rows(place, SigningPrint, rows)


def refuse_known_codes(model, column, rows, where):
    codes = [facts[column] for facts in rows]
    number = model.objects.filter(**{f"{column}__in": codes}).count()
    if number:
        raise Refused([f"{number} mã kiểm tra {where} trong tệp đã có ở đây."])
