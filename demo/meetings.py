"""At which meetings were plans discussed, and what else did the cells meet for?"""

from datetime import date, timedelta

from cells.models import Cell, Meeting
from demo.pool import read_data


def hold_spring_meetings(cycle, due, rng):
    """One meeting a cell between writing and agreeing. {cell id: [Meeting]}

    `due` is {name of a deadline: date}.
    """
    first = due["draft_due_on"] + timedelta(days=3)
    last = due["review_due_on"] - timedelta(days=4)
    subject = read_subject(0, cycle.year)
    meetings = []
    for cell in list_party_cells(last):
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        meetings.append(Meeting(cell=cell, held_on=day, subject=subject))
    return save_meetings(meetings)


def hold_recent_meetings(cycle, today):
    """The one that discussed the plans, and one of last month. {cell id: [Meeting]}"""
    meetings = []
    for number, cell in enumerate(list_party_cells(today)):
        for entry, days in ((0, 4), (3, 33)):
            day = today - timedelta(days=days + number % 5)
            subject = read_subject(entry, cycle.year)
            meetings.append(Meeting(cell=cell, held_on=day, subject=subject))
    return save_meetings(meetings)


def hold_seminar(seminar):
    """In all cells but those that data/ward.json names."""
    day = date.fromisoformat(seminar["held_on"])
    cells = Cell.objects.in_force(day).exclude(name__in=seminar["not_held_in"])
    meetings = []
    for cell in cells.order_by("pk"):
        meetings.append(Meeting(cell=cell, held_on=day, subject=seminar["subject"]))
    save_meetings(meetings)


def list_party_cells(on):
    cells = Cell.objects.in_force(on).exclude(kind=Cell.Kind.UNIT)
    return list(cells.order_by("pk"))


def read_subject(number, year):
    subject = read_data("texts")["meetings"][number]["subject"]
    return subject.replace("{year}", str(year))


def save_meetings(meetings):
    """{cell id: [Meeting]}"""
    by_cell = {}
    for meeting in Meeting.objects.bulk_create(meetings):
        by_cell.setdefault(meeting.cell_id, []).append(meeting)
    return by_cell
