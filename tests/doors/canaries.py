"""Who may read what? Each word stands in one text of the world (tests/doors/world.py)
and nowhere else; whoever is not named here must meet it on no page, in no file, in no
print."""

import re

from tests.doors.world import CARD, PHONE, READ_AT

# Not in the middle of a token, which may spell anything.
WORD = re.compile(r"(?<![\w-])[Cc]him[\w-]+")
NUMBERS = (PHONE, CARD, READ_AT)

OF_CELL_7 = "binh bao giang inh"
AROUND = "an dung binh bao chi giang hanh inh kha lan"

READ_BY = {
    # A plan, by where it stands.
    "chim-draft": "dung",
    "chim-typed": "dung",
    "chim-typed_sent": "hanh inh chi giang",
    "chim-typed_sent-witness": "hanh inh chi giang",
    "chim-typed_sent-remark": "chi giang",
    "chim-objected": "inh hanh chi giang",
    "chim-objected-witness": "inh hanh chi giang",
    "chim-objected-remark": "chi",
    "chim-returned": "",
    "chim-note-of-return": "",
    "chim-review": f"an dung {OF_CELL_7}",
    "chim-agreed": "giang inh",
    "chim-working": "chi giang",
    "chim-signed": "kha lan giang hanh inh",
    "chim-signed_head": "lan giang hanh inh",
    "chim-filed": OF_CELL_7,
    "chim-board": AROUND,
    "chim-other_draft": "",
    "chim-other_review": "yen xuan",
    "chim-other_board": "yen xuan",
    # What is said about it.
    "chim-remark-cell": "binh bao",
    "chim-remark-cell-internal": "binh bao",
    "chim-remark-fellow": "dung binh bao",
    "chim-remark-ward": f"an {OF_CELL_7}",
    "chim-remark-ward-internal": "giang",
    "chim-remark-on-agreed": "chi giang inh",
    "chim-answer": "chi giang inh",
    "chim-remark-disputed": "chi giang inh",
    "chim-dispute": "chi giang inh",
    "chim-remark-left": "binh bao",
    "chim-remark-other": "yen",
    "chim-recall-giang": "giang",
    "chim-recall-xuan": "xuan",
    "chim-self-check": "an",
    # Who read it, when.
    READ_AT: "an",
    # What is known of a person.
    PHONE: "giang",
    CARD: "giang",
    # It stands in the register that the cell and the ward take away as a file.
    "chim-native-place": "binh bao giang",
    "chim-work": f"an dung {OF_CELL_7}",
    # What was decided about people and cells.
    "chim-exemption-an": OF_CELL_7,
    "chim-exemption-review-an": OF_CELL_7,
    "chim-exemption-hanh": "chi giang inh",
    "chim-exemption-review-hanh": "chi giang inh",
    "chim-exemption-uyen": "yen xuan",
    "chim-exemption-review-uyen": "yen xuan",
    "chim-proposal-dung": OF_CELL_7,
    "chim-proposal-tam": "yen xuan",
    # A ground in force is offered to whoever records an exemption.
    "chim-ground-current": "giang xuan inh quan binh bao chi yen",
    "chim-ground-ended": "giang xuan inh quan",
    "chim-suspension-nam": "giang inh",
    "chim-suspension-uyen": "xuan",
    "chim-paper-giang": "giang",
    "chim-paper-xuan": "xuan",
    "chim-decision-giang": "giang",
    "chim-decision-xuan": "xuan",
    "chim-scan-giang": "giang",
    "chim-scan-xuan": "xuan",
    "Chimregister": "giang",
    "Chimregisterother": "xuan",
    "chim-report-giang": "giang inh",
    "chim-report-xuan": "xuan",
}


def find_canaries(text):
    """The words and numbers of the world that stand in a text."""
    found = set(WORD.findall(text))
    found.update(number for number in NUMBERS if number in text)
    return frozenset(found)
