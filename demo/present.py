"""Where do the plans of the current year stand? In every state there is, whatever day it is today."""

from datetime import timedelta

from cells.models import Cell, Exemption, Member, Membership
from demo.courses import Course, Peer, Setting
from demo.officers import Officers
from demo.pool import Pen
from plans.models import AccessRecord, Remark

Capacity = AccessRecord.Capacity
# How many of a hundred plans stand where; the names are methods of PresentYear.
USUAL = {
    "nothing": 4,
    "empty": 2,
    "half": 8,
    "unsent": 3,
    "returned": 5,
    "waiting": 17,
    "being_read": 6,
    "resubmitted": 4,
    "asked": 8,
    "answered": 7,
    "signed": 10,
    "filed": 24,
    "recalled": 1,
    "recalled_and_mended": 1,
}
PERFECT = {"signed": 20, "filed": 80}
BEHIND = {"nothing": 45, "empty": 8, "half": 22, "returned": 5, "waiting": 18, "filed": 2}
CROWDED = {**USUAL, "waiting": 52, "being_read": 8, "filed": 12}
HEADS = {"waiting": 2, "asked": 1, "signed": 2, "filed_not_posted": 3, "filed": 9}
NEWCOMERS = {"nothing": 1, "just_begun": 1}
VOLUNTEERS = 7
SLOW = 5  # cells in which plans wait for weeks
# The unit's few people one after another, so that each state is there.
STAFF = ("waiting", "filed", "half", "signed", "asked", "filed", "waiting", "returned", "signed", "answered")


class PresentYear:
    """Tells a story for everybody who is obliged today, and for some who need not plan."""

    def __init__(self, cycle, facts, rng, today, meetings):
        self.cycle, self.facts, self.rng, self.today, self.latest = cycle, facts, rng, today, today - timedelta(days=2)
        pen = Pen(cycle, rng)
        self.setting = Setting(cycle, Officers(), pen, rng, meetings, self.latest)
        self.peers, self.slow = {}, set()

    def stories(self, authors):
        """[Story] of [(Member, Cell)]; those who have not begun have none."""
        self.peers = peers_of(authors)
        cells = sorted({cell.pk for _, cell in authors})
        self.slow = set(self.rng.sample(cells, min(SLOW, len(cells))))
        staff = [pair for pair in authors if pair[0].kind == Member.Kind.STAFF]
        told = [self.story(*pair) for pair in authors if pair[0].kind == Member.Kind.PARTY]
        told += [self.told(STAFF[number % len(STAFF)], *pair) for number, pair in enumerate(staff)]
        return [story for story in told if story]

    def volunteers(self):
        """[Story] of exempt members who plan of their own will."""
        held = Exemption.objects.in_force(self.today).values("member")
        rows = Membership.objects.in_force(self.today).filter(member__in=held, kind=Membership.Kind.OFFICIAL)
        rows = list(rows.select_related("member", "cell__committee").order_by("-member__born_on", "pk")[:60])
        chosen = self.rng.sample(rows, VOLUNTEERS)
        return [self.told(self.rng.choice(("waiting", "answered", "filed")), row.member, row.cell) for row in chosen]

    def story(self, member, cell):
        odds = self.odds(member, cell)
        return self.told(self.rng.choices(list(odds), list(odds.values()))[0], member, cell)

    def odds(self, member, cell):
        if member.origin in Membership.NEWCOMERS and member.since_on > self.cycle.draft_due_on:
            return NEWCOMERS
        if self.setting.officers.is_head(member.pk, self.today):
            return HEADS
        special = {self.facts["perfect"]: PERFECT, self.facts["behind"]: BEHIND, self.facts["crowded"]: CROWDED}
        return special.get(cell.name, USUAL)

    def told(self, fate, member, cell):
        """The story of one plan that has come to a state, or None."""
        if fate == "nothing":
            return None
        course = Course(self.setting, member, cell, vague=self.rng.choice((0, 0.1, 0.25, 0.5, 0.9)))
        getattr(self, fate)(course)
        return course.story

    # --- states, the earlier ones first

    def empty(self, course):
        course.begin(self.ago(4, 24))

    def half(self, course):
        course.begin(self.ago(4, 30))
        course.write(self.ago(2, 3), course.pen.half(course.who, share=self.rng.choice((0.2, 0.4, 0.6, 0.8, 1))))

    def just_begun(self, course):
        """By somebody who came some days ago and has a deadline of their own."""
        course.begin(self.ago(3, 6))
        course.write(self.ago(2, 3), course.pen.half(course.who, share=0.6))

    def unsent(self, course):
        course.begin(self.ago(6, 30)).write(self.ago(2, 5))

    def sent(self, course, *, least=3, most=24, late=0.1):
        """Written and sent so many days ago; the share `late` after the deadline, if there is time."""
        if self.rng.random() >= late:
            least = max(least, (self.today - self.cycle.draft_due_on).days)
            most = max(most, least + 6)
        sent = self.ago(least, most)
        old = course.member.kind == Member.Kind.PARTY and course.member.born_on.year < 1950
        course.begin(sent - self.days(1, 12), on_paper=old and self.rng.random() < 0.3).write(sent).submit(sent)
        return sent

    def just_sent(self, course):
        """In a cell that is up to date, what waits came late, in the last week."""
        if course.cell.pk in self.slow:
            return self.sent(course)
        return self.sent(course, least=2, most=6, late=1)

    def waiting(self, course):
        sent = self.just_sent(course)
        if self.rng.random() < 0.15:
            self.read_by_a_peer(course, sent)

    def being_read(self, course):
        """The reviewer has begun: an opening, perhaps a remark that only the committee sees."""
        sent = self.just_sent(course)
        course.read(sent + self.days(1, 2))
        course.comment(sent + self.days(2, 2), is_internal=self.rng.random() < 0.5)

    def returned(self, course):
        sent = self.sent(course, least=7)
        read = sent + self.days(1, 3)
        course.read(read).comment(read)
        if self.rng.random() < 0.4:
            course.comment(read)
        course.give_back(read)

    def resubmitted(self, course):
        """Sent again with real differences: the second revision is before the reviewer."""
        self.returned(course)
        again = course.at.date() + self.days(1, 2)
        if course.cell.pk not in self.slow:
            again = max(again, self.ago(2, 6))
        course.mend(again).submit(again)

    def asked(self, course):
        """Agreed with remarks that the author has still to answer."""
        read = self.sent(course, least=6) + self.days(1, 3)
        course.read(read).comment(read).agree(read + self.days(0, 1))
        if self.rng.random() < 0.15:
            course.ask_from_the_ward(read + self.days(1, 1))

    def answered(self, course):
        self.asked(course)
        course.mend(course.at.date() + self.days(0, 1))

    def signed(self, course):
        if self.rng.random() < 0.2:
            self.resubmitted(course)
            read = course.at.date() + self.days(1, 2)
            course.read(read).tick(read)
        else:
            read = self.sent(course, least=10, most=26) + self.days(1, 3)
            course.read(read)
        course.agree(read + self.days(0, 2))
        course.sign(read + self.days(2, 5), in_ink=self.rng.random() < 0.3)

    def filed(self, course, *, posted=True):
        self.signed(course)
        course.file(course.at.date() + self.days(0, 3), posted=posted)
        if self.rng.random() < 0.1:
            self.read_above(course)

    def filed_not_posted(self, course):
        self.filed(course, posted=False)

    def recalled(self, course):
        read = self.sent(course, least=14, most=26) + self.days(1, 2)
        course.read(read).agree(read).sign(read + self.days(1, 2)).file(read + self.days(3, 4))
        course.recall(read + self.days(5, 8))

    def recalled_and_mended(self, course):
        self.recalled(course)
        again = course.at.date() + self.days(1, 2)
        course.mend(again).sign(again + self.days(0, 1)).file(again + self.days(1, 2))

    # --- who reads

    def read_by_a_peer(self, course, sent):
        peers = [peer for peer in self.peers.get(course.cell.pk, ()) if peer.member_id != course.member.pk]
        if peers and self.cycle.peers_may_read:
            peer = self.rng.choice(peers)
            course.read(sent + self.days(1, 1), post=peer, capacity=Capacity.PEER)
            if self.rng.random() < 0.5:
                course.comment(sent + self.days(1, 1), post=peer, source=Remark.Source.PEER)

    def read_above(self, course):
        day = course.at.date() + self.days(0, 2)
        inspector = next(iter(self.setting.officers.of_role("inspector", day, course.member.pk)), None)
        if inspector and self.rng.random() < 0.4:
            course.read(day, post=inspector, capacity=Capacity.INSPECTOR)
        else:
            course.read(day, post=course.ward(day), capacity=Capacity.WARD)

    # --- days

    def ago(self, least, most):
        return self.today - self.days(least, most)

    def days(self, least, most):
        return timedelta(days=self.rng.randint(least, most))


def peers_of(authors):
    """{cell id: [Peer]} of the members of each cell; staff outside the Party read nobody's plan."""
    peers = {}
    for member, cell in authors:
        if cell.kind != Cell.Kind.UNIT:
            peers.setdefault(cell.pk, []).append(Peer(member.pk))
    return peers
