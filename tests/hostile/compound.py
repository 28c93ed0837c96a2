"""Workbooks in the old binary format (.xls), made by hand: BIFF records in a compound
file."""

import struct

SECTOR = 512
FREE, LAST, OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def unicode_text(text, counted="<H"):
    return struct.pack(counted, len(text)) + b"\x01" + text.encode("utf-16-le")


def biff(cells, *, strings=(), declared=None, sheets=1, sheet_at=None):
    """A stream with sheets of the same cells, records as bytes."""
    begin_book = record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    begin_sheet = record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0))
    count = len(strings) if declared is None else declared
    table = struct.pack("<LL", count, count)
    table += b"".join(unicode_text(string) for string in strings)
    shared = record(0xFC, table)
    name = unicode_text("CB", "<B")
    length = sheets * (4 + 6 + len(name))
    place = len(begin_book) + length + len(shared) + len(record(0x0A))
    if sheet_at is not None:
        place = sheet_at
    listed = record(0x85, struct.pack("<LBB", place, 0, 0) + name) * sheets
    sheet = begin_sheet + b"".join(cells) + record(0x0A)
    return begin_book + listed + shared + record(0x0A) + sheet


def label(row, column, string=0):
    return record(0xFD, struct.pack("<HHHL", row, column, 0, string))


def number(row, column, value):
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def compound(stream, *, sector_shift=9, table=None, size=None, directory=None):
    """A compound file with one stream, "Workbook"."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    used = len(stream) // SECTOR
    tables = -(-(used + 2 + 1) // 128)
    while tables * 128 < used + 1 + tables:
        tables += 1
    chain = [*range(1, used), LAST, LAST, *[OF_TABLE] * tables]
    chain += [FREE] * (tables * 128 - len(chain))
    if table:
        table(chain)
    header = (
        SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, sector_shift, 6)
    )
    header += bytes(6) + struct.pack(
        "<LLLLLLLLL", 0, tables, used, 0, 4096, LAST, 0, LAST, 0
    )
    places = list(range(used + 1, used + 1 + tables))[:109]
    header += struct.pack("<109L", *places, *[FREE] * (109 - len(places)))
    entries = entry("Root Entry", 5, LAST, 0, child=1)
    entries += entry("Workbook", 2, 0, len(stream) if size is None else size)
    entries = (directory or entries).ljust(SECTOR, b"\0")
    return header + stream + entries + struct.pack(f"<{len(chain)}L", *chain)


def entry(name, kind, start, size, *, child=FREE):
    raw = name.encode("utf-16-le").ljust(64, b"\0")
    raw += struct.pack("<HBBLLL", len(name) * 2 + 2, kind, 1, FREE, FREE, child)
    return raw + bytes(36) + struct.pack("<LQ", start, size)


def list_of_one():
    """A workbook that is read: the others are this one with something wrong."""
    headings = [
        "Họ và tên",
        "Ngày sinh",
        "Chi bộ",
        "Lê Thị A",
        "05/09/1958",
        "Chi bộ 1",
    ]
    cells = [label(place // 3, place % 3, place) for place in range(6)]
    return biff(cells, strings=headings)
