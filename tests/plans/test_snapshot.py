import pytest

from plans import snapshot
from tests.people import TODAY, a_plan

pytestmark = pytest.mark.django_db


def test_a_snapshot_holds_the_rows_as_others_may_read_them(people):
    plan = a_plan(people)
    rows = {part["key"]: part.get("rows") for part in snapshot.of(plan, TODAY)["sections"]}
    shortcoming, task = plan.shortcomings.get(), plan.tasks.get()
    assert rows == {
        "political": None,
        "shortcomings": [
            {
                "uid": str(shortcoming.uid),
                "text": "Ít phát biểu khi họp chi bộ",
                "cause": "",
                "remedy": "Mỗi kỳ họp nói một lần",
                "deadline": "30/06/2026",
                "helped_by": "",
            }
        ],
        "tasks": [
            {
                "uid": str(task.uid),
                "deed": "Vận động các hộ ngõ 94",
                "expected": "30/38 hộ phân loại rác",
                "deadline": "30/06/2026",
                "basis": "assigned",
                "basis_label": "Nhiệm vụ",
            }
        ],
    }
