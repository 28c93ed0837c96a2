"""What does a reader have before them: the plan's revision in blocks, with the remarks
beside each?"""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField

from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.form import comparison, documents, guidance
from plans.models import PlanEvent, Revision, Section, Status
from plans.reasons import label_reason
from plans.workflow import agreement


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
    # Not sent, and who said it may say nothing of this plan any more.
    is_left_behind: bool = False

    @property
    def is_open(self):
        remark = self.remark
        is_over = remark.ticked_at or remark.held_back_at or remark.is_withdrawn
        return not is_over and not remark.is_internal


@dataclass(frozen=True)
class Sheet:
    """`judged` is the event of the revision that the changes are counted from, None if
    the cell judged nothing yet; `changed` is how many places are others.

    Of a plan that was agreed to and sent again, `unasked` are the names of the places
    that were changed though nobody asked for it; else None.
    """

    person: dict
    places: list
    whole: SheetBlock
    judged: PlanEvent | None
    changed: int
    unasked: frozenset | None = None


def make_sheet(plan, judged, remarks, actor, tickable):
    """The Sheet of a plan's revision for a reader, beside the one that an event
    `judged`, from the remarks that they may see."""
    numbers = [plan.revision]
    if judged:
        numbers.append(judged.revision)
    kept = REVISIONS.fetch({"plan": plan.pk, "numbers": numbers})
    revisions = {revision.number: revision for revision in kept}
    now = documents.read_document(revisions[plan.revision].snapshot)
    before = revisions.get(judged and judged.revision)
    hints = find_hints(now)
    then = before and documents.read_document(before.snapshot)
    blocks = comparison.compare_blocks(now, then)
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
    unasked = None
    if plan.status == Status.CELL_REVIEW and judged and judged.step == "agree":
        unasked = find_unasked(now, before, remarks)
    return Sheet(now.person, list(places.values()), whole, judged, changed, unasked)


def find_unasked(document, agreed, remarks):
    """The names of the places in which a Document differs from an agreed Revision and
    no remark opens it."""
    places = agreement.find_differing_places(document.sections, agreed)
    opening = [remark for remark in remarks if agreement.opens(remark, agreed)]
    places = agreement.leave_out_open(places, opening)
    return frozenset(place.name for place in places)


def build_revisions():
    kept = Revision.objects.filter(plan=Parameter("plan", BigIntegerField()))
    kept = kept.filter(number__in=ParameterOfIds("numbers"))
    return [kept.only("number", "snapshot", "made_at")]


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
    is_mine = remark.by_id == actor.member.pk
    is_unsent = remark.released_at is None and remark.held_back_at is None
    is_settled = remark.ticked_at or remark.is_internal or remark.is_withdrawn
    return ShownRemark(
        remark,
        label_reason(remark.reason),
        may_tick=remark.source in tickable
        and not is_settled
        and not remark.held_back_at,
        may_take_back=is_mine and is_unsent,
        is_left_behind=remark.is_left_behind,
    )
