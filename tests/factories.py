"""Rows for tests, without surprises: every value that a test relies on is given by the
test."""

import datetime
from importlib import import_module

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from cells import models as cells
from plans import models as plans
from plans.form.documents import FORM_OF_0_2_0

LONG_AGO = datetime.date(2010, 1, 1)


def together(factory, rows):
    """The rows that a factory would make of these facts, one after the other; written
    in one statement."""
    return factory._meta.model.objects.bulk_create(
        [factory.build(**facts) for facts in rows]
    )


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"nguoidung{n}")


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = cells.Committee

    name = factory.Sequence(lambda n: f"Đảng bộ phường {n}")


class CellFactory(DjangoModelFactory):
    class Meta:
        model = cells.Cell

    name = factory.Sequence(lambda n: f"Chi bộ {n}")
    committee = factory.SubFactory(CommitteeFactory)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = cells.Member

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Số{n}")
    admitted_on = datetime.date(2000, 1, 1)
    official_on = datetime.date(2001, 1, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = cells.Membership

    since = LONG_AGO


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = cells.Appointment

    since = LONG_AGO


class CycleFactory(DjangoModelFactory):
    class Meta:
        model = plans.Cycle

    year = 2026
    draft_due_on = datetime.date(2026, 1, 31)
    review_due_on = datetime.date(2026, 2, 28)
    filed_due_on = datetime.date(2026, 3, 15)
    form_version = factory.LazyAttribute(lambda _: a_form())


def the_grounds():
    """Grounds for exemption that every installation begins with: a test that commits
    leaves the tables empty."""
    for kind, label, is_for_a_term in import_module(
        "cells.migrations.0006_fill_what_is_new"
    ).GROUNDS:
        cells.ExemptionGround.objects.get_or_create(
            kind=kind, label=label, is_for_a_term=is_for_a_term
        )


def a_form():
    """A form of four sections: one text, shortcomings, tasks and the private
    self-check."""
    form, is_new = plans.FormVersion.objects.get_or_create(name="Mẫu thử", number=1)
    if is_new:
        Kind = plans.Section.Kind
        kinds = [
            ("political", Kind.TEXT, "Tư tưởng chính trị"),
            ("shortcomings", Kind.SHORTCOMINGS, "Hạn chế"),
            ("tasks", Kind.TASKS, "Việc đăng ký"),
            ("self_check", Kind.SELF_CHECK, "Tự soi"),
        ]
        sections = [
            {
                "position": position,
                "key": key,
                "kind": kind,
                "title": title,
                "guidance": "Viết ngắn, cụ thể.",
                "fields": FORM_OF_0_2_0["fields"].get(kind, []),
            }
            for position, (key, kind, title) in enumerate(kinds, start=1)
        ]
        plans.Section.objects.bulk_create(
            plans.Section(form_version=form, **facts) for facts in sections
        )
        told = [
            {
                "group": 1,
                "group_title": "Nhóm một",
                "number": number,
                "text": f"Biểu hiện {number}",
            }
            for number in (1, 2, 3)
        ]
        plans.Manifestation.objects.bulk_create(
            plans.Manifestation(form_version=form, **facts) for facts in told
        )
    return form
