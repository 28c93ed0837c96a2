"""Who is answered what, at every door of the house?

One row for each page, or several where a part of the address makes a difference. A row
reads: these may know that the thing is there (`known_to`; everybody else is told that
there is no such page), and of these the first group that somebody belongs to says what
they are answered (`ELSE` for the rest). An answer may depend on where the thing stands.

The groups are what somebody is toward the thing (tests/doors/world.py, `kin`), what
follows from that (DERIVED), or a post that they hold somewhere (HOLDERS). A method for
which a row says nothing is not there: 405 for everybody.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.doors import sent


class Met(NamedTuple):
    """`status` of the answer, the page to which it leads, and whether something was
    done."""

    status: int
    to: str = ""
    is_done: bool = False


OPEN = Met(200)
NO_SUCH_PAGE = Met(404)
REFUSED = Met(403)
NOT_THERE = Met(405)
# It has moved on since, or does not fit; nothing was changed.
MOVED_ON = Met(409)
UNFIT = Met(422)
# Something was done, and its page is shown.
DONE_HERE = Met(200, is_done=True)


def to(page):
    """Sent to another page, and nothing was done."""
    return Met(302, page)


def done(page):
    """Something was done, and then sent to another page."""
    return Met(302, page, is_done=True)


ELSE = "else"
ANYBODY = ("everybody",)

# Everybody who signs in, by the post that they hold.
HOLDERS = {
    "member": {"an", "dung", "em", "kha"},
    "cell_officer": {"binh", "bao", "chi", "yen"},
    "unit_lead": {"lan"},
    "ward_officer": {"giang", "xuan"},
    "chairman_office": {"hanh"},
    "inspector_of_ward": {"inh"},
    "administrator": {"quan"},
}
CAST = tuple(sorted(set.union(*HOLDERS.values())))
HOLDERS["everybody"] = set(CAST)

# Who reads a plan where it stands.
LEFT_DRAFT = ("author", "helper", "officers", "ward", "office", "inspector")
READERS = {
    "draft": ("author", "helper"),
    "cell_review": (*LEFT_DRAFT, "fellows"),
    "finalizing": LEFT_DRAFT,
    "signed": LEFT_DRAFT,
    "posted": LEFT_DRAFT,
}
# Groups that follow from others: of the thing, by where it stands.
SIGNED = ("signed", "posted")
DERIVED = {
    "readers": lambda thing: READERS[thing.state],
    "writers": lambda thing: ("author", "helper"),
    # What hangs on the wall is what a head signed.
    "readers_of_wall": lambda thing: READERS[thing.state] if hangs(thing) else (),
}


def hangs(thing):
    return thing.state in SIGNED and bool(thing.kin_of("head"))


@dataclass(frozen=True)
class Door:
    """A row of the table. `of` is the kind of thing that the address names; `parts` are
    those parts of the address that the thing does not say; `asks` the questions with
    which the page is opened; `sends` makes what is sent."""

    page: str
    of: str = ""
    known_to: tuple = ANYBODY
    get: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)
    sends: object = sent.nothing
    parts: dict = field(default_factory=dict)
    asks: tuple = ("",)
    case: str = ""  # tells rows of one page apart

    def expect(self, method, who, thing):
        """The Met that somebody may expect."""
        answers = self.get if method == "GET" else self.post
        if not answers:
            return NOT_THERE
        if not any(is_one_of(who, group, thing) for group in self.known_to):
            return NO_SUCH_PAGE
        for group, met in answers.items():
            if group == ELSE or is_one_of(who, group, thing):
                return choose_by_state(met, thing)
        return NO_SUCH_PAGE


def is_one_of(who, group, thing):
    if group in HOLDERS:
        return who in HOLDERS[group]
    if group in DERIVED:
        return any(is_one_of(who, one, thing) for one in DERIVED[group](thing))
    return who in thing.kin_of(group)


def choose_by_state(met, thing):
    """`met` is the answer, or {state: answer}."""
    if isinstance(met, Met):
        return met
    return met.get(thing.state, met[ELSE])


# --- who gets in ----------------------------------------------------------------------

TO_DESK = {"cell_officer", "unit_lead", "chairman_office"}
HOME = {
    "administrator": to("accounts:accounts"),
    "ward_officer": to("dashboard:dashboard"),
    "inspector_of_ward": to("dashboard:dashboard"),
    **dict.fromkeys(sorted(TO_DESK), to("desk:queue")),
    ELSE: to("home:my_plan"),
}
ENTRY = [
    Door("entry:sign_in", get={ELSE: to("home:home")}, post={ELSE: to("home:home")}),
    Door("entry:sign_out", post={ELSE: to("entry:sign_in")}),
    Door("entry:activate", get={ELSE: OPEN}, post={ELSE: OPEN}),
    Door(
        "entry:set_password",
        get={ELSE: to("entry:activate")},
        post={ELSE: to("entry:activate")},
    ),
    Door(
        "entry:change_password",
        get={ELSE: OPEN},
        post={"administrator": OPEN, ELSE: done("entry:my_account")},
        sends=sent.new_password,
    ),
    Door("entry:held", get={ELSE: NO_SUCH_PAGE}, post={ELSE: NO_SUCH_PAGE}),
    Door("entry:my_account", get={ELSE: OPEN}),
    Door("home:home", get=HOME),
]

# --- accounts: who keeps them sees them, a higher post prints and locks ---------------

KEEPS_ACCOUNTS = ("administrator", "ward_officer", "cell_officer", "unit_lead")
ACCOUNTS = [
    Door(
        "accounts:accounts",
        get=dict.fromkeys(KEEPS_ACCOUNTS, OPEN) | {ELSE: REFUSED},
    ),
    Door("backups:backups", get={"administrator": OPEN, ELSE: REFUSED}),
    Door(
        "accounts:slip",
        of="person",
        known_to=("keepers",),
        get={ELSE: OPEN},
        post={"printers": DONE_HERE, ELSE: REFUSED},
        sends=sent.slip,
    ),
    Door(
        "accounts:lock",
        of="person",
        known_to=("keepers",),
        post={"lockers": done("accounts:slip"), ELSE: REFUSED},
        sends=sent.lock,
    ),
    Door(
        "accounts:cell_slips",
        of="cell",
        known_to=("keepers",),
        get={ELSE: OPEN},
        post={ELSE: DONE_HERE},
        sends=sent.slips,
    ),
]

# --- one's own plan: the author, and whoever types for them ---------------------------

WHILE_WRITTEN = {"draft": OPEN, "finalizing": OPEN, ELSE: to("editor:read_back")}


def saves(page):
    """What is written is kept as long as the plan is written on."""
    return {"draft": done(page), "finalizing": done(page), ELSE: MOVED_ON}


WHEN_SIGNED = {
    "draft": to("home:my_plan"),
    "cell_review": to("home:my_plan"),
    ELSE: OPEN,
}
HAS_NO_PLAN_YET = {"giang", "xuan"}
HOLDERS["has_no_plan_yet"] = HAS_NO_PLAN_YET
HOLDERS["belongs_nowhere"] = {"em", "quan"}
HOLDERS["writes_in_cell_7"] = {"dung"}
HOLDERS["writes_elsewhere"] = {"chi", *HAS_NO_PLAN_YET}
WRITES = {"of": "plan", "known_to": ("writers",)}
WRITING = [
    Door("home:my_plan", get={ELSE: OPEN}),
    Door(
        "home:begin_plan",
        post={
            "has_no_plan_yet": done("editor:edit"),
            "belongs_nowhere": to("home:my_plan"),
            ELSE: to("editor:edit"),
        },
    ),
    Door("home:readers", of="plan", known_to=("author",), get={ELSE: OPEN}),
    Door(
        "paper:type_for",
        of="person",
        known_to=("officers", "lead", "self_as_officer"),
        get={"self_as_officer": to("home:my_plan"), ELSE: OPEN},
        post={
            "self_as_officer": to("home:my_plan"),
            "begins": done("desk:queue"),
            ELSE: MOVED_ON,
        },
        sends=sent.typing,
    ),
    # Nam, who is to type, is of cell 7.
    Door(
        "paper:ask_for_help",
        get={"belongs_nowhere": to("home:my_plan"), ELSE: OPEN},
        post={
            "belongs_nowhere": to("home:my_plan"),
            "writes_in_cell_7": done("home:my_plan"),
            "writes_elsewhere": UNFIT,
            ELSE: MOVED_ON,
        },
        sends=sent.typing,
    ),
    Door(
        "paper:send",
        **WRITES,
        get={
            "author": to("editor:read_back"),
            ELSE: {"draft": OPEN, "finalizing": OPEN, ELSE: to("editor:read_back")},
        },
        post={
            "author": to("editor:read_back"),
            ELSE: {
                "draft": done("home:home"),
                "finalizing": done("home:home"),
                ELSE: to("editor:read_back"),
            },
        },
        sends=sent.confirmed,
    ),
    # What has ended is ended once; whoever typed then knows no more than that.
    Door(
        "paper:hand_back",
        of="plan",
        known_to=("author", "ends_typing"),
        post={
            "author": to("home:home"),
            ELSE: {"draft": done("home:home"), ELSE: to("home:home")},
        },
    ),
    Door(
        "paper:object",
        of="plan",
        known_to=("author",),
        post={"done_for": done("home:my_plan"), ELSE: to("home:my_plan")},
    ),
    Door(
        "paper:answer",
        of="plan",
        known_to=("readers",),
        post={
            "objector": done("home:my_plan"),
            "author": to("home:my_plan"),
            "answerers": done("review:plan"),
            "ward": to("review:plan"),
            "typist": NO_SUCH_PAGE,
            "officers": {"posted": NO_SUCH_PAGE, ELSE: to("review:plan")},
            ELSE: NO_SUCH_PAGE,
        },
        sends=sent.answer,
    ),
    Door("editor:edit", **WRITES, get={ELSE: WHILE_WRITTEN}),
    Door(
        "editor:section",
        **WRITES,
        parts={"key": "political"},
        get={ELSE: WHILE_WRITTEN},
        post={ELSE: saves("editor:edit")},
        sends=sent.text,
    ),
    Door(
        "editor:section",
        **WRITES,
        parts={"key": "tasks"},
        get={ELSE: WHILE_WRITTEN},
        post={ELSE: to("editor:section")},
    ),
    Door(
        "editor:section",
        of="plan",
        known_to=("author",),
        parts={"key": "self_check"},
        get={ELSE: to("editor:self_check")},
        post={ELSE: to("editor:self_check")},
    ),
    Door(
        "editor:new_row",
        **WRITES,
        parts={"key": "tasks"},
        get={ELSE: to("editor:row")},
    ),
    Door(
        "editor:row",
        **WRITES,
        parts={"key": "tasks"},
        get={ELSE: WHILE_WRITTEN},
        post={ELSE: saves("editor:section")},
        sends=sent.task,
    ),
    Door(
        "editor:remove_row",
        **WRITES,
        parts={"key": "tasks"},
        post={ELSE: saves("editor:section")},
    ),
    Door(
        "editor:raise_row",
        **WRITES,
        parts={"key": "tasks"},
        post={ELSE: saves("editor:section")},
        sends=sent.second_place,
    ),
    Door("editor:read_back", **WRITES, get={ELSE: OPEN}),
    Door(
        "editor:take_agreed_words",
        **WRITES,
        post={"author": to("sign:sign"), ELSE: to("editor:read_back")},
        sends=sent.agreed_words,
    ),
    Door(
        "editor:answers",
        **WRITES,
        get={ELSE: OPEN},
        post={
            "done_for": to("home:my_plan"),
            "objector": to("home:my_plan"),
            ELSE: {
                "draft": to("editor:edit"),
                "finalizing": done("editor:edit"),
                "cell_review": done("home:my_plan"),
                ELSE: to("home:my_plan"),
            },
        },
        sends=sent.answers,
    ),
    # Nobody but the author, in any state: not who types, not the cell, not the ward.
    Door(
        "editor:self_check",
        of="plan",
        known_to=("author",),
        parts={"group": 1},
        get={ELSE: OPEN},
        post={
            ELSE: {
                "draft": done("editor:edit"),
                "finalizing": done("editor:edit"),
                ELSE: done("home:my_plan"),
            }
        },
        sends=sent.self_check,
    ),
    Door(
        "sign:sign",
        of="plan",
        known_to=("author",),
        get={ELSE: WHEN_SIGNED},
        post={ELSE: {"finalizing": done("sign:sign"), ELSE: MOVED_ON}},
        sends=sent.signature,
    ),
    Door(
        "sign:sign",
        of="plan",
        known_to=("author",),
        get={ELSE: WHEN_SIGNED},
        post={ELSE: UNFIT},
        sends=sent.signature_with_wrong_password,
        case="wrong-password",
    ),
]

# --- somebody else's plan -------------------------------------------------------------

# A step or remark may come from a page that was opened before the plan left one's
# sight.
WITHIN_REACH = ("readers", "touched")
CONCERNED = (
    "author",
    "officers",
    "second_reader",
    "filers",
    "posters",
    "posters_of_head",
    "ward",
)


PRINT = "prints:print_plan"


def step(name, sources, **may):
    """A row of a step: `may` says where those are led who may take it from its
    `sources`; elsewhere they are told that it has moved on. Other readers may not."""
    answers = {}
    for group, leads in may.items():
        answers[group] = dict.fromkeys(sources, leads) | {ELSE: MOVED_ON}
    return Door(
        "review:plan_step",
        of="plan",
        known_to=WITHIN_REACH,
        parts={"step": name},
        post={**answers, ELSE: REFUSED},
        sends=sent.step,
    )


READING = [
    Door(
        "review:plan",
        of="plan",
        known_to=("readers",),
        get={
            "author": to("home:my_plan"),
            "helper": {"draft": to("editor:edit"), ELSE: OPEN},
            ELSE: OPEN,
        },
        asks=("", "?xem=ca-ban", "?xem=sua&ve="),
    ),
    Door("prints:print_plan", of="plan", known_to=("readers",), get={ELSE: OPEN}),
    Door(
        "prints:print_posting",
        of="plan",
        known_to=("readers_of_wall",),
        get={ELSE: OPEN},
    ),
    # Whoever writes it or will record the ink; a second print of a text is the first.
    Door(
        "prints:print_for_signing",
        of="plan",
        known_to=("readers",),
        post={
            "writers": {"finalizing": done(PRINT), ELSE: to(PRINT)},
            "officers": {"finalizing": done(PRINT), ELSE: to(PRINT)},
            ELSE: REFUSED,
        },
    ),
    step(
        "submit",
        ("draft",),
        author=done("home:my_plan"),
        # How its author confirmed it is asked on a page of its own.
        helper=to("editor:read_back"),
    ),
    step(
        "agree",
        ("cell_review",),
        typist=UNFIT,
        held=UNFIT,
        officers=done("desk:queue"),
    ),
    step(
        "return",
        ("cell_review",),
        has_more_to_read=done("review:plan"),
        officers=done("desk:queue"),
    ),
    # Its review has begun: nobody takes it back any more.
    step("withdraw", ("cell_review",), author=to("home:my_plan")),
    step("resubmit", ("finalizing",), writers=done("home:my_plan")),
    # An author signs on a page of their own, with the password.
    step("sign", ("finalizing",), officers=done("review:plan")),
    # A copy is still due.
    step("complete", ("signed",), posters=UNFIT, posters_of_head=UNFIT),
    step("recall", ("signed", "posted"), ward=done("review:plan")),
    Door(
        "review:plan_step",
        of="plan",
        parts={"step": "khong-co"},
        post={ELSE: NO_SUCH_PAGE},
        sends=sent.step,
    ),
    Door(
        "review:remark",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "helper": MOVED_ON,
            # Of what is being finalized here the ward itself is the only officer.
            "officers": {
                "cell_review": done("review:plan"),
                "finalizing": done("review:plan"),
                ELSE: MOVED_ON,
            },
            "ward": {"cell_review": done("review:plan"), ELSE: REFUSED},
            "fellows": {"cell_review": done("review:plan"), ELSE: MOVED_ON},
            ELSE: REFUSED,
        },
        sends=sent.remark,
    ),
    # What was recorded by mistake: told to whoever decides about it, in a draft too,
    # of which nothing is shown there.
    Door("taking_back:deeds", of="plan", known_to=CONCERNED, get={ELSE: OPEN}),
    Door(
        "taking_back:act",
        of="plan",
        known_to=CONCERNED,
        post={
            "author": {
                "signed": done("home:my_plan"),
                "draft": MOVED_ON,
                "cell_review": MOVED_ON,
                ELSE: REFUSED,
            },
            "takes_back": done("review:plan"),
            "leaves_it": REFUSED,
            ELSE: {"draft": MOVED_ON, "cell_review": MOVED_ON, ELSE: REFUSED},
        },
        sends=sent.why,
    ),
    # Of a remark that one is not shown one is told that it is not there.
    Door(
        "review:tick_remark",
        of="plan",
        known_to=("readers",),
        post={
            "author": NO_SUCH_PAGE,
            "officers": {
                "cell_review": done("review:plan"),
                "finalizing": done("review:plan"),
                ELSE: NO_SUCH_PAGE,
            },
            "inspector": {"finalizing": REFUSED, ELSE: NO_SUCH_PAGE},
            ELSE: NO_SUCH_PAGE,
        },
    ),
    Door(
        "review:take_back_remark",
        of="plan",
        known_to=("readers",),
        post={
            "remarker": {"cell_review": done("review:plan"), ELSE: to("review:plan")},
            "officers": {"cell_review": REFUSED, ELSE: to("review:plan")},
            "inspector": {"finalizing": REFUSED, ELSE: to("review:plan")},
            ELSE: to("review:plan"),
        },
    ),
    # Who made a remark decides about it only where there is nobody else.
    Door(
        "review:dispute",
        of="dispute",
        known_to=("remarker",),
        get={ELSE: OPEN},
        post={ELSE: done("desk:queue")},
        sends=sent.dispute_decision,
    ),
    Door(
        "review:hold_back",
        of="left",
        known_to=("readers",),
        post={"officers": done("review:plan"), ELSE: REFUSED},
        sends=sent.left_behind,
    ),
    Door(
        "review:take_over",
        of="left",
        known_to=("readers",),
        post={"officers": done("review:plan"), ELSE: REFUSED},
    ),
    Door(
        "record:record_filing",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "filers": {"signed": done("review:plan"), ELSE: MOVED_ON},
            ELSE: REFUSED,
        },
        sends=sent.filing,
    ),
    Door(
        "record:record_posting",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            # Nothing to show of a plan that was never sent.
            "helper": REFUSED,
            "posters_of_head": {"signed": done("review:plan"), ELSE: MOVED_ON},
            "posters": {"draft": MOVED_ON, ELSE: UNFIT},
            ELSE: REFUSED,
        },
        sends=sent.posting,
    ),
    Door(
        "record:renew_posting",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "posters_of_posted": done("review:plan"),
            "posters_of_head": {"signed": UNFIT, ELSE: MOVED_ON},
            "posters": {"signed": UNFIT, "posted": UNFIT, ELSE: MOVED_ON},
            ELSE: REFUSED,
        },
        sends=sent.renewal,
    ),
    # Of whatever plan: a sheet may hang that was recalled.
    Door(
        "record:take_down",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "helper": REFUSED,
            "posters_of_posted": done("review:plan"),
            "posters_of_head": UNFIT,
            "posters": {"draft": MOVED_ON, ELSE: UNFIT},
            ELSE: REFUSED,
        },
        sends=sent.taking_down,
    ),
    Door(
        "record:record_consent",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "helper": REFUSED,
            "filers_of_head": {"finalizing": MOVED_ON, ELSE: done("review:plan")},
            "filers": {"draft": MOVED_ON, ELSE: UNFIT},
            ELSE: REFUSED,
        },
        sends=sent.consent_on_paper,
    ),
    Door(
        "record:record_copies",
        of="plan",
        known_to=WITHIN_REACH,
        post={
            "author": REFUSED,
            "filers": {
                "signed": done("desk:queue"),
                "finalizing": done("desk:queue"),
                ELSE: to("desk:queue"),
            },
            "officers": to("desk:queue"),
            ELSE: REFUSED,
        },
        sends=sent.copies,
    ),
    Door("desk:queue", get={ELSE: OPEN}),
    Door("cell:my_readings", get={"inspector_of_ward": OPEN, ELSE: REFUSED}),
    Door("board:board", get={ELSE: OPEN}),
    Door(
        "board:wall",
        get={"member": REFUSED, "administrator": REFUSED, ELSE: OPEN},
    ),
    Door(
        "board:switch",
        of="committee",
        post={
            "ward": done("board:board"),
            ELSE: {"nobody": NO_SUCH_PAGE, ELSE: REFUSED},
        },
        sends=sent.board_off,
    ),
    # The head alone; what does not hang cannot stand on the board.
    Door(
        "board:consent",
        of="plan",
        known_to=("author",),
        post={
            "head": {"finalizing": to("home:my_plan"), ELSE: done("home:my_plan")},
            ELSE: to("home:my_plan"),
        },
    ),
    # At any time, wherever the plan stands.
    Door(
        "board:withdraw",
        of="plan",
        known_to=("author",),
        post={ELSE: done("home:my_plan")},
    ),
    Door("board:posted", of="plan", known_to=("passers_by",), get={ELSE: OPEN}),
    Door("board:check_code", get={ELSE: OPEN}, asks=("", "?code=23456789AB")),
]

# --- the ward controls content, keeps years -------------------------------------------

OF_WARD = {"ward_officer": OPEN, ELSE: REFUSED}
READ_YEARS = ("ward_officer", "inspector_of_ward", "cell_officer", "unit_lead")
CONTROL = [
    Door("control:control", get=OF_WARD, asks=("", "?vague=on")),
    Door("control:control_follow_up", get=OF_WARD),
    Door(
        "control:control_compose",
        of="plan",
        post={
            "ward": {"draft": NO_SUCH_PAGE, ELSE: OPEN},
            "ward_officer": NO_SUCH_PAGE,
            ELSE: REFUSED,
        },
        sends=sent.chosen_plan,
    ),
    # A plan that is none of theirs is left out of what is sent.
    Door(
        "control:control_send",
        of="plan",
        post={
            "ward": {"draft": OPEN, ELSE: DONE_HERE},
            "ward_officer": OPEN,
            ELSE: REFUSED,
        },
        sends=sent.request_for_changes,
    ),
    Door(
        "control:control_changes",
        of="plan",
        get={"follower": OPEN, "ward_officer": NO_SUCH_PAGE, ELSE: REFUSED},
        asks=("?plans={pk}",),
    ),
    Door(
        "control:control_verdicts",
        of="plan",
        post={
            "follower": {
                "posted": done("control:control_follow_up"),
                ELSE: to("control:control_follow_up"),
            },
            "ward_officer": NO_SUCH_PAGE,
            ELSE: REFUSED,
        },
        sends=sent.verdict,
    ),
    # What the ward decides about a year its cells and inspectors read.
    Door("years:cycles", known_to=READ_YEARS, get={ELSE: OPEN}),
    Door(
        "years:open_year",
        of="committee",
        known_to=("ward",),
        parts={"year": 2027},
        get={ELSE: {"ahead": to("years:cycles"), ELSE: OPEN}},
        post={ELSE: {"ahead": to("years:cycles"), ELSE: done("years:year")}},
        sends=sent.next_year,
    ),
    # It is open already.
    Door(
        "years:open_year",
        of="committee",
        known_to=("ward",),
        parts={"year": 2026},
        get={ELSE: to("years:cycles")},
        post={ELSE: to("years:cycles")},
        sends=sent.next_year,
    ),
    Door(
        "years:year",
        of="cycle",
        known_to=("ward", "officers", "inspector"),
        get={ELSE: OPEN},
        post={
            "ward": {"closed": MOVED_ON, ELSE: done("years:cycles")},
            ELSE: REFUSED,
        },
        sends=sent.calendar,
    ),
    # One with plans stays.
    Door(
        "years:remove_year",
        of="cycle",
        known_to=("ward", "officers", "inspector"),
        get={"ward": OPEN, ELSE: REFUSED},
        post={
            "ward": {"begun": to("years:remove_year"), ELSE: done("years:cycles")},
            ELSE: REFUSED,
        },
    ),
    Door(
        "years:close_year",
        of="cycle",
        known_to=("ward", "officers", "inspector"),
        get={"ward": {"closed": to("years:year"), ELSE: OPEN}, ELSE: REFUSED},
        post={
            "ward": {"closed": to("years:year"), ELSE: done("years:year")},
            ELSE: REFUSED,
        },
        sends=sent.reason_of_year,
    ),
    Door(
        "years:reopen_year",
        of="cycle",
        known_to=("ward", "officers", "inspector"),
        get={"ward": {"closed": OPEN, ELSE: to("years:year")}, ELSE: REFUSED},
        post={
            "ward": {"closed": done("years:year"), ELSE: to("years:year")},
            ELSE: REFUSED,
        },
        sends=sent.reason_of_year,
    ),
]

# --- cells and people -----------------------------------------------------------------

OVERSEEN = ("officers", "lead", "ward", "inspector", "office")
WARD_ONLY = ("ward_officer",)
PERSON_OF_WARD = {"of": "person", "known_to": ("ward", "self_below")}


SEEN = {"self_below": REFUSED, ELSE: OPEN}
TO_PERSON = {"self_below": REFUSED, ELSE: done("person:person")}
CELLS = [
    Door(
        "search:search",
        get={"member": REFUSED, "administrator": REFUSED, ELSE: OPEN},
        asks=("", "?q=chi+bo", "?q=nguyen"),
    ),
    Door("cells:cells", known_to=WARD_ONLY, get={ELSE: OPEN}),
    Door("cell:cell", of="cell", known_to=OVERSEEN, get={ELSE: OPEN}),
    Door("person:person", **PERSON_OF_WARD, get=SEEN),
    Door(
        "members:new_cell",
        known_to=WARD_ONLY,
        get={ELSE: OPEN},
        post={ELSE: done("cell:cell")},
        sends=sent.new_cell,
    ),
    Door(
        "members:add_member",
        of="cell",
        known_to=("ward",),
        get={ELSE: OPEN},
        post={ELSE: done("person:person")},
        sends=sent.new_member,
    ),
    Door(
        "appointments:appoint",
        **PERSON_OF_WARD,
        get=SEEN,
        post=TO_PERSON,
        sends=sent.post_of_office,
    ),
    Door(
        "appointments:second_reader",
        of="cell",
        known_to=("officers", "lead", "ward", "inspector", "office"),
        get={ELSE: OPEN},
        post={
            "secretary": done("appointments:second_reader"),
            "named_already": UNFIT,
            ELSE: REFUSED,
        },
        sends=sent.second_reader,
    ),
    Door(
        "appointments:end_row",
        of="post",
        known_to=("ward", "self_below", "not_the_giver"),
        get={"not_the_giver": REFUSED, **SEEN},
        post={"not_the_giver": REFUSED, **TO_PERSON},
        sends=sent.end,
    ),
    Door(
        "corrections:correct_person",
        **PERSON_OF_WARD,
        get=SEEN,
        post=TO_PERSON,
        sends=sent.facts_of_person,
    ),
    Door(
        "corrections:correct_row",
        **PERSON_OF_WARD,
        parts={"kind": "noi-sinh-hoat"},
        get=SEEN,
        post=TO_PERSON,
        sends=sent.other_dates,
    ),
    Door(
        "corrections:take_away_row",
        of="suspended",
        known_to=("ward", "self_below"),
        parts={"kind": "dinh-chi"},
        post=TO_PERSON,
        sends=sent.reason_to_take_away,
    ),
    Door(
        "movements:receive",
        of="cell",
        known_to=("ward",),
        parts={"movement": "tiep-nhan"},
        get={ELSE: {"unit": NO_SUCH_PAGE, ELSE: OPEN}},
        post={ELSE: {"unit": NO_SUCH_PAGE, ELSE: done("person:person")}},
        sends=sent.arrival,
    ),
    Door(
        "movements:record_movement",
        **PERSON_OF_WARD,
        parts={"movement": "chuyen-di"},
        get=SEEN,
        post=TO_PERSON,
        sends=sent.leaving,
    ),
    Door(
        "movements:correct_movement",
        of="movement",
        known_to=("ward",),
        get={ELSE: OPEN},
        post={ELSE: done("person:person")},
        sends=sent.movement_put_right,
    ),
    Door(
        "movements:cancel_movement",
        of="movement",
        known_to=("ward",),
        post={ELSE: done("person:person")},
        sends=sent.reason_to_cancel,
    ),
]

# --- exemptions and suspensions -------------------------------------------------------

OF_CELL = ("officers", "ward", "inspector")


def only_of_party(met):
    """Staff outside the Party, and their units, know no exemption."""
    return {"unit": NO_SUCH_PAGE, "staff": NO_SUCH_PAGE, ELSE: met}


ALL_READ = {ELSE: only_of_party(OPEN)}
KEPT = {"inspector": only_of_party(REFUSED), ELSE: only_of_party(OPEN)}


def kept(page):
    return {"inspector": only_of_party(REFUSED), ELSE: only_of_party(done(page))}


GROUNDS = "grounds:exemption_grounds"


def by_keeper(**answers):
    """What the administrator is answered, of a ground that is `current` or `ended`."""
    return {"administrator": answers | {ELSE: NO_SUCH_PAGE}, ELSE: REFUSED}


EXEMPTIONS = [
    Door("exemptions:exemptions", of="cell", known_to=OF_CELL, get=ALL_READ),
    Door(
        "exemptions:exempt",
        of="cell",
        known_to=OF_CELL,
        get=KEPT,
        post=kept("exemptions:exemptions"),
        sends=sent.exemption,
    ),
    Door(
        "exemptions:review_exemptions",
        of="cell",
        known_to=OF_CELL,
        get=KEPT,
        post=kept("exemptions:review_exemptions"),
        sends=sent.meeting_on_exemptions,
    ),
    Door("exemptions:print_review", of="cell", known_to=OF_CELL, get=ALL_READ),
    Door("exemptions:exemption", of="exemption", known_to=OF_CELL, get={ELSE: OPEN}),
    Door(
        "exemptions:send_back",
        of="exemption",
        known_to=OF_CELL,
        post=kept("exemptions:exemption"),
        sends=sent.return_of_exempt,
    ),
    Door(
        "exemptions:decide_claim",
        of="exemption",
        known_to=OF_CELL,
        post={"ward": done("exemptions:exemption"), ELSE: REFUSED},
        sends=sent.confirmed_claim,
    ),
    Door(
        "exemptions:put_review_right",
        of="exemption",
        known_to=OF_CELL,
        get=KEPT,
        post=kept("exemptions:exemption"),
        sends=sent.review_put_right,
    ),
    Door(
        "exemptions:exemption_proposal",
        of="proposal",
        known_to=OF_CELL,
        get={ELSE: OPEN},
    ),
    # The committee above decides, the cell that proposed withdraws.
    Door(
        "exemptions:accept_exemption",
        of="proposal",
        known_to=OF_CELL,
        post={"ward": done("exemptions:exemption_proposal"), ELSE: REFUSED},
        sends=sent.acceptance,
    ),
    Door(
        "exemptions:refuse_exemption",
        of="proposal",
        known_to=OF_CELL,
        post={"ward": done("exemptions:exemption_proposal"), ELSE: REFUSED},
        sends=sent.refusal,
    ),
    Door(
        "exemptions:withdraw_exemption",
        of="proposal",
        known_to=OF_CELL,
        post={"officers": done("exemptions:exemption_proposal"), ELSE: REFUSED},
    ),
    # Of two wards side by side none keeps the list: it is the administrator's.
    Door(
        "grounds:exemption_grounds",
        known_to=("ward_officer", "inspector_of_ward", "administrator"),
        get={ELSE: OPEN},
    ),
    Door(
        "grounds:add_exemption_ground",
        get={"administrator": OPEN, ELSE: REFUSED},
        post={"administrator": done(GROUNDS), ELSE: REFUSED},
        sends=sent.ground,
    ),
    Door(
        "grounds:change_exemption_ground",
        of="ground",
        get=by_keeper(current=OPEN, ended=OPEN),
        post=by_keeper(current=done(GROUNDS), ended=OPEN),
        sends=sent.ground,
    ),
    Door(
        "grounds:retire_exemption_ground",
        of="ground",
        post=by_keeper(current=done(GROUNDS), ended=to(GROUNDS)),
    ),
    Door(
        "grounds:restore_exemption_ground",
        of="ground",
        post=by_keeper(current=to(GROUNDS), ended=done(GROUNDS)),
    ),
    Door(
        "suspensions:suspend",
        **PERSON_OF_WARD,
        get={"self_below": REFUSED, ELSE: only_of_party(OPEN)},
        post={
            "self_below": REFUSED,
            ELSE: only_of_party(done("suspensions:suspension")),
        },
        sends=sent.suspension,
    ),
    Door(
        "suspensions:suspension",
        of="suspension",
        known_to=("ward", "inspector"),
        get={ELSE: OPEN},
    ),
    Door(
        "suspensions:lift_suspension",
        of="suspension",
        known_to=("ward", "inspector"),
        post=kept("suspensions:suspension"),
        sends=sent.lifting,
    ),
]

# --- registers, decisions -------------------------------------------------------------

UPLOADED = {"of": "upload", "known_to": ("ward",)}
DECIDED = {"of": "act", "known_to": ("ward",)}
DRAFTED = {"draft": OPEN, ELSE: NO_SUCH_PAGE}


def drafted(page):
    """A decision that was applied is no draft any more."""
    return {ELSE: {"draft": done(page), ELSE: NO_SUCH_PAGE}}


ACTS = [
    Door(
        "register:cell_register",
        of="cell",
        known_to=("officers", "ward", "inspector"),
        get={
            "inspector": {"unit": NO_SUCH_PAGE, ELSE: REFUSED},
            ELSE: {"unit": NO_SUCH_PAGE, ELSE: OPEN},
        },
    ),
    Door(
        "register:committee_register",
        of="committee",
        known_to=("ward",),
        get={ELSE: OPEN},
    ),
    Door(
        "register:register",
        known_to=WARD_ONLY,
        get={ELSE: OPEN},
        post={ELSE: done("register:register_upload")},
        sends=sent.register_file,
    ),
    Door("register:register_upload", **UPLOADED, get={ELSE: OPEN}),
    Door(
        "register:register_part",
        **UPLOADED,
        parts={"part": "moi"},
        get={ELSE: OPEN},
        post={ELSE: done("register:register_upload")},
        sends=sent.all_of_the_group,
    ),
    Door(
        "register:apply_register",
        **UPLOADED,
        post={ELSE: done("register:register_upload")},
    ),
    # Nobody has gone quiet: nothing is begun anew.
    Door(
        "register:restart_register",
        **UPLOADED,
        post={ELSE: to("register:register_upload")},
    ),
    Door("register:drop_register", **UPLOADED, post={ELSE: done("register:register")}),
    Door("reorganisation:reorganisations", known_to=WARD_ONLY, get={ELSE: OPEN}),
    Door(
        "reorganisation:new_reorganisation",
        known_to=WARD_ONLY,
        get={ELSE: OPEN},
        post={ELSE: done("reorganisation:reorganisation")},
        sends=sent.decision,
    ),
    Door("reorganisation:reorganisation", **DECIDED, get={ELSE: OPEN}),
    Door("reorganisation:decision_scan", **DECIDED, get={ELSE: OPEN}),
    Door(
        "reorganisation:change_decision",
        **DECIDED,
        get={ELSE: DRAFTED},
        post=drafted("reorganisation:reorganisation"),
        sends=sent.decision,
    ),
    Door(
        "reorganisation:add_part",
        **DECIDED,
        parts={"way": "doi-ten"},
        get={ELSE: DRAFTED},
        post=drafted("reorganisation:reorganisation"),
        sends=sent.part,
    ),
    Door(
        "reorganisation:remove_part",
        **DECIDED,
        post=drafted("reorganisation:reorganisation"),
        sends=sent.key_of_part,
    ),
    Door(
        "reorganisation:drop_draft",
        **DECIDED,
        post=drafted("reorganisation:reorganisations"),
    ),
    Door(
        "reorganisation:apply_reorganisation",
        **DECIDED,
        post={
            ELSE: {
                "draft": done("reorganisation:reorganisation"),
                ELSE: to("reorganisation:reorganisation"),
            }
        },
        sends=sent.foreseen,
    ),
    Door(
        "reorganisation:undo_reorganisation",
        **DECIDED,
        get={ELSE: {"applied": OPEN, ELSE: to("reorganisation:reorganisation")}},
        post={
            ELSE: {
                "applied": done("reorganisation:reorganisation"),
                ELSE: to("reorganisation:reorganisation"),
            }
        },
        sends=sent.because,
    ),
]

# --- figures --------------------------------------------------------------------------

COUNTED = {"member": NO_SUCH_PAGE, "administrator": NO_SUCH_PAGE, ELSE: OPEN}
OF_ALL_CELLS = ("ward_officer", "inspector_of_ward")
FROZEN = {"of": "report", "known_to": ("ward", "inspector")}
FIGURES = [
    Door("dashboard:dashboard", get=COUNTED),
    Door("dashboard:other_day", get=COUNTED),
    Door("numbers:numbers", get=COUNTED),
    Door("numbers:rates_file", get=COUNTED, asks=("", "?dang=csv")),
    Door("numbers:rules", get=COUNTED),
    Door(
        "names:figure",
        get=COUNTED,
        asks=("?figure=obliged", "?figure=draft", "?figure=exempt"),
    ),
    Door("over_years:years", get=COUNTED),
    Door("exemption_figures:exemption_board", known_to=OF_ALL_CELLS, get={ELSE: OPEN}),
    Door(
        "exemption_figures:exemption_names",
        known_to=OF_ALL_CELLS,
        get={ELSE: OPEN},
        asks=("?list=overdue",),
    ),
    Door("frozen:frozen_reports", known_to=OF_ALL_CELLS, get={ELSE: OPEN}),
    Door(
        "frozen:freeze",
        of="committee",
        known_to=WARD_ONLY,
        get={ELSE: OPEN},
        post={"ward": done("frozen:frozen_report"), ELSE: OPEN},
        sends=sent.frozen_report,
    ),
    Door("frozen:frozen_report", **FROZEN, get={ELSE: OPEN}),
    Door("frozen:frozen_figure", **FROZEN, get={ELSE: OPEN}, asks=("?figure=obliged",)),
    Door("frozen:frozen_today", **FROZEN, get={ELSE: OPEN}),
    Door("frozen:frozen_file", **FROZEN, get={ELSE: OPEN}, asks=("", "?dang=csv")),
]

TABLE = [
    *ENTRY,
    *ACCOUNTS,
    *WRITING,
    *READING,
    *CONTROL,
    *CELLS,
    *EXEMPTIONS,
    *ACTS,
    *FIGURES,
]
