"""What lies on an officer's desk: the pile to read, what is on its way back, signed, or
not begun, and how many exemptions are to be reviewed?
"""

from collections import Counter
from dataclasses import dataclass

from cells import posts
from cells.models import Cell
from phucdong.writing import date_text
from plans.models import Signature, Status
from plans.own_years import (
    list_years_asked,
    read_years_of_cells,
    sort_own_years,
    word_other_year,
)
from plans.pages.desk.desk_rows import (
    DISPUTED,
    ENDED,
    OBJECTED,
    OUT,
    REVIEW,
    TYPED,
    WAITING,
    fetch_plans,
    fetch_reasons,
    fetch_unsent,
)
from plans.papers import FILED_NOT_POSTED
from plans.place_on_date import EXCUSES, find_own_term, find_posting_deadline
from plans.workflow.agreement import word_differing
from plans.workflow.assistances import TypedPlan

THROUGH_STEP_3 = (Status.SIGNED, Status.POSTED)


@dataclass(frozen=True)
class Desk:
    """`waiting` is {pk} of the pile to read (pile.py); rows are dicts with a `note` in
    words, sorted by name.

    Of those that wait for a signed copy, `confirmed` need nothing but the copy, and
    `ink` need a day that stands on the paper; of `excused` nothing is asked for as long
    as they are exempt, suspended or away. `boards` wait for posting alone. `own` is
    [OwnYear] of the officer's plans to be written or finished, else of the last one;
    `reviews` is [(cell, how many)] of the
    exemptions that are to be reviewed; `ended` how many postings are over. `helping` is
    [TypedPlan] of those that the officer types for others; of `objected` the author
    waits for an answer that the officer may give; `disputed` are the remarks with which
    authors do not agree, for this officer to decide about; `second` is [Appointment] of
    the second readers below the officer's committees.
    """

    waiting: set
    returned: list
    confirmed: list
    ink: list
    excused: list
    boards: list
    unsent: list
    own: list
    reviews: list
    ended: int
    helping: list
    objected: list
    disputed: list
    second: list

    @property
    def papers(self):
        return [*self.confirmed, *self.ink]


def read_desk(actor):
    """The Desk of an officer. Six queries at most, a few more for an officer of the
    ward."""
    reasons = fetch_reasons(actor)
    by_reason = fetch_plans_by_reason(reasons, actor)
    returned, confirmed, ink, excused, boards, own = [], [], [], [], [], []
    for row in by_reason[OUT]:
        if row["member"] == actor.member.pk:
            own.append(row)
        elif row["status"] == Status.DRAFT:
            returned.append(row | describe_returned(row, actor))
        elif is_waiting_for_paper(row):
            note = word_excuse(row) + name_year(row, actor.on) + word_paper(row)
            line = row | {"note": note, "copy": name_copy(row)}
            if row["excuse"]:
                excused.append(line)
            elif asks_for_ink(row):
                ink.append(line | {"takes_day": takes_day(row)})
            else:
                confirmed.append(line)
        elif row["status"] in THROUGH_STEP_3:
            boards.append(row | {"note": name_year(row, actor.on) + word_board(row)})
    years = read_years_of_cells(find_cells_led(actor))
    unsent, own_unsent = [], []
    for row in fetch_unsent(actor, list_years_asked(years, actor.on)):
        if row["pk"] == actor.member.pk:
            own_unsent.append(row["year"])
        else:
            unsent.append(row | describe_typing(row, actor))
    return Desk(
        waiting={row.lying for row in reasons[WAITING]},
        returned=returned,
        confirmed=confirmed,
        ink=ink,
        excused=excused,
        boards=boards,
        unsent=unsent,
        own=list_own_years(own, years, own_unsent, actor),
        reviews=count_reviews_due(reasons[REVIEW], actor),
        ended=len(reasons[ENDED]),
        helping=[name_typed_plan(row) for row in by_reason[TYPED]],
        objected=list_objected(by_reason[OBJECTED], actor.on),
        disputed=list_disputed(reasons[DISPUTED], by_reason[DISPUTED], actor.on),
        second=list_second_readers(actor),
    )


def word_board(row):
    """ "còn niêm yết trước hết ngày 15/03/2026"; of who heads nothing any more what is
    left to do."""
    if not row["posting_due"]:
        return "không còn phải niêm yết: mở ra, ghi nhận xong bước 4"
    own = find_own_term(
        row["cycle__draft_due_on"], row["entered_on"], row["returned_on"]
    )
    filed_due_on = max(row["cycle__filed_due_on"], own)
    day = find_posting_deadline(filed_due_on, row["head_since"])
    return f"còn niêm yết trước hết ngày {date_text(day)}"


def fetch_plans_by_reason(reasons, actor):
    """{why they lie there: [row as fetch_plans gives it]}; a plan may lie there for
    several reasons."""
    shown = {}
    for why in (OUT, OBJECTED, TYPED, DISPUTED):
        shown[why] = {row.lying for row in reasons[why]}
    rows = fetch_plans(set().union(*shown.values()), actor)
    found = {}
    for why, pks in shown.items():
        found[why] = [row for row in rows if row["pk"] in pks]
    return found


@dataclass(frozen=True)
class OwnYear:
    """Where the officer's own plan of a year stands; "" if it is not begun. `note` says
    until when a head has still to post it, or "".
    """

    year: int
    status: str
    label: str = ""
    note: str = ""


def list_own_years(rows, years, unsent, actor):
    """[OwnYear], the older first, of the years of a cell that the officer leads;
    `rows` are their plans, `unsent` the years of which they sent none. Who leads no
    cell reads of years that they never began on their own page alone."""
    plans = {row["cycle__year"]: row for row in rows}
    if not years:
        return list_own_plans(plans)
    statuses = {year: row["status"] for year, row in plans.items()}
    by_year = years[min(years)]
    mine = sort_own_years(by_year, statuses, unsent, actor.on)
    listed = []
    for cycle in mine.due or filter(None, [mine.choose(None)]):
        own = OwnYear(cycle.year, status="")
        if cycle.year in plans:
            own = word_own_year(plans[cycle.year])
        listed.append(own)
    return listed


def list_own_plans(plans):
    """[OwnYear] of those that are not finished, else of the last one; `plans` by
    year."""
    open_years = [year for year in plans if plans[year]["status"] != Status.POSTED]
    shown = sorted(open_years) or sorted(plans)[-1:]
    return [word_own_year(plans[year]) for year in shown]


def word_own_year(row):
    year, status = row["cycle__year"], row["status"]
    label, note = Status(status).label, ""
    if status in THROUGH_STEP_3 and row["posting_due"]:
        note = word_board(row)
        if status == Status.POSTED:
            label = FILED_NOT_POSTED
    return OwnYear(year, status, label, note)


def list_objected(rows, on):
    rows = [row | {"year": name_year(row, on)} for row in rows]
    return sorted(rows, key=lambda row: row["objected_at"])


def name_typed_plan(row):
    return TypedPlan(row["pk"], row["member__full_name"], row["cycle__year"])


def list_second_readers(actor):
    """The ward is told whom secretaries have named."""
    if not actor.committees:
        return []
    named = posts.find_second_readers(actor.on).filter(
        cell__committee__in=actor.committees
    )
    return list(named.select_related("member", "cell").order_by("cell__name", "pk"))


def is_waiting_for_paper(row):
    """Not signed yet (what was filed of a recalled plan counts no more), or signed and
    not handed in."""
    return row["status"] == Status.FINALIZING or (
        row["status"] == Status.SIGNED and not row["filed"]
    )


def word_excuse(row):
    """ "đang miễn sinh hoạt · " in front of a note, or nothing."""
    if not row["excuse"]:
        return ""
    return f"{EXCUSES[row['excuse']]} · "


def name_year(row, on):
    """ "kế hoạch năm 2027 · " in front of a note on a plan of another year."""
    words = word_other_year(row["cycle__year"], on)
    if not words:
        return ""
    return f"{words} · "


def asks_for_ink(row):
    """Whether a day that stands on the paper is to be recorded: nothing is signed yet,
    or the year wants ink on what was confirmed in the software."""
    if row["status"] == Status.FINALIZING:
        return True
    is_confirmed = row["signature"] == Signature.Kind.ELECTRONIC
    return is_confirmed and not row["cycle__confirmation_suffices"]


def takes_day(row):
    """Whether it can be recorded here: not while somebody waits for an answer, nor when
    something else was kept since the print, nor by whoever typed it."""
    if row["objected_at"]:
        return False
    if row["status"] != Status.FINALIZING:
        return True
    if row["holding"] or row["typed_by_reader"]:
        return False
    return row["printed"] in (None, row["revision"])


def name_copy(row):
    """ "12-3": the plan and the revision on the page, as Copies reads it
    (plans/pages/record/forms.py)."""
    return f"{row['pk']}-{row['revision']}"


def describe_returned(row, actor):
    """ "từ 05/02/2026 · còn 2 góp ý chưa trả lời". With `number` (the author's pk)
    somebody of the actor's cell may be named to type it."""
    waits = "không còn góp ý nào chờ trả lời"
    if row["holding"]:
        waits = f"còn {row['holding']} góp ý chưa trả lời"
    since = date_text(row["moved_at"])
    note = f"{word_excuse(row)}{name_year(row, actor.on)}từ {since} · {waits}"
    if row["typing"]:
        return {"note": f"{note} · đ/c {row['typing']} đang gõ hộ"}
    if row["typed"] and row["cell"] in actor.cells:
        return {"note": note, "number": str(row["member"])}
    return {"note": note}


def word_paper(row):
    """ "đã ký 05/02/2026", or why it cannot be signed yet."""
    if row["objected_at"]:
        return "người viết không đồng ý, chờ trả lời"
    if row["status"] != Status.SIGNED:
        if row["holding"]:
            return f"chưa ký · còn {row['holding']} góp ý chưa trả lời"
        if row["typed_by_reader"]:
            return "chưa ký · đồng chí gõ bản này: người khác ghi nhận chữ ký tay"
        return f"chưa ký · {word_print(row)}"
    words = f"đã ký {date_text(row['signed_on'])}{add_differing(row)}"
    if row["posting_due"]:
        words = f"{words} · còn niêm yết"
    return words


def add_differing(row):
    """ " · sửa 2 chỗ theo góp ý", or nothing."""
    words = word_differing(row["differing"])
    if not words:
        return ""
    return f" · {words}"


def word_print(row):
    """Which sheet a day is recorded of."""
    if row["printed"] is None:
        return "chưa in để ký trên phần mềm: ngày ghi là của tờ giấy khác"
    if row["printed"] == row["revision"]:
        return f"bản in số {row['printed']}{add_differing(row)}"
    return f"đã đổi từ bản in số {row['printed']}: ghi ở trang kế hoạch"


def list_disputed(reasons, plans, on):
    """One for each remark. Nothing is said of who made it: it is decided about, not
    they."""
    by_pk = {row["pk"]: row for row in plans}
    disputed = []
    for reason in reasons:
        row = by_pk.get(reason.lying)
        if row is None:
            continue  # something happened between the two queries
        day = date_text(reason.at)
        note = f"{name_year(row, on)}{row['cell__name']} · không đồng ý ngày {day}"
        disputed.append(row | {"note": note, "remark": reason.said})
    return disputed


def describe_typing(row, actor):
    """Who writes a plan that was not sent yet. With `number` (the member's pk) the
    actor may begin to type it; with `source` at once, in the place of who typed it and
    may no more."""
    year = name_year({"cycle__year": row["year"]}, actor.on)
    if row["draft"] is None:
        return {"note": f"{year}chưa bắt đầu", "number": str(row["pk"])}
    if row["helper"] is None:
        if row["left_by"]:
            return {
                "note": f"{year}đ/c {row['left_by']} thôi gõ hộ, chưa có ai gõ tiếp",
                "number": str(row["pk"]),
                "source": row["left_source"],
            }
        note = "đang viết"
        if row["is_for_them"]:
            note = "chưa có ai gõ tiếp"
        number = row["is_for_them"] and str(row["pk"])
        return {"note": f"{year}{note}", "number": number}
    if row["helper"] == actor.member.pk:
        return {"note": f"{year}đồng chí đang gõ hộ", "is_typing": True}
    return {"note": f"{year}đ/c {row['helper_name']} đang gõ hộ"}


def count_reviews_due(due, actor):
    """[(cell, how many exemptions of it are to be reviewed)] of the cells that the
    actor leads."""
    counts = Counter(row.lying for row in due)
    cells = list_cells_led(actor)
    return [(cell, counts[cell.pk]) for cell in cells if counts[cell.pk]]


def list_cells_led(actor):
    """The cells of party members whose plans the actor reviews, by the actor's
    posts."""
    of_party = [cell for cell in find_cells_led(actor) if cell.kind != Cell.Kind.UNIT]
    return sorted(of_party, key=lambda cell: cell.pk)


def find_cells_led(actor):
    """The cells and units whose plans the actor reviews."""
    return {post.cell for post in actor.posts if post.cell_id in actor.cells}
