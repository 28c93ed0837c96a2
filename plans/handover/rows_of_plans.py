"""Years and plans that came. See placement.py."""

from itertools import count

from cells.models import Cell, Committee
from phucdong.formats import FromNewerVersion
from plans import cycles, documents, log
from plans.handover.putting import Refused, create, save
from plans.handover.row_format import read
from plans.models import Basis, Cycle, FormVersion, PlanEvent, Revision, Row, Signature
from plans.models.cycle import line_above

ADDED = "them-"  # how the key of a basis begins that a ward added itself (plans/cycles.py)
TOO_NEW = "Tệp có bản kế hoạch do phiên bản mới hơn của phần mềm ghi; hãy nâng cấp phần mềm ở đây rồi nhận."


def put_forms(place, rows):
    """The version that says the same, else the next one of its name. A file of 0.2.0 does not name the fields."""
    asked = documents.FORM_OF_0_2_0["fields"]
    for facts in rows:
        sections = [{"fields": asked.get(section["kind"], []), **section} for section in facts["sections"]]
        form = facts["name"], sections, facts["manifestations"]
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


def put_revisions(place, rows):
    """They are kept as they came, but only what this version can read."""
    try:
        written = [
            row for facts in rows for section in documents.read(facts["snapshot"]).sections for row in section.rows
        ]
    except FromNewerVersion as error:
        raise Refused([TOO_NEW]) from error
    for row in written:
        refuse_what_is_no_text(row.values)
    create(place, Revision, rows)


def put_rows(place, rows):
    for facts in rows:
        refuse_what_is_no_text(facts["values"])
    create(place, Row, rows)


def refuse_what_is_no_text(values):
    """Raise ValueError unless these are {field key: text}, which every page relies on."""
    if not all(isinstance(text, str) for text in values.values()):
        raise ValueError("a value that is no text")


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
