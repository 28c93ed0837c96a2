"""A prepared queryset gives what the plain one gives, whatever is asked of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import BigIntegerField, DateField
from django.test.utils import CaptureQueriesContext

from cells.models import Appointment, Member, Membership
from cells.prepared import KINDS_OF_POSTS, AnyActor, PreparedForActor
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans import permissions
from plans.models import Plan
from tests.people import NAMES, NOW, TODAY, a_plan_at

pytestmark = pytest.mark.django_db

ON = Parameter("on", DateField())
MEMBER = Parameter("member", BigIntegerField())


def test_objects_come_with_what_is_related_and_annotated(people):
    prepared = Prepared(
        lambda: [
            Membership.objects.in_force(ON)
            .filter(member=MEMBER)
            .annotate(asked=ON)
            .select_related("cell__committee")
        ]
    )
    values = {"on": TODAY, "member": people.an.pk}
    [found] = prepared.fetch(values)
    assert found == Membership.objects.in_force(TODAY).get(member=people.an)
    with CaptureQueriesContext(connection) as asked:
        assert found.cell.committee == people.ward
    assert len(asked) == 0
    assert str(found.asked) == str(TODAY)
    assert prepared.fetch_first(values) == found
    assert (
        prepared.fetch_first({"on": date(1900, 1, 1), "member": people.an.pk}) is None
    )


def test_it_is_asked_anew_each_time_in_one_query(people):
    prepared = Prepared(lambda: [Member.objects.filter(pk=MEMBER)])
    assert prepared.fetch({"member": people.an.pk}) == [people.an]
    Member.objects.filter(pk=people.an.pk).update(full_name="Tên Mới")
    with CaptureQueriesContext(connection) as asked:
        [found] = prepared.fetch({"member": people.an.pk})
    assert (found.full_name, len(asked)) == ("Tên Mới", 1)
    assert prepared.fetch({"member": people.binh.pk}) == [people.binh]


def test_values_are_converted_as_those_of_a_plain_queryset(people):
    a_plan_at("cell_review", people)
    plans = Plan.objects.order_by("pk")
    fields = ("pk", "moved_at", "cycle__draft_due_on", "member__full_name")
    prepared = Prepared(lambda: [plans.values_list(*fields, named=True)])
    [row] = prepared.fetch({})
    assert tuple(row) == plans.values_list(*fields)[0]
    assert (row.moved_at, row.member__full_name) == (NOW, people.an.full_name)
    assert Prepared(lambda: [plans.values(*fields)]).fetch({}) == list(
        plans.values(*fields)
    )


@pytest.mark.parametrize("names", [(), ("an",), ("an", "binh", "giang")])
def test_any_number_of_ids(people, names):
    prepared = Prepared(
        lambda: [Member.objects.filter(pk__in=ParameterOfIds("ids")).order_by("pk")]
    )
    asked = {getattr(people, name) for name in names}
    assert set(prepared.fetch({"ids": {member.pk for member in asked}})) == asked


def test_a_number_that_no_column_holds_finds_nothing(people):
    prepared = Prepared(lambda: [Member.objects.filter(pk=MEMBER)])
    for number in (10**30, -(10**30), None):
        assert prepared.fetch({"member": number}) == []


def test_a_queryset_that_finds_nothing_is_empty_and_no_error(people):
    assert Prepared(lambda: [Member.objects.none()]).fetch({}) == []


def test_a_text_is_built_once_for_all_who_hold_the_same_kinds_of_posts(people):
    built = []

    def build(somebody):
        built.append(somebody)
        return [
            Appointment.objects.in_force(somebody.on).filter(cell__in=somebody.cells)
        ]

    prepared = PreparedForActor(build)
    for name in ("binh", "dung", "binh"):
        actor = people.actor(name)
        if actor.cells:
            held = Appointment.objects.in_force(TODAY).filter(cell__in=actor.cells)
            assert set(prepared.fetch(actor, {})) == set(held)
    kinds = {
        tuple(kind for kind in KINDS_OF_POSTS if getattr(one, kind)) for one in built
    }
    assert kinds == {("cells",)}
    assert len(built) == 2  # its text, and its columns


@pytest.mark.parametrize("name", NAMES)
def test_capacities_are_those_of_the_plain_rules(people, name):
    """The prepared plan against Plan.objects.toward_whom, which asks with the ids
    themselves."""
    for status, of in (("cell_review", "an"), ("signed", "kha")):
        a_plan_at(status, people, of=of, reviewer="binh" if of == "an" else "lan")
    for later in (TODAY, TODAY + timedelta(days=400)):
        actor = people.actor(name, on=later)
        for plan in Plan.objects.all():
            held = permissions.capacities_of(actor, plan)
            plain = {
                capacity
                for capacity in permissions.Capacity
                if Plan.objects.toward_whom(actor, capacity).filter(pk=plan.pk).exists()
            }
            assert held == plain


def test_somebody_without_a_kind_of_post_has_no_ids_of_it():
    somebody = AnyActor(("cells",))
    assert isinstance(somebody.cells, ParameterOfIds)
    assert (somebody.committees, somebody.offices, somebody.inspected) == (None,) * 3
