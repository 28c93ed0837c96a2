"""Ranges of one kind do not overlap: the database itself refuses, on both databases."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cells.models import Appointment, Exemption, Membership, Suspension
from tests.factories import CellFactory, CommitteeFactory, MemberFactory

pytestmark = pytest.mark.django_db

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def rows_of(kind):
    member, ward = MemberFactory(), CommitteeFactory()
    cell = CellFactory(committee=ward)
    return {
        Membership: {"member": member, "cell": cell},
        Exemption: {"member": member},
        Suspension: {"member": member},
        Appointment: {
            "member": member,
            "cell": cell,
            "role": Appointment.Role.SECRETARY,
        },
    }[kind]


def refused(make):
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("kind", [Membership, Exemption, Suspension, Appointment])
def test_overlapping_ranges_of_one_kind_are_refused(kind):
    row = rows_of(kind)
    kind.objects.create(**row, since=JANUARY, until=MAY)
    assert refused(lambda: kind.objects.create(**row, since=MARCH))
    assert refused(
        lambda: kind.objects.bulk_create(
            [kind(**row, since=date(2025, 1, 1), until=MARCH)]
        )
    )
    assert refused(lambda: kind.objects.create(**row, since=date(2025, 1, 1)))
    assert kind.objects.count() == 1


@pytest.mark.parametrize("kind", [Membership, Exemption, Suspension, Appointment])
def test_one_range_may_begin_on_the_day_that_another_ends(kind):
    row = rows_of(kind)
    kind.objects.create(**row, since=JANUARY, until=MARCH)
    kind.objects.create(**row, since=MARCH, until=MAY)
    kind.objects.create(**row, since=MAY)
    assert kind.objects.count() == 3


@pytest.mark.parametrize("kind", [Membership, Exemption, Suspension, Appointment])
def test_a_range_cannot_be_stretched_over_the_next(kind):
    row = rows_of(kind)
    first = kind.objects.create(**row, since=JANUARY, until=MARCH)
    kind.objects.create(**row, since=MARCH)
    assert refused(lambda: kind.objects.filter(pk=first.pk).update(until=MAY))
    kind.objects.filter(pk=first.pk).update(until=date(2026, 2, 1))


def test_another_kind_or_another_person_is_no_overlap():
    row = rows_of(Membership)
    Membership.objects.create(**row, since=JANUARY)
    Membership.objects.create(**row, kind=Membership.Kind.TEMPORARY, since=JANUARY)
    Membership.objects.create(member=MemberFactory(), cell=row["cell"], since=JANUARY)
    assert Membership.objects.count() == 3


@pytest.mark.parametrize("kind", [Membership, Exemption, Suspension, Appointment])
def test_a_range_ends_after_it_begins(kind):
    assert refused(
        lambda: kind.objects.create(**rows_of(kind), since=MARCH, until=MARCH)
    )
    assert refused(
        lambda: kind.objects.create(**rows_of(kind), since=MARCH, until=JANUARY)
    )
