"""What do the pages say of people? Each is asked as a browser asks it, and read from
what its template was given."""

import re
from datetime import date

from django.test import Client
from django.urls import reverse

DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
PAST = re.compile(r"(đã [^.·<]{0,40}|từ trần|ra khỏi Đảng)[^.·<]{0,20}$")


class Browser:
    """Signed in as one person."""

    def __init__(self, member):
        self.client = Client()
        self.client.force_login(member.user)

    def open(self, route, *args, **query):
        """The context and the text of a page that answers."""
        answer = self.client.get(reverse(route, args=args), query)
        assert answer.status_code == 200, (route, args, query, answer.status_code)
        return answer.context, answer.content.decode()

    def open_if_let_in(self, route, **query):
        """The same, or None and no text where it is closed to them."""
        answer = self.client.get(reverse(route), query)
        if answer.status_code != 200:
            return None, ""
        return answer.context, answer.content.decode()


def read_home(browser, **query):
    """What a person's first page says of a year: {year, others, cell, plan, excuse,
    due_on, posting}, `posting` by when a head has still to hang up the plan; {why} where
    it shows no year. The page of somebody who died is closed: None."""
    context, text = browser.open_if_let_in("home:my_plan", **query)
    if context is None:
        return None, ""
    if "cycle" not in context:
        return {"why": context["why"]}, text
    plan, standing = context["plan"], context["standing"]
    posting = None
    if plan and plan.status in ("signed", "posted") and standing.is_posting_due:
        posting = standing.posting_due_on
    said = {
        "year": context["cycle"].year,
        "others": [cycle.year for cycle, _, _ in context["other_years"]],
        "cell": context["request"].actor.home.pk,
        "plan": plan and plan.pk,
        "excuse": standing.excuse,
        "due_on": standing.deadlines.draft,
        "posting": posting,
    }
    return said, text


def read_dashboard(browser, year, on):
    """{name of a cell: [obliged, exempt, overdue, participated, completed]} as the page
    writes them, of a year as of a day."""
    asked = {"cycle": year, "on": on.strftime("%d/%m/%Y")}
    context, text = browser.open("dashboard:dashboard", **asked)
    found = {}
    for table in context["tables"]:
        for row in table.rows:
            cells = [*row.numbers, *row.shares]
            name = row.name.replace("\u00a0", " ")
            found[name] = [figure for _, figure, *_ in cells]
    return found, text


def read_names(browser, figure, year, on):
    """{name: row} of everybody behind a figure of a year as of a day."""
    asked = {"figure": figure, "cycle": year, "on": on.strftime("%d/%m/%Y")}
    context, text = browser.open("names:figure", **asked)
    return {row["name"]: row for row in context["people"]}, text


def read_roster(browser, cell):
    """{pk of member: row} of a cell's page."""
    context, text = browser.open("cell:cell", cell)
    return {int(row["number"]): row for row in context["rows"]}, text


def read_desk(browser):
    """{list on an officer's desk: pks of plans, of `unsent` (pk of a member, year), of
    `own` (year, where the officer's own plan stands)}."""
    context, text = browser.open("desk:queue")
    found = {"waiting": {int(row.number) for row in context["waiting"]}}
    desk = context["desk"]
    for name in ("returned", "confirmed", "ink", "boards"):
        found[name] = {row["pk"] for row in getattr(desk, name)}
    found["unsent"] = {(row["pk"], row["year"]) for row in desk.unsent}
    found["own"] = {(own.year, own.status) for own in desk.own}
    return found, text


def read_control(browser):
    """{pk: name of the cell} of the plans that the ward controls."""
    context, text = browser.open("control:control")
    return {row["pk"]: row["cell__name"] for row in context["rows"]}, text


def read_person(browser, member):
    """{cell, postings} of a person's page: the pk of their cell or None, and {year: the
    last day} of what they have still to hang up."""
    context, text = browser.open("person:person", member)
    postings = {plan.cycle.year: day for plan, day in context["postings_due"]}
    cell = context["home"] and context["home"].pk
    return {"cell": cell, "postings": postings}, text


def list_days_to_come_told_as_past(text, on):
    """What a page tells as past of a day that has not come."""
    found = []
    plain = re.sub(r"<[^>]+>", "·", text)
    for match in DAY.finditer(plain):
        day, month, year = (int(part) for part in match.groups())
        before = plain[max(0, match.start() - 60) : match.start()]
        if date(year, month, day) > on and PAST.search(before):
            found.append(before + match.group())
    return found
