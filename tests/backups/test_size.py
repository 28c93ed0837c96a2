"""Ten thousand plans are backed up, and restored, within a minute each.

Of processor time, with all processes of the command, since other jobs run beside this
one; on PostgreSQL that of the server is not in it.
"""

import os
from uuid import uuid4

import pytest
from django.core.management import call_command

from backups import keys
from cells.models import Member, Membership
from plans.models import Filing, Plan, PlanEvent, Revision, Row, Signature
from plans.workflow import log
from tests.backups.databases import in_migrated, list_everything
from tests.factories import MemberFactory, MembershipFactory, together
from tests.people import a_plan_at, gather

pytestmark = [pytest.mark.own_database, pytest.mark.slow]

PLANS = 10_000
SECONDS = 60
BATCH = 500


def test_ten_thousand_plans_come_and_go_in_a_minute(
    migrated, django_db_blocker, tmp_path, settings
):
    secret = keys.make_secret()
    settings.BACKUP_PUBLIC_KEY = keys.write_public(secret.public_key())
    file, key = tmp_path / "a", tmp_path / "key"
    key.write_text(" ".join(keys.write_secret(secret)))
    with django_db_blocker.unblock():
        with in_migrated(migrated):
            multiply(a_plan_at("posted", gather()), PLANS - 1)
            backed_up = measure("backup", str(file))
            everything = list_everything()
        with in_migrated(migrated):
            restored = measure("restore", str(file), key_file=key)
            assert list_everything() == everything
            assert Plan.objects.count() == PLANS
    print(f"backup {backed_up:.0f} s, restore {restored:.0f} s of processor time")
    assert (backed_up < SECONDS, restored < SECONDS) == (True, True)


def measure(*command, **options):
    began = sum(os.times()[:4])
    call_command(*command, **options)
    return sum(os.times()[:4]) - began


def multiply(plan, number):
    """So many more people with a plan like this one, its whole history with it."""
    names = [{"full_name": f"Phạm Văn {place}"} for place in range(number)]
    members = together(MemberFactory, names)
    homes = [{"member": member, "cell": plan.cell} for member in members]
    together(MembershipFactory, homes)
    plans = [copy_row(plan, member=member, uid=uuid4()) for member in members]
    Plan.objects.bulk_create(plans, batch_size=BATCH)
    for model in (Row, Revision, Filing):
        copy_rows(model, plan, plans)
    signature = Signature.objects.get(plan=plan)
    signatures = []
    for place, other in enumerate(plans):
        signatures.append(copy_row(signature, plan=other, check_code=f"{place:016}"))
    Signature.objects.bulk_create(signatures, batch_size=BATCH)
    copy_chains(plan, plans)
    assert Member.objects.count() == Membership.objects.count() + 1 > number


def copy_row(row, **changes):
    values = {}
    for field in row._meta.local_concrete_fields:
        if not field.primary_key:
            values[field.attname] = getattr(row, field.attname)
    for name in changes:
        values.pop(f"{name}_id", None)
    return type(row)(**{**values, **changes})


def copy_rows(model, plan, plans):
    rows = list(model.objects.filter(plan=plan).order_by("pk"))
    copies = [copy_row(row, plan=other) for other in plans for row in rows]
    model.objects.bulk_create(copies, batch_size=BATCH)


def copy_chains(plan, plans):
    events = list(PlanEvent.objects.filter(plan=plan).order_by("number"))
    copies = []
    for other in plans:
        before = ""
        for event in events:
            made = copy_row(event, plan=other, by=other.member)
            log.chain_event(made, before)
            before = made.digest
            copies.append(made)
    PlanEvent.objects.bulk_create(copies, batch_size=BATCH)
