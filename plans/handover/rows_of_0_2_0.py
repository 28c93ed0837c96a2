"""What becomes of rows of a file that version 0.2.0 wrote?

It had a table for each kind of section and a column for each field.
"""

from plans.form.deadlines import find_day_meant
from plans.form.documents import FORM_OF_0_2_0
from plans.handover.placement import create_rows
from plans.models import Plan, Row, Section
from plans.models.content import THE_TEXT
from plans.models.field import Field


def put_texts(place, rows):
    for facts in rows:
        facts["section"] = facts["key"]
        facts["uid"] = THE_TEXT
        facts["position"] = 1
    put_columns(place, rows, "text")


def put_shortcomings(place, rows):
    name_sections(place, rows, Section.Kind.SHORTCOMINGS)
    put_columns(place, rows, "shortcomings")


def put_tasks(place, rows):
    name_sections(place, rows, Section.Kind.TASKS)
    put_columns(place, rows, "tasks")


def name_sections(place, rows, kind):
    """Rows stand in the first section of their kind; without one as in the migration.

    A form of 0.2.0 had one section of a kind.
    """
    sections = Section.objects.filter(kind=kind).order_by("-position")
    keys = dict(sections.values_list("form_version", "key"))
    forms = dict(place.find_plans().values_list("pk", "form_version"))
    for facts in rows:
        form = forms[place.keys.get(Plan, facts["plan"])]
        facts["section"] = keys.get(form, kind)


def put_columns(place, rows, kind):
    """Rows of 0.2.0, which had a column for every field, as rows of today."""
    asked = [Field(**facts) for facts in FORM_OF_0_2_0["fields"][kind]]
    written = [field.key for field in asked if not field.is_chosen]
    years = dict(place.find_plans().values_list("pk", "cycle__year"))
    for facts in rows:
        year = years[place.keys.get(Plan, facts["plan"])]
        facts.setdefault("basis", None)
        facts["values"] = {key: facts[key] for key in written}
        facts["due_on"] = find_day_meant(facts["values"].get("deadline", ""), year)
    create_rows(place, Row, rows)
