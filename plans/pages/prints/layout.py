"""How does a plan lie on its sheets? The block of signatures never stands alone on one:
what was written last goes with it."""

from dataclasses import dataclass

# The longest text that may go to the next sheet as a whole, and how much of a longer
# one goes with the signatures: two lines at least, about six.
MOST_TOGETHER = 500
LEAST_TAIL, MOST_TAIL = 160, 420


@dataclass(frozen=True)
class PrintedRow:
    """A row as it is printed; `number` is None for a text. `head` is "" where it stands
    on the sheet before."""

    number: int | None
    head: str
    paragraphs: list

    @property
    def is_long(self):
        words = [fact.text for facts in self.paragraphs for fact in facts]
        return len("".join([self.head, *words])) > MOST_TOGETHER


@dataclass(frozen=True)
class PrintedSection:
    number: int
    title: str
    is_text: bool
    rows: list


@dataclass(frozen=True)
class Layout:
    """`end` is a PrintedSection that stays with the signatures: the end of the last
    one, or None. Without a `title` it goes on from before."""

    sections: list
    end: PrintedSection | None


def lay_out(content):
    """The Layout of a Document."""
    sections = []
    for number, section in enumerate(content.sections, start=1):
        rows = list_printed_rows(section)
        sections.append(PrintedSection(number, section.title, section.is_text, rows))
    if not sections:
        return Layout([], None)
    *before, last = sections
    begun, end = part_section(last)
    if begun is not None:
        before.append(begun)
    return Layout(before, end)


def list_printed_rows(section):
    printed = []
    for number, row in enumerate(section.as_read(), start=1):
        if section.is_text:
            number = None
        printed.append(PrintedRow(number, row.head, row.paragraphs))
    return printed


def part_section(section):
    """(what may stand apart from the signatures or None, what stays with them)."""
    if not section.rows:
        return None, section
    *others, last = section.rows
    begun, tail = part_row(last)
    if begun is not None:
        others.append(begun)
    if not others:
        return None, section
    end = PrintedSection(section.number, "", section.is_text, [tail])
    begun = PrintedSection(section.number, section.title, section.is_text, others)
    return begun, end


def part_row(row):
    """(the beginning of a long row or None, its end)."""
    if not row.is_long:
        return None, row
    if row.paragraphs:
        *first, last = row.paragraphs
        if len("".join(fact.text for fact in last)) <= MOST_TOGETHER:
            begun = PrintedRow(row.number, row.head, first)
            return begun, PrintedRow(None, "", [last])
        return part_fact(row, first, last)
    begun, tail = part_text(row.head)
    return PrintedRow(row.number, begun, []), PrintedRow(None, tail, [])


def part_fact(row, first, last):
    """A row whose last paragraph is long; what stands there before its last field is
    part of the beginning."""
    *facts, fact = last
    begun, tail = part_text(fact.text)
    first = [*first, [*facts, type(fact)(fact.caption, begun, fact.is_short)]]
    return PrintedRow(row.number, row.head, first), PrintedRow(None, tail, [])


def part_text(text):
    """A long text in two, between two lines if it can be, else two sentences, else two
    words."""
    last = len(text) - LEAST_TAIL
    first = max(0, len(text) - MOST_TAIL)
    for between in ("\n", ". ", "; ", ", ", " "):
        at = text.rfind(between, first, last)
        if at > 0:
            at += len(between)
            return text[:at].rstrip(), text[at:].lstrip()
    return text[:last], text[last:]
