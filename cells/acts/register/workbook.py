"""The child process: reads a workbook from standard input and writes its sheets as JSON.

It runs as a script of its own, under limits of memory and time that it sets before it looks at the file, because a
small workbook can unpack to any size. Exit codes: 0 read, 3 needs a password, 4 cannot be read; whatever else
(killed, aborted) means that it went over a limit.
"""

import datetime
import io
import json
import resource
import sys

import python_calamine as calamine

MEMORY = 768 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of processor time
MOST_COLUMNS = 128
MOST_ROWS = 60_000
NEEDS_PASSWORD, BROKEN = 3, 4


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        json.dump([sheet(workbook, about) for about in work_sheets(workbook)], sys.stdout)
    except calamine.PasswordError:
        sys.exit(NEEDS_PASSWORD)
    except (calamine.CalamineError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(BROKEN)


def work_sheets(workbook):
    """Metadata of the work sheets, not of charts and macros."""
    return [about for about in workbook.sheets_metadata if about.typ == calamine.SheetTypeEnum.WorkSheet]


def sheet(workbook, about):
    """{"name", "hidden", "rows": lists of values from cell A1 on, "merged": [[row, column, row, column]]}."""
    found = workbook.get_sheet_by_name(about.name)
    rows = found.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    return {
        "name": about.name,
        "hidden": str(about.visible) != "SheetVisibleEnum.Visible",
        "rows": [[plain(value) for value in row[:MOST_COLUMNS]] for row in rows],
        "merged": [[*first, *last] for first, last in found.merged_cell_ranges or []],
    }


def plain(value):
    """A value that JSON knows; a date as {"date": "1958-09-05"}, a tick as "x"."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if value is not None else ""


if __name__ == "__main__":
    main()
