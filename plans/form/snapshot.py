"""What stands in a plan now, in the shape in which it is kept
(plans/form/documents.py), and its digest.

The private self-check is never part of it.
"""

import hashlib

from django.db.models import BigIntegerField, F, FilteredRelation, Q

from cells.models import Appointment
from phucdong.canonical import write_canonical
from phucdong.prepared import Parameter, Prepared
from phucdong.writing import date_text
from plans.form.documents import (
    Document,
    WrittenRow,
    WrittenSection,
    heading_of_form,
    section_as_data,
    titles_of_form,
)
from plans.form.fields import ROWS
from plans.models import Row, Section

# The words of the head of a plan: its titles, and what stands before the facts of who
# wrote it.
TITLES = {
    "title": "KẾ HOẠCH",
    "summary": "tu dưỡng, rèn luyện của cá nhân năm {year}",
    "bases": "Căn cứ",
    "topic": "Chuyên đề năm {year}",
}
HEADING = {
    "full_name": "Họ và tên",
    "born": "Ngày sinh",
    "posts": "Chức vụ",
    "occupation": "Nghề nghiệp, đơn vị công tác",
    "cell": "Sinh hoạt tại",
    "unit": "Đơn vị",
}
BORN = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y", "": "%d/%m/%Y"}


def take_document(plan, on):
    """The Document that a plan is on a day."""
    bases = list(plan.cycle.bases.order_by("position").values("key", "label", "title"))
    return make_document(
        plan.form_version,
        plan.cycle,
        describe_person(plan, on),
        bases,
        list_written_sections(plan),
    )


def make_document(form, cycle, person, bases, written):
    """The Document of what was written on a form version in a cycle, with the words of
    today."""
    return Document(
        form={"name": form.name, "number": form.number},
        titles=titles_of_form(TITLES, cycle.year),
        heading=heading_of_form(HEADING, person),
        year=cycle.year,
        topic=cycle.topic,
        person=person,
        bases=bases,
        sections=written,
    )


def make_digest(content):
    """SHA-256 (64 hex digits) of plain data, a snapshot say."""
    return hashlib.sha256(write_canonical(content).encode()).hexdigest()


def make_digest_of_sections(written):
    """SHA-256 of [WrittenSection] as they are kept."""
    return make_digest(section_as_data(written))


def describe_person(plan, on):
    in_force = Appointment.objects.in_force(on).filter(member=plan.member)
    in_force = in_force.exclude(role__in=Appointment.BESIDE_OFFICERS)
    posts = [post.label() for post in in_force.order_by("since", "pk")]
    return describe_person_in_cell(plan.member, plan.cell, posts, on)


def describe_person_in_cell(member, cell, posts, on):
    """The heading of a plan: who wrote it, with the labels of the posts held on the
    day."""
    born = ""
    if member.born_on:
        born = member.born_on.strftime(BORN[member.born_precision])
    return {
        "full_name": member.full_name,
        "born": born,
        "occupation": member.occupation,
        "cell": cell.name,
        "committee": cell.committee.name,
        "place": cell.committee.place,
        "posts": posts,
        "kind": member.kind,
        "made_on": date_text(on),
    }


# --- what is written ------------------------------------------------------------------


def list_written_sections(plan):
    """[WrittenSection] as others may read them, in the order of the form. Two
    queries."""
    shown = SHOWN_SECTIONS.fetch({"form_version": plan.form_version_id})
    rows = read_rows_by_section(plan)
    return [write_section(section, rows.get(section.key, ())) for section in shown]


def list_sections_of_plans(plans):
    """{plan pk: [WrittenSection]} of many plans (pks): only the sections in which there
    are rows. One query."""
    key = Q(plan__form_version__sections__key=F("section"))
    of_row = FilteredRelation("plan__form_version__sections", condition=key)
    rows = Row.objects.filter(plan__in=plans).annotate(at=of_row)
    rows = rows.select_related("basis", "at").order_by("position", "pk")
    written = {}
    for row in rows:
        sections = written.setdefault(row.plan_id, {})
        sections.setdefault(row.section, (row.at, []))[1].append(row)
    found = {}
    for plan, sections in written.items():
        found[plan] = [write_section(*one) for one in sections.values()]
    return found


def read_rows_by_section(plan):
    """{section key: [Row]} in the order in which they stand."""
    found = {}
    for row in ROWS_OF_PLAN.fetch({"plan": plan.pk}):
        found.setdefault(row.section, []).append(row)
    return found


def build_shown_sections():
    version = Parameter("form_version", BigIntegerField())
    sections = Section.objects.filter(form_version=version)
    return [sections.exclude(kind=Section.Kind.SELF_CHECK).order_by("position")]


def build_rows_of_plan():
    rows = Row.objects.filter(plan=Parameter("plan", BigIntegerField()))
    return [rows.select_related("basis").order_by("position", "pk")]


SHOWN_SECTIONS = Prepared(build_shown_sections)
ROWS_OF_PLAN = Prepared(build_rows_of_plan)


def write_section(section, rows):
    """A Section of the form with its Rows."""
    asked = section.asked
    is_text = section.kind == Section.Kind.TEXT
    written = [write_row(row, asked, is_text) for row in rows]
    return write_section_with_rows(section, written)


def write_section_with_rows(section, written):
    """A Section of the form with [WrittenRow]. A text that nobody wrote yet is an empty
    one."""
    asked = section.asked
    if section.kind != Section.Kind.TEXT:
        noun = ROWS[section.kind].noun
    else:
        noun = ""
        written = written or [WrittenRow("", {field.key: "" for field in asked})]
    return WrittenSection(
        section.key, section.title, section.kind, noun, asked, written
    )


def write_row(row, asked, is_text):
    uid = basis_key = basis_label = ""
    if not is_text:
        uid = str(row.uid)
    if row.basis:
        basis_key, basis_label = row.basis.key, row.basis.label
    values = {}
    for field in asked:
        if field.is_chosen:
            values[field.key] = basis_label
        else:
            values[field.key] = row.values.get(field.key, "")
    return WrittenRow(uid, values, basis_key)
