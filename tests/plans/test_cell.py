"""The page of one cell, and what an inspector has opened."""

import pytest

from cells.models import Appointment, Exemption, Membership, Suspension, Transfer
from plans.models import AccessRecord
from tests.factories import MembershipFactory
from tests.people import TODAY, a_plan, a_plan_at
from tests.plans.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(sign_in, people, name):
    response = sign_in(name).get(f"/chi-bo/{people.cell.pk}/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("binh", 200),
        ("bao", 200),
        ("giang", 200),
        ("inh", 200),
        ("an", 404),
        ("chi", 404),
        ("hanh", 404),
        ("em", 404),
        ("quan", 404),
    ],
)
def test_who_opens_the_page_of_a_cell(people, sign_in, name, status):
    assert sign_in(name).get(f"/chi-bo/{people.cell.pk}/").status_code == status


def test_posts_and_members_stand_with_their_plans_sorted_by_given_name(people, sign_in):
    a_plan(people, of="an")
    a_plan_at("signed", people, of="dung")
    words = text_of(page(sign_in, people, "binh"))
    assert "Bí thư chi bộ Trần Thị Bình, từ 01/01/2010" in words
    order = [words.rindex(name) for name in ("Nguyễn Văn An", "Vũ Gia Bảo", "Trần Thị Bình Chưa", "Phạm Thị Dung")]
    assert order == sorted(order)
    assert "Nguyễn Văn An Đang viết 10/02/2026" in words
    assert "Phạm Thị Dung Đã ký 10/02/2026" in words
    assert "Trần Thị Bình Chưa bắt đầu – người đứng đầu" in words


def test_only_plans_that_the_reader_may_open_are_linked(people, sign_in):
    draft, signed = a_plan(people, of="an"), a_plan_at("signed", people, of="dung")
    own = a_plan_at("signed", people, of="binh", reviewer="bao")
    html = page(sign_in, people, "binh").content.decode()
    linked = {plan: f'href="/ke-hoach/{plan.pk}/"' in html for plan in (draft, signed, own)}
    assert linked == {draft: False, signed: True, own: False}


def test_who_need_not_plan_is_marked(people, sign_in):
    Exemption.objects.create(member=people.an, since=TODAY)
    Suspension.objects.create(member=people.bao, since=TODAY)
    Transfer.objects.create(member=people.dung, since=TODAY, kind="temporary", direction="out")
    MembershipFactory(member=people.em, cell=people.cell, kind=Membership.Kind.TEMPORARY)
    words = text_of(page(sign_in, people, "binh"))
    assert "Nguyễn Văn An – – miễn sinh hoạt" in words
    assert "Vũ Gia Bảo – – đình chỉ sinh hoạt" in words
    assert "Phạm Thị Dung – – chuyển đi tạm thời" in words
    assert "Hoàng Văn Em – – khách (sinh hoạt tạm thời)" in words


def test_typing_from_paper_is_offered_to_the_cells_officers_alone(people, sign_in):
    offered = {
        name: "Gõ hộ từ bản giấy" in text_of(page(sign_in, people, name)) for name in ("binh", "bao", "giang", "inh")
    }
    assert offered == {"binh": True, "bao": True, "giang": False, "inh": False}


def test_one_who_left_is_not_in_the_cell(people, sign_in):
    Membership.objects.filter(member=people.an).update(until=TODAY)
    words = text_of(page(sign_in, people, "binh"))
    assert "Nguyễn Văn An" not in words.split("Lịch sử")[0]
    assert "Đi trong năm (1) 10/02/2026 · Nguyễn Văn An: thôi sinh hoạt" in words


def test_a_cell_without_officers_says_who_reads_instead(people, sign_in):
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    assert "do cấp ủy cấp trên đọc" in text_of(page(sign_in, people, "giang"))


def test_the_page_asks_as_often_for_one_member_as_for_four(people, sign_in, django_assert_num_queries):
    Membership.objects.filter(member__in=[people.an, people.dung, people.bao]).update(cell=people.other_cell)
    client = sign_in("binh")
    with django_assert_num_queries(17):
        client.get(f"/chi-bo/{people.cell.pk}/")
    Membership.objects.filter(member__in=[people.an, people.dung, people.bao]).update(cell=people.cell)
    for name in ("an", "dung", "bao"):
        a_plan_at("signed", people, of=name)
    with django_assert_num_queries(17):
        client.get(f"/chi-bo/{people.cell.pk}/")


def test_an_inspector_finds_everything_that_they_opened(people, sign_in):
    client, plan = sign_in("inh"), a_plan_at("signed", people)
    for _ in range(2):
        client.get(f"/ke-hoach/{plan.pk}/")
    words = text_of(client.get("/da-doc/"))
    assert words.count("Nguyễn Văn An Chi bộ 7 2026, bản 2 09:00 ngày 10/02/2026 Kiểm tra, giám sát") == 2


def test_an_inspector_finds_their_own_openings_only(people, sign_in):
    plan = a_plan_at("signed", people)
    sign_in("binh").get(f"/ke-hoach/{plan.pk}/")
    assert AccessRecord.objects.count() == 1
    assert "Đồng chí chưa mở kế hoạch nào" in text_of(sign_in("inh").get("/da-doc/"))


@pytest.mark.parametrize("name", ["an", "binh", "giang", "hanh", "em", "quan"])
def test_the_list_of_openings_is_the_inspectors(people, sign_in, name):
    assert sign_in(name).get("/da-doc/").status_code == 403
