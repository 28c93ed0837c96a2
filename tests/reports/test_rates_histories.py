"""Histories made at random: what happens later never changes the figures of an earlier
day."""

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cells.models import Cell
from reports import rates
from reports.figures import OBLIGED
from tests.reports.histories import DEEDS, History, of_day

pytestmark = pytest.mark.one_database

HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 3, 9]),
        st.sampled_from(DEEDS),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    min_size=10,
    max_size=25,
)
OUTSIDE = ("exempt", "suspended", "away", "newcomers")


def lived(beginning, happenings, judge):
    """A history is lived and judged, and then taken back."""
    with transaction.atomic():
        history = beginning.begun_again()
        history.live(happenings)
        judge(history)
        transaction.set_rollback(True)


def test_whatever_happens_no_figure_goes_wrong(db):
    """And cells did merge, which changes no total of the ward: History.merge_two looks
    before and after. The histories are the same ones every time; a failure is shown as
    it was found."""
    beginning, merged = History(), []

    def judge(history):
        merged.append(history.merged)
        no_past_day_has_changed(history)
        if len(merged) <= 15:
            the_parts_add_up_to_the_whole(history)
            cells_as_they_are_now_make_the_same_ward(history)

    @settings(
        max_examples=45,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(happenings=HAPPENINGS)
    def run(happenings):
        lived(beginning, happenings, judge)

    run()
    assert sum(merged) > len(merged) / 3


def no_past_day_has_changed(history):
    """What happens later changes no figure of a past day and no name behind it."""
    assert {day: of_day(history, day) for day in history.counted} == history.counted


def the_parts_add_up_to_the_whole(history):
    for rows, behind in history.counted.values():
        for counts in rows.values():
            assert counts["members"] == counts["obliged"] + sum(
                counts[figure] for figure in OUTSIDE
            )
            assert counts["obliged"] == sum(counts[status] for status in OBLIGED)
            assert counts["recalled"] == counts["mended"] + counts["unmended"]
        total = {
            figure: sum(counts[figure] for counts in rows.values())
            for figure in rates.FIGURES
        }
        assert total == {
            figure: sum(figure in found[-1] for found in behind)
            for figure in rates.FIGURES
        }


def cells_as_they_are_now_make_the_same_ward(history):
    """Of the ward's own cells: a committee that joined later brings its cells with
    it."""
    own = Cell.objects.filter(committee=history.ward)
    for day in history.counted:
        asked = {"cycle": history.cycle, "on": day}
        were, now = (
            rates.with_rates(own, **asked, as_now=as_now)
            for as_now in (None, history.day)
        )
        assert rates.sum_rates(were).counts == rates.sum_rates(now).counts
        assert {row.pk for row in now} <= set(
            own.in_force(history.day).values_list("pk", flat=True)
        ) | {row.pk for row in now if any(row.counts.values())}
