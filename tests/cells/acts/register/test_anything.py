"""Whatever stands in the cells of a sheet, reading ends in a register or in Unreadable,
never in a traceback."""

import io
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells.acts.register import register_list, sheets
from cells.acts.register.sheet_child import write_sheets
from cells.acts.register.sheets import Sheet, Unreadable
from phucdong.guarded_child import Refused
from tests.cells.acts.register.spreadsheets import HEADINGS

WORDS = [*HEADINGS, "Nam", "Nữ", "Chi bộ", "Chi bộ 1", "Bí thư", "x", "05/9/1958", "31/02/1960", "Tổng số: 2", "Tên",
         "T/M CHI ỦY", "DANH SÁCH ĐẢNG VIÊN CHI BỘ 2", "ĐẢNG BỘ PHƯỜNG X", "Tính đến ngày 31/13/2016", "I", "Năm",
         "Họ và tên\nHọ và tên khai sinh", "Chức vụ", "Miễn SH", "Ghi chú", "(1)", "Quê quán", "sinh",
         "0", "-"]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "",
            "",
            1,
            2,
            1958,
            21433,
            17.5,
            date(1958, 9, 5),
            date(1, 1, 1),
            date(9999, 12, 31),
        ]
    ),
    st.text(max_size=12),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
)
ROWS = st.lists(st.lists(VALUES, max_size=9), max_size=9)
AREAS = st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=3)
ROOMY = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck)
)


@ROOMY
@given(
    rows=ROWS, under=ROWS, areas=AREAS, on=st.sampled_from([None, date(2016, 12, 31)])
)
def test_any_cells_end_in_a_register_or_in_one_sentence(rows, under, areas, on):
    sheet = Sheet("Sheet1", [*rows, HEADINGS, *under], areas)
    original, register_list.read_sheets = (
        register_list.read_sheets,
        lambda name, content: [sheet],
    )
    try:
        register = register_list.read_register(
            "ds.xlsx", b"", today=date(2026, 2, 10), on=on
        )
    except Unreadable:
        return
    finally:
        register_list.read_sheets = original
    assert (
        all(
            person.born_on is None or person.born_on <= person.on
            for person in register.people
        )
        or register.errors
    )
    assert all(str(finding) for finding in [*register.errors, *register.warnings])


@ROOMY
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode))
)
def test_any_bytes_end_in_sheets_or_in_one_sentence(content):
    """As the process with limits reads them, without starting one for each."""
    written = io.BytesIO()
    try:
        sheets.refuse_no_spreadsheet(content)
        write_sheets(content, written)
        assert written.getvalue()
    except Unreadable as refusal:
        assert str(refusal)
    except Refused as refused:
        assert sheets.WORDS[refused.code]
