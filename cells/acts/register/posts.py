"""Which posts in a cell does the column "Chức vụ" name? Only plain wordings give a post, and so a power."""

import re
from dataclasses import dataclass

from cells.acts.register.values import clean, folded, lines_of

PARTS = re.compile(r"[,;/+&\n]|\s[-–]\s|\bkiêm\b|\bvà\b", re.IGNORECASE)
OF_THE_CELL = r"( (chi bo|cb|chi uy)( (so )?\d+)?)?"
WORDINGS = [
    ("secretary", "Bí thư chi bộ", rf"(dong chi )?(bi thu|bt|btcb){OF_THE_CELL}"),
    ("deputy_secretary", "Phó bí thư chi bộ", rf"(dong chi )?(pho bi thu|p bi thu|pbt|pbtcb|p bt|pho bt){OF_THE_CELL}"),
    (
        "cell_committee_member",
        "Chi ủy viên",
        rf"(chi uy vien|chi uy|cuv|uy vien( ban)? chi uy|uv chi uy|uvcu|uvbcu|c uy vien|cap uy vien){OF_THE_CELL}",
    ),
]
NO_POST = {"dang vien", "dv", "dang vien chinh thuc", "dang vien du bi", "khong", "ko", "x", ""}


@dataclass(frozen=True)
class Post:
    """A role of Appointment.Role and the words for it; the secretary heads the cell."""

    role: str
    title: str

    @property
    def is_head(self):
        return self.role == "secretary"


def posts(value):
    """([Post], [words that name no post in a cell]) of a cell; of several equal ones the first."""
    found, others = {}, []
    for part in PARTS.split("\n".join(lines_of(value))):
        post = post_of(folded(part))
        if post:
            found.setdefault(post.role, post)
        elif folded(part) not in NO_POST:
            others.append(clean(part)[:60])
    return list(found.values()), others


def post_of(words):
    for role, title, wording in WORDINGS:
        if re.fullmatch(wording, words):
            return Post(role, title)
    return None
