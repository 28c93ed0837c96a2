"""Whatever sections and fields a form has: a plan goes through the whole workflow on
its pages, and to another ward."""

from html import unescape
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.form import documents, gaps, years
from plans.models import Cycle, Plan, Section
from plans.models.field import Input, Meaning
from plans.workflow import steps, verification
from tests.people import NOW, TODAY, a_plan, again, bases_of, gather
from tests.plans.browsing import send, text_of
from tests.plans.every_page import open_every_page, signed_in
from tests.plans.handover.conftest import keys
from tests.plans.handover.exchange import a_receiver, elsewhere, exported, imported

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Kind = Section.Kind
WORDS = st.sampled_from(
    [
        "Kết quả",
        "Thời hạn",
        "việc",
        "<b>Đậm</b>",
        "Ai & vì sao",
        "“trích”",
        "{{ x }}",
        "100%",
        "Hỏi?",
    ]
)
LABELS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
KEYS = st.from_regex(r"o[a-z0-9_]{0,8}", fullmatch=True)
MEANINGS = st.sampled_from(
    ["", "", *(meaning.value for meaning in Meaning if meaning != Meaning.BASIS)]
)


@st.composite
def fields(draw):
    """The fields of a section: keys and meanings each once, a basis now and then."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=5, unique=True))
    told, meant = [], set()
    for key in keys:
        field = {
            "key": key,
            "label": draw(LABELS),
            "lines": draw(st.integers(1, 12)),
            "needed": draw(st.booleans()),
        }
        field |= {
            name: draw(st.one_of(st.just(""), LABELS))
            for name in ("asks", "caption", "hint")
        }
        meaning = draw(MEANINGS)
        told.append(field if meaning in meant else {**field, "meaning": meaning})
        meant.add(meaning)
    if draw(st.booleans()):
        told[draw(st.integers(0, len(told) - 1))] |= {
            "input": Input.BASIS.value,
            "meaning": Meaning.BASIS.value,
        }
    return told


@st.composite
def forms(draw):
    """[section] as cycles.add_version takes them."""
    keys = draw(
        st.lists(
            st.from_regex(r"m[a-z0-9-]{0,8}", fullmatch=True),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    kinds = [
        draw(
            st.sampled_from([Kind.TEXT, Kind.SHORTCOMINGS, Kind.TASKS, Kind.SELF_CHECK])
        )
        for _ in keys
    ]
    return [
        {
            **years.NOTHING_SAID,
            "key": key,
            "kind": kind.value,
            "title": draw(LABELS),
            "asks": draw(st.one_of(st.just(""), LABELS)),
            "fields": [] if kind == Kind.SELF_CHECK else draw(fields()),
        }
        for key, kind in zip(keys, kinds, strict=True)
    ]


def write(people, plan, chosen):
    """Fill in every needed field, and those that are `chosen` (keys), on the pages of
    the author.

    {(section, place among its rows, field key): words} of what must stand wherever the
    plan is read.
    """
    client, basis, written = signed_in(people.an.user), bases_of(plan.cycle)["own"], {}
    for section in sections_of(plan):
        for place, address in enumerate(addresses(plan, section)):
            sent = {"version": 0}
            for field in section.asked:
                words = (
                    basis.label if field.is_chosen else words_in(field, len(written))
                )
                if field.needed or field.key in chosen:
                    written[section.key, place, field.key] = words
                    sent["basis_id" if field.is_chosen else field.key] = (
                        basis.pk if field.is_chosen else words
                    )
            assert client.post(address, sent).status_code == 302
    return written


def sections_of(plan):
    asked = Section.objects.filter(form_version=plan.form_version_id).exclude(
        kind=Kind.SELF_CHECK
    )
    return asked.order_by("position")


def addresses(plan, section):
    """Of a text, or of two new rows."""
    if section.kind == Kind.TEXT:
        return [reverse("editor:section", args=[plan.pk, section.key])]
    return [
        reverse("editor:row", args=[plan.pk, section.key, uuid4()]) for _ in range(2)
    ]


def words_in(field, number):
    return (
        f"<i>Chữ {number}</i> & “xong”"
        if field.is_short
        else f"Dòng {number}\n\nhàng {number} < 12 hộ"
    )


def said_in(document):
    """As `write` tells it."""
    return {
        (section.key, place, key): words
        for section in document.sections
        for place, row in enumerate(section.rows)
        for key, words in row.values.items()
        if words
    }


def read_by(user, plan, name, written):
    """The page of this name of a plan, on which everything that was written stands."""
    answer = signed_in(user).get(reverse(name, args=[plan.pk]))
    shown = " ".join(unescape(text_of(answer)).split())
    assert [
        words for words in written.values() if " ".join(words.split()) not in shown
    ] == []
    return answer


def gaps_of_nothing(plan):
    """How much is missing in an empty plan: every needed field of a text, a first row
    where a row needs one."""
    needed = {
        section: sum(field.needed for field in section.asked)
        for section in sections_of(plan)
    }
    return sum(
        number if section.kind == Kind.TEXT else min(number, 1)
        for section, number in needed.items()
    )


def change_one(people, plan, written):
    """Write another text into the first field that holds one; {its place: its words},
    or {} when there is none."""
    for section in sections_of(plan):
        row = plan.rows.filter(section=section.key).order_by("position", "pk").first()
        for field in section.asked:
            if row and not field.is_chosen and (section.key, 0, field.key) in written:
                uid = [] if section.kind == Kind.TEXT else [row.uid]
                address = reverse(
                    "editor:row" if uid else "editor:section",
                    args=[plan.pk, section.key, *uid],
                )
                sent = {
                    **row.values,
                    "basis_id": row.basis_id or "",
                    field.key: "Viết lại",
                    "version": row.version,
                }
                assert signed_in(people.an.user).post(address, sent).status_code == 302
                return {(section.key, 0, field.key): "Viết lại"}
    return {}


def lived_through(people, form, chosen):
    """A plan on this form from the first page to the filed copy; returns it."""
    version = years.add_form_version("Mẫu ngẫu nhiên", form, [])
    Cycle.objects.filter(pk=people.cycle.pk).update(form_version=version)
    people.cycle.refresh_from_db()
    plan = a_plan(people, filled=False)
    open_every_page(people.giang.user, {people.an.pk: people.an.user})
    assert len(gaps.find_gaps(plan)) == gaps_of_nothing(plan)
    written = write(people, plan, chosen)
    assert gaps.find_gaps(plan) == []
    read_by(people.an.user, plan, "editor:read_back", written)
    assert send(signed_in(people.an.user), plan, "submit").status_code == 302
    assert said_in(documents.read_document(plan.revisions.get().snapshot)) == written
    read_by(people.binh.user, plan, "review:plan", written)
    read_by(people.binh.user, plan, "prints:print_plan", written)
    assert (
        send(
            signed_in(people.binh.user), again(plan), "return", note="Viết cụ thể hơn"
        ).status_code
        == 302
    )
    changed = change_one(people, plan, written)
    assert send(signed_in(people.an.user), again(plan), "submit").status_code == 302
    answer = read_by(people.binh.user, plan, "review:plan", changed)
    blocks = [
        place.block for place in answer.context["blocks"] if place.block.is_changed
    ]
    assert len(blocks) == len(changed)
    assert send(signed_in(people.binh.user), again(plan), "agree").status_code == 302
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    steps.record_filing(again(plan), by=people.actor("binh"), at=NOW, filed_on=TODAY)
    open_every_page(people.giang.user, {people.an.pk: people.an.user})
    assert said_in(documents.read_document(plan.revisions.get(number=3).snapshot)) == {
        **written,
        **changed,
    }
    return again(plan)


@settings(max_examples=5, deadline=None, suppress_health_check=HealthCheck)
@given(form=forms(), chosen=st.sets(KEYS, max_size=4), every=st.booleans())
def test_a_plan_on_any_form_goes_through_all_steps_and_to_another_ward(
    db, form, chosen, every
):
    if every:
        chosen = {field["key"] for section in form for field in section["fields"]}
    with transaction.atomic(), keys():
        with elsewhere():
            people = gather()
            plan = lived_through(people, form, chosen)
            kept = list(
                plan.revisions.order_by("number").values_list("snapshot", "digest")
            )
            rows = list(
                plan.rows.order_by("section", "position").values_list(
                    "section", "uid", "values", "due_on"
                )
            )
            content = exported(people)
        imported(a_receiver(), content)
        came = Plan.objects.get(uid=plan.uid)
        assert (
            list(came.revisions.order_by("number").values_list("snapshot", "digest"))
            == kept
        )
        assert (
            list(
                came.rows.order_by("section", "position").values_list(
                    "section", "uid", "values", "due_on"
                )
            )
            == rows
        )
        assert years.stored_form(came.form_version)[0] == form
        assert verification.find_break_among(Plan.objects.filter(pk=came.pk)) == ""
        transaction.set_rollback(True)
