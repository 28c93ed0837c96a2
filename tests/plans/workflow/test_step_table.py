"""A step is one row of the table: a step that is added there has a button, takes its
effect, and is told."""

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import Capacity, Remark, Status
from plans.workflow import steps
from plans.workflow.steps import STEPS, WRITERS, Block, Step, Words
from tests.people import NOW, a_plan_at, again
from tests.plans.browsing import send, text_of
from tests.plans.typed import a_typed_plan_sent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# The cell puts a plan off: it goes back to be sent again before a meeting, with a word
# that has to be said.
PUT_OFF = Step(
    Words(
        label="Để kỳ họp sau",
        deed="để lại kỳ họp sau",
        done="Đã để kế hoạch của đ/c {author} lại kỳ họp sau.",
        hint="Đồng chí {author} gửi lại trước kỳ họp.",
    ),
    sources=(Status.CELL_REVIEW,),
    target=Status.DRAFT,
    may=frozenset({Capacity.REVIEWER}),
    asks=("note",),
    judges=True,
    releases_remarks=True,
    needs=lambda plan, details: (
        [] if details.get("note") else ["Cần ghi vì sao để lại."]
    ),
)
# The author asks for more time.
ASK_FOR_TIME = Step(
    Words(
        label="Xin thêm thời gian",
        deed="xin thêm thời gian",
        done="Đã ghi: đ/c {author} xin thêm thời gian.",
        hint="Chi bộ đợi đồng chí viết lại.",
    ),
    sources=(Status.CELL_REVIEW,),
    target=Status.DRAFT,
    may=WRITERS,
    to_author=Block.FOLD,
    asks=("note",),
)


def test_a_step_of_the_cell_that_is_added_to_the_table_is_played_through_its_page(
    people, sign_in, monkeypatch
):
    monkeypatch.setitem(STEPS, "put_off", PUT_OFF)
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    said = Remark.objects.create(
        plan=plan,
        revision=1,
        reason="vague",
        text="Bao nhiêu hộ?",
        source="reviewer",
        by=people.binh,
        made_at=plan.moved_at,
    )
    page = client.get(f"/ke-hoach/{plan.pk}/")
    assert "Để kỳ họp sau Đồng chí Nguyễn Văn An gửi lại trước kỳ họp." in text_of(page)
    assert f'action="/ke-hoach/{plan.pk}/buoc/put_off/"' in page.content.decode()
    refused = send(client, plan, "put_off")
    assert (refused.status_code, again(plan).status) == (422, Status.CELL_REVIEW)
    assert "Cần ghi vì sao để lại." in text_of(refused)
    done = send(client, plan, "put_off", note="Hết giờ họp")
    said.refresh_from_db()
    assert (done.status_code, done.url, again(plan).status) == (
        302,
        "/gop-y/",
        Status.DRAFT,
    )
    assert said.released_at is not None
    assert "Đã để kế hoạch của đ/c Nguyễn Văn An lại kỳ họp sau." in text_of(
        client.get(done.url)
    )
    # What its author reads: the ball is in their court, as after any judgement.
    mine = text_of(sign_in("an").get("/ke-hoach-cua-toi/"))
    assert "Việc cần làm: sửa theo 1 góp ý của chi bộ" in mine
    # Sent again, it is the second round, and what was judged is compared with.
    Remark.objects.update(answer="30 hộ")
    steps.take_step("submit", again(plan), by=people.actor("an"), at=plan.moved_at)
    again_read = text_of(sign_in("binh").get(f"/ke-hoach/{plan.pk}/"))
    assert "· lần 2" in again_read
    assert (
        "Không có chỗ nào khác so với bản 1, chi bộ để lại kỳ họp sau ngày 10/02/2026."
        in again_read
    )
    assert "Đ/c Trần Thị Bình (Bí thư chi bộ) để lại kỳ họp sau lúc" in again_read


def test_a_step_of_the_author_that_is_added_to_the_table_stands_on_their_page(
    people, sign_in, monkeypatch
):
    monkeypatch.setitem(STEPS, "ask_for_time", ASK_FOR_TIME)
    plan, client = a_plan_at("cell_review", people), sign_in("an")
    page = client.get("/ke-hoach-cua-toi/")
    assert "Xin thêm thời gian Chi bộ đợi đồng chí viết lại." in text_of(page)
    done = send(client, plan, "ask_for_time", note="Tôi đang nằm viện")
    assert (done.status_code, done.url, again(plan).status) == (
        302,
        "/ke-hoach-cua-toi/",
        Status.DRAFT,
    )
    mine = text_of(client.get(done.url))
    assert "Đã ghi: đ/c Nguyễn Văn An xin thêm thời gian." in mine
    assert "Việc cần làm: đọc lại và gửi chi bộ" in mine
    assert plan.events.last().note == "Tôi đang nằm viện"


def test_what_a_step_does_not_ask_for_is_not_recorded(people, sign_in):
    plan = a_plan_at("cell_review", people)
    send(sign_in("binh"), plan, "agree", reason="vague", note="Đồng chí viết tốt")
    event = plan.events.last()
    assert (event.step, event.reason, event.note) == ("agree", "", "Đồng chí viết tốt")


def test_whoever_typed_takes_nothing_back_that_they_have_sent(people, sign_in):
    """With the sending ended the act of typing; the author may still withdraw."""
    plan = a_typed_plan_sent(people, helper="bao")
    page = sign_in("bao").get(f"/ke-hoach/{plan.pk}/").content.decode()
    assert "buoc/agree/" in page and "buoc/withdraw/" not in page
    with pytest.raises(PermissionDenied):
        steps.take_step("withdraw", again(plan), by=people.actor("bao"), at=NOW)
    assert "withdraw" in steps.list_open_steps(again(plan), people.actor("dung"))


def test_every_step_has_words_for_whoever_may_take_it():
    for name, step in STEPS.items():
        assert step.words.label and step.words.deed, name
        is_shown = step.to_others != Block.NOWHERE
        assert not is_shown or step.words_for(is_author=False).done, name
