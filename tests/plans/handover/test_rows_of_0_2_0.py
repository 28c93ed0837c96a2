"""In which section do rows of a file of version 0.2.0 stand here? It had one table for
all tasks of a plan."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.db.models import Count

from plans.form import snapshot
from plans.models import Plan, Row
from tests.plans.handover.exchange import a_receiver, closed_again, content_of, imported

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[2] / "old" / "handover-0.2.0.phucdong"
OLD = content_of(FILE.read_bytes())


def with_tasks(entries, keys):
    """The entries of a file whose form has these sections of tasks, as a form of that
    ward may have."""
    (form,) = [facts for name, facts in entries if name == "form"]
    (section,) = [section for section in form["sections"] if section["kind"] == "tasks"]
    form["sections"].remove(section)
    form["sections"] += [{**section, "key": key} for key in keys]
    return entries


@pytest.mark.parametrize(
    ("keys", "section"), [(["duties", "more"], "duties"), ([], "tasks")]
)
def test_rows_go_into_the_first_section_of_their_kind_in_their_own_form(keys, section):
    """Those of a form without one are kept, on no page. The receiver's form calls its
    tasks otherwise."""
    there, entries = a_receiver(), deepcopy(OLD)
    there.cycle.form_version.sections.filter(key="tasks").update(
        key="ours", position=90
    )
    imported(there, closed_again(with_tasks(entries, keys)))
    came = sum(name == "task" for name, _ in entries)
    rows = Row.objects.exclude(section__in=["political", "shortcomings"])
    assert list(rows.values_list("section").annotate(Count("pk"))) == [(section, came)]
    plan = Plan.objects.get(member__full_name="Nguyễn Văn An", cycle__year=2026)
    assert [
        len(one.rows)
        for one in snapshot.list_written_sections(plan)
        if one.kind == "tasks"
    ] == [3, 0][: len(keys)]
