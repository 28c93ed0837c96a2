"""The child process: reads a workbook from standard input and writes its sheets as
JSON.

It runs as a script of its own, under limits of memory and time that it sets before it
looks at the file, because a small workbook can unpack to any size. Exit codes: 0 read,
3 needs a password, 4 cannot be read; whatever else (killed, aborted) means that it went
over a limit.
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


def write_workbook_as_json():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        sheets = []
        for about in workbook.sheets_metadata:
            if about.typ == calamine.SheetTypeEnum.WorkSheet:  # no chart, no macro
                sheets.append(describe_sheet(workbook, about))
        json.dump(sheets, sys.stdout)
    except calamine.PasswordError:
        sys.exit(NEEDS_PASSWORD)
    except (calamine.CalamineError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(BROKEN)


def describe_sheet(workbook, about):
    """{"name", "hidden", "rows": lists of values from cell A1 on, "merged": [[row,
    column, row, column]]}."""
    sheet = workbook.get_sheet_by_name(about.name)
    rows = []
    for row in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS):
        rows.append([jsonable_value(value) for value in row[:MOST_COLUMNS]])
    return {
        "name": about.name,
        "hidden": str(about.visible) != "SheetVisibleEnum.Visible",
        "rows": rows,
        "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or []],
    }


def jsonable_value(value):
    """A date as {"date": "1958-09-05"}, a tick as "x"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


if __name__ == "__main__":
    write_workbook_as_json()
