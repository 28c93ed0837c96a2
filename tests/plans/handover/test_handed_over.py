"""What is left at the sender once cells were handed over: their people and the ward
read, and nobody writes."""

from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cells.models import Membership
from plans import permissions, remarks
from plans.form import autosave
from plans.models import Capacity, Plan
from plans.pages.control import requests
from plans.workflow import steps
from tests.people import NOW, a_plan, a_plan_at, again, section_of
from tests.plans.browsing import text_of
from tests.plans.handover.exchange import DAY, exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(people):
    """Cell 7 has left on the day; An's plan waits for review, Dung's is filed."""
    a_plan_at("cell_review", people)
    a_plan_at("posted", people, "dung")
    exported(people, close=True)
    return people


@pytest.mark.parametrize("name", ["an", "dung", "bao"])
def test_who_left_with_the_cell_reads_where_to_and_what_they_wrote(
    closed, sign_in, name
):
    client = sign_in(name)
    words = text_of(client.get(reverse("home:home"), follow=True))
    assert (
        "Đồng chí đã chuyển sang Đảng bộ phường Long Biên từ ngày 10/02/2026" in words
    )
    assert "Chi bộ 7 đã được bàn giao cùng toàn bộ kế hoạch." in words
    plan = Plan.objects.filter(member=closed.members[name]).first()
    assert ("Kế hoạch đã có ở đây" in words) == (plan is not None)
    for route in ("editor:read_back", "prints:print_plan") if plan else ():
        assert closed.members[name].full_name in text_of(
            client.get(reverse(route, args=[plan.pk]))
        )
    assert client.post(reverse("home:begin_plan")).status_code == 302
    assert Plan.objects.filter(member=closed.members[name]).first() == plan


def test_staff_of_a_unit_read_it_too_without_the_name_of_the_place(people, sign_in):
    exported(people, [people.unit], close=True)
    assert "Đồng chí đã chuyển sang đảng bộ khác từ ngày" in text_of(
        sign_in("kha").get(reverse("home:my_plan"))
    )


def test_who_left_in_another_way_reads_what_they_did_before(people, sign_in):
    Membership.objects.filter(member=people.an).update(
        until=DAY, ending=Membership.Ending.SENT
    )
    assert "Đồng chí đã chuyển đến nơi khác ngày 10/02/2026" in text_of(
        sign_in("an").get(reverse("home:my_plan"))
    )


# Who could take a step, or write, where a plan stands: nobody can once it was handed
# over.
ACTS = {
    "draft": [("an", "submit")],
    "cell_review": [("an", "withdraw"), ("giang", "return"), ("giang", "agree")],
    "finalizing": [("an", "resubmit"), ("an", "sign"), ("giang", "sign")],
    "signed": [("giang", "recall"), ("giang", "complete")],
    "posted": [("giang", "recall")],
}


@pytest.mark.parametrize(("status", "acts"), ACTS.items())
def test_nothing_happens_any_more_to_a_plan_that_was_handed_over(people, status, acts):
    plan, cast = (
        a_plan_at(status, people),
        [people.actor(name) for name in ("an", "binh", "giang")],
    )
    assert {name for _, name in acts} <= {
        name for by in cast for name in steps.list_open_steps(plan, by)
    }
    exported(people, close=True)
    plan = again(plan)
    for who, name in acts:
        by = people.actor(who)
        assert steps.list_open_steps(plan, by) == []
        with pytest.raises(PermissionDenied):
            steps.take_step(name, plan, by=by, at=NOW, reason="vague", note="Ghi rõ")
    an, giang, key = people.actor("an"), people.actor("giang"), UUID(int=1)
    for write in (
        lambda: autosave.save_text(
            plan, section_of(plan), {"text": "Viết tiếp"}, version=1, by=an, at=NOW
        ),
        lambda: autosave.save_self_check(plan, 1, {}, version=0, by=an),
        lambda: remarks.make_remark(
            plan, by=giang, at=NOW, reason="vague", text="Bao nhiêu?", key=key
        ),
        lambda: steps.record_filing(plan, by=giang, at=NOW, filed_on=DAY),
        lambda: steps.begin_plan(people.an, people.cycle, people.cell, by=an, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert again(plan).status == status and not requests.find_watched(giang).exists()
    for name in ("binh", "giang"):
        assert not permissions.may_act(people.actor(name), again(plan), set(Capacity))


def test_a_draft_that_was_handed_over_is_read_and_not_written(people, sign_in):
    plan = a_plan(people)
    client = sign_in("an")
    assert client.get(reverse("editor:edit", args=[plan.pk])).status_code == 200
    exported(people, close=True)
    assert client.get(reverse("editor:edit", args=[plan.pk])).url == reverse(
        "editor:read_back", args=[plan.pk]
    )
    page = text_of(client.get(reverse("editor:read_back", args=[plan.pk])))
    assert "Đọc hết chuyên đề năm" in page and "Gửi chi bộ" not in page
    section = reverse("editor:section", args=[plan.pk, "political"])
    assert [
        client.get(section).status_code,
        client.post(section, {"text": "x"}).status_code,
    ] == [404, 404]
    assert client.get(reverse("prints:print_plan", args=[plan.pk])).status_code == 200
    assert not plan.accesses.exists()


def test_the_ward_reads_what_was_handed_over_as_the_ward(people, sign_in):
    plan = a_plan_at("cell_review", people)
    exported(people, close=True)
    page = text_of(sign_in("giang").get(reverse("review:plan", args=[plan.pk])))
    assert people.an.full_name in page and "Thông qua" not in page
    assert plan.accesses.get().capacity == "ward"
    assert people.an.full_name not in text_of(
        sign_in("giang").get(reverse("desk:queue"))
    )
