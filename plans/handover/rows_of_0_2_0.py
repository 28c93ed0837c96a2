"""Rows of a file that version 0.2.0 wrote: it had a table for each kind of section and a column for each field."""

from plans.deadlines import day_meant
from plans.documents import FORM_OF_0_2_0
from plans.handover.putting import create
from plans.models import Plan, Row, Section
from plans.models.content import THE_TEXT
from plans.models.field import Field


def put_texts(place, rows):
    put_rows(place, [{**facts, "section": facts["key"], "uid": THE_TEXT, "position": 1} for facts in rows], "text")


def put_shortcomings(place, rows):
    put_rows(place, with_section(place, rows, Section.Kind.SHORTCOMINGS), "shortcomings")


def put_tasks(place, rows):
    put_rows(place, with_section(place, rows, Section.Kind.TASKS), "tasks")


def with_section(place, rows, kind):
    """Rows as 0.2.0 wrote them, in the section of their kind; a form had one. Without, as in the migration."""
    keys = dict(Section.objects.filter(kind=kind).order_by("-position").values_list("form_version", "key"))
    forms = dict(Plan.objects.filter(pk__in=place.plans()).values_list("pk", "form_version"))
    return [{**facts, "section": keys.get(forms[place.keys.get(Plan, facts["plan"])], kind)} for facts in rows]


def put_rows(place, rows, kind):
    """Rows of 0.2.0, which had a column for every field, as rows of today."""
    asked = [Field(**facts) for facts in FORM_OF_0_2_0["fields"][kind]]
    years = dict(Plan.objects.filter(pk__in=place.plans()).values_list("pk", "cycle__year"))
    told = []
    for facts in rows:
        values = {field.key: facts[field.key] for field in asked if not field.is_chosen}
        due_on = day_meant(values.get("deadline", ""), years[place.keys.get(Plan, facts["plan"])])
        told.append({"basis": None, **facts, "values": values, "due_on": due_on})
    create(place, Row, told)
