"""Print the figures of every cell and their total (reports/rates.py says what they
mean)."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cells.models import Committee
from reports import files, rates
from reports.pages.choice import find_usual_day
from reports.scope import find_scope_of_committees

FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


class Command(BaseCommand):
    help = (
        "In số liệu của từng chi bộ và tổng cộng: phải xây dựng, từng trạng thái, tham "
        "gia, hoàn thành."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--cycle", default="", metavar="YEAR", help="năm kế hoạch, ví dụ 2026"
        )
        parser.add_argument(
            "--on",
            metavar="DATE",
            help="tính đến hết ngày (2026-02-19 hoặc 19/02/2026)",
        )
        parser.add_argument(
            "--as-now", action="store_true", help="ghép theo chi bộ hiện nay"
        )
        parser.add_argument(
            "--committee",
            metavar="NAME",
            help="chỉ các chi bộ của đảng bộ này và bên dưới",
        )
        parser.add_argument(
            "--format", choices=("json", "csv", "table"), default="table"
        )

    def handle(self, *args, cycle, on, as_now, committee, format, **options):
        today = timezone.localdate()
        year = read_year(str(cycle))
        as_of = read_day(on) if on else find_usual_day(year, today)
        now = today if as_now else None
        scope = find_scope_of_committees(find_committees(committee))
        rows = rates.count_rates(scope.cuts(year, as_of, now))
        wards = scope.wards(rows, now or as_of)
        self.stdout.write(WRITERS[format](year, as_of, rows, wards), ending="")


def read_year(text):
    if not (text.isdecimal() and 1930 <= int(text) <= 2200):
        told = text or "còn thiếu"
        raise CommandError(f"--cycle {told}: cần một năm, ví dụ --cycle 2026.")
    return int(text)


def read_day(text):
    for format in FORMATS:
        try:
            return datetime.strptime(text, format).date()
        except ValueError:
            continue
    raise CommandError(
        f"--on {text}: không phải một ngày. Viết 2026-02-19 hoặc 19/02/2026."
    )


def find_committees(name):
    """{id} of the committee of a name, exact but for capitals; None for all."""
    if name is None:
        return None
    committees = list(Committee.objects.order_by("name"))
    asked = name.casefold()
    found = {one.pk for one in committees if one.name.casefold() == asked}
    if not found:
        names = ", ".join(one.name for one in committees[:10])
        known = names or "chưa có đảng bộ nào"
        raise CommandError(
            f"--committee {name}: không có đảng bộ này (đang có: {known})."
        )
    return found


# --- the three ways to print ---------------------------------------------------------


def print_json(year, on, rows, wards):
    """The stable shape (DESIGN.md §6); after it "units" where there are any, and
    "wards" where there are several."""
    cells, units = rates.part_cells_and_units(rows)
    content = {
        "cycle": year,
        "as_of": on.isoformat(),
        "cells": print_rows("cell", cells),
        "total": read_reported(rates.sum_rates(cells)),
    }
    if units:
        content["units"] = print_rows("cell", units)
    if wards:
        content["wards"] = print_rows("ward", rates.sum_wards(wards))
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def print_rows(key, rows):
    """[{key: name, and each figure}]"""
    return [{key: row.name} | read_reported(row) for row in rows]


def read_reported(row):
    return {figure: row.counts[figure] for figure in rates.REPORTED}


def print_csv(year, on, rows, wards):
    """Headings as the keys of the JSON; the total and the units after the cells."""
    cells, units = rates.part_cells_and_units(rows)
    lines = []
    for row in [*cells, rates.sum_rates(cells), *units]:
        lines.append([row.name, *read_reported(row).values()])
    return files.write_csv(["cell", *rates.REPORTED], lines)


def print_table(year, on, rows, wards):
    title = f"Kế hoạch năm {year}, số liệu tính đến hết ngày {on:%d/%m/%Y}\n\n"
    head = files.list_headings(files.COLUMNS)
    return title + files.write_text(head, files.list_lines(rows, wards))


WRITERS = {"json": print_json, "csv": print_csv, "table": print_table}
