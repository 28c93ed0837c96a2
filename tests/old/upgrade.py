"""Run on an empty database: make the tables of version 0.2.0, write a plan into them,
migrate, and look at it.

In a process of its own (tests/plans/test_upgrading.py), since the models of both
versions are needed.
"""

import datetime
import uuid
from importlib import import_module

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from plans.form import gaps, snapshot, years  # noqa: E402
from plans.models import Assistance, Plan, Row  # noqa: E402

LAST = ("plans", "0004_lasting_ids")
AT = datetime.datetime(2026, 2, 10, 2, tzinfo=datetime.UTC)
ONE, TWO, THREE, FOUR = (uuid.UUID(int=number) for number in (1, 2, 3, 4))
TEXT = "Dòng một\n\n  “hai” \\ 'ba' {4} 😀 ﬁ"
WEAK = {
    "text": "Ít nói",
    "cause": "Ngại",
    "remedy": "Nói",
    "deadline": "30/6",
    "helped_by": "Hòa",
}
NOTHING = {
    "text": "",
    "cause": "",
    "remedy": "",
    "deadline": "hằng tháng",
    "helped_by": "",
}
DEED = {"deed": "Vận động ngõ 94", "expected": TEXT, "deadline": "trước 15/11/2027"}
HALF = {"deed": "Viết dở", "expected": "", "deadline": ""}
SHORT = {"deed": "Trực", "expected": "Hai buổi", "deadline": "30/6"}


def write_as_0_2_0():
    call_command("migrate", *LAST, verbosity=0)
    apps = MigrationExecutor(connection).loader.project_state([LAST]).apps

    def create(model, app="plans", /, **facts):
        return apps.get_model(app, model).objects.create(**facts)

    ward = create("Committee", "cells", name="Đảng bộ phường")
    cell = create("Cell", "cells", name="Chi bộ 7", committee=ward)
    author = create("Member", "cells", full_name="Nguyễn Văn An")
    form = create("FormVersion", name=years.read_form_file()["name"], number=1)
    sections, manifestations = years.wanted_form(years.read_form_file())
    for position, facts in enumerate(sections, start=1):
        told = {name: value for name, value in facts.items() if name != "fields"}
        create("Section", form_version=form, position=position, **told)
    for facts in manifestations:
        create("Manifestation", form_version=form, **facts)
    days = {
        name: datetime.date(2026, 3, 1)
        for name in ("draft_due_on", "review_due_on", "filed_due_on")
    }
    cycle = create("Cycle", committee=ward, year=2026, form_version=form, **days)
    basis = create(
        "Basis",
        cycle=cycle,
        key="own",
        label="Khuyết điểm",
        title="Hạn chế nêu trong kiểm điểm",
    )
    moments = {"begun_at": AT, "moved_at": AT, "edited_at": AT}
    plan = create(
        "Plan", member=author, cycle=cycle, cell=cell, form_version=form, **moments
    )
    create("SectionText", plan=plan, key="political", text=TEXT, version=3)
    create("SectionText", plan=plan, key="ethics", text="")
    create("Shortcoming", plan=plan, uid=ONE, position=2, version=4, **WEAK)
    create("Shortcoming", plan=plan, uid=TWO, position=1, **NOTHING)
    create("Task", plan=plan, uid=THREE, position=2, version=5, basis=basis, **DEED)
    create("Task", plan=plan, uid=FOUR, position=1, **HALF)
    write_typed_plan(create, ward, cell, form, days, moments)
    for year, sections in ((2027, ["tasks", "duties"]), (2028, [])):
        form = create("FormVersion", name=f"Mẫu năm {year}", number=1)
        for position, key in enumerate(sections, start=1):
            create(
                "Section",
                form_version=form,
                position=position,
                key=key,
                kind="tasks",
                title=key,
            )
        cycle = create("Cycle", committee=ward, year=year, form_version=form, **days)
        plan = create(
            "Plan", member=author, cycle=cycle, cell=cell, form_version=form, **moments
        )
        create("Task", plan=plan, uid=ONE, position=1, **SHORT)


def write_typed_plan(create, ward, cell, form, days, moments):
    """Of 2025, typed by an officer and being written."""
    helper = create("Member", "cells", full_name="Trần Thị Bình")
    member = create("Member", "cells", full_name="Phạm Thị Dung")
    cycle = create("Cycle", committee=ward, year=2025, form_version=form, **days)
    facts = {"member": member, "cycle": cycle, "cell": cell, "helper": helper}
    create("Plan", form_version=form, **facts, **moments)


def look_at_typing():
    act = Assistance.objects.get()
    assert (act.plan.member.full_name, act.helper.full_name) == (
        "Phạm Thị Dung",
        "Trần Thị Bình",
    )
    assert (act.source, act.begun_by, act.ended_at) == ("unknown", act.helper, None)
    assert (act.begun_at, act.typed_at) == (AT, AT)


def look():
    look_at_other_forms()
    look_at_typing()
    rows = Row.objects.filter(plan__cycle__year=2026).order_by("section", "position")
    assert [
        tuple(row)
        for row in rows.values_list(
            "section", "uid", "position", "version", "basis__key"
        )
    ] == [
        ("ethics", uuid.UUID(int=0), 1, 1, None),
        ("political", uuid.UUID(int=0), 1, 3, None),
        ("shortcomings", TWO, 1, 1, None),
        ("shortcomings", ONE, 2, 4, None),
        ("tasks", FOUR, 1, 1, None),
        ("tasks", THREE, 2, 5, "own"),
    ]
    assert [row.values for row in rows] == [
        {"text": ""},
        {"text": TEXT},
        NOTHING,
        WEAK,
        HALF,
        DEED,
    ]
    days = [
        None,
        None,
        None,
        datetime.date(2026, 6, 30),
        None,
        datetime.date(2027, 11, 15),
    ]
    assert [row.due_on for row in rows] == days
    plan = Plan.objects.get(cycle__year=2026)
    form = plan.form_version
    assert years.stored_form(form) == years.wanted_form(years.read_form_file())
    newest = years.find_newest_form(years.read_form_file())
    assert newest == form, (
        "the form that was there is the one that comes with the software"
    )
    assert snapshot.list_written_sections(plan)[0].rows[0].values == {"text": TEXT}
    assert snapshot.list_written_sections(plan)[6].rows[1].values == {
        **DEED,
        "basis": "Khuyết điểm",
    }
    assert len(gaps.find_gaps(plan)) == 4 + 2 + 3
    tables = {
        name
        for name in connection.introspection.table_names()
        if name.startswith("plans_")
    }
    assert not tables & {"plans_sectiontext", "plans_shortcoming", "plans_task"}


def look_at_other_forms():
    """Of two sections of a kind the first has the rows; those of a form without one are
    kept, on no page."""
    for year in (2027, 2028):
        row = Row.objects.get(plan__cycle__year=year)
        assert (row.section, row.values, row.due_on) == (
            "tasks",
            SHORT,
            datetime.date(year, 6, 30),
        )
        sections = snapshot.list_written_sections(row.plan)
        assert [len(section.rows) for section in sections] == {2027: [1, 0], 2028: []}[
            year
        ]


if __name__ == "__main__":
    import_module("plans.migrations.0006_move_rows").BATCH = 2
    write_as_0_2_0()
    call_command("migrate", verbosity=0)
    look()
