"""What does a PDF that Chromium made say, sheet by sheet? Its fonts name their glyphs by
number; beside each lies a table of what these are (ToUnicode)."""

import re
from io import BytesIO

import pikepdf

PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?=<|\n|$|endbfchar)")
RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
SECTION = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)


def read_sheets(content):
    """[text] of a PDF (bytes), all blanks left out: where words end is not told."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return ["".join(list_texts(page)) for page in pdf.pages]


def list_texts(page):
    tables, table = {}, {}
    for name, font in page.Resources.get("/Font", {}).items():
        tables[name] = read_table(font)
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            yield "".join(decode_operand(operands[0], table).split())


def read_table(font):
    """{glyph: text}"""
    table = {}
    if "/ToUnicode" not in font:
        return table
    text = font.ToUnicode.read_bytes().decode("latin-1")
    for kind, lines in SECTION.findall(text):
        if kind == "char":
            for glyph, letters in PAIR.findall(lines):
                table[int(glyph, 16)] = decode_letters(letters)
            continue
        for first, last, letters in RANGE.findall(lines):
            start = int(letters, 16)
            for glyph in range(int(first, 16), int(last, 16) + 1):
                table[glyph] = chr(start + glyph - int(first, 16))
    return table


def decode_letters(digits):
    return bytes.fromhex(digits).decode("utf-16-be")


def decode_operand(operand, table):
    if isinstance(operand, pikepdf.Array):
        parts = [part for part in operand if isinstance(part, pikepdf.String)]
    else:
        parts = [operand]
    found = []
    for part in parts:
        glyphs = bytes(part)
        for at in range(0, len(glyphs) - 1, 2):
            found.append(table.get(int.from_bytes(glyphs[at : at + 2]), ""))
    return "".join(found)
