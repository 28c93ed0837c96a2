"""What does a reader have before them: the plan's revision in blocks, with the remarks
beside each?"""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField

from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.form import comparison, documents, guidance
from plans.models import Revision, Section
from plans.reasons import label_reason


@dataclass
class SheetBlock:
    """A block of the plan (None: the whole of it) and what was said about it."""

    block: comparison.ComparedBlock | None
    hints: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def is_open(self):
        """Whether something here still wants the reviewer's eye."""
        return self.block.is_changed or any(said.is_open for said in self.remarks)


@dataclass(frozen=True)
class ShownRemark:
    """A remark as one reader sees it, with what they may do about it."""

    remark: object
    reason: str
    may_tick: bool
    may_take_back: bool

    @property
    def is_open(self):
        return not self.remark.ticked_at and not self.remark.is_internal


@dataclass(frozen=True)
class Sheet:
    """`judged` is the number of the revision that the changes are counted from, None if
    nothing was judged yet."""

    person: dict
    places: list
    whole: SheetBlock
    judged: int | None
    changed: int


def make_sheet(plan, judged, remarks, actor, tickable):
    """The Sheet of a plan's revision for a reader, beside the `judged` one, from the
    remarks that they may see."""
    numbers = [number for number in (plan.revision, judged) if number is not None]
    kept = REVISIONS.fetch({"plan": plan.pk, "numbers": numbers})
    contents = {number: documents.read_document(snapshot) for number, snapshot in kept}
    now = contents[plan.revision]
    hints = find_hints(now)
    blocks = comparison.compare_blocks(now, contents.get(judged))
    places, whole = {}, SheetBlock(None)
    for block in blocks:
        places[block.place] = SheetBlock(block, hints.get(block.place, []))
    for remark in remarks:
        place = remark.section
        if remark.row:
            place = f"{remark.section}:{remark.row}"
        beside = places.get(place, whole)
        beside.remarks.append(make_shown_remark(remark, actor, tickable))
    changed = sum(beside.block.is_changed for beside in places.values())
    return Sheet(now.person, list(places.values()), whole, judged, changed)


def build_revisions():
    kept = Revision.objects.filter(plan=Parameter("plan", BigIntegerField()))
    kept = kept.filter(number__in=ParameterOfIds("numbers"))
    return [kept.values_list("number", "snapshot")]


REVISIONS = Prepared(build_revisions)


def find_hints(document):
    """{place: [guidance.Check] that are not met} of the registered tasks of a
    Document."""
    hints = {}
    for section in document.sections:
        if section.kind == Section.Kind.TASKS:
            for row in section.rows:
                hints[f"{section.key}:{row.uid}"] = find_unmet_checks(section, row)
    return hints


def find_unmet_checks(section, row):
    checks = guidance.list_checks(section.fields, row.values).values()
    return [check for check in checks if not check.ok]


def make_shown_remark(remark, actor, tickable):
    return ShownRemark(
        remark,
        label_reason(remark.reason),
        may_tick=remark.source in tickable
        and not remark.ticked_at
        and not remark.is_internal,
        may_take_back=remark.by_id == actor.member.pk and remark.released_at is None,
    )
