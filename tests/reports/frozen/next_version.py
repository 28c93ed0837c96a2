"""A later version: a figure more, shown as a rate, and other names for all.

It is for `pytest -p tests.reports.frozen.next_version`, and stands before anything else
has read the figures, as if the source said so.
"""

import sys
from dataclasses import replace


def pytest_sessionstart():
    """Django is set up, and no test has been read yet."""
    assert "reports.figures" not in sys.modules, (
        "too late: something has read the figures"
    )
    from reports import figures

    others = {
        name: replace(figure, label=f"{figure.label} (tên mới)")
        for name, figure in figures.FIGURES.items()
    }
    figures.FIGURES.clear()
    figures.FIGURES.update(
        early=figures.Figure("Gửi sớm", figures.OBLIGED, "sent"), **others
    )
    figures.LABELS.update(
        {name: figure.label for name, figure in figures.FIGURES.items()}
    )
    figures.RATES["early"] = "waiting"
