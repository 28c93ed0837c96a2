"""The picture of the years: what is drawn of how many, in shapes and in words."""

from django.template.loader import render_to_string

from reports.pages.line_charts import SMALL, WIDE, Point, draw_line_chart


def picture(points, frame):
    chart = draw_line_chart("Đã gửi", points, frame)
    return render_to_string("reports/_line_chart.html", {"chart": chart})


def test_one_year_is_drawn_without_breaking():
    lone = picture([Point(2026, 1, 2, ((1, 4), (3, 4)), False)], WIDE)
    assert "band-edge" in lone and 'class="line' not in lone
    assert "band" not in picture([Point(2026, 1, 1)], WIDE)


def test_a_year_that_is_not_over_is_hollow_and_reached_by_a_broken_line():
    shown = picture([Point(2025, 1, 2), Point(2026, 1, 2, is_over=False)], WIDE)
    assert 'class="line line-broken"' in shown
    assert shown.count("<circle") == 2 and shown.count('class="hollow"') == 1


def test_points_stand_where_their_shares_are():
    """The axis begins at 50 %, so that 75 % stands in the middle between 24 and 116."""
    chart = draw_line_chart("Đã gửi", [Point(2024, 3, 4), Point(2025, 4, 4)], SMALL)
    assert [(spot.x, spot.y, spot.share) for spot in chart.spots] == [
        (46, 70, "75,0%"),
        (276, 24, "100%"),
    ]
    assert [(tick.y, tick.words) for tick in chart.ticks] == [
        (116, "50"),
        (70, "75"),
        (24, "100"),
    ]
    assert chart.said == "Đã gửi: năm 2024 75,0%; năm 2025 100%"


def test_the_axis_begins_under_the_lowest_cell():
    point = Point(2025, 98, 100, ((30, 100), (1, 1)))
    assert [tick.words for tick in draw_line_chart("", [point], WIDE).ticks] == [
        "0",
        "50",
        "100",
    ]
