"""verify_log: a sound history passes; whatever is rewritten, cut or added in the
database alone is named."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cells.models import Meeting
from plans.form import snapshot
from plans.models import Filing, Plan, PlanEvent, Revision, Status
from plans.workflow import log, verification
from tests.people import NOW, TODAY, a_plan_at, gather


def write_plans():
    """The cast, and a draft, a plan through all four steps, and one in review."""
    people = gather()
    return people, [
        a_plan_at("draft", people, "dung"),
        a_plan_at("posted", people),
        a_plan_at("cell_review", people, "chi"),
    ]


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(write_plans)


@pytest.fixture
def world(db, worlds):
    return worlds()


@pytest.fixture
def cast(world):
    return world[0]


@pytest.fixture
def plans(world):
    return world[1]


def verify(capsys):
    call_command("verify_log")
    return capsys.readouterr().out


def broken():
    with pytest.raises(CommandError) as error:
        call_command("verify_log")
    return str(error.value)


def events_of(plan):
    return PlanEvent.objects.filter(plan=plan).order_by("number")


def test_sound_histories_pass(plans, capsys):
    assert verify(capsys) == "Nhật ký của 3 kế hoạch nguyên vẹn.\n"


@pytest.mark.parametrize(
    "field, value",
    [
        ("note", "khác"),
        ("reason", "vague"),
        ("step", "withdraw"),
        ("revision", 9),
        ("to_status", "draft"),
        ("number", 9),
    ],
)
def test_a_rewritten_event_is_named(plans, field, value):
    event = events_of(plans[1]).get(step="agree")
    PlanEvent.objects.filter(pk=event.pk).update(**{field: value})
    assert f"Kế hoạch số {plans[1].pk}: nhật ký đứt ở sự kiện " in broken()
    assert "(1 kế hoạch đứng trước nguyên vẹn.)" in broken()


def test_an_event_by_somebody_else_is_named(plans, cast):
    event = events_of(plans[1]).get(step="agree")
    PlanEvent.objects.filter(pk=event.pk).update(by=cast.chi)
    assert (
        f"Kế hoạch số {plans[1].pk}: nhật ký đứt ở sự kiện 3 (agree, 09:00 ngày "
        f"10/02/2026)." in broken()
    )


# Another value for every column of an event but its pk; what it points at is also taken
# away.
ALTERED = {
    "plan": [lambda people, plans: plans[2].pk],
    "by": [lambda people, plans: people.dung.pk],
    "post": [None, lambda people, plans: people.bao.appointments.get().pk],
    "meeting": [
        None,
        lambda people, plans: (
            Meeting.objects.create(cell=people.cell, held_on=TODAY).pk
        ),
    ],
    "from_cell": [None, lambda people, plans: people.unit.pk],
    "number": [9],
    "step": ["withdraw"],
    "from_status": ["signed"],
    "to_status": ["draft"],
    "at": [NOW + timedelta(microseconds=1), NOW - timedelta(days=1)],
    "revision": [9],
    "revision_digest": ["", "0" * 64],
    "reason": ["", "other"],
    "note": ["", "Viết lại"],
    "takes_back": [None, 2],
    "key": [UUID(int=1)],
    "digest": ["", "0" * 64],
    "seal": ["", "0" * 64],
}


def test_the_table_holds_every_column_of_an_event():
    columns = {field.name for field in PlanEvent._meta.concrete_fields}
    assert set(ALTERED) == columns - {"id"}
    assert set(log.POINTS_AT) == {
        field.name for field in PlanEvent._meta.concrete_fields if field.is_relation
    }


@pytest.fixture
def full_event(cast, plans):
    """The third event of the posted plan as it would be if every column of it said
    something; its chain is sound."""
    meeting = Meeting.objects.create(cell=cast.cell, held_on=TODAY - timedelta(days=5))
    said = {
        "meeting": meeting,
        "from_cell": cast.other_cell,
        "reason": "vague",
        "note": "Đã bàn",
        "takes_back": 1,
    }
    before = ""
    for event in log.join_what_events_point_at(events_of(plans[1])):
        for field, value in said.items() if event.step == "agree" else ():
            setattr(event, field, value)
        log.chain_event(event, before)
        event.save()
        before = event.digest
    assert first_break_of(plans[1]) is None
    return events_of(plans[1]).get(step="agree")


def first_break_of(plan):
    return log.find_break_in_chain(log.join_what_events_point_at(events_of(plan)))


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field in ALTERED for value in ALTERED[field]],
)
def test_whatever_column_of_an_event_is_altered_is_named(
    cast, plans, full_event, field, value
):
    value = value(cast, plans) if callable(value) else value
    assert getattr(full_event, PlanEvent._meta.get_field(field).attname) != value
    PlanEvent.objects.filter(pk=full_event.pk).update(**{field: value})
    broken_at = {"plan": 4, "number": 4}.get(
        field, 3
    )  # what is elsewhere is missed by the one that follows
    assert first_break_of(plans[1]).number == broken_at
    assert f"Kế hoạch số {plans[1].pk}: nhật ký đứt ở sự kiện {broken_at} (" in broken()


def test_a_chain_rewritten_without_the_key_is_named(plans, settings):
    event = events_of(plans[1]).last()
    before = events_of(plans[1]).get(number=event.number - 1).digest
    event.note, settings.LOG_KEY = "viết lại", "đoán mò"
    log.chain_event(event, before)
    PlanEvent.objects.filter(pk=event.pk).update(
        note=event.note, digest=event.digest, seal=event.seal
    )
    settings.LOG_KEY = "demonstration-only-log-key"
    assert (
        f"Kế hoạch số {plans[1].pk}: nhật ký đứt ở sự kiện {event.number} (complete"
        in broken()
    )


def test_an_event_taken_out_of_the_middle_is_named(plans):
    events_of(plans[1]).filter(step="agree").delete()
    assert f"Kế hoạch số {plans[1].pk}: nhật ký đứt ở sự kiện 4 (sign" in broken()


def test_a_cut_tail_is_named_by_the_status_of_the_plan(plans):
    events_of(plans[1]).filter(step="complete").delete()
    assert "đang ở “posted” nhưng sự kiện cuối (5) dẫn đến “signed”." in broken()


def test_a_cut_tail_is_named_by_what_it_left_behind(plans):
    events_of(plans[1]).filter(number__gte=5).delete()
    Plan.objects.filter(pk=plans[1].pk).update(status=Status.SIGNED)
    assert "nhật ký có 0 lần file, hồ sơ lưu 1." in broken()


def test_a_cut_tail_is_named_by_the_revisions_left_behind(plans):
    events_of(plans[1]).filter(number__gte=4).delete()
    Filing.objects.all().delete()
    plans[1].signatures.all().delete()
    Plan.objects.filter(pk=plans[1].pk).update(status=Status.FINALIZING, revision=1)
    assert "phải có 1 bản lưu, đánh số liên tục; đang có 2." in broken()


def test_a_status_written_past_the_workflow_is_named(plans):
    Plan.objects.filter(pk=plans[2].pk).update(status=Status.SIGNED)
    assert (
        f"Kế hoạch số {plans[2].pk}: đang ở “signed” nhưng sự kiện cuối (2) dẫn đến "
        f"“cell_review”." in broken()
    )


@pytest.mark.parametrize("column", ["first_submitted_at", "first_recalled_at"])
def test_a_first_time_that_is_not_in_the_log_is_named(plans, column):
    Plan.objects.filter(pk=plans[2].pk).update(**{column: NOW + timedelta(days=900)})
    assert f"Kế hoạch số {plans[2].pk}" in broken()
    assert column in broken()


def test_a_filing_without_its_event_is_named(plans, cast):
    facts = {
        "office": "cell",
        "filed_on": TODAY,
        "recorded_by": cast.binh,
        "recorded_at": plans[2].moved_at,
    }
    Filing.objects.create(plan=plans[2], revision=1, **facts)
    assert "nhật ký có 0 lần file, hồ sơ lưu 1." in broken()


def test_a_revision_changed_after_signing_is_named(plans):
    revision = Revision.objects.get(plan=plans[1], number=2)
    revision.snapshot["sections"][0]["rows"][0]["values"]["text"] = (
        "Viết lại sau khi ký."
    )
    Revision.objects.filter(pk=revision.pk).update(snapshot=revision.snapshot)
    assert f"Kế hoạch số {plans[1].pk}: bản lưu 2 không khớp mã băm của nó." in broken()


def test_a_revision_rewritten_together_with_its_digest_is_named(plans):
    revision = Revision.objects.get(plan=plans[1], number=2)
    revision.snapshot["sections"][0]["rows"][0]["values"]["text"] = (
        "Viết lại sau khi ký."
    )
    rewritten = {
        "snapshot": revision.snapshot,
        "digest": snapshot.make_digest(revision.snapshot),
    }
    Revision.objects.filter(pk=revision.pk).update(**rewritten)
    assert (
        f"Kế hoạch số {plans[1].pk}: bản lưu 2 không phải bản mà nhật ký ghi."
        in broken()
    )


def test_the_chain_is_the_same_wherever_it_is_kept_and_the_seal_is_not(plans, settings):
    events = list(log.join_what_events_point_at(events_of(plans[1])))
    digests, seals = (
        [getattr(event, name) for event in events] for name in ("digest", "seal")
    )
    settings.LOG_KEY = "khóa của một nơi khác"
    assert log.find_break_in_chain(events) == events[0]
    for event, before in zip(events, ["", *digests], strict=False):
        log.chain_event(event, before)
    assert [event.digest for event in events] == digests
    assert set(seals).isdisjoint(event.seal for event in events)
    assert log.find_break_in_chain(events) is None


def test_a_revision_taken_away_is_named(plans):
    Revision.objects.filter(plan=plans[1], number=1).delete()
    assert "phải có 2 bản lưu, đánh số liên tục; đang có 1." in broken()


def test_a_plan_without_history_is_named(plans):
    events_of(plans[0]).delete()
    assert broken().startswith(f"Kế hoạch số {plans[0].pk}: không có nhật ký.")


def test_the_history_of_a_plan_that_is_gone_is_named(plans):
    before = transaction.savepoint()
    Plan.objects.filter(pk=plans[0].pk)._raw_delete("default")
    assert broken().startswith(
        f"Kế hoạch số {plans[0].pk}: còn nhật ký hoặc bản lưu nhưng kế hoạch không còn."
    )
    transaction.savepoint_rollback(before)


def test_the_first_break_is_the_one_that_is_named(plans):
    Plan.objects.filter(pk__in=[plans[1].pk, plans[2].pk]).update(revision=7)
    assert broken().startswith(f"Kế hoạch số {plans[1].pk}: ")


def test_the_digest_of_a_revision_is_that_of_its_content(plans):
    revision = Revision.objects.get(plan=plans[1], number=2)
    assert revision.digest == snapshot.make_digest(revision.snapshot)


def test_it_reads_every_table_once(plans, django_assert_num_queries):
    """Those of typing, of confirmations and of objections among them."""
    with django_assert_num_queries(7):
        call_command("verify_log", "--from", str(plans[0].pk), verbosity=0)


def test_a_revision_counter_moved_by_hand_is_named(plans):
    Plan.objects.filter(pk=plans[1].pk).update(revision=1)
    Revision.objects.filter(plan=plans[1], number=2).delete()
    assert "đang ở bản 1 nhưng sự kiện cuối (6) nói bản 2." in broken()


# --- in ranges ------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 100])
def test_ranges_name_the_same_first_break(plans, monkeypatch, size):
    monkeypatch.setattr(verification, "RANGE", size)
    first = plans[0].pk
    assert verification.find_first_break(first) == ("", 3)
    Plan.objects.filter(pk__in=[plans[1].pk, plans[2].pk]).update(revision=7)
    words, sound = verification.find_first_break(first)
    assert (words.startswith(f"Kế hoạch số {plans[1].pk}: "), sound) == (True, 1)


def test_it_goes_on_where_it_was_broken_off(plans, monkeypatch, capsys):
    monkeypatch.setattr(verification, "RANGE", 1)
    Plan.objects.filter(pk=plans[0].pk).update(revision=7)
    first = str(plans[1].pk)
    call_command("verify_log", "--from", first, "--processes", "1", verbosity=2)
    told = capsys.readouterr()
    assert told.out == "Nhật ký của 2 kế hoạch nguyên vẹn.\n"
    assert told.err == (
        f"Nguyên vẹn đến kế hoạch số {plans[1].pk}.\n"
        f"Nguyên vẹn đến kế hoạch số {plans[2].pk}.\n"
    )
