"""How is a story lived through by the ordinary functions? Every move is taken by whoever took it, with all checks."""

import uuid

from django.utils import timezone

from cells.models import Meeting, Member
from cells.posts import Actor
from plans import reading, remarks, workflow, writing
from plans.models import Basis, Plan
from plans.models.content import THE_TEXT
from plans.workflow import STEPS

ALREADY_TAKEN = "complete"  # by the workflow itself, with the last filing or posting


def perform(story):
    """Take the moves of a demo.histories.Story one by one. Returns the plan."""
    stage = Stage(story)
    for move in story.moves:
        if move.what != ALREADY_TAKEN:
            stage.take(move)
    return stage.plan


class Stage:
    def __init__(self, story):
        self.story, self.plan, self.remarks = story, None, {}

    def take(self, move):
        actor = Actor(Member.objects.get(pk=move.by), timezone.localdate(move.at))
        name = "step" if move.what in STEPS else move.what
        getattr(self, name)(move, actor)
        self.plan = Plan.objects.select_related("member", "cell__committee", "cycle").get(
            member=self.story.member, cycle=self.story.cycle
        )

    def begin(self, move, actor):
        workflow.begin(self.story.member, self.story.cycle, self.story.cell, by=actor, at=move.at)

    def step(self, move, actor):
        details = {name: move.details[name] for name in ("reason", "note") if name in move.details}
        meeting = Meeting.objects.filter(pk=move.details.get("meeting_id")).first()
        workflow.take(move.what, self.plan, by=actor, at=move.at, meeting=meeting, **details)
        if move.what == "recall":
            self.remarks["recall"] = self.plan.remarks.latest("made_at", "pk")

    def write(self, move, actor):
        bases = dict(Basis.objects.filter(cycle=self.story.cycle).values_list("key", "pk"))
        sections = {section.key: section for section in self.story.cycle.form_version.sections.all()}
        for key, rows in move.details["content"].rows.items():
            for row in rows:
                values = {**row.values, "basis_id": bases.get(row.basis)}
                self.write_row(sections[key], row.uid or THE_TEXT, values, {"by": actor, "at": move.at})

    def write_row(self, section, uid, values, author):
        saved = self.plan.rows.filter(section=section.key, uid=uid).first()
        wanted = writing.columns(self.plan, section, values)
        if saved is None or any(getattr(saved, name) != value for name, value in wanted.items()):
            version = saved.version if saved else 0
            writing.save_row(self.plan, section, uuid.UUID(str(uid)), values, version=version, **author)

    def open(self, move, actor):
        reading.record_opening(self.plan, by=actor, at=move.at)

    def remark(self, move, actor):
        said = {name: move.details[name] for name in ("reason", "text", "section", "is_internal")}
        row = uuid.UUID(move.details["row"]) if move.details["row"] else None
        made = remarks.remark(self.plan, by=actor, at=move.at, key=uuid.uuid4(), row=row, **said)
        self.remarks[move.details["name"]] = made

    def answer(self, move, actor):
        remark = self.remarks[move.details["name"]]
        remark.refresh_from_db()
        remarks.answer(remark, move.details["text"], by=actor, at=move.at)

    def tick(self, move, actor):
        remark = self.remarks[move.details["name"]]
        remark.refresh_from_db()
        remarks.tick(remark, by=actor, at=move.at)

    def file(self, move, actor):
        workflow.record_filing(self.plan, by=actor, at=move.at, filed_on=move.details["filed_on"])

    def post(self, move, actor):
        workflow.record_posting(self.plan, by=actor, at=move.at, **move.details)
