"""What rows does one plan's history leave? Move by move, as plans/workflow.py, remarks.py and reading.py write them."""

from django.utils import timezone

from plans import documents, log, snapshot, writing
from plans.models import (
    AccessRecord,
    Filing,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Signature,
    Status,
)
from plans.models.content import THE_TEXT
from plans.workflow import CODE_ALPHABET, STEPS

SAID_WITH_A_STEP = ("reason", "note", "meeting_id")


class Recorder:
    """Follows a plan through its story and puts the rows on the shelf. The plan has its final values already."""

    def __init__(self, plan, story, shelf, officers, rng):
        self.plan, self.story, self.shelf, self.officers, self.rng = plan, story, shelf, officers, rng
        self.status, self.revision, self.number, self.digest = "", 0, 0, ""
        self.revision_digest = ""
        self.content, self.remarks = None, {}

    def record(self):
        for move in self.story.moves:
            if move.what in STEPS:
                self.step(move)
            else:
                getattr(self, move.what)(move)
        if self.content:
            self.keep_content()

    # --- the steps of the workflow

    def step(self, move):
        effect = {
            "submit": self.make_revision,
            "resubmit": self.make_revision,
            "return": self.release,
            "agree": self.release,
            "sign": self.sign,
            "recall": self.ask,
        }.get(move.what)
        if effect:
            effect(move)
        said = {field: move.details[field] for field in SAID_WITH_A_STEP if move.details.get(field)}
        self.event(move, STEPS[move.what].target, **said)

    def event(self, move, to_status, **said):
        self.number += 1
        event = PlanEvent(
            plan=self.plan,
            number=self.number,
            step=move.what,
            from_status=self.status,
            to_status=to_status,
            by=self.shelf.members[move.by],
            post=self.shelf.posts[move.post] if move.post else None,
            at=move.at,
            revision=self.revision,
            revision_digest=self.revision_digest,
            **self.in_meeting(said),
        )
        log.chain(event, self.digest)
        self.status, self.digest = to_status, event.digest
        self.shelf.add(event)

    def in_meeting(self, said):
        pk = said.pop("meeting_id", None)
        return {**said, "meeting": self.shelf.meetings[pk]} if pk else said

    def make_revision(self, move):
        content, self.revision = self.snapshot(timezone.localdate(move.at)), self.revision + 1
        self.revision_digest = snapshot.digest(content)
        self.add(
            Revision,
            number=self.revision,
            snapshot=content,
            digest=self.revision_digest,
            made_at=move.at,
            made_by_id=move.by,
        )

    def snapshot(self, on):
        story, cycle, rows = self.story, self.story.cycle, self.content.rows
        person = snapshot.person_of(story.member, story.cell, self.officers.labels(story.member.pk, on), on)
        written = [snapshot.with_rows(section, rows.get(section.key, [])) for section in self.shelf.sections]
        return documents.as_snapshot(snapshot.document_of(cycle.form_version, cycle, person, self.shelf.bases, written))

    def release(self, move):
        for remark in self.remarks.values():
            if not remark.is_internal and remark.released_at is None:
                remark.released_at = move.at

    def sign(self, move):
        self.make_revision(move)
        self.add(
            Signature,
            revision=self.revision,
            kind=Signature.Kind.INK if move.post else Signature.Kind.ELECTRONIC,
            signed_on=timezone.localdate(move.at),
            recorded_by_id=move.by,
            recorded_at=move.at,
            check_code="".join(self.rng.choices(CODE_ALPHABET, k=10)),
        )

    def ask(self, move):
        said = {"reason": move.details["reason"], "text": move.details["note"], "source": Remark.Source.WARD}
        self.keep_remark(move, **said, released_at=move.at)

    # --- what is recorded beside the steps

    def begin(self, move):
        self.event(move, Status.DRAFT)

    def write(self, move):
        self.content = move.details["content"]

    def open(self, move):
        self.add(
            AccessRecord,
            reader_id=move.by,
            capacity=move.details["capacity"],
            revision=self.revision,
            at=move.at,
        )

    def remark(self, move):
        said = {key: value for key, value in move.details.items() if key != "name"}
        release = move.at if said["source"] == Remark.Source.WARD and not said.get("is_internal") else None
        self.keep_remark(move, **said, released_at=release)

    def keep_remark(self, move, **said):
        remark = self.add(Remark, revision=self.revision, by_id=move.by, made_at=move.at, **said)
        self.remarks[move.details.get("name", move.what)] = remark

    def answer(self, move):
        remark = self.remarks[move.details["name"]]
        remark.answer, remark.answered_at = move.details["text"], move.at

    def tick(self, move):
        remark = self.remarks[move.details["name"]]
        remark.ticked_at, remark.ticked_by_id = move.at, move.by

    def file(self, move):
        facts = {"recorded_by_id": move.by, "recorded_at": move.at, **move.details}
        self.add(Filing, revision=self.revision, **facts)
        self.event(move, self.status)

    def post(self, move):
        facts = {"recorded_by_id": move.by, "recorded_at": move.at, **move.details}
        self.add(Posting, revision=self.revision, **facts)
        self.event(move, self.status)

    # --- the author's working text

    def keep_content(self):
        for section in self.shelf.sections:
            for position, row in enumerate(self.content.rows.get(section.key, ()), start=1):
                values = {**row.values, "basis_id": self.shelf.basis_ids.get(row.basis)}
                where = {"section": section.key, "uid": row.uid or THE_TEXT, "position": position}
                self.add(Row, **where, **writing.columns(self.plan, section, values))

    def add(self, model, **values):
        return self.shelf.add(model(plan_id=self.plan.pk, **values))
