"""Zips that are not what they seem: made by hand where a program would not make
them."""

import io
import struct
import zipfile

from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx

GOOD = xlsx({"Chi bộ 1": [HEADINGS, row()]})
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


def zipped(parts):
    """{name: content} as a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return file.getvalue()


def parts_of(content):
    found = zipfile.ZipFile(io.BytesIO(content))
    return {name: found.read(name) for name in found.namelist()}


def with_parts(parts):
    """The good workbook with these parts in place of its own."""
    return zipped(parts_of(GOOD) | parts)


def with_sheet(rows, *, before="", after=""):
    """The good workbook with rows written as XML."""
    sheet = (
        f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    return with_parts({"xl/worksheets/sheet1.xml": sheet})


def with_strings(strings, rows):
    """The good workbook with rows that refer to shared strings."""
    table = "".join(f"<si><t>{string}</t></si>" for string in strings)
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return with_parts(
        {
            "xl/sharedStrings.xml": f"<sst {MAIN}>{table}</sst>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def claim_small(content):
    """The same zip whose directory says that each part unpacks to 100 bytes."""
    changed, place = bytearray(content), 0
    while (place := changed.find(CENTRAL, place)) >= 0:
        struct.pack_into("<L", changed, place + 24, 100)
        place += 46
    return bytes(changed)


def overlapping(times):
    """A good workbook whose directory names its largest part over and over again."""
    content = with_parts({"xl/media/image1.png": b"\0" * 1_000_000})
    start = content.index(END)
    place = content.rindex(CENTRAL, 0, start)
    entry = content[place:start]
    added = b""
    for number in range(times):
        name = f"xl/media/imag{number:05}"
        size = struct.pack("<H", len(name))
        added += entry[:28] + size + entry[30:46] + name.encode()
    count = struct.unpack_from("<H", content, start + 10)[0] + times
    directory_at = struct.unpack_from("<L", content, start + 16)[0]
    size = start - directory_at + len(added)
    end = struct.pack("<4s4H2LH", END, 0, 0, count, count, size, directory_at, 0)
    return content[:start] + added + end


def changed_in_directory(offset, value):
    """The good workbook with two bytes changed in each entry of its directory."""
    changed, place = bytearray(GOOD), 0
    while (place := changed.find(CENTRAL, place)) >= 0:
        struct.pack_into("<H", changed, place + offset, value)
        place += 46
    return bytes(changed)


def nested(depth):
    content = b"x" * 1000
    for _ in range(depth):
        content = zipped({"danh-sach.xlsx": content, "more.zip": content})
    return content


def with_damage(content, *, every):
    """Bytes changed throughout, the beginning left."""
    changed = bytearray(content)
    for place in range(64, len(changed), every):
        changed[place] ^= 0x55
    return bytes(changed)
