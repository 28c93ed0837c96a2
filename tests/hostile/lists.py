"""Lists that somebody has made to harm: {what it is: (file name, function that makes the
content, words with which it is refused)}.

With READ in place of words, nothing in it does harm and it is read as any other.
"""

import base64
import random

from tests.cells.acts.register.spreadsheets import HEADINGS, ods, row, separated, xlsx
from tests.hostile import compound as old
from tests.hostile.zips import (
    GOOD,
    MAIN,
    changed_in_directory,
    claim_small,
    nested,
    overlapping,
    parts_of,
    with_damage,
    with_parts,
    with_sheet,
    with_strings,
    zipped,
)

MB = 1024 * 1024
LARGE = "Bảng tính quá lớn"
DAMAGED = "Tệp bị hỏng hoặc không phải bảng tính"
ROWS = "quá nhiều dòng"
COLUMNS = "ngoài 256 cột đầu"
TEXT = "quá nhiều chữ"
OTHER = "Đây là tệp nén hoặc tài liệu khác"  # its names are damaged, too
NO_TEXT = "Không đọc được chữ"
LONG = "Đọc tệp này quá lâu"
NO_LIST = "Không nhận ra danh sách đảng viên"
READ = "Đối chiếu danh sách"


# --- xlsx -------------------------------------------------------------------------


def cell(place, text="x"):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def two_rows(first, last):
    return f'<row r="1">{cell("A1")}</row><row r="{first}">{cell(last)}</row>'


def numbers(rows, columns):
    return ("<row>" + "<c><v>1</v></c>" * columns + "</row>") * rows


def references(rows, columns):
    return ("<row>" + '<c t="s"><v>0</v></c>' * columns + "</row>") * rows


def sparse():
    """Few cells in a large area."""
    rows = "".join(f'<row r="{at}">{cell(f"A{at}")}</row>' for at in range(2, 12_000))
    return with_sheet(f'<row r="1">{cell("IV1")}</row>{rows}')


def many_sheets():
    return xlsx({f"Chi bộ {number}": [["x"]] for number in range(401)})


def many_parts(count):
    parts = parts_of(GOOD)
    return zipped(parts | {f"xl/media/{number}": b"" for number in range(count)})


def merged(count):
    areas = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, count))
    cells = f"<mergeCells>{areas}</mergeCells>"
    return with_sheet(f'<row r="1">{cell("A1")}</row>', after=cells)


def with_doctype(doctype, text):
    sheet = f"<worksheet {MAIN}><sheetData><row>{cell('A1', text)}</row></sheetData></worksheet>"
    return with_parts(
        {"xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{doctype}{sheet}'}
    )


def laughs():
    entities = '<!ENTITY a0 "ha">'
    for number in range(1, 30):
        entities += f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">'
    return f"<!DOCTYPE worksheet [{entities}]>"


OUTSIDE = '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def many_attributes():
    attributes = " ".join(f'a{at}="1"' for at in range(300_000))
    return with_sheet(f"<row {attributes}>{cell('A1')}</row>")


def of_people(*names, **facts):
    return xlsx(
        {
            "Chi bộ 1": [
                HEADINGS,
                *(row(at, name, **facts) for at, name in enumerate(names, 1)),
            ]
        }
    )


def slow_words():
    """Cells on which a careless pattern would go back and forth."""
    texts = [
        " " * 1990 + "x",
        "1/" * 995,
        "(" * 1990,
        "a-" * 995,
        "Chi bộ " * 280,
        "0" * 1990,
        ". " * 990,
    ]
    return xlsx({"Chi bộ 1": [HEADINGS, *([text] * 7 for text in texts * 20)]})


def new_words():
    """Every cell has to be compared with all headings anew."""
    words = random.Random(1)
    letters = "abcdeghik"
    lines = []
    for _ in range(5_000):
        values = ["ngày " + " ".join(words.choices(letters, k=9)) for _ in range(16)]
        lines.append(";".join(values))
    return "\n".join(lines).encode()


def headings_only():
    """Every row looks like headings, and never is."""
    words = [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Quê quán",
        "Giới tính",
        "Ghi chú",
        "Nam",
        "Nữ",
    ]
    return separated([words + ["khác"] * 8] * 15_000)


XLSX = {
    "a part of 101 MB of blanks": (lambda: with_parts({"xl/sharedStrings.xml": b" " * 101 * MB}), LARGE),
    "the same, said to be small": (lambda: claim_small(with_parts({"xl/sharedStrings.xml": b"<sst>" + b" " * 101 * MB})), f"{LARGE}|{DAMAGED}"),
    "parts that share their bytes": (lambda: overlapping(1_500), LARGE),
    "3,000 parts": (lambda: many_parts(3_000), LARGE),
    "20,000 parts": (lambda: many_parts(20_000), LARGE),
    "zips in zips": (lambda: nested(6), "tệp nén hoặc tài liệu khác"),
    "a zip in place of a sheet": (lambda: with_parts({"xl/worksheets/sheet1.xml": nested(3)}), f"{DAMAGED}|{NO_LIST}"),
    "one text, 4,000 times": (lambda: with_strings(["ộ" * 32_000], references(200, 20)), f"{LARGE}|{TEXT}"),
    "one text of 2,000 letters, 10,000 times": (lambda: with_strings(["ộ" * 2_000], references(1_000, 10)), f"{LARGE}|{TEXT}"),
    "a text of 60 MB": (lambda: with_strings(["x" * 60 * MB], references(1, 1)), f"{LARGE}|{NO_LIST}"),
    "100,000 texts": (lambda: with_strings([f"{at:0100}" for at in range(100_000)], references(1, 1)), NO_LIST),
    "a count of texts that lies": (lambda: with_parts({"xl/sharedStrings.xml": f'<sst {MAIN} count="4000000000" uniqueCount="4000000000"><si><t>x</t></si></sst>'}), f"{LARGE}|{DAMAGED}|{NO_LIST}"),
    "a text that is not there": (lambda: with_strings(["x"], '<row><c t="s"><v>4000000000</v></c></row>'), f"{DAMAGED}|{NO_LIST}"),
    "an area of a million columns": (lambda: with_sheet(f"<row>{cell('A1')}</row>", before='<dimension ref="A1:BDWGN9"/>'), f"{NO_LIST}|{DAMAGED}"),
    "an area of a billion rows": (lambda: with_sheet(f"<row>{cell('A1')}</row>", before='<dimension ref="A1:B1000000000"/>'), f"{NO_LIST}|{DAMAGED}|{LARGE}"),
    "a cell in the last corner": (lambda: with_sheet(two_rows(1_048_576, "XFD1048576")), LARGE),
    "a cell in the last row": (lambda: with_sheet(two_rows(1_048_576, "A1048576")), ROWS),
    "a cell in the last column": (lambda: with_sheet(f'<row r="1">{cell("XFD1")}</row>'), COLUMNS),
    "a cell beyond all rows": (lambda: with_sheet(two_rows(4_294_967_296, "A4294967296")), DAMAGED),
    "a million columns": (lambda: with_sheet(numbers(1, 1_000_000)), f"{COLUMNS}|{DAMAGED}"),
    "120,000 rows": (lambda: with_sheet(numbers(120_000, 1)), ROWS),
    "1,100,000 numbers": (lambda: with_sheet(numbers(11_000, 100)), TEXT),
    "few cells in a large area": (sparse, LARGE),
    "401 sheets": (many_sheets, "hơn 400 trang"),
    "150,000 merged areas": (lambda: merged(150_000), LARGE),
    "a merged area upside down": (lambda: with_sheet(f'<row r="1">{cell("A1")}</row>', after='<mergeCells><mergeCell ref="C9:A1"/></mergeCells>'), f"{NO_LIST}|{DAMAGED}"),
    "entities of entities": (lambda: with_doctype(laughs(), "&a29;"), f"{NO_LIST}|{DAMAGED}"),
    "a file of the server as an entity": (lambda: with_doctype(OUTSIDE, "&a;"), f"{NO_LIST}|{DAMAGED}"),
    "tags in tags": (lambda: with_sheet("<row>" * 200_000), f"{NO_LIST}|{DAMAGED}"),
    "a tag of 300,000 attributes": (many_attributes, f"{NO_LIST}|{DAMAGED}"),
    "sheets that are not there": (lambda: with_parts({"xl/_rels/workbook.xml.rels": "<Relationships/>"}), f"{DAMAGED}|{NO_LIST}"),
    "a sheet that is the workbook": (lambda: with_parts({"xl/worksheets/sheet1.xml": parts_of(GOOD)["xl/workbook.xml"]}), f"{DAMAGED}|{NO_LIST}"),
    "names that lead out of the folder": (lambda: with_parts({"../../../etc/passwd": b"x"}), READ),
    "cut short": (lambda: GOOD[: len(GOOD) * 2 // 3], DAMAGED),
    "bytes changed": (lambda: with_damage(GOOD, every=97), f"{DAMAGED}|{OTHER}"),
    "another check sum": (lambda: changed_in_directory(16, 0xABCD), f"{DAMAGED}|{READ}"),
    "a way of packing that nobody knows": (lambda: changed_in_directory(10, 99), DAMAGED),
    "parts said to be locked": (lambda: changed_in_directory(8, 1), DAMAGED),
    "an empty binary workbook": (lambda: zipped({"xl/workbook.bin": b"\x83\x01" * 5_000}), DAMAGED),
    "formulas in names": (lambda: of_people('=cmd|"/c calc"!A1', "@SUM(1)", "Lê Thị A"), READ),
    "numbers that are no numbers": (lambda: with_sheet("<row><c><v>1e308</v></c><c><v>NaN</v></c><c><v>-inf</v></c><c><v>1e999</v></c></row>"), f"{NO_LIST}|{DAMAGED}"),
    "a NUL in a name": (lambda: of_people("Lê\x00 Thị_x0000_ A"), f"{READ}|{DAMAGED}"),
    "names of 30,000 letters": (lambda: of_people("ă" * 30_000, "Lê Thị A"), READ),
    "cells on which a pattern goes back and forth": (slow_words, f"{NO_LIST}|{READ}"),
}  # fmt: skip


# --- xls and ods ------------------------------------------------------------------


def cyclic(chain):
    chain[5] = 2


def beyond(chain):
    chain[3] = 900_000


def old_with(*cells, **how):
    return old.compound(old.biff(cells, strings=["x"], **how))


def ods_of(cells, *, rows=""):
    content = parts_of(ods({"Chi bộ 1": [["x"]]}))
    sheet = content["content.xml"].decode()
    begin, end = sheet.index("<table:table-row>"), sheet.index("</table:table>")
    made = (
        f"{sheet[:begin]}<table:table-row{rows}>{cells}</table:table-row>{sheet[end:]}"
    )
    return zipped(content | {"content.xml": made})


def ods_cell(more="", text="x"):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


COLUMNS_AGAIN = ' table:number-columns-repeated="{}"'
ROWS_AGAIN = ' table:number-rows-repeated="{}"'
LOCKED_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    "</manifest:file-entry></manifest:manifest>"
)


def locked_ods():
    content = parts_of(ods({"Chi bộ 1": [["x"]]}))
    return zipped(
        content
        | {"content.xml": b"\x8a" * 500, "META-INF/manifest.xml": LOCKED_MANIFEST}
    )


OTHER_WORKBOOKS = {
    "xls of zeros": (lambda: old.SIGNATURE + bytes(100_000), DAMAGED),
    "xls cut short": (lambda: old.compound(old.list_of_one())[:2_000], f"{DAMAGED}|{LARGE}"),
    "xls with bytes changed": (lambda: with_damage(old.compound(old.list_of_one()), every=31), f"{DAMAGED}|{LARGE}"),
    "xls whose sectors go in a circle": (lambda: old.compound(old.list_of_one(), table=cyclic), f"{DAMAGED}|{LARGE}|{READ}"),
    "xls whose sectors lead outside": (lambda: old.compound(old.list_of_one(), table=beyond), f"{DAMAGED}|{LARGE}"),
    "xls with sectors of 2 GB": (lambda: old.compound(old.list_of_one(), sector_shift=31), f"{DAMAGED}|{LARGE}"),
    "xls with a stream of an exabyte": (lambda: old.compound(old.list_of_one(), size=2**60), f"{DAMAGED}|{LARGE}|{NO_LIST}"),
    "xls of one directory entry that is its own child": (lambda: old.compound(old.list_of_one(), directory=old.entry("Root Entry", 5, 0, 0, child=0)), f"{DAMAGED}|{LARGE}"),
    "xls that claims four billion texts": (lambda: old_with(old.label(0, 0), declared=2**32 - 1), f"{DAMAGED}|{LARGE}|{NO_LIST}"),
    "xls with a text that is not there": (lambda: old_with(old.label(0, 0, 2**31)), f"{DAMAGED}|{LARGE}|{NO_LIST}"),
    "xls with a sheet beyond its end": (lambda: old_with(old.label(0, 0), sheet_at=2**31), f"{DAMAGED}|{LARGE}"),
    "xls whose sheet is the book": (lambda: old_with(old.label(0, 0), sheet_at=0), f"{DAMAGED}|{NO_LIST}"),
    "xls with cells in its corners": (lambda: old_with(old.label(0, 0), old.label(65_535, 255)), f"{LARGE}|{ROWS}"),
    "xls with a cell beyond its columns": (lambda: old_with(old.label(0, 0), old.label(0, 65_535)), COLUMNS),
    "xls of 65,536 rows": (lambda: old_with(*(old.number(at, 0, at) for at in range(65_536))), ROWS),
    "xls of 500 sheets": (lambda: old_with(old.label(0, 0), sheets=500), "hơn 400 trang"),
    "xls with a part cut in the middle": (lambda: old.compound(old.list_of_one()[:-30]), f"{DAMAGED}|{READ}|{NO_LIST}"),
    "ods with a column a billion times": (lambda: ods_of(ods_cell(COLUMNS_AGAIN.format(10**9))), f"{LARGE}|{COLUMNS}"),
    "ods with a row a billion times": (lambda: ods_of(ods_cell(), rows=ROWS_AGAIN.format(10**9)), f"{LARGE}|{ROWS}"),
    "ods with a row 120,000 times": (lambda: ods_of(ods_cell(), rows=ROWS_AGAIN.format(120_000)), ROWS),
    "ods with 16,384 columns a million times": (lambda: ods_of(ods_cell(COLUMNS_AGAIN.format(16_384)), rows=ROWS_AGAIN.format(1_048_576)), f"{LARGE}|{DAMAGED}"),
    "ods with less than no columns": (lambda: ods_of(ods_cell(COLUMNS_AGAIN.format(-1))), f"{DAMAGED}|{NO_LIST}"),
    "ods with a text of 60 MB": (lambda: ods_of(ods_cell(text="x" * 60 * MB)), f"{LARGE}|{NO_LIST}"),
    "ods with tags in tags": (lambda: ods_of("<text:p>" * 200_000), f"{DAMAGED}|{NO_LIST}"),
    "ods with spaces a billion times": (lambda: ods_of(ods_cell(text='<text:s text:c="1000000000"/>')), f"{LARGE}|{NO_LIST}|{DAMAGED}"),
    "ods that is locked": (locked_ods, f"mật khẩu|{DAMAGED}"),
}  # fmt: skip


# --- text -------------------------------------------------------------------------


def noise():
    return random.Random(1).randbytes(200_000)


def long_lines(text, size=10 * MB - 1):
    return (text * (size // len(text) + 1))[:size]


TEXTS = {
    "csv of one line": (lambda: long_lines(b"x"), COLUMNS),
    "csv of one line of values": (lambda: long_lines(b"x;"), COLUMNS),
    "csv of one line of nothing": (lambda: long_lines(b";"), COLUMNS),
    "csv of a million columns": (lambda: b";".join([b"1"] * 500_000) + b"\r\n", COLUMNS),
    "csv of empty lines": (lambda: long_lines(b"\n"), ROWS),
    "csv of 200,000 lines": (lambda: b"x;y\n" * 200_000, ROWS),
    "csv of lines of 300 values": (lambda: long_lines(b"a;" * 300 + b"\n"), COLUMNS),
    "csv of a wide line and many short ones": (lambda: b"a;" * 250 + b"\n" + b"b\n" * 58_000, LARGE),
    "csv of 6 MB of words": (lambda: ("ộ;" * 20 + "\n").encode() * 58_000, TEXT),
    "csv of headings": (headings_only, f"chỉ có dòng tiêu đề|{LONG}"),
    "csv of words that are nearly headings": (new_words, LONG),
    "csv with a mark that is never closed": (lambda: b'Ho ten;"' + b"x;y\n" * 50_000, NO_LIST),
    "csv of marks": (lambda: long_lines(b'"'), f"{COLUMNS}|{NO_TEXT}"),
    "csv of one value over many lines": (lambda: b'"' + b"x\n" * 40_000 + b'"', f"{NO_LIST}|{NO_TEXT}"),
    "csv of one row over many lines": (lambda: b'"' + b'\n";"' * 2_000_000, f"{LARGE}|{COLUMNS}|{ROWS}"),
    "csv with a NUL": (lambda: b"STT;Ho ten\n1;A\x00B\n", NO_TEXT),
    "csv of NULs": (lambda: bytes(5 * MB), NO_TEXT),
    "csv of control characters": (lambda: b"STT;\x1b[2J\x07\n", NO_TEXT),
    "csv of noise": (noise, NO_TEXT),
    "csv in a broken encoding": (lambda: "Họ và tên;Ngày sinh\n".encode()[:-14] + b"\xd2\xff\xfe\n", f"{NO_LIST}|{NO_TEXT}"),
    "csv in UTF-16 that does not say so": (lambda: separated([HEADINGS, row()], encoding="utf-16-le"), NO_TEXT),
    "csv in half of UTF-16": (lambda: separated([HEADINGS, row()], encoding="utf-16")[:-1], NO_TEXT),
    "csv in UTF-32": (lambda: separated([HEADINGS, row()], encoding="utf-32"), NO_TEXT),
    "csv of surrogates": (lambda: b"\xff\xfe" + b"\x00\xd8" * 1_000, NO_TEXT),
    "csv of a mark of encoding alone": (lambda: b"\xef\xbb\xbf", f"{NO_LIST}|{NO_TEXT}"),
    "csv separated by its own line": (lambda: b"sep=\n\n" * 1_000, NO_LIST),
    "csv separated by quotation marks": (lambda: b'sep="\r\n' + b'a"b\n' * 1_000, f"{NO_LIST}|{NO_TEXT}"),
    "csv with formulas": (lambda: separated([HEADINGS, row(1, "=HYPERLINK(1)"), row(2, "Lê A")]), f"{READ}"),
    "10 MB of blanks": (lambda: b" " * (10 * MB - 1), COLUMNS),
    "10 MB of brackets": (lambda: b"[" * (10 * MB - 1), COLUMNS),
    "a page of the web": (lambda: b" <!DOCTYPE html><table><tr><td>STT</table>", "trang web"),
    "an XML of entities": (lambda: b'<?xml version="1.0"?>' + laughs().encode(), "trang web"),
    "a drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', NO_LIST),
}  # fmt: skip


# --- something else ---------------------------------------------------------------


def pdf_and_zip():
    return b"%PDF-1.7\n" + GOOD


def program_and_zip():
    return b"MZ\x90\x00" + bytes(60) + GOOD


def database_file():
    return b"SQLite format 3\x00" + bytes(4_000)


def macro_document():
    return zipped({"word/document.xml": "<w/>", "word/vbaProject.bin": b"x"})


OTHERS = {
    "nothing": (bytes, "Tệp rỗng"),
    "more than 10 MB": (lambda: b"x" * (10 * MB + 1), "lớn hơn 10 MB"),
    "a PDF that is a workbook too": (pdf_and_zip, "tệp PDF"),
    "a program that is a workbook too": (program_and_zip, NO_TEXT),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(5_000), NO_TEXT),
    "a database": (database_file, NO_TEXT),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "ảnh chụp"),
    "a picture that is a workbook too": (lambda: b"GIF89a" + GOOD, "ảnh"),
    "a TIFF": (lambda: b"II*\x00" + bytes(100), "ảnh"),
    "a Word document with macros": (macro_document, "tệp Word"),
    "a program for Java": (lambda: zipped({"META-INF/MANIFEST.MF": "x"}), "tệp nén hoặc tài liệu khác"),
    "a gzip": (lambda: b"\x1f\x8b\x08" + bytes(100), "tệp nén"),
    "a RAR": (lambda: b"Rar!\x1a\x07" + bytes(100), "tệp nén RAR"),
    "a text of letters and digits": (lambda: base64.b64encode(noise()), NO_TEXT),
    "an empty zip": (lambda: b"PK\x05\x06" + bytes(18), NO_TEXT),
    "the beginning of a zip": (lambda: b"PK\x03\x04", DAMAGED),
}  # fmt: skip


def named(files, ending):
    return {what: (f"danh-sach.{ending}", *more) for what, more in files.items()}


LISTS = (
    named(XLSX, "xlsx")
    | named(OTHER_WORKBOOKS, "xls")
    | named(TEXTS, "csv")
    | named(OTHERS, "xlsx")
)
