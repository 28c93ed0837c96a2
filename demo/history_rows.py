"""How are thousands of histories written at once? As the rows that the ordinary
functions would have left, in bulk.

The demonstration has some 5,800 plans. Taken one by one, their steps would be 40,000
transactions; here a plan lives through its story in memory, and the rows wait until
they are written together. Where a step leads and what effect it has comes from the
workflow's own table, the next event of a chain from plans/workflow/log.py, texts and
snapshots from the functions that make them. A test lets the ordinary functions live
through the same stories (tests/demo/performance.py) and compares everything.
"""

from collections import defaultdict
from random import Random

from django.utils import timezone

from plans.form import autosave, snapshot
from plans.models import (
    AccessRecord,
    Assistance,
    Confirmation,
    Filing,
    Objection,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Section,
    Signature,
    SigningPrint,
    Status,
)
from plans.models.assistance import LAPSES_AFTER
from plans.models.content import THE_TEXT
from plans.workflow import agreement, disputes, log, second_person, step_rows, steps

MODELS = (
    Plan,
    Row,
    Revision,
    PlanEvent,
    Remark,
    SigningPrint,
    Signature,
    Filing,
    Posting,
    AccessRecord,
    Assistance,
    Confirmation,
    Objection,
)
BATCH = 1000


def write_histories(stories, officers, *, rng):
    """Write the plans of one cycle with their histories.

    Returns the plans in the order of the stories.
    """
    if not stories:
        return []
    bulk = Bulk(stories[0].cycle, officers, rng)
    for story in stories:
        PlanHistory(story, bulk).live()
    bulk.write()
    return bulk.rows[Plan]


class Bulk:
    """Rows by model until they are written, and what the stories of a cycle share."""

    def __init__(self, cycle, officers, rng):
        self.officers, self.rng = officers, rng
        self.rows = defaultdict(list)
        sections = cycle.form_version.sections.exclude(kind=Section.Kind.SELF_CHECK)
        self.sections = list(sections.order_by("position"))
        self.bases, self.basis_ids = [], {}
        for basis in cycle.bases.order_by("position"):
            self.bases.append(
                {"key": basis.key, "label": basis.label, "title": basis.title}
            )
            self.basis_ids[basis.key] = basis.pk

    def write(self):
        for model in MODELS:
            model.objects.bulk_create(self.rows[model], batch_size=BATCH)


class PlanHistory:
    """Lives through a story: the plan moves on, and leaves its rows with the Bulk."""

    def __init__(self, story, bulk):
        self.story, self.bulk = story, bulk
        self.plan = None
        self.last = None  # (number, digest) of the last event
        self.revision_digest = ""
        self.kept = self.agreed = None  # revisions: the last one, and that agreed to
        self.content, self.remarks, self.printed = None, {}, None
        self.act, self.objection = None, None
        self.typists = set()  # ids

    def live(self):
        for move in self.story.moves:
            if move.what in steps.STEPS:
                self.take_step(move)
            else:
                getattr(self, move.what)(move)
        if self.content:
            self.keep_content()

    def add(self, model, **values):
        row = model(plan=self.plan, **values)
        self.bulk.rows[model].append(row)
        return row

    # --- the steps of the workflow

    def take_step(self, move):
        step, before = steps.STEPS[move.what], self.plan.status
        self.plan.status, self.plan.moved_at = step.target, move.at
        if step.first_at and getattr(self.plan, step.first_at) is None:
            setattr(self.plan, step.first_at, move.at)
        details = {**move.details, "sheet": self.printed}
        if step.makes_revision and self.printed is None:
            self.keep_revision(move)
        self.printed = None
        if move.what == "agree":
            self.agreed = self.kept
        made = None
        if step.makes:
            details = {"typed_by": self.typists, **details}
            made = step.makes(self.plan, by=move.by, at=move.at, details=details)
        if made is not None:
            self.keep_made(move, made)
        if step.makes_revision and self.act:
            self.act.ended_at, self.act.ending = move.at, Assistance.Ending.SENT
            self.act = None
        if step.releases_remarks:
            self.release_remarks(move)
        said = second_person.collect_said(move.details, made)
        self.log(move, before, **said)

    def log(self, move, before, **said):
        event = log.build_event(
            self.plan,
            move.what,
            self.last,
            by=move.by,
            at=move.at,
            from_status=before,
            to_status=self.plan.status,
            revision_digest=self.revision_digest,
            **said,
        )
        self.last = event.number, event.digest
        self.bulk.rows[PlanEvent].append(event)

    def keep_revision(self, move):
        document = self.make_document(timezone.localdate(move.at))
        revision = step_rows.build_revision(self.plan, document, by=move.by, at=move.at)
        revision.differing = agreement.count_differing_places(
            document.sections, self.agreed
        )
        self.kept = revision
        self.bulk.rows[Revision].append(revision)
        self.revision_digest = revision.digest
        self.plan.revision = revision.number

    def keep_made(self, move, row):
        """A signature, or the remark with which the ward recalls."""
        if isinstance(row, Signature):
            code = self.bulk.rng.choices(step_rows.CODE_ALPHABET, k=10)
            if row.sheet is None:
                row.check_code = "".join(code)
        elif isinstance(row, Remark):
            self.remarks[move.what] = row
        self.bulk.rows[type(row)].append(row)

    def make_document(self, on):
        story, bulk = self.story, self.bulk
        posts = bulk.officers.labels(story.member.pk, on)
        person = snapshot.describe_person_in_cell(story.member, story.cell, posts, on)
        written = []
        for section in bulk.sections:
            rows = self.content.rows.get(section.key, [])
            written.append(snapshot.write_section_with_rows(section, rows))
        return snapshot.make_document(
            story.cycle.form_version, story.cycle, person, bulk.bases, written
        )

    def release_remarks(self, move):
        for remark in self.remarks.values():
            if not remark.is_internal and remark.released_at is None:
                remark.released_at = move.at

    # --- what is recorded beside the steps

    def begin(self, move):
        story = self.story
        self.plan = Plan(
            member=story.member,
            cycle=story.cycle,
            ends_with=story.cycle,
            year=story.cycle.year,
            cell=story.cell,
            form_version_id=story.cycle.form_version_id,
            status=Status.DRAFT,
            begun_at=move.at,
            moved_at=move.at,
            edited_at=move.at,
        )
        self.bulk.rows[Plan].append(self.plan)
        self.log(move, "")

    def assist(self, move):
        self.act = self.add(
            Assistance,
            begun_by=move.by.member,
            begun_at=move.at,
            lapses_on=timezone.localdate(move.at) + LAPSES_AFTER,
            **move.details,
        )
        key, note = self.act.event_key, self.act.describe()
        self.log(move, self.plan.status, key=key, note=note)

    def note_word(self, move):
        """Somebody has typed for the author."""
        if self.act and move.by.member.pk != self.story.member.pk:
            self.act.typed_at = move.at
            self.act.lapses_on = timezone.localdate(move.at) + LAPSES_AFTER
            self.typists.add(self.act.helper_id)

    def object(self, move):
        self.objection = self.add(
            Objection, revision=self.plan.revision, made_at=move.at
        )
        self.log(move, self.plan.status, key=self.objection.uid)

    def answer_objection(self, move):
        said, text = self.objection, move.details["text"]
        said.answer, said.answered_by, said.answered_at = text, move.by.member, move.at
        self.log(move, self.plan.status, key=said.answer_key, note=text)

    def write(self, move):
        self.plan.edited_at = move.at
        self.note_word(move)
        self.content = move.details["content"]

    def open(self, move):
        self.add(
            AccessRecord,
            reader=move.by.member,
            capacity=move.details["capacity"],
            revision=self.plan.revision,
            at=move.at,
        )

    def remark(self, move):
        self.plan.edited_at = move.at
        said = dict(move.details)
        name = said.pop("name")
        if said["source"] == Remark.Source.WARD and not said["is_internal"]:
            said["released_at"] = move.at
        self.keep_remark(move, name, **said)

    def keep_remark(self, move, name, **said):
        self.remarks[name] = self.add(
            Remark,
            revision=self.plan.revision,
            by=move.by.member,
            made_at=move.at,
            **said,
        )

    def answer(self, move):
        self.plan.edited_at = move.at
        self.note_word(move)
        remark = self.remarks[move.details["name"]]
        remark.answer, remark.answered_at = move.details["text"], move.at

    def dispute(self, move):
        remark = self.remarks[move.details["name"]]
        remark.disputed_at = move.at
        self.log(move._replace(what=disputes.DISPUTE), self.plan.status)

    def settle(self, move):
        remark, said = self.remarks[move.details["name"]], move.details
        remark.outcome, remark.reply = said["outcome"], said["reply"]
        remark.settled_at, remark.settled_by = move.at, move.by.member
        self.log(move._replace(what=disputes.SETTLE), self.plan.status)

    def tick(self, move):
        remark = self.remarks[move.details["name"]]
        remark.ticked_at, remark.ticked_by = move.at, move.by.member

    def print(self, move):
        """Made for signing, and signed by the very next move. Its code is drawn apart,
        so that the dice fall as they did before there were prints."""
        self.keep_revision(move)
        member, cycle = self.plan.member_id, self.plan.cycle_id
        dice = Random(f"{member} {cycle} {self.plan.revision}")
        self.printed = self.add(
            SigningPrint,
            revision=self.plan.revision,
            code="".join(dice.choices(step_rows.CODE_ALPHABET, k=10)),
            printed_at=move.at,
            printed_by=move.by.member,
        )
        self.log(move, self.plan.status)

    def file(self, move):
        self.keep_copy(Filing, move)

    def post(self, move):
        self.keep_copy(Posting, move)

    def keep_copy(self, model, move):
        self.plan.edited_at = move.at
        self.add(
            model,
            revision=self.plan.revision,
            recorded_by=move.by.member,
            recorded_at=move.at,
            **move.details,
        )
        self.log(move, self.plan.status)

    # --- the author's working text

    def keep_content(self):
        for section in self.bulk.sections:
            rows = self.content.rows.get(section.key, ())
            for position, row in enumerate(rows, start=1):
                values = dict(row.values)
                values["basis_id"] = self.bulk.basis_ids.get(row.basis)
                self.add(
                    Row,
                    section=section.key,
                    uid=row.uid or THE_TEXT,
                    position=position,
                    **autosave.make_columns(self.plan, section, values),
                )
