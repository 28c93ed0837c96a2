"""How is a story lived through by the ordinary functions? By whoever took each move."""

import uuid

from django.utils import timezone

from cells.posts import Actor
from plans import readings, remarks
from plans.form import autosave
from plans.models import Basis, Plan
from plans.models.content import THE_TEXT
from plans.workflow import (
    assistances,
    disputes,
    objections,
    printing,
    sheets,
    steps,
)

ALREADY_TAKEN = "complete"  # by the workflow itself, with the last filing or posting


def perform_story(story):
    """Take the moves of a Story one by one, with all checks. Returns the plan."""
    performance = Performance(story)
    for move in story.moves:
        if move.what != ALREADY_TAKEN:
            performance.take(move)
    return performance.plan


class Performance:
    def __init__(self, story):
        self.story, self.plan, self.remarks = story, None, {}

    def take(self, move):
        actor = Actor(move.by.member, timezone.localdate(move.at))
        name = "step" if move.what in steps.STEPS else move.what
        getattr(self, name)(move, actor)
        plans = Plan.objects.select_related("member", "cell__committee", "cycle")
        self.plan = plans.get(member=self.story.member, cycle=self.story.cycle)

    def begin(self, move, actor):
        story = self.story
        steps.begin_plan(story.member, story.cycle, story.cell, by=actor, at=move.at)

    def step(self, move, actor):
        details = dict(move.details)
        if "signed_on" in details:
            details["sheet"] = sheets.list_unsigned_prints(self.plan)[0]
        steps.take_step(move.what, self.plan, by=actor, at=move.at, **details)
        if move.what == "recall":
            self.remarks["recall"] = self.plan.remarks.latest("made_at", "pk")

    def write(self, move, actor):
        cycle = self.story.cycle
        bases = dict(Basis.objects.filter(cycle=cycle).values_list("key", "pk"))
        sections = {
            section.key: section for section in cycle.form_version.sections.all()
        }
        for key, rows in move.details["content"].rows.items():
            for row in rows:
                values = dict(row.values)
                values["basis_id"] = bases.get(row.basis)
                self.write_row(
                    sections[key], row.uid or THE_TEXT, values, actor, move.at
                )

    def write_row(self, section, uid, values, actor, at):
        """Save it if it says something new."""
        saved = self.plan.rows.filter(section=section.key, uid=uid).first()
        version = 0
        if saved:
            version = saved.version
            wanted = autosave.make_columns(self.plan, section, values)
            if all(getattr(saved, name) == value for name, value in wanted.items()):
                return
        uid = uuid.UUID(str(uid))
        autosave.save_row(
            self.plan, section, uid, values, version=version, by=actor, at=at
        )

    def assist(self, move, actor):
        said = move.details
        assistances.begin_assistance(
            self.plan, said["helper"], said["source"], by=actor, at=move.at
        )

    def object(self, move, actor):
        objections.object_to_deeds(self.plan, by=actor, at=move.at)

    def answer_objection(self, move, actor):
        text = move.details["text"]
        objections.answer_objection(self.plan, text, by=actor, at=move.at)

    def open(self, move, actor):
        readings.record_reading(self.plan, by=actor, at=move.at)

    def remark(self, move, actor):
        said = move.details
        row = None
        if said["row"]:
            row = uuid.UUID(said["row"])
        self.remarks[said["name"]] = remarks.make_remark(
            self.plan,
            by=actor,
            at=move.at,
            key=uuid.uuid4(),
            reason=said["reason"],
            text=said["text"],
            section=said["section"],
            row=row,
            is_internal=said["is_internal"],
        )

    def answer(self, move, actor):
        remark = self.remarks[move.details["name"]]
        remark.refresh_from_db()
        remarks.answer_remark(remark, move.details["text"], by=actor, at=move.at)

    def dispute(self, move, actor):
        remark = self.remarks[move.details["name"]]
        remark.refresh_from_db()
        disputes.dispute_remark(remark, by=actor, at=move.at)

    def settle(self, move, actor):
        remark, said = self.remarks[move.details["name"]], move.details
        decided = {"outcome": said["outcome"], "reply": said["reply"]}
        disputes.settle_dispute(remark, **decided, by=actor, at=move.at)

    def tick(self, move, actor):
        remark = self.remarks[move.details["name"]]
        remark.refresh_from_db()
        remarks.tick_remark(remark, by=actor, at=move.at)

    def print(self, move, actor):
        printing.print_for_signing(self.plan, by=actor, at=move.at)

    def file(self, move, actor):
        filed_on = move.details["filed_on"]
        steps.record_filing(self.plan, by=actor, at=move.at, filed_on=filed_on)

    def post(self, move, actor):
        steps.record_posting(self.plan, by=actor, at=move.at, **move.details)
