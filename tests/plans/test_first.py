import pytest

from plans import log
from tests.people import a_plan_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["draft", "cell_review", "finalizing", "signed", "posted"])
def test_road(people, status):
    plan = a_plan_at(status, people)
    assert plan.status == status
    assert log.first_break(plan.events.order_by("number")) is None
