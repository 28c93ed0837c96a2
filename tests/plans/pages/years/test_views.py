"""How a year of planning comes to be, changing its calendar and bases."""

import datetime
import json

import pytest
from django.urls import reverse

from plans.form import years
from plans.models import Basis, Cycle, FormVersion, Plan, YearRecord
from tests.factories import CellFactory, CommitteeFactory, CycleFactory, a_form
from tests.people import a_plan
from tests.plans.browsing import table_rows

D = datetime.date


@pytest.fixture
def ward(db):
    return CommitteeFactory()


def changed_file(tmp_path, monkeypatch, change):
    content = years.read_form_file()
    change(content)
    path = tmp_path / "form.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(years, "FILE", path)


def labels(cycle):
    return list(cycle.bases.order_by("position").values_list("label", flat=True))


def test_a_year_opens_with_the_usual_calendar_and_the_form_of_the_file(ward):
    cycle = years.open_cycle(ward, 2026)
    due = (
        cycle.draft_due_on,
        cycle.review_due_on,
        cycle.filed_due_on,
        cycle.midyear_on,
        cycle.year_end_on,
    )
    assert due == (
        D(2026, 1, 31),
        D(2026, 2, 28),
        D(2026, 3, 15),
        D(2026, 6, 30),
        D(2026, 12, 15),
    )
    assert cycle.peers_may_read
    assert cycle.topic.startswith("Học tập và làm theo")
    kinds = list(
        cycle.form_version.sections.order_by("position").values_list("key", "kind")
    )
    assert kinds == [
        ("political", "text"),
        ("ethics", "text"),
        ("discipline", "text"),
        ("criticism", "text"),
        ("following", "text"),
        ("shortcomings", "shortcomings"),
        ("tasks", "tasks"),
        ("self_check", "self_check"),
    ]
    groups = list(
        cycle.form_version.manifestations.values_list("group", flat=True).order_by(
            "group"
        )
    )
    assert groups == [1] * 9 + [2] * 9 + [3] * 9


@pytest.mark.parametrize(
    "year, first_three",
    [
        (
            2015,
            [
                "Nghị quyết Trung ương 4 khóa XII",
                "Chỉ thị 05-CT/TW",
                "Quy định 01-QĐ/TW",
            ],
        ),
        (
            2020,
            [
                "Nghị quyết Trung ương 4 khóa XII",
                "Chỉ thị 05-CT/TW",
                "Quy định 01-QĐ/TW",
            ],
        ),
        (2024, ["Kết luận 21-KL/TW", "Kết luận 01-KL/TW", "Quy định 01-QĐ/TW"]),
        (2026, ["Kết luận 21-KL/TW", "Kết luận 01-KL/TW", "Quy định 144-QĐ/TW"]),
    ],
)
def test_a_year_rests_on_the_bases_that_were_in_force(ward, year, first_three):
    assert labels(years.open_cycle(ward, year)) == [
        *first_three,
        "Nhiệm vụ được phân công",
        "Hạn chế của bản thân",
    ]


def test_calendar_topic_and_bases_can_be_given(ward):
    own = [{"key": "nq", "label": "Nghị quyết phường", "title": "Nghị quyết số 1"}]
    cycle = years.open_cycle(
        ward,
        2026,
        calendar={"draft_due_on": D(2026, 2, 10)},
        topic="Chuyên đề",
        bases=own,
    )
    assert (cycle.draft_due_on, cycle.review_due_on) == (D(2026, 2, 10), D(2026, 2, 28))
    assert (cycle.topic, labels(cycle)) == ("Chuyên đề", ["Nghị quyết phường"])


def test_a_year_is_opened_once(ward):
    years.open_cycle(ward, 2026)
    with pytest.raises(years.YearAlreadyOpen):
        years.open_cycle(ward, 2026)
    assert (Cycle.objects.count(), Basis.objects.count()) == (1, 5)


def test_two_years_share_the_form_while_the_file_is_the_same(ward):
    first, second = years.open_cycle(ward, 2025), years.open_cycle(ward, 2026)
    assert first.form_version == second.form_version
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["sections"][0].update(guidance="Viết ngắn hơn."),
        lambda content: content["sections"].pop(0),
        lambda content: content["manifestations"][0].update(text="Khác"),
    ],
)
def test_a_changed_file_makes_the_next_number_and_leaves_the_old_form_alone(
    ward, tmp_path, monkeypatch, change
):
    first = years.open_cycle(ward, 2025)
    before = years.stored_form(first.form_version)
    changed_file(tmp_path, monkeypatch, change)
    second = years.open_cycle(ward, 2026)
    assert (first.form_version.number, second.form_version.number) == (1, 2)
    first.refresh_from_db()
    assert (first.form_version.number, years.stored_form(first.form_version)) == (
        1,
        before,
    )
    assert years.stored_form(second.form_version) == years.wanted_form(
        years.read_form_file()
    )


def test_a_form_of_another_name_is_no_version_of_this_one(ward):
    a_form()
    assert years.open_cycle(ward, 2026).form_version.number == 1


# --- the pages ------------------------------------------------------------------------


def sent(cycle, **changes):
    """What the browser sends of the unchanged page, with changes."""
    days = ("draft_due_on", "review_due_on", "filed_due_on")
    data = {name: f"{getattr(cycle, name):%d/%m/%Y}" for name in days}
    rows = list(cycle.bases.order_by("position"))
    data |= {
        "topic": cycle.topic,
        "peers_may_read": "on",
        "confirmation_suffices": "yes",
        "form-TOTAL_FORMS": len(rows) + 1,
    }
    data |= {
        "form-INITIAL_FORMS": len(rows),
        f"form-{len(rows)}-key": "",
        f"form-{len(rows)}-label": "",
    }
    for number, basis in enumerate(rows):
        data |= {
            f"form-{number}-{name}": getattr(basis, name)
            for name in ("key", "label", "title")
        }
    return {**data, **changes}


def knock(people, client):
    """The statuses of reading the list and a year, of opening, changing and removing
    one."""
    year = reverse("years:year", args=[people.cycle.pk])
    opening = reverse("years:open_year", args=[people.ward.pk, 2027])
    answers = [
        client.get(reverse("years:cycles")),
        client.get(year),
        client.post(opening, proposed_2027()),
        client.post(year, sent(people.cycle, topic="Khác")),
        client.post(reverse("years:remove_year", args=[people.cycle.pk])),
    ]
    return [answer.status_code for answer in answers]


def proposed_2027():
    return {
        "draft_due_on": "31/01/2027",
        "review_due_on": "28/02/2027",
        "filed_due_on": "15/03/2027",
        "confirmation_suffices": "yes",
    }


@pytest.mark.parametrize("name", ["an", "hanh", "kha", "quan"])
def test_nobody_else_sees_or_changes_the_years(people, sign_in, name):
    before = Cycle.objects.values().get()
    assert knock(people, sign_in(name)) == [404, 404, 404, 404, 404]
    assert Cycle.objects.values().get() == before


@pytest.mark.parametrize("name", ["binh", "bao", "lan", "inh"])
def test_officers_of_cells_and_inspectors_read_the_years_only(people, sign_in, name):
    before = Cycle.objects.values().get()
    assert knock(people, sign_in(name)) == [200, 200, 404, 403, 403]
    assert Cycle.objects.values().get() == before
    assert not YearRecord.objects.exists()
    assert "<form method" not in shown_year(people, sign_in(name))


def shown_year(people, client):
    address = reverse("years:year", args=[people.cycle.pk])
    return client.get(address).text.split("<main", 1)[1]


def test_an_officer_of_another_ward_cannot_change_this_one(people, sign_in):
    other = years.open_cycle(CommitteeFactory(), 2026)
    client = sign_in("giang")
    opening = reverse("years:open_year", args=[other.committee_id, 2027])
    assert client.get(reverse("years:year", args=[other.pk])).status_code == 404
    assert client.get(opening).status_code == 404
    assert client.post(opening, proposed_2027()).status_code == 404
    assert not Cycle.objects.filter(year=2027).exists()


def test_calendar_topic_and_rule_for_readers_are_changed(people, sign_in):
    url = reverse("years:year", args=[people.cycle.pk])
    changed = sent(people.cycle, draft_due_on="15/02/2026", topic="Chuyên đề mới")
    changed.pop("peers_may_read")
    assert sign_in("giang").post(url, changed).status_code == 302
    people.cycle.refresh_from_db()
    assert (people.cycle.draft_due_on, people.cycle.topic) == (
        D(2026, 2, 15),
        "Chuyên đề mới",
    )
    assert not people.cycle.peers_may_read


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("review_due_on", "30/01/2026", "Ngày này trước mốc đứng trên nó."),
        ("filed_due_on", "27/02/2026", "Ngày này trước mốc đứng trên nó."),
        ("year_end_on", "01/03/2026", "Ngày này trước mốc đứng trên nó."),
        ("draft_due_on", "31/01/2025", "Ngày này không thuộc năm 2026."),
        ("draft_due_on", "31/02/2026", "Ngày này không đọc được."),
        ("draft_due_on", "", "Ô này chưa điền."),
        ("draft_due_on", "30/01/2026", "Ngày này đã qua. Giữ ngày cũ, hoặc chọn"),
        ("draft_due_on", "09/02/2026", "Ngày này đã qua. Giữ ngày cũ, hoặc chọn"),
        ("confirmation_suffices", "", "Ô này chưa điền."),
    ],
)
def test_a_calendar_out_of_order_changes_nothing(people, sign_in, name, value, words):
    before = Cycle.objects.values().get()
    page = sign_in("giang").post(
        reverse("years:year", args=[people.cycle.pk]),
        sent(people.cycle, **{name: value}),
    )
    assert page.status_code == 200
    assert words in page.text
    assert "<title>Lỗi: " in page.text
    assert Cycle.objects.values().get() == before


def test_two_dates_may_be_one_day(people, sign_in):
    url = reverse("years:year", args=[people.cycle.pk])
    same = {
        "draft_due_on": "28/02/2026",
        "review_due_on": "28/02/2026",
        "filed_due_on": "28/02/2026",
    }
    assert sign_in("giang").post(url, sent(people.cycle, **same)).status_code == 302
    people.cycle.refresh_from_db()
    assert {getattr(people.cycle, name) for name in same} == {D(2026, 2, 28)}


def test_bases_are_renamed_added_and_taken_out(people, sign_in):
    for key, label in (("a", "Căn cứ A"), ("b", "Căn cứ B")):
        people.cycle.bases.create(
            key=key, label=label, title=label, position=len(labels(people.cycle)) + 1
        )
    changes = {"form-0-label": "Căn cứ A mới", "form-1-gone": "on"}
    changes |= {"form-2-label": "Căn cứ C", "form-2-title": "Nghị quyết số 9"}
    url = reverse("years:year", args=[people.cycle.pk])
    assert sign_in("giang").post(url, sent(people.cycle, **changes)).status_code == 302
    rows = people.cycle.bases.order_by("position").values_list("key", "label", "title")
    assert list(rows) == [
        ("a", "Căn cứ A mới", "Căn cứ A"),
        ("them-1", "Căn cứ C", "Nghị quyết số 9"),
    ]


def test_a_basis_that_a_task_names_stays(people, sign_in):
    a_plan(people)
    before = list(Basis.objects.values())
    url = reverse("years:year", args=[people.cycle.pk])
    page = sign_in("giang").post(
        url, sent(people.cycle, **{"form-1-gone": "on", "topic": "Khác"})
    )
    assert "Có việc đăng ký đang gắn với căn cứ “Nhiệm vụ”" in page.text
    assert list(Basis.objects.values()) == before
    people.cycle.refresh_from_db()
    assert people.cycle.topic == ""


def test_a_basis_without_a_name_is_refused(people, sign_in):
    a_plan(people)
    url = reverse("years:year", args=[people.cycle.pk])
    page = sign_in("giang").post(url, sent(people.cycle, **{"form-0-label": ""}))
    assert "Chưa ghi tên căn cứ." in page.text
    assert labels(people.cycle) == ["Nghị quyết 4", "Nhiệm vụ", "Khuyết điểm"]


def test_every_column_of_the_years_the_newest_first(people, sign_in):
    older = {
        "draft_due_on": D(2024, 1, 20),
        "review_due_on": D(2024, 2, 20),
        "filed_due_on": D(2024, 3, 20),
    }
    CycleFactory(committee=people.ward, year=2024, topic="Chuyên đề cũ", **older)
    CycleFactory(committee=people.ward, year=2025)
    for name in ("an", "dung"):
        a_plan(people, of=name)
    assert table_rows(sign_in("giang").get(reverse("years:cycles"))) == [
        ["2026", "", "31/01/2026", "28/02/2026", "15/03/2026", "2"],
        ["2025", "", "31/01/2026", "28/02/2026", "15/03/2026", "0"],
        ["2024", "Chuyên đề cũ", "20/01/2024", "20/02/2024", "20/03/2024", "0"],
    ]


def test_of_a_year_that_the_city_keeps_a_ward_counts_its_own_plans(people, sign_in):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    type(people.ward).objects.filter(pk=people.ward.pk).update(parent=city)
    Cycle.objects.filter(pk=people.cycle.pk).update(committee=city)
    for name in ("an", "dung", "chi"):
        a_plan(people, of=name)
    elsewhere = CellFactory(committee=CommitteeFactory(parent=city))
    Plan.objects.filter(member=people.chi).update(cell=elsewhere)
    (row,) = table_rows(sign_in("giang").get(reverse("years:cycles")))
    assert row == [
        "2026",
        "Thành ủy",
        "",
        "31/01/2026",
        "28/02/2026",
        "15/03/2026",
        "2",
    ]


def test_the_list_costs_the_same_with_one_year_and_with_three(
    people, sign_in, django_assert_num_queries
):
    client = sign_in("giang")
    with django_assert_num_queries(7):
        client.get(reverse("years:cycles"))
    for year in (2027, 2028):
        years.open_cycle(people.ward, year)
    with django_assert_num_queries(7):
        client.get(reverse("years:cycles"))
