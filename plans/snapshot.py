"""What a revision holds: everything that others may read of a plan, as plain data, with its digest.

The private self-check is never part of it.
"""

import hashlib

from cells.models import Appointment
from phucdong.writing import date_text
from plans.log import canonical
from plans.models import Section

BORN = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y", "": "%d/%m/%Y"}


def of(plan, on):
    """{"person": {…}, "bases": [{key, label, title}], "sections": [{key, title, kind, text | rows}]}"""
    return {
        "form": plan.form_version_id,
        "year": plan.cycle.year,
        "topic": plan.cycle.topic,
        "person": person(plan, on),
        "bases": list(plan.cycle.bases.order_by("position").values("key", "label", "title")),
        "sections": sections(plan),
    }


def digest(snapshot):
    """SHA-256 (64 hex digits) of a snapshot."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def person(plan, on):
    posts = Appointment.objects.in_force(on).filter(member=plan.member).order_by("since", "pk")
    return person_of(plan.member, plan.cell, [post.label() for post in posts], on)


def person_of(member, cell, posts, on):
    """The heading of a plan: who wrote it, with the labels of the posts held on the day."""
    return {
        "full_name": member.full_name,
        "born": member.born_on.strftime(BORN[member.born_precision]) if member.born_on else "",
        "occupation": member.occupation,
        "cell": cell.name,
        "committee": cell.committee.name,
        "posts": posts,
        "kind": member.kind,
        "made_on": date_text(on),
    }


def sections(plan):
    """The sections as others may read them, in the order of the form."""
    texts = dict(plan.texts.values_list("key", "text"))
    rows = {Section.Kind.SHORTCOMINGS: shortcomings(plan), Section.Kind.TASKS: tasks(plan)}
    shown = plan.form_version.sections.exclude(kind=Section.Kind.SELF_CHECK).order_by("position")
    return [section_of(section, texts, rows) for section in shown]


def section_of(section, texts, rows):
    head = {"key": section.key, "title": section.title, "kind": section.kind}
    if section.kind == Section.Kind.TEXT:
        return {**head, "text": texts.get(section.key, "")}
    return {**head, "rows": rows[section.kind]}


def shortcomings(plan):
    fields = ("uid", "text", "cause", "remedy", "deadline", "helped_by")
    return [plain(row) for row in plan.shortcomings.order_by("position", "pk").values(*fields)]


def tasks(plan):
    fields = ("uid", "deed", "expected", "deadline", "basis__key", "basis__label")
    return [with_basis(plain(row)) for row in plan.tasks.order_by("position", "pk").values(*fields)]


def with_basis(row):
    key, label = row.pop("basis__key"), row.pop("basis__label")
    return {**row, "basis": key or "", "basis_label": label or ""}


def plain(row):
    return {**row, "uid": str(row["uid"])}
