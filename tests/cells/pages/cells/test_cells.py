"""The ward's list of its cells: in their natural order, by a fixed number of
questions."""

import pytest
from django.urls import reverse

from tests.factories import AppointmentFactory, CellFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_list_names_cells_in_their_natural_order(people, sign_in):
    CellFactory(name="Chi bộ 10", committee=people.ward)
    page = sign_in("giang").get(reverse("cells:cells")).content.decode()
    places = [
        page.index(name)
        for name in ("Chi bộ 7", "Chi bộ 9", "Chi bộ 10", "UBND phường")
    ]
    assert places == sorted(places)
    assert "Trần Thị Bình" in page


@pytest.mark.parametrize("cells", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(
    people, sign_in, cells, django_assert_max_num_queries
):
    for number in range(cells):
        new = CellFactory(committee=people.ward, name=f"Chi bộ {number + 20}")
        AppointmentFactory(member=people.em, role="secretary", cell=new)
    client = sign_in("giang")
    with django_assert_max_num_queries(12):
        client.get(reverse("cells:cells"))
