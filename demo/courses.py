"""How does a plan's story go, day by day? Each method tells one thing that happened, at a plausible hour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cells.models import Appointment, Member
from demo.histories import Move, Story
from demo.pool import data, who_writes
from plans.models import AccessRecord, Filing, Remark

Role = Appointment.Role
Capacity = AccessRecord.Capacity


@dataclass(frozen=True)
class Peer:
    """A reader without a post, where an appointment is expected."""

    member_id: int
    pk: None = None


@dataclass
class Setting:
    """What all stories of a cycle share: who holds which post, the meetings of the cells, the pen and the dice.

    Nothing happens after the day `latest`, if there is one.
    """

    cycle: object
    officers: object
    pen: object
    rng: object
    meetings: dict  # {cell id: [Meeting]}
    latest: date | None = None


class Course:
    """Tells the story of one plan. Days are dates; what is told later never happens earlier."""

    def __init__(self, setting, member, cell, *, vague=0.25, length=""):
        self.setting, self.rng, self.pen = setting, setting.rng, setting.pen
        self.story = Story(member, setting.cycle, cell)
        self.member, self.cell, self.vague, self.length = member, cell, vague, length
        self.who = who_writes(member.occupation)
        self.content, self.at = None, None
        self.asked, self.answered = {}, []  # {name: Said} still to answer; names that the cell may tick off

    # --- the author

    def begin(self, day, *, on_paper=False):
        """The author begins; or, from paper, an officer of the cell as helper."""
        self.helper = self.officer(day) if on_paper else None
        self.story.helper = self.helper.member_id if on_paper else None
        return self.tell("begin", day, self.helper)

    def write(self, day, content=None):
        self.content = content or self.pen.content(self.who, vague=self.vague, length=self.length)
        return self.tell("write", day, self.helper, content=self.content)

    def submit(self, day):
        return self.tell("submit", day, self.helper)

    def sign(self, day, *, in_ink=False):
        return self.tell("sign", day, self.officer(day) if in_ink or self.helper else None)

    def mend(self, day):
        """Rewrite what was asked for and answer every remark."""
        for said in self.asked.values():
            self.content = self.pen.mended(self.content, said, self.who)
        self.write(day, self.content)
        for name, said in self.asked.items():
            self.tell("answer", day, self.helper, name=name, text=said.answer)
        self.answered += [name for name in self.asked if name.startswith("cell")]
        self.asked = {}
        return self

    # --- the cell

    def officer(self, day):
        return self.setting.officers.reviewer(self.cell.pk, day, self.member.pk, self.rng)

    def read(self, day, *, post=None, capacity=Capacity.REVIEWER):
        return self.tell("open", day, post or self.officer(day), capacity=capacity)

    def comment(self, day, *, post=None, source=Remark.Source.REVIEWER, is_internal=False):
        """A remark that the author has to answer (unless it is internal)."""
        said = self.pen.remark(self.content, self.asked.values())
        name = f"{'ward' if source == Remark.Source.WARD else 'cell'} {len(self.story.moves)}"
        where = {"section": said.section, "row": said.row, "source": source, "is_internal": is_internal}
        if not is_internal:
            self.asked[name] = said
        return self.tell(
            "remark", day, post or self.officer(day), name=name, reason=said.reason, text=said.text, **where
        )

    def tick(self, day):
        """The cell's officer ticks off what was answered."""
        for name in self.answered:
            self.tell("tick", day, self.officer(day), name=name)
        self.answered = []
        return self

    def give_back(self, day, note=""):
        return self.tell("return", day, self.officer(day), note=note)

    def agree(self, day):
        held = (meeting for meeting in self.setting.meetings.get(self.cell.pk, ()) if meeting.held_on <= day)
        meeting = next(iter(sorted(held, key=lambda meeting: meeting.held_on, reverse=True)), None)
        return self.tell("agree", day, self.officer(day), meeting_id=meeting.pk if meeting else None)

    def file(self, day, *, posted=True):
        """The copy is received; a head's plan is posted as well (unless it still waits for that)."""
        officer, office = self.officer(day), Filing.Office.CELL
        if self.member.kind == Member.Kind.STAFF:
            officer, office = self.office(day), Filing.Office.CHAIRMAN
        head = self.setting.officers.is_head(self.member.pk, day)
        self.tell("file", day, officer, office=office, filed_on=day)
        if head and posted:
            self.post_publicly(day, officer)
        return self.complete(officer) if posted or not head else self

    def post_publicly(self, day, officer):
        place = self.rng.choice(data("texts")["posting_places"])
        until = day + timedelta(days=self.rng.choice((29, 30, 44, 59)))
        by = officer.member.full_name
        return self.tell("post", day, officer, place=place, since=day, until=until, posted_by=by)

    def complete(self, officer):
        """In the very moment of the last filing or posting, by whoever recorded it."""
        self.story.moves.append(Move("complete", self.at, officer.member_id, officer.pk))
        return self

    # --- the ward and the Chairman's office

    def office(self, day):
        return self.setting.officers.of_role(Role.CHAIRMAN_OFFICE, day)[0]

    def ward(self, day):
        return self.rng.choice(self.setting.officers.of_role(Role.WARD_OFFICER, day, self.member.pk))

    def ask_from_the_ward(self, day):
        return self.comment(day, post=self.ward(day), source=Remark.Source.WARD)

    def recall(self, day):
        officer, said = self.ward(day), self.pen.recall(self.content)
        self.read(day, post=officer, capacity=Capacity.WARD)
        self.asked["recall"] = said
        return self.tell("recall", day, officer, reason=said.reason, note=said.text)

    # --- the clock

    def tell(self, what, day, post, **details):
        day = min(day, self.setting.latest or day)
        by, self.at = post.member_id if post else self.member.pk, self.moment(day)
        self.story.moves.append(Move(what, self.at, by, post.pk if post else None, details))
        return self

    def moment(self, day):
        """Between seven and nine in the evening of the day, and some minutes after what came before."""
        hour = time(self.rng.randint(7, 20), self.rng.randrange(60), self.rng.randrange(60))
        told = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
        return max(told, self.at + timedelta(minutes=self.rng.randint(3, 25))) if self.at else told
