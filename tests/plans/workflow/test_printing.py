"""Printing for signing makes a revision with a code; ink is recorded of exactly that
one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import Revision, Status
from plans.refusals import NotReady, PlanMoved
from plans.workflow import sheets, verification
from plans.workflow.printing import print_for_signing
from plans.workflow.steps import take_step
from tests.people import (
    NOW,
    TODAY,
    a_plan_at,
    again,
    change_first_task,
    change_text,
    open_to_changes,
    tasks_of,
    text_in,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sign_in_ink(plan, people, sheet=None, *, by="binh", signed_on=TODAY):
    details = {"sheet": sheet, "signed_on": signed_on}
    take_step("sign", again(plan), by=people.actor(by), at=NOW + DAY, **details)
    return again(plan).signatures.latest("revision")


def print_it(plan, people, by="binh"):
    return print_for_signing(again(plan), by=people.actor(by), at=NOW)


def find_broken(plan):
    return verification.read_plans_again(plan.pk)


def test_a_print_is_a_revision_with_a_code_and_an_event(people):
    plan = a_plan_at("finalizing", people)
    printed = print_it(plan, people)
    plan = again(plan)
    assert (plan.status, plan.revision) == (Status.FINALIZING, 2)
    assert (printed.revision, len(printed.code)) == (2, 10)
    event = plan.events.latest("number")
    digest = Revision.objects.get(plan=plan, number=2).digest
    assert (event.step, event.revision_digest) == ("print", digest)
    assert find_broken(plan) == ""


def test_printed_again_without_a_change_it_is_the_same_one(people):
    plan = a_plan_at("finalizing", people)
    first = print_it(plan, people)
    change_text(plan, text_in(plan).replace(" ", "  \n"))
    again_printed = print_it(plan, people, by="an")
    assert again_printed == first
    assert again(plan).revision == 2
    assert plan.events.filter(step="print").count() == 1


def test_after_a_change_it_is_another_one(people):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    first = print_it(plan, people)
    change_first_task(plan, deed="Vận động cả phường")
    second = print_it(plan, people)
    assert (second.revision, second.code != first.code) == (3, True)


def test_ink_signs_exactly_the_print(people):
    plan = a_plan_at("finalizing", people)
    printed = print_it(plan, people)
    # Only the layout: the paper says what the print says.
    change_text(plan, text_in(plan).replace(" ", "  "))
    signature = sign_in_ink(plan, people, printed)
    assert (signature.sheet, signature.revision) == (printed, 2)
    assert signature.check_code == printed.code
    assert again(plan).revision == 2
    assert "  " not in str(plan.revisions.get(number=2).snapshot["sections"])
    assert find_broken(plan) == ""


def test_ink_is_refused_with_the_places_that_changed_since(people):
    plan = a_plan_at("finalizing", people)
    printed = print_it(plan, people)
    change_first_task(plan, deed="Vận động cả phường")
    change_text(plan, "Lời khác hẳn.")
    tasks_of(plan).last().delete()
    with pytest.raises(NotReady) as refused:
        sign_in_ink(plan, people, printed)
    ends = "In lại để ký, hoặc lấy lại lời cũ."
    assert refused.value.missing == [
        f"Khác bản in số 2: Tư tưởng chính trị (đã sửa). {ends}",
        f"Khác bản in số 2: Việc đăng ký số 1 (đã sửa). {ends}",
        f"Khác bản in số 2: Việc đăng ký số 3 (đã bỏ). {ends}",
    ]
    assert again(plan).status == Status.FINALIZING
    assert not plan.signatures.exists()


def test_an_older_print_whose_words_came_back_is_signed_as_it_was(people):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    text = text_in(plan)
    older = print_it(plan, people)
    change_text(plan, "Lời khác.")
    print_it(plan, people)
    change_text(plan, text)
    signature = sign_in_ink(plan, people, older)
    assert (signature.revision, signature.sheet) == (4, older)
    digests = plan.revisions.filter(number__in=(2, 4)).values_list("digest", flat=True)
    assert len(set(digests)) == 1
    assert find_broken(plan) == ""


def test_another_sheet_is_signed_as_the_text_stands(people):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    print_it(plan, people)
    change_text(plan, "Lời viết tay.")
    signature = sign_in_ink(plan, people)
    assert (signature.sheet, signature.revision) == (None, 3)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, "Cần ngày ký ghi trên bản giấy."),
        ({"signed_on": TODAY - DAY, "sheet": True}, "Ngày ký trước ngày in bản số 2."),
    ],
)
def test_the_day_of_the_ink_is_never_assumed(people, details, words):
    plan = a_plan_at("finalizing", people)
    printed = print_it(plan, people)
    if "sheet" in details:
        details = {**details, "sheet": printed}
    with pytest.raises(NotReady) as refused:
        take_step("sign", again(plan), by=people.actor("bao"), at=NOW, **details)
    assert refused.value.missing == [words]


def test_the_print_of_another_plan_or_of_an_earlier_signature_is_not_signed(people):
    plan, other = (a_plan_at("finalizing", people, of=name) for name in ("an", "dung"))
    foreign = print_it(other, people)
    with pytest.raises(NotReady):
        sign_in_ink(plan, people, foreign)
    printed = print_it(plan, people)
    sign_in_ink(plan, people, printed)
    asked = {"reason": "vague", "note": "Ghi rõ."}
    take_step("recall", again(plan), by=people.actor("giang"), at=NOW, **asked)
    plan.remarks.update(answer="Đã rõ.")
    assert sheets.list_unsigned_prints(again(plan)) == []
    with pytest.raises(NotReady):
        sign_in_ink(plan, people, printed)


def test_the_author_signs_electronically_although_it_was_printed(people):
    plan = a_plan_at("finalizing", people)
    printed = print_it(plan, people)
    an = people.actor("an")
    take_step("sign", again(plan), by=an, at=NOW, sheet=printed)
    signature = plan.signatures.get()
    assert (signature.kind, signature.sheet) == ("electronic", None)


@pytest.mark.parametrize("status", [s for s in Status.values if s != "finalizing"])
def test_only_what_is_being_finalised_is_printed_for_signing(people, status):
    plan = a_plan_at(status, people)
    with pytest.raises(PlanMoved):
        print_it(plan, people, by="an")


@pytest.mark.parametrize("name", ["giang", "inh", "dung", "chi", "em", "quan"])
def test_who_does_not_print_for_signing(people, name):
    plan = a_plan_at("finalizing", people)
    with pytest.raises(PermissionDenied):
        print_it(plan, people, by=name)


def test_what_cannot_be_signed_is_not_printed_for_it(people):
    plan = a_plan_at("finalizing", people)
    change_text(plan, "")
    with pytest.raises(NotReady):
        print_it(plan, people)
    assert not plan.signing_prints.exists()


def test_what_nobody_asked_for_is_neither_printed_for_signing_nor_signed(people):
    plan = a_plan_at("finalizing", people)
    said = open_to_changes(plan, people)
    change_text(plan, "Lời khác.")
    printed = print_it(plan, people)
    assert plan.revisions.get(number=2).differing == 1
    said.delete()
    for act in (lambda: print_it(plan, people), lambda: sign_in_ink(plan, people)):
        with pytest.raises(NotReady) as refused:
            act()
        [missing] = refused.value.missing
        assert "khác lời chi bộ đã thông qua" in missing
    with pytest.raises(NotReady):
        sign_in_ink(plan, people, printed)
    assert not plan.signatures.exists()


def test_a_print_says_in_how_many_places_it_differs_when_it_is_signed(people):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    change_text(plan, "Lời khác.")
    signature = sign_in_ink(plan, people, print_it(plan, people))
    assert plan.revisions.get(number=signature.revision).differing == 1


def test_a_print_that_lost_its_event_is_noticed(people):
    plan = a_plan_at("finalizing", people)
    print_it(plan, people)
    plan.signing_prints.all().delete()
    assert "print" in find_broken(plan)
