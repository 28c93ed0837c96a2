"""How does a plan's story go, day by day? Each method tells one thing that happened."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from cells.models import Appointment, Cell, Member, Membership
from demo.pool import find_kind_of_writer, read_data
from plans.models import AccessRecord, Assistance, Confirmation, Filing, Remark
from plans.place_on_date import find_who_must_plan

Role = Appointment.Role
Capacity = AccessRecord.Capacity
OLD_HAND = 0.3  # share of those born before 1950 whose plan is typed for them
BY_AN_OFFICER = 0.4  # share of these that an officer types, not a fellow member
TOLD = 0.25  # share that is typed from what the author says
READ_BACK = 0.6  # share that is read back before it is sent, not signed on a print


class Doer(NamedTuple):
    """Who does something, and by which post (None for authors and fellow members).

    What plans/workflow/log.py asks of an Actor, without reading anything for it.
    """

    member: Member
    post: Appointment | None = None

    def post_over(self, cell):
        return self.post


class Move(NamedTuple):
    """One thing that somebody did: a step of the workflow, or begin, write, open,
    remark, answer, tick, file, post."""

    what: str
    at: datetime
    by: Doer
    details: dict


@dataclass
class Story:
    """A plan and everything that happened to it, in the order of time.

    `cell` comes with its committee.
    """

    member: object
    cycle: object
    cell: object
    moves: list = field(default_factory=list)


@dataclass
class Setting:
    """What all stories of a cycle share: posts, meetings, the pen and the dice.

    Nothing happens after the day `latest`, if there is one. `fellows` are those of a
    cell who may type for one another.
    """

    cycle: object
    officers: object
    pen: object
    rng: object
    meetings: dict  # {cell id: [Meeting]}
    latest: date | None = None
    fellows: dict = field(default_factory=dict)  # {cell id: [Doer]}


class Course:
    """Tells the story of one plan; what is told later never happens earlier.

    `home` is the Membership of its author.
    """

    def __init__(self, setting, home, *, vague, length=""):
        self.setting, self.rng, self.pen = setting, setting.rng, setting.pen
        self.story = Story(home.member, setting.cycle, home.cell)
        self.member, self.cell = home.member, home.cell
        self.author = Doer(home.member)
        self.vague, self.length = vague, length
        self.who = find_kind_of_writer(home.member.occupation)
        self.content, self.at, self.helper = None, None, None
        self.typists = set()  # ids
        self.asked = {}  # {name: Said} still to answer
        self.answered = []  # names that the cell may tick off

    # --- the author

    def begin(self, day, *, on_paper=False):
        """The author begins; or, from paper, an officer of the cell, who names somebody
        to type it."""
        if on_paper and self.choose_helper(day):
            self.tell("begin", day, self.in_charge(day))
            return self.name_helper(day)
        return self.tell("begin", day)

    def choose_helper(self, day):
        """Somebody of the cell, or an officer if another one is left to agree; None in
        a cell without officers."""
        held = self.officers_here(day)
        fellows = self.fellows_without_posts()
        if not held or not fellows:
            return None
        self.helper = self.rng.choice(fellows)
        if len(held) > 1 and self.rng.random() < BY_AN_OFFICER:
            post = self.rng.choice(held)
            self.helper = Doer(post.member, post)
        return self.helper

    def fellows_without_posts(self):
        posts = self.setting.officers.by_member
        fellows = []
        for one in self.setting.fellows.get(self.cell.pk, ()):
            if one.member.pk != self.member.pk and not posts.get(one.member.pk):
                fellows.append(one)
        return fellows

    def in_charge(self, day):
        """The first officer of the cell, who names the helper."""
        post = self.officers_here(day)[0]
        return Doer(post.member, post)

    def officers_here(self, day):
        officers = self.setting.officers
        return officers.reviewers_in_cell(self.cell.pk, day, {self.member.pk})

    def name_helper(self, day):
        source = Assistance.Source.SHEET
        if self.rng.random() < TOLD and self.member.user_id is None:
            source = Assistance.Source.TOLD
        return self.tell(
            "assist",
            day,
            self.in_charge(day),
            helper=self.helper.member,
            source=source,
        )

    def write(self, day, content=None):
        if content is None:
            content = self.pen.content(self.who, vague=self.vague, length=self.length)
        self.content = content
        if self.helper:
            self.typists.add(self.helper.member.pk)
        return self.tell("write", day, self.helper, content=content)

    def write_in_part(self, day, share):
        return self.write(day, self.pen.half(self.who, share=share))

    def submit(self, day):
        """What was typed is read back to the author before somebody, or signed on a
        print."""
        if not self.helper:
            return self.tell("submit", day)
        said = {"confirmed": Confirmation.How.INK}
        if self.rng.random() < READ_BACK:
            witness = self.rng.choice(read_data("texts")["witnesses"])
            said = {"confirmed": Confirmation.How.READ_BACK, "witness": witness}
        self.tell("submit", day, self.helper, **said)
        self.story.moves[-1].details["confirmed_on"] = self.day
        return self

    def begin_and_submit(self, begun, written, sent):
        is_old = (
            self.member.kind == Member.Kind.PARTY and self.member.born_on.year < 1950
        )
        on_paper = is_old and self.rng.random() < OLD_HAND
        return self.begin(begun, on_paper=on_paper).write(written).submit(sent)

    def sign(self, day, *, in_ink=False):
        if not (in_ink or self.helper):
            return self.tell("sign", day)
        officer = self.officer(day)
        self.tell("sign", day, officer)
        signed = self.story.moves.pop()
        # By whoever records the ink, and in the minute before: told by itself it would
        # throw the dice of all that follows.
        printed = Move("print", signed.at - timedelta(minutes=1), officer, {})
        signed = Move("sign", signed.at, officer, {"signed_on": self.day})
        self.story.moves += [printed, signed]
        return self

    def mend(self, day):
        """Rewrite what was asked for and answer every remark; what was typed before is
        typed on by the same helper."""
        if self.helper:
            self.name_helper(day)
        before = self.content
        self.meet_remarks()
        # Two remarks on one row may have undone each other.
        if self.content.rows == before.rows:
            self.meet_remarks()
        self.write(day, self.content)
        for name, said in self.asked.items():
            self.tell("answer", day, self.helper, name=name, text=said.answer)
            if name.startswith("cell"):
                self.answered.append(name)
        self.asked = {}
        return self

    def meet_remarks(self):
        for said in self.asked.values():
            self.content = self.pen.mended(self.content, said, self.who)

    def disagree(self, words):
        """With the first remark of the cell, a minute after what came before: told by
        itself it would throw the dice of all that follows. Returns its name."""
        name = next(name for name in self.asked if name.startswith("cell"))
        del self.asked[name]
        answer = {"name": name, "text": words}
        self.tell_soon("answer", self.author, answer)
        self.tell_soon("dispute", self.author, {"name": name})
        return name

    def keep_remark(self, name, words):
        """Another officer than who remarked decides about what the author disputed; so
        nobody does where there is none."""
        move = next(one for one in self.story.moves if one.details.get("name") == name)
        officers = self.setting.officers
        besides = {self.member.pk, *self.typists}
        for post in officers.reviewers(self.cell.pk, self.day, besides):
            if post.cell_id and post.member_id != move.by.member.pk:
                said = {"name": name, "outcome": "kept", "reply": words}
                self.tell_soon("settle", Doer(post.member, post), said)
                return

    # --- the cell

    def officer(self, day):
        officers = self.setting.officers
        besides = {self.member.pk, *self.typists}
        post = officers.reviewer(self.cell.pk, day, besides, self.rng)
        return Doer(post.member, post)

    def read(self, day, *, by=None, capacity=Capacity.REVIEWER):
        return self.tell("open", day, by or self.officer(day), capacity=capacity)

    def comment(
        self, day, *, by=None, source=Remark.Source.REVIEWER, is_internal=False
    ):
        """A remark that the author has to answer (unless it is internal)."""
        said = self.pen.remark(self.content, self.asked.values())
        place = "ward" if source == Remark.Source.WARD else "cell"
        name = f"{place} {len(self.story.moves)}"
        if not is_internal:
            self.asked[name] = said
        return self.tell(
            "remark",
            day,
            by or self.officer(day),
            name=name,
            reason=said.reason,
            text=said.text,
            section=said.section,
            row=said.row,
            source=source,
            is_internal=is_internal,
        )

    def tick(self, day):
        """The cell's officer ticks off what was answered."""
        for name in self.answered:
            self.tell("tick", day, self.officer(day), name=name)
        self.answered = []
        return self

    def give_back(self, day):
        return self.tell("return", day, self.officer(day), note="")

    def agree(self, day):
        """In the last meeting of the cell, if there was one."""
        meetings = self.setting.meetings.get(self.cell.pk, ())
        held = [meeting for meeting in meetings if meeting.held_on <= day]
        meeting = max(held, key=lambda meeting: meeting.held_on, default=None)
        return self.tell("agree", day, self.officer(day), meeting=meeting)

    def file(self, day, *, posted=True):
        """The copy is received; a head's plan is posted as well.

        Unless it still waits for that (not `posted`).
        """
        officer, office = self.officer(day), Filing.Office.CELL
        if self.member.kind == Member.Kind.STAFF:
            officer, office = self.office(day), Filing.Office.CHAIRMAN
        is_head = self.setting.officers.is_head(self.member.pk, day)
        self.tell("file", day, officer, office=office, filed_on=day)
        if is_head and not posted:
            return self
        if is_head:
            self.post_publicly(day, officer)
        # In the very moment of the last filing or posting, by whoever recorded it.
        self.story.moves.append(Move("complete", self.at, officer, {}))
        return self

    def post_publicly(self, day, officer):
        place = self.rng.choice(read_data("texts")["posting_places"])
        until = day + timedelta(days=self.rng.choice((29, 30, 44, 59)))
        by = officer.member.full_name
        self.tell(
            "post", day, officer, place=place, since=day, until=until, posted_by=by
        )

    # --- the ward and the Chairman's office

    def office(self, day):
        post = self.setting.officers.of_role(Role.CHAIRMAN_OFFICE, day)[0]
        return Doer(post.member, post)

    def ward(self, day):
        officers = self.setting.officers.of_role(
            Role.WARD_OFFICER, day, {self.member.pk}
        )
        post = self.rng.choice(officers)
        return Doer(post.member, post)

    def ask_from_the_ward(self, day):
        return self.comment(day, by=self.ward(day), source=Remark.Source.WARD)

    def recall(self, day):
        officer, said = self.ward(day), self.pen.recall(self.content)
        self.read(day, by=officer, capacity=Capacity.WARD)
        self.asked["recall"] = said
        return self.tell("recall", day, officer, reason=said.reason, note=said.text)

    # --- the clock

    def days(self, least, most):
        return timedelta(days=self.rng.randint(least, most))

    @property
    def day(self):
        """Of what was told last."""
        return self.at.date()

    def tell(self, what, day, by=None, **details):
        if self.setting.latest:
            day = min(day, self.setting.latest)
        self.at = self.moment(day)
        self.story.moves.append(Move(what, self.at, by or self.author, details))
        return self

    def tell_soon(self, what, by, details):
        self.at += timedelta(minutes=1)
        self.story.moves.append(Move(what, self.at, by, details))

    def moment(self, day):
        """Between seven in the morning and nine in the evening of the day, and some
        minutes after what came before."""
        rng = self.rng
        hour = time(rng.randint(7, 20), rng.randrange(60), rng.randrange(60))
        told = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
        if self.at is None:
            return told
        return max(told, self.at + timedelta(minutes=rng.randint(3, 25)))


# --- who writes -----------------------------------------------------------------------


def list_homes(on):
    """[Membership] of everybody obliged on a date, with member and cell: who writes."""
    obliged = set(find_who_must_plan(on).values_list("pk", flat=True))
    rows = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL)
    rows = rows.select_related("member").prefetch_related("cell__committee")
    return [row for row in rows.order_by("pk") if row.member_id in obliged]


def group_peers(homes):
    """{cell id: [Doer]} of the members; staff outside the Party read nobody's plan."""
    peers = {}
    for home in homes:
        if home.cell.kind != Cell.Kind.UNIT:
            peers.setdefault(home.cell_id, []).append(Doer(home.member))
    return peers
