"""What did somebody ask to see, and what is the address of the names behind a figure of it?"""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

IN_NEED = "participated"


@dataclass(frozen=True)
class Choice:
    """What somebody asked to see: a year as of a date, cells as they were or (a date) as they are now, the order."""

    year: int
    on: datetime.date
    today: datetime.date
    usual_year: int
    as_now: datetime.date | None = None
    sort: str = IN_NEED

    @property
    def shown_on(self):
        """The day whose cells and wards are shown."""
        return self.as_now or self.on

    def query(self, **more):
        """The choice as a query string, without what is the default; `more` overrides it."""
        asked = {"cycle": self.year, "on": self.on.isoformat(), "now": "1" if self.as_now else "", **more}
        if not more.get("sort"):
            asked.pop("sort", None)
        usual = {"cycle": self.usual_year, "on": usual_day(asked["cycle"], self.today).isoformat(), "now": ""}
        return urlencode({name: value for name, value in asked.items() if usual.get(name) != value})


def usual_day(year, today):
    """Today, or 31 December of a year that is over."""
    return min(today, datetime.date(year, 12, 31))


class Links:
    """Addresses of the names behind a figure, ready for a template (constants and integers only).

    A figure without a cell is that of all, or of one of several wards (the id of a committee).
    """

    def __init__(self, choice, ward=None):
        tail = choice.query(**{"ward": ward} if ward else {})
        self.start, self.tail = f"{reverse('figure')}?figure=", f"&amp;{tail.replace('&', '&amp;')}" if tail else ""

    def __call__(self, figure, cell=None):
        where = f"&amp;cell={cell}" if cell else ""
        return SafeString(f"{self.start}{figure}{where}{self.tail}")
