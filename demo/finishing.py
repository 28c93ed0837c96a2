"""How do plans that a merger interrupted come to their end? By the ordinary steps, in the cell that took them over."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cells.posts import Actor
from demo.pool import data
from plans import remarks, workflow, writing
from plans.models import Plan, Section, Status

ANSWER = "Tôi đã sửa theo yêu cầu và đọc lại toàn bộ trước khi ký."


def finish(plans, officers, pen, *, first_day):
    """Take every unfinished plan of a queryset to its end, some days after `first_day`."""
    waiting = plans.exclude(status__in=(Status.DRAFT, Status.POSTED)).order_by("pk")
    for number, plan in enumerate(waiting.select_related("member", "cell__committee", "cycle")):
        day = first_day + timedelta(days=2 + number % 14)
        at = datetime.combine(day, time(8 + number % 9, 10), tzinfo=timezone.get_default_timezone())
        while plan.status != Status.POSTED:
            at += timedelta(hours=1)
            NEXT[plan.status](plan, officers, pen, at)
            plan = Plan.objects.select_related("member", "cell__committee", "cycle").get(pk=plan.pk)


def agree(plan, officers, pen, at):
    workflow.take("agree", plan, by=officer(plan, officers, at), at=at)


def mend_and_sign(plan, officers, pen, at):
    author = Actor(plan.member, at.date())
    for remark in plan.remarks.unanswered():
        remarks.answer(remark, answer_to(remark.text, pen), by=author, at=at)
    section = pen.of_kind(Section.Kind.TEXT)[-1]
    row, better = plan.rows.get(section=section.key), pen.text(section, "any", 0, "short")
    writing.save_text(plan, section, better.values, version=row.version, by=author, at=at)
    workflow.take("sign", plan, by=author, at=at + timedelta(minutes=20))


def file(plan, officers, pen, at):
    by = officer(plan, officers, at)
    workflow.record_filing(plan, by=by, at=at, filed_on=at.date())
    if officers.is_head(plan.member_id, at.date()):
        where = {"place": data("texts")["posting_places"][0], "since": at.date()}
        until = at.date() + timedelta(days=30)
        workflow.record_posting(plan, by=by, at=at, until=until, posted_by=by.member.full_name, **where)


NEXT = {Status.CELL_REVIEW: agree, Status.FINALIZING: mend_and_sign, Status.SIGNED: file}


def officer(plan, officers, at):
    return Actor(officers.reviewers(plan.cell_id, at.date(), plan.member_id)[0].member, at.date())


def answer_to(text, pen):
    pooled = [*data("texts")["recalls"], *data("texts")["remarks"]]
    return next((pen.dated(entry["answer"]) for entry in pooled if pen.dated(entry["text"]) == text), ANSWER)
