"""What else lies on an officer's desk beside the pile to read: what is on its way back,
signed, or not begun, and how many exemptions are to be reviewed?
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    When,
)

from cells import posts
from cells.models import Cell, Exemption, Membership
from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from phucdong.writing import date_text
from plans.models import (
    Assistance,
    Cycle,
    Filing,
    Objection,
    Plan,
    Posting,
    Remark,
    Signature,
    SigningPrint,
    Status,
)
from plans.models.capacity import (
    either,
    find_those,
    list_filer_rules,
    list_reviewer_rules,
    ward_rule,
)
from plans.models.cycle import is_in_turn, is_under_way
from plans.place_on_date import find_heads, find_who_must_plan
from plans.walls import list_ended


@dataclass(frozen=True)
class Desk:
    """Rows are dicts with a `note` in words, sorted by name.

    Of those that wait for a signed copy, `confirmed` need nothing but the copy, and
    `ink` need a day that stands on the paper. `boards` wait for posting alone. `own` is
    the officer's plan of the year, if begun; `reviews` is [(cell, how many)] of the
    exemptions that are to be reviewed; `ended` how many postings are over. `objections`
    are open ones that the officer may have to answer; `second` is [Appointment] of the
    second readers below the officer's committees.
    """

    returned: list
    confirmed: list
    ink: list
    boards: list
    unsent: list
    own: dict | None
    reviews: list
    ended: int
    objections: list
    second: list

    @property
    def papers(self):
        return [*self.confirmed, *self.ink]


def read_desk(actor):
    """The Desk of an officer. Four queries, one more for an officer of the ward."""
    returned, confirmed, ink, boards, own = [], [], [], [], None
    for row in fetch_handed_out(actor):
        if row["member"] == actor.member.pk:
            own = own or row | {"label": Status(row["status"]).label}
        elif row["status"] == Status.DRAFT:
            returned.append(row | describe_returned(row, actor))
        elif is_waiting_for_paper(row):
            note = name_year(row, actor.on) + word_paper(row)
            line = row | {"note": note, "copy": name_copy(row)}
            if asks_for_ink(row):
                ink.append(line | {"takes_day": takes_day(row)})
            else:
                confirmed.append(line)
        elif row["status"] == Status.SIGNED:
            boards.append(row)
    unsent = [row | describe_typing(row, actor) for row in fetch_unsent(actor)]
    return Desk(
        returned=returned,
        confirmed=confirmed,
        ink=ink,
        boards=boards,
        unsent=unsent,
        own=own,
        reviews=count_reviews_due(actor),
        ended=list_ended(actor).count(),
        objections=OBJECTIONS.fetch(actor, {}),
        second=list_second_readers(actor),
    )


def list_second_readers(actor):
    """The ward is told whom secretaries have named."""
    if not actor.committees:
        return []
    named = posts.find_second_readers(actor.on).filter(
        cell__committee__in=actor.committees
    )
    return list(named.select_related("member", "cell").order_by("cell__name", "pk"))


def build_objections(actor):
    """Open ones to plans for which the actor decides, or over which the ward watches;
    the oldest first."""
    rules = find_those([*list_reviewer_rules(actor), ward_rule(actor)])
    if not rules:
        return [Objection.objects.none()]
    # Few are open at any time: their plans are looked at one by one.
    theirs = Plan.objects.filter(either(rules), pk=OuterRef("plan"))
    said = Objection.objects.open().filter(Exists(theirs))
    said = said.exclude(plan__member=actor.member)
    related = said.select_related("plan__member", "plan__cell")
    return [related.order_by("made_at", "pk")]


def fetch_handed_out(actor):
    """Rows of HANDED_OUT, sorted by name."""
    rows = HANDED_OUT.fetch(actor, {})
    return sorted(rows, key=lambda row: (row["member__name_sort"], row["pk"]))


def fetch_unsent(actor):
    """Rows of UNSENT; nothing is asked for whoever reviews in no cell."""
    if not actor.cells:
        return []
    return UNSENT.fetch(
        {"cells": actor.cells, "reader": actor.member.pk, "on": actor.on}
    )


def is_waiting_for_paper(row):
    """Not signed yet (what was filed of a recalled plan counts no more), or signed and
    not handed in."""
    return row["status"] == Status.FINALIZING or (
        row["status"] == Status.SIGNED and not row["filed"]
    )


def name_year(row, on):
    """ "kế hoạch năm 2027 · " in front of a note on a plan of another year."""
    if row["cycle__year"] == on.year:
        return ""
    return f"kế hoạch năm {row['cycle__year']} · "


def asks_for_ink(row):
    """Whether a day that stands on the paper is to be recorded: nothing is signed yet,
    or the year wants ink on what was confirmed in the software."""
    if row["status"] == Status.FINALIZING:
        return True
    is_confirmed = row["signature"] == Signature.Kind.ELECTRONIC
    return is_confirmed and not row["cycle__confirmation_suffices"]


def takes_day(row):
    """Whether it can be recorded here: not while remarks wait for an answer, nor when
    something else was kept since the print."""
    if row["status"] != Status.FINALIZING:
        return True
    return not row["unanswered"] and row["printed"] in (None, row["revision"])


def name_copy(row):
    """ "12-3": the plan and the revision on the page, as Copies reads it
    (plans/pages/record/forms.py)."""
    return f"{row['pk']}-{row['revision']}"


def describe_returned(row, actor):
    """ "từ 05/02/2026 · còn 2 góp ý chưa trả lời". With `number` (the author's pk)
    somebody of the actor's cell may be named to type it."""
    waits = "đã trả lời hết góp ý"
    if row["unanswered"]:
        waits = f"còn {row['unanswered']} góp ý chưa trả lời"
    since = date_text(row["moved_at"])
    note = f"{name_year(row, actor.on)}từ {since} · {waits}"
    if row["typing"]:
        return {"note": f"{note} · đ/c {row['typing']} đang gõ hộ"}
    if row["typed"] and row["cell"] in actor.cells:
        return {"note": note, "number": str(row["member"])}
    return {"note": note}


def word_paper(row):
    """ "đã ký 05/02/2026", or why it cannot be signed yet."""
    if row["status"] != Status.SIGNED:
        if row["unanswered"]:
            return f"chưa ký · còn {row['unanswered']} góp ý chưa trả lời"
        return f"chưa ký · {word_print(row)}"
    words = f"đã ký {date_text(row['signed_on'])}"
    if row["posting_due"]:
        words = f"{words} · còn niêm yết"
    return words


def word_print(row):
    """Which sheet a day is recorded of."""
    if row["printed"] is None:
        return "chưa in để ký trên phần mềm: ngày ghi là của tờ giấy khác"
    if row["printed"] == row["revision"]:
        return f"bản in số {row['printed']}"
    return f"đã đổi từ bản in số {row['printed']}: ghi ở trang kế hoạch"


def describe_typing(row, actor):
    """Who writes a plan that was not sent yet. With `number` (the member's pk) the
    actor may begin to type it."""
    if row["draft"] is None:
        return {"note": "chưa bắt đầu", "number": str(row["pk"])}
    if row["helper"] is None:
        note = "đang viết"
        if row["is_for_them"]:
            note = "chưa có ai gõ tiếp"
        return {"note": note, "number": row["is_for_them"] and str(row["pk"])}
    if row["helper"] == actor.member.pk:
        return {"note": "đồng chí đang gõ hộ", "is_typing": True}
    return {"note": f"đ/c {row['helper_name']} đang gõ hộ"}


def build_handed_out(actor):
    """Plans of the years under way that were read and are not through step 4, and the
    actor's own of the current one.

    A queryset for each rule: joined by OR, PostgreSQL reads every plan of the city.
    """
    found = [Q(member=actor.member) & is_in_turn(actor.on)]
    on_their_way = Q(status=Status.FINALIZING) | Q(
        status=Status.DRAFT, first_submitted_at__isnull=False
    )
    goes_on = is_under_way(actor.on)
    for rule in list_reviewer_rules(actor):
        found.append(rule & on_their_way & goes_on)
    for rule in list_filer_rules(actor):
        found.append(rule & Q(status=Status.SIGNED) & goes_on)
    querysets = []
    for plans in found:
        querysets.append(read_what_is_due(Plan.objects.filter(plans), actor.on))
    return querysets


def read_what_is_due(plans, on):
    """Rows with the remarks that wait for an answer, and what of step 4 is recorded of
    the revision signed last."""
    unanswered = (
        Remark.objects.unanswered()
        .filter(plan=OuterRef("pk"))
        .order_by()
        .values("plan")
    )
    signed = {"plan": OuterRef("pk"), "revision": OuterRef("revision")}
    signature = Signature.objects.filter(**signed)
    posted = Exists(Posting.objects.filter(**signed))
    ever_signed = Signature.objects.filter(
        plan=OuterRef("plan"), revision__gte=OuterRef("revision")
    )
    prints = SigningPrint.objects.filter(~Exists(ever_signed), plan=OuterRef("pk"))
    heads = find_heads(on).filter(member=OuterRef("member"))
    acts = Assistance.objects.filter(plan=OuterRef("pk"))
    return plans.annotate(
        unanswered=Subquery(
            unanswered.annotate(how_many=Count("pk")).values("how_many")
        ),
        signed_on=Subquery(signature.values("signed_on")),
        signature=Subquery(signature.values("kind")),
        printed=Subquery(prints.order_by("-revision").values("revision")[:1]),
        filed=Exists(Filing.objects.filter(**signed)),
        posting_due=Case(When(posted, then=False), default=Exists(heads)),
        typed=Exists(acts.that_typed()),
        typing=Subquery(acts.open(on).values("helper__full_name")[:1]),
    ).values(
        "pk",
        "cell",
        "typed",
        "typing",
        "member",
        "member__full_name",
        "member__name_sort",
        "status",
        "moved_at",
        "revision",
        "cycle__year",
        "unanswered",
        "signed_on",
        "signature",
        "printed",
        "cycle__confirmation_suffices",
        "filed",
        "posting_due",
    )


def build_unsent():
    """Rows of the members of cells, without the reader, who must plan this year and
    have not sent anything yet."""
    on, reader = Parameter("on", DateField()), Parameter("reader", BigIntegerField())
    this_years = Plan.objects.filter(is_in_turn(on), member=OuterRef("pk"))
    sent = this_years.filter(first_submitted_at__isnull=False)
    acts = Assistance.objects.filter(plan=OuterRef("draft"))
    typing = acts.open(on)
    members = find_who_must_plan(on, ParameterOfIds("cells")).exclude(pk=reader)
    members = members.filter(~Exists(sent), Exists(Cycle.objects.all()))
    members = members.annotate(draft=Subquery(this_years.values("pk")[:1]))
    return [
        members.order_by("name_sort", "pk").values(
            "pk",
            "full_name",
            "draft",
            helper=Subquery(typing.values("helper")[:1]),
            helper_name=Subquery(typing.values("helper__full_name")[:1]),
            is_for_them=Exists(acts),
        )
    ]


HANDED_OUT = PreparedForActor(build_handed_out)
OBJECTIONS = PreparedForActor(build_objections)
UNSENT = Prepared(build_unsent)


def count_reviews_due(actor):
    """[(cell, how many exemptions of it are to be reviewed)] of the cells that the
    actor leads."""
    cells = list_cells_led(actor)
    if not cells:
        return []
    values = {
        "cells": [cell.pk for cell in cells],
        "on": actor.on,
        "by": actor.on + Exemption.AHEAD,
        "year": actor.on.year,
    }
    counts = Counter(REVIEWS_DUE.fetch(values))
    return [(cell, counts[cell.pk]) for cell in cells if counts[cell.pk]]


def build_reviews_due():
    """The cell (pk) of each member with an exemption that is to be reviewed."""
    on, by = Parameter("on", DateField()), Parameter("by", DateField())
    year, cells = Parameter("year", IntegerField()), ParameterOfIds("cells")
    due = Exemption.objects.unreviewed(cells, on, by=by, year=year)
    here = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=cells
    )
    return [here.filter(member__in=due.values("member")).values_list("cell", flat=True)]


REVIEWS_DUE = Prepared(build_reviews_due)


def list_cells_led(actor):
    """The cells of party members whose plans the actor reviews, by the actor's
    posts."""
    cells = {post.cell for post in actor.posts if post.cell_id in actor.cells}
    of_party = [cell for cell in cells if cell.kind != Cell.Kind.UNIT]
    return sorted(of_party, key=lambda cell: cell.pk)
