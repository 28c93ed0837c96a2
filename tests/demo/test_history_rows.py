"""Histories that are laid down in bulk are those that the ordinary functions leave."""

import datetime
from random import Random

import pytest
from django.db import transaction

from cells.models import Meeting, Member, Membership
from demo import sign_ins
from demo.history_rows import write_histories
from demo.pen import Pen
from demo.pool import read_data
from demo.present_year import USUAL, PresentYear
from demo.stories import Course
from plans.form import years
from plans.models import (
    AccessRecord,
    Assistance,
    Basis,
    Confirmation,
    Filing,
    Objection,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Section,
    Signature,
    SigningPrint,
)
from plans.workflow import log
from tests.demo.performance import perform_story
from tests.people import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FATES = [*USUAL, "filed_not_posted", "just_begun"]
LEFT_OUT = {"id", "uid", "plan_id", "digest", "seal", "key", "version"}
LEFT_OUT |= {"check_code", "code", "sheet_id"}
RECORDS = (
    PlanEvent,
    Revision,
    Remark,
    SigningPrint,
    Signature,
    Filing,
    Posting,
    AccessRecord,
    Row,
    Assistance,
    Confirmation,
    Objection,
)


def picture(plan):
    """Everything that a plan left in the database, but what is random or of the row."""
    fields = [
        field.attname
        for field in plan._meta.fields
        if field.attname not in ("id", "uid")
    ]
    seen = {"plan": {name: getattr(plan, name) for name in fields}}
    for model in RECORDS:
        rows = model.objects.filter(plan=plan).order_by("pk").values()
        seen[model.__name__] = [
            {name: row[name] for name in row if name not in LEFT_OUT} for row in rows
        ]
    seen["digests"] = list(
        plan.revisions.order_by("number").values_list("digest", flat=True)
    )
    return seen


def a_year(people, seed):
    """A PresentYear of the cast: all have birth dates, the cycle the form's bases."""
    Member.objects.update(born_on=datetime.date(1948, 5, 19), born_precision="day")
    rows = years.list_bases_of_year(2026, years.read_form_file())
    Basis.objects.bulk_create(
        Basis(
            cycle=people.cycle,
            key=row["key"],
            label=row["label"],
            title=row["title"],
            position=position,
        )
        for position, row in enumerate(rows, start=1)
    )
    meeting = Meeting.objects.create(
        cell=people.cell, held_on=TODAY - datetime.timedelta(days=6)
    )
    year = PresentYear(
        people.cycle,
        read_data("ward")["present"],
        Random(seed),
        TODAY,
        {people.cell.pk: [meeting]},
    )
    year.stories([home_of(people, "dung", people.cell)])
    return year


def home_of(people, name, cell):
    member = Member.objects.get(pk=people.members[name].pk)
    since = datetime.date(2010, 1, 1)
    return Membership(member=member, cell=cell, since=since)


@pytest.mark.parametrize(
    ("key", "meaning"), [("tasks", ""), ("tasks", "helper"), ("political", "")]
)
def test_a_field_of_which_the_pool_knows_nothing_is_written_as_well(
    people, key, meaning
):
    section = people.cycle.form_version.sections.get(key=key)
    section.fields.append(
        {"key": "other", "label": "Chữ của bản sau", "meaning": meaning}
    )
    section.save(update_fields=["fields"])
    rows = Pen(people.cycle, Random(1)).content("any").rows[key]
    assert rows and {row.values["other"] for row in rows} <= set(
        read_data("texts")["others"][meaning]
    )


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("name", ["an", "binh", "kha"])
def test_bulk_writes_what_the_ordinary_functions_write(people, name, fate):
    """Several lives of each fate: of a member, a head, somebody outside the Party."""
    year = a_year(people, f"{name} {fate}")
    cell = people.unit if name == "kha" else people.cell
    stories = [year.tell(fate, home_of(people, name, cell)) for _ in range(3)]
    for story in filter(None, stories):
        both_ways_leave_the_same(story, year)


def both_ways_leave_the_same(story, year):
    with transaction.atomic():
        lived = picture(perform_story(story))
        transaction.set_rollback(True)
    with transaction.atomic():
        (plan,) = write_histories([story], year.setting.officers, rng=year.rng)
        written = picture(plan)
        assert log.find_break_in_chain(plan.events.order_by("number")) is None
        transaction.set_rollback(True)
    for part in lived:
        assert written[part] == lived[part], part


@pytest.mark.parametrize("username", sign_ins.FATES)
def test_the_plans_of_who_can_sign_in_are_such_too(people, username):
    year = a_year(people, username)
    course = Course(year.setting, home_of(people, "an", people.cell), vague=0.6)
    sign_ins.FATES[username](year, course)
    both_ways_leave_the_same(course.story, year)


def test_people_write_in_whatever_fields_the_form_has(people):
    """A needed field that the pool does not know, another key, a section more."""
    sections = {
        section.key: section for section in people.cycle.form_version.sections.all()
    }
    asked = {
        "political": [{"key": "said", "label": "Nội dung", "needed": True}],
        "tasks": [
            *sections["tasks"].fields,
            {"key": "proof", "label": "Minh chứng", "needed": True},
        ],
    }
    for key, fields in asked.items():
        Section.objects.filter(pk=sections[key].pk).update(fields=fields)
    Section.objects.create(
        form_version=people.cycle.form_version,
        key="pledge",
        kind="text",
        position=9,
        title="Lời hứa",
        fields=asked["political"],
    )
    people.cycle.refresh_from_db()
    year = a_year(people, "grown")
    (story,) = [year.tell("filed", home_of(people, "dung", people.cell))]
    plan = perform_story(story)
    assert plan.status == "posted"
    pooled = {
        row["text"].replace("{year}", "2026")
        for row in read_data("texts")["sections"]["political"]
    }
    written = {row.section: row.values for row in plan.rows.filter(position=1)}
    assert written["political"]["said"] in pooled
    assert written["tasks"]["proof"] in read_data("texts")["others"][""]
    assert written["pledge"]["said"]
