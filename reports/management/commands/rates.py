"""Print the figures of every cell and their total (reports/rates.py says what they mean)."""

import json
from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cells.models import Committee
from reports import files, rates, scope
from reports.pages.choice import usual_day

FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


class Command(BaseCommand):
    help = "In số liệu của từng chi bộ và tổng cộng: phải xây dựng, từng trạng thái, tham gia, hoàn thành."

    def add_arguments(self, parser):
        parser.add_argument("--cycle", default="", metavar="YEAR", help="năm kế hoạch, ví dụ 2026")
        parser.add_argument("--on", metavar="DATE", help="tính đến hết ngày (2026-02-19 hoặc 19/02/2026)")
        parser.add_argument("--as-now", action="store_true", help="ghép theo chi bộ hiện nay")
        parser.add_argument("--committee", metavar="NAME", help="chỉ các chi bộ của đảng bộ này và bên dưới")
        parser.add_argument("--format", choices=("json", "csv", "table"), default="table")

    def handle(self, *args, cycle, on, as_now, committee, format, **options):
        today = timezone.localdate()
        year = year_of(str(cycle))
        as_of = day(on) if on else usual_day(year, today)
        asked = scope.of_committees(named(committee))
        rows = rates.count(asked.cuts(year, as_of, today if as_now else None))
        wards = asked.wards(rows, today if as_now else as_of)
        self.stdout.write(WRITERS[format](year, as_of, rows, wards), ending="")


def year_of(text):
    if not (text.isdecimal() and 1930 <= int(text) <= 2200):
        raise CommandError(f"--cycle {text or 'còn thiếu'}: cần một năm, ví dụ --cycle 2026.")
    return int(text)


def day(text):
    for format in FORMATS:
        try:
            return datetime.strptime(text, format).date()
        except ValueError:
            continue
    raise CommandError(f"--on {text}: không phải một ngày. Viết 2026-02-19 hoặc 19/02/2026.")


def named(name):
    """{id} of the committee of a name, exact but for capitals; None for all."""
    if name is None:
        return None
    found = {pk for pk, own in Committee.objects.values_list("pk", "name") if own.casefold() == name.casefold()}
    if not found:
        known = (
            ", ".join(Committee.objects.order_by("name").values_list("name", flat=True)[:10]) or "chưa có đảng bộ nào"
        )
        raise CommandError(f"--committee {name}: không có đảng bộ này (đang có: {known}).")
    return found


# --- the three ways to print ---------------------------------------------------------------------------------------


def as_json(year, on: date, rows, wards):
    """The stable shape (DESIGN.md §6); after it "units" where there are any, and "wards" where there are several."""
    cells, units = rates.apart(rows)
    content = {"cycle": year, "as_of": on.isoformat()}
    content |= {"cells": [{"cell": row.name, **reported(row)} for row in cells], "total": reported(rates.total(cells))}
    if units:
        content["units"] = [{"cell": row.name, **reported(row)} for row in units]
    if wards:
        content["wards"] = [{"ward": row.name, **reported(row)} for row in rates.of_wards(wards)]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def reported(row):
    return {figure: row.counts[figure] for figure in rates.REPORTED}


def as_csv(year, on, rows, wards):
    """Headings as the keys of the JSON; the total and the units after the cells."""
    cells, units = rates.apart(rows)
    lines = [[row.name, *reported(row).values()] for row in [*cells, rates.total(cells), *units]]
    return files.as_csv(["cell", *rates.REPORTED], lines)


def as_table(year, on, rows, wards):
    head = f"Kế hoạch năm {year}, số liệu tính đến hết ngày {on:%d/%m/%Y}\n\n"
    return head + files.as_text(files.headings_of(files.COLUMNS), files.lines(rows, wards))


WRITERS = {"json": as_json, "csv": as_csv, "table": as_table}
