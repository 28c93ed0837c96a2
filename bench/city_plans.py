"""A city whose wards have plans: are the pages of a ward as quick beside forty others
as beside four?

Wards of 700, 1,500 and 6,100 members are looked at; the others have 4,000 each. Rows
are made in the database (PostgreSQL), three years of plans with their logs; the texts
of the plans are left out, since no figure reads them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import connection

from accounts.models import User
from bench.city import copy_rows, people_of
from cells.models import Appointment, Cell, Committee, Member
from plans.models import Cycle, FormVersion
from reports import triggers

STUDIED = (700, 1_500, 6_100)
OTHER, CELL_SIZE, MOST = 4_000, 50, 1_000_000
YEARS = 3
Role = Appointment.Role

# Of a hundred plans: how many stand where (a draft may be one that was recalled).
PRESENT = {"draft": 15, "cell_review": 15, "finalizing": 15, "signed": 20, "posted": 35}
PAST = {"draft": 4, "cell_review": 3, "finalizing": 3, "signed": 10, "posted": 80}
# (step, status that it leads to), each five days after the one before.
LOG = (
    ("begin", "draft"),
    ("submit", "cell_review"),
    ("agree", "finalizing"),
    ("sign", "signed"),
    ("file", "signed"),
    ("post", "posted"),
)
# The last of these events that a plan has which stands there.
REACHED = {"draft": 1, "cell_review": 2, "finalizing": 3, "signed": 5, "posted": 6}
RECALLED_EVERY = 60


@dataclass
class StudiedWard:
    members: int
    committee: Committee
    officer: User
    secretary: User  # of its first cell


class PlannedCity:
    """Wards are added to it; `today` is the day of the figures."""

    def __init__(self, today):
        # A row for each of a million changes would only make the building slow.
        for counted in triggers.TABLES:
            ask(f"ALTER TABLE {counted.table} DISABLE TRIGGER USER", {})
        self.today, self.rng = today, Random("figures")
        self.people = people_of(MOST, self.rng)
        self.members = 0
        self.top = Committee.objects.create(name="Thành ủy", kind=Committee.Kind.CITY)
        self.form = FormVersion.objects.create(name="Mẫu", number=1)
        self.officer = None

    def add_studied_wards(self):
        wards = [self.add_ward(size) for size in STUDIED]
        last = self.members - 1
        self.officer = self.appoint(last, Role.WARD_OFFICER, committee=self.top)
        return wards

    def add_ward(self, size):
        """A StudiedWard, also of those that nobody looks at."""
        name = f"Đảng bộ phường {Committee.objects.count()}"
        ward = Committee.objects.create(name=name, parent=self.top)
        cells = Cell.objects.bulk_create(
            Cell(committee=ward, name=f"Chi bộ {n + 1}", founded_on=date(2000, 1, 1))
            for n in range(size // CELL_SIZE)
        )
        first = self.members + 1
        copy_rows(Member, islice(self.people, size), first=first)
        self.settle(first, size, cells)
        self.open_years(ward)
        ask(INSERT_CHANGES, {"ward": ward.pk})
        self.members += size
        officer = self.appoint(first + size - 1, Role.WARD_OFFICER, committee=ward)
        secretary = self.appoint(first, Role.SECRETARY, cell=cells[0])
        return StudiedWard(size, ward, officer, secretary)

    def settle(self, first, size, cells):
        """People side by side in their cells, each cell with two officers; one in nine
        is exempt, one in fifty came this year."""
        ids = [cell.pk for cell in cells]
        values = {"first": first, "last": first + size - 1, "cells": ids}
        values["newly"] = self.today - timedelta(days=40)
        ask(INSERT_MEMBERSHIPS, values)
        ask(INSERT_OFFICERS, values)
        ask(INSERT_EXEMPTIONS, values)

    def open_years(self, ward):
        for year in range(self.today.year - YEARS + 1, self.today.year + 1):
            closed_on = None
            if year < self.today.year:
                closed_on = date(year + 1, 1, 20)
            cycle = Cycle.objects.create(
                committee=ward,
                year=year,
                form_version=self.form,
                draft_due_on=date(year, 1, 31),
                review_due_on=date(year, 2, 28),
                filed_due_on=date(year, 3, 31),
                closed_on=closed_on,
            )
            shares = PRESENT if year == self.today.year else PAST
            self.write_plans(cycle, shares)

    def write_plans(self, cycle, shares):
        """Plans of nearly all who belong to the ward, with their logs."""
        values = {"cycle": cycle.pk, "form": self.form.pk, "ward": cycle.committee_id}
        values["year"] = cycle.year
        values["begun"] = date(cycle.year, 1, 5)
        values["until"] = []
        total = 0
        for share in shares.values():
            total += share
            values["until"].append(total)
        values["statuses"] = list(shares)
        values["reached"] = [REACHED[status] for status in shares]
        values["recalled_every"] = RECALLED_EVERY
        ask(INSERT_PLANS, values)
        steps = [step for step, _ in LOG]
        statuses = [status for _, status in LOG]
        ask(INSERT_EVENTS, {**values, "steps": steps, "led_to": statuses})
        ask(INSERT_RECALLS, values)
        ask(UPDATE_RECALLED, values)

    def appoint(self, member, role, **place):
        """The login of a member (pk) with a post."""
        since = date(2020, 1, 1)
        Appointment.objects.get_or_create(
            member_id=member, role=role, defaults={"since": since}, **place
        )
        user = User.objects.create(username=f"figures{member}", password="!")
        Member.objects.filter(pk=member).update(user=user)
        return user


def ask(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# What the database would have noted, added up.
INSERT_CHANGES = """
    INSERT INTO reports_cellchange (cell_id, year, times)
    SELECT id, year, 100 FROM cells_cell, generate_series(2015, 2026) AS year
    WHERE committee_id = %(ward)s"""

INSERT_MEMBERSHIPS = """
    INSERT INTO cells_membership (member_id, cell_id, since, kind, origin, ending)
    SELECT number,
        (%(cells)s)[least(1 + (number - %(first)s) / 50, cardinality(%(cells)s))],
        CASE WHEN number %% 50 = 7 THEN %(newly)s ELSE date '2015-01-01' END,
        'official', CASE WHEN number %% 50 = 7 THEN 'admitted' ELSE 'register' END, ''
    FROM generate_series(%(first)s, %(last)s) AS number"""

INSERT_OFFICERS = """
    INSERT INTO cells_appointment
        (uid, member_id, cell_id, role, title, is_head, decision, since)
    SELECT gen_random_uuid(), min(member_id) + rank, cell_id,
        (ARRAY['secretary', 'deputy_secretary'])[rank + 1], '', rank = 0, '',
        date '2020-01-01'
    FROM cells_membership, generate_series(0, 1) AS rank
    WHERE cell_id = ANY(%(cells)s) GROUP BY cell_id, rank"""

INSERT_EXEMPTIONS = """
    INSERT INTO cells_exemption (member_id, since, kind, resolution_number)
    SELECT number, date '2022-01-01', 'age_health', ''
    FROM generate_series(%(first)s, %(last)s) AS number WHERE number %% 9 = 5"""

# Who has a plan, where it stands, and when it came there.
INSERT_PLANS = """
    INSERT INTO plans_plan (uid, member_id, cycle_id, ends_with_id, year, cell_id,
        form_version_id, status, revision, begun_at, first_submitted_at, moved_at,
        edited_at)
    SELECT gen_random_uuid(), member_id, %(cycle)s, %(cycle)s, %(year)s, cell_id,
        %(form)s,
        (%(statuses)s)[place], CASE WHEN reached > 1 THEN 1 ELSE 0 END, begun,
        CASE WHEN reached > 1 THEN begun + interval '5 days' END,
        begun + reached * interval '5 days', begun
    FROM (
        SELECT here.member_id, here.cell_id, place, (%(reached)s)[place] AS reached,
            %(begun)s::timestamptz + (here.member_id %% 40) * interval '1 day' AS begun
        FROM cells_membership here
        JOIN cells_cell cell ON cell.id = here.cell_id
        CROSS JOIN LATERAL (
            SELECT min(number) AS place
            FROM unnest(%(until)s) WITH ORDINALITY AS share (most, number)
            WHERE (here.member_id * 7919 + %(cycle)s) %% 100 < most) AS stands
        WHERE cell.committee_id = %(ward)s AND here.member_id %% 12 <> 3
    ) AS author"""

INSERT_EVENTS = """
    INSERT INTO plans_planevent (plan_id, number, step, from_status, to_status, by_id,
        at, revision, reason, note, revision_digest, key, digest, seal)
    SELECT plan.id, event.number, event.step, coalesce(event.led_from, ''),
        event.led_to, plan.member_id, plan.begun_at + event.number * interval '5 days',
        plan.revision, '', '', '', gen_random_uuid(), '', ''
    FROM plans_plan plan
    JOIN unnest(%(statuses)s, %(reached)s) AS stands (status, reached)
        ON stands.status = plan.status
    JOIN (
        SELECT number, step, led_to, lag(led_to) OVER (ORDER BY number) AS led_from
        FROM unnest(%(steps)s, %(led_to)s) WITH ORDINALITY
            AS step (step, led_to, number)
    ) AS event ON event.number <= stands.reached
    WHERE plan.cycle_id = %(cycle)s"""

INSERT_RECALLS = """
    INSERT INTO plans_planevent (plan_id, number, step, from_status, to_status, by_id,
        at, revision, reason, note, revision_digest, key, digest, seal)
    SELECT id, 6, 'recall', 'signed', 'draft', member_id,
        begun_at + interval '30 days', 1, '', '', '', gen_random_uuid(), '', ''
    FROM plans_plan
    WHERE cycle_id = %(cycle)s AND status = 'signed' AND id %% %(recalled_every)s = 0"""

UPDATE_RECALLED = """
    UPDATE plans_plan SET status = 'draft', moved_at = begun_at + interval '30 days'
    WHERE cycle_id = %(cycle)s AND status = 'signed' AND id %% %(recalled_every)s = 0"""
