"""Whatever is uploaded ends in sheets or in one sentence, within limits of memory and
time."""

import io
import resource
import time
import zipfile

import pytest

from cells.acts.register import sheet_limits, sheets, workbooks
from cells.acts.register.sheet_writer import SheetWriter
from cells.acts.register.sheets import Unreadable, read_sheets
from phucdong import guarded_reading
from phucdong.guarded_child import Refused
from tests.cells.acts.register.spreadsheets import HEADINGS, row, separated, xlsx

GOOD = xlsx({"Chi bộ 1": [HEADINGS, row()]})


def zipped(parts, **how):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **how) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return file.getvalue()


def with_part(name, content):
    """The good workbook with one part put in place of its own."""
    parts = zipfile.ZipFile(io.BytesIO(GOOD))
    return zipped(
        {each: parts.read(each) for each in parts.namelist()} | {name: content}
    )


def one_cell_at(place):
    """A workbook of a few kB whose only cell stands in the last corner of the sheet."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    last = f'<row r="1048576"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_part(
        "xl/worksheets/sheet1.xml",
        f"<worksheet {spaces}><sheetData>{first}{last}</sheetData></worksheet>",
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.7 ...", "tệp PDF"),
        (b"\xff\xd8\xff\xe0....JFIF", "ảnh chụp"),
        (zipped({"word/document.xml": "<w/>"}), "tệp Word"),
        (zipped({"readme.txt": "hello"}), "tệp nén hoặc tài liệu khác"),
        (b"PK\x03\x04 cut short", "bị hỏng"),
        (GOOD[: len(GOOD) // 2], "bị hỏng"),
        (with_part("xl/workbook.xml", "<not closed"), "bị hỏng"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (OLE + "WordDocument".encode("utf-16-le"), "tệp Word"),
        (OLE + b"\x01" * 2000, "bị hỏng"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "trang web"),
        (b"\x00\x01\x02\x03 binary", "Không đọc được chữ"),
        (b"a" * (10 * 1024 * 1024 + 1), "lớn hơn 10 MB"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content, words):
    with pytest.raises(Unreadable, match=words):
        read_sheets("danh-sach.xlsx", content)


def test_a_zip_that_unpacks_to_far_more_is_refused_before_it_is_opened():
    bomb = with_part("xl/sharedStrings.xml", b" " * 200_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(Refused) as refused:
        workbooks.refuse_bad_zip(bomb)
    assert refused.value.code == sheet_limits.TOO_LARGE
    with pytest.raises(Unreadable, match="quá lớn"):
        read_sheets("bom.xlsx", bomb)


@pytest.mark.parametrize("place", ["XFD1048576", "CV1048576"])
def test_a_far_corner_does_not_eat_the_memory_of_the_machine(place):
    began, before = (
        time.monotonic(),
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    )
    with pytest.raises(Unreadable, match="quá lớn"):
        read_sheets("goc.xlsx", one_cell_at(place))
    assert time.monotonic() - began < 20
    assert (
        max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        < 1024 * 1024
    )  # kB


def test_a_reader_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr(sheets, "CHILD", "tests.guarded.asleep")
    monkeypatch.setattr(guarded_reading, "SECONDS", 0.5)
    with pytest.raises(Unreadable, match="quá lớn"):
        read_sheets("cham.xlsx", GOOD)


def test_a_good_workbook_comes_out_with_its_rows_from_the_first_one_on():
    (sheet,) = read_sheets("ds.xlsx", xlsx({"Chi bộ 1": [[], ["", "a", 1.5, 2, True]]}))
    assert (sheet.name, sheet.hidden) == ("Chi bộ 1", False)
    assert sheet.rows == [["", "", "", "", ""], ["", "a", 1.5, 2, "x"]]


def test_excel_marks_the_separator_in_a_line_of_its_own():
    (sheet,) = read_sheets(
        "ds.csv", "sep=;\r\nHọ tên;Năm sinh\r\nLê A;1960\r\n".encode()
    )
    assert sheet.rows == [[""], ["Họ tên", "Năm sinh"], ["Lê A", "1960"]]


def test_a_cell_is_cut_and_says_so():
    (sheet,) = read_sheets("ds.xlsx", xlsx({"Chi bộ 1": [["ă" * 2_001, "ă" * 2_000]]}))
    assert sheet.rows == [["ă" * 2_000 + "…", "ă" * 2_000]]


def test_a_hidden_sheet_is_named_and_not_read():
    content = xlsx({"Chi bộ 1": [["a"]], "Mã": [["b"]]}, hidden=("Mã",))
    found = [
        (sheet.name, sheet.hidden, sheet.rows)
        for sheet in read_sheets("ds.xlsx", content)
    ]
    assert found == [("Chi bộ 1", False, [["a"]]), ("Mã", True, [])]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_256_columns_are_read_and_one_more_is_refused(kind):
    last, beyond = [[*[""] * 255, "x"]], [[*[""] * 256, "x"]]
    make = {"xlsx": lambda rows: xlsx({"a": rows}), "csv": separated}[kind]
    (sheet,) = read_sheets(f"ds.{kind}", make(last))
    assert sheet.rows == last
    with pytest.raises(Unreadable, match="ngoài 256 cột đầu"):
        read_sheets(f"ds.{kind}", make(beyond))


def test_rows_of_all_sheets_are_counted(monkeypatch):
    writer = SheetWriter(io.BytesIO())
    monkeypatch.setattr(sheet_limits, "MOST_ROWS", 4)
    writer.begin_sheet("a")
    writer.write_row(["x"])
    writer.write_row(["x"])
    writer.begin_sheet("b")
    writer.write_row(["x"])
    with pytest.raises(Refused) as refused:
        writer.write_row(["x"])
    assert refused.value.code == sheet_limits.TOO_MANY_ROWS
