"""What is still missing before a plan may be sent. A draft asks for nothing; sending names every gap."""

from dataclasses import dataclass

from plans import snapshot
from plans.models import Section

NEEDED = {
    Section.Kind.SHORTCOMINGS: {
        "text": "chưa ghi hạn chế",
        "remedy": "chưa ghi biện pháp khắc phục",
        "deadline": "chưa ghi thời hạn",
    },
    Section.Kind.TASKS: {
        "deed": "chưa ghi việc sẽ làm",
        "expected": "chưa ghi kết quả cần đạt",
        "deadline": "chưa ghi thời hạn",
        "basis": "chưa chọn căn cứ",
    },
}
NAMES = {Section.Kind.SHORTCOMINGS: "Hạn chế", Section.Kind.TASKS: "Việc"}
NONE_YET = {
    Section.Kind.SHORTCOMINGS: "chưa ghi hạn chế nào",
    Section.Kind.TASKS: "chưa đăng ký việc nào",
}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: in which section, in which row (uid or ""), in words."""

    section: str
    row: str
    text: str


def gaps(plan):
    """[Gap] of a plan's working text, in the order of the form."""
    return gaps_of(snapshot.sections(plan))


def gaps_of(sections):
    return [gap for section in sections for gap in gaps_in(section)]


def gaps_in(section):
    if section["kind"] == Section.Kind.TEXT:
        empty = not section["text"].strip()
        return [Gap(section["key"], "", f"{section['title']}: chưa viết")] if empty else []
    if not section["rows"]:
        return [Gap(section["key"], "", f"{section['title']}: {NONE_YET[section['kind']]}")]
    numbered = enumerate(section["rows"], start=1)
    return [gap for number, row in numbered for gap in gaps_in_row(section, number, row)]


def gaps_in_row(section, number, row):
    kind = section["kind"]
    return [
        Gap(section["key"], row["uid"], f"{NAMES[kind]} {number}: {words}")
        for field, words in NEEDED[kind].items()
        if not row[field].strip()
    ]
