"""Where the masthead leads each of the cast, and that it asks the database for the
posts and nothing else."""

import pytest
from django.template import engines
from django.urls import ResolverMatch

from cells.models import Appointment
from cells.wording import write_post_line
from phucdong import navigation, urls
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.one_database

OWN = ["Kế hoạch của tôi", "Niêm yết"]
PLACES = {
    "an": ["Kế hoạch của tôi", "Góp ý", "Niêm yết"],
    "binh": ["Việc hôm nay", "Chi bộ", "Số liệu", *OWN],
    "giang": [
        "Toàn cảnh",
        "Kiểm soát nội dung",
        "Chi bộ",
        "Tài khoản",
        "Năm kế hoạch",
        "Việc hôm nay",
        *OWN,
    ],
    "hanh": ["Việc hôm nay", "Số liệu", *OWN],
    "inh": ["Toàn cảnh", "Tôi đã đọc", *OWN],
    "kha": ["Kế hoạch của tôi", "Góp ý", "Niêm yết"],
    "lan": ["Việc hôm nay", "Chi bộ", "Số liệu", *OWN],
    "quan": ["Tài khoản", "Sao lưu"],
}


@pytest.mark.parametrize(("name", "labels"), PLACES.items())
def test_each_of_the_cast_finds_these_places(people, name, labels):
    assert [
        place.label for place in navigation.list_places(people.actor(name))
    ] == labels


def test_somebody_with_two_posts_gets_each_place_once(people):
    AppointmentFactory(
        member=people.giang, role=Appointment.Role.SECRETARY, cell=people.other_cell
    )
    places = navigation.list_places(people.actor("giang"))
    labels = [place.label for place in places]
    assert labels == [
        "Toàn cảnh", "Kiểm soát nội dung", "Chi bộ", "Tài khoản", "Năm kế hoạch", "Việc hôm nay", "Chi bộ 9", *OWN,
    ]  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_every_place_has_a_page(people, name):
    for place in navigation.list_places(people.actor(name)):
        assert place.url().startswith("/")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("an", "Chi bộ 7"),
        ("binh", "Bí thư Chi bộ 7"),
        ("giang", "Cán bộ Đảng ủy"),
        ("quan", "Quản trị hệ thống"),
        ("em", ""),
    ],
)
def test_the_line_under_the_name_says_the_post(people, name, line):
    assert write_post_line(people.actor(name)) == line


@pytest.mark.parametrize(
    ("name", "queries"), [("binh", 1), ("giang", 1), ("an", 2), ("quan", 0)]
)
def test_the_masthead_costs_the_posts_only(
    people, rf, name, queries, django_assert_num_queries
):
    """Whoever has no post is named by their cell, which is one query more; their own
    page needs it anyway."""
    html, request = engines["django"].from_string("{% masthead %}"), rf.get("/")
    request.actor = people.actor(name)
    request.user, request.resolver_match = request.actor.user, None
    with django_assert_num_queries(queries):
        html.render({}, request)


def test_the_place_of_a_page_within_is_marked_too(people):
    places = navigation.list_places(people.actor("binh"))
    assert (
        navigation.find_place_of_page(places, match("desk:queue")).label
        == "Việc hôm nay"
    )
    assert (
        navigation.find_place_of_page(places, match("review:plan", pk=4)).label
        == "Việc hôm nay"
    )
    assert (
        navigation.find_place_of_page(places, match("editor:section", pk=4)).label
        == "Kế hoạch của tôi"
    )
    assert (
        navigation.find_place_of_page(
            places, match("cell:cell", pk=people.cell.pk)
        ).label
        == "Chi bộ"
    )
    assert (
        navigation.find_place_of_page(
            places, match("cell:cell", pk=people.other_cell.pk)
        )
        is None
    )
    assert navigation.find_place_of_page(places, None) is None


# Pages that stand outside the masthead's places: on the way in, one's own account, and
# searching.
ELSEWHERE = {"entry", "search"}


def namespaces_of(patterns):
    """The namespace of every page, however deep the addresses of its folder are
    included."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield pattern.namespace
            yield from namespaces_of(pattern.url_patterns)


def test_every_page_belongs_to_a_place():
    """A folder of pages added later has to say to which place of the masthead it
    belongs, or that it belongs to none."""
    namespaces = set(filter(None, namespaces_of(urls.urlpatterns)))
    held = set().union(*navigation.WITHIN.values())
    assert namespaces - held == ELSEWHERE
    assert held - namespaces == set()


def test_no_page_is_without_a_namespace():
    for pattern in urls.urlpatterns:
        for page in pattern.url_patterns:
            assert pattern.namespace or page.namespace


def match(name, **kwargs):
    namespace, url_name = name.split(":")
    return ResolverMatch(
        lambda request: None, (), kwargs, url_name=url_name, namespaces=[namespace]
    )
