"""The process that reads a sent list (guarded_reading.py starts it): which sheets does
it hold?"""

from cells.acts.register.delimited import write_delimited
from cells.acts.register.workbooks import COMPOUND, ZIP, write_workbook
from phucdong.guarded_child import run_guarded


def write_sheets(content, output):
    if content.startswith((ZIP, COMPOUND)):
        write_workbook(content, output)
    else:
        write_delimited(content, output)


if __name__ == "__main__":
    run_guarded(write_sheets)
