"""Where do the plans of the current year stand? In every state, whatever day it is."""

from datetime import timedelta

from cells.models import Exemption, Member, Membership
from demo.officers import Officers
from demo.pen import Pen
from demo.stories import Capacity, Course, Doer, Setting, group_peers
from plans.models import Remark

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
BEHIND = {
    "nothing": 45,
    "empty": 8,
    "half": 22,
    "returned": 5,
    "waiting": 18,
    "filed": 2,
}
CROWDED = {**USUAL, "waiting": 52, "being_read": 8, "filed": 12}
HEADS = {"waiting": 2, "asked": 1, "signed": 2, "filed_not_posted": 3, "filed": 9}
NEWCOMERS = {"nothing": 1, "just_begun": 1}
VOLUNTEERS = 7
# Why an author does not agree with a remark, and what another officer answers.
DISPUTES = (
    ("Tôi đã ghi rõ việc và thời hạn, đề nghị chi ủy đọc lại giúp.", ""),
    (
        "Việc này làm quanh năm nên tôi không ghi một ngày.",
        "Đồng chí ghi mốc 30/6 và cuối năm là được, góp ý vẫn giữ.",
    ),
)
INK = 0.3  # share of the signatures
SLOW = 5  # cells in which plans wait for weeks
# The unit's few people one after another, so that each state is there.
STAFF = (
    "waiting",
    "filed",
    "half",
    "signed",
    "asked",
    "filed",
    "waiting",
    "returned",
    "signed",
    "answered",
)


class PresentYear:
    """Tells a story for everybody who is obliged today, and for some who are not."""

    def __init__(self, cycle, facts, rng, today, meetings):
        self.cycle, self.facts, self.rng, self.today = cycle, facts, rng, today
        latest = today - timedelta(days=2)
        pen = Pen(cycle, rng)
        self.setting = Setting(cycle, Officers(), pen, rng, meetings, latest)
        self.peers, self.slow = {}, set()
        self.disputes = list(DISPUTES)

    def stories(self, homes):
        """[Story] of [Membership]; those who have not begun have none."""
        self.peers = self.setting.fellows = group_peers(homes)
        cells = sorted({home.cell_id for home in homes})
        self.slow = set(self.rng.sample(cells, min(SLOW, len(cells))))
        staff, stories = [], []
        for home in homes:
            if home.member.kind == Member.Kind.STAFF:
                staff.append(home)
            else:
                stories.append(self.story(home))
        for number, home in enumerate(staff):
            stories.append(self.tell(STAFF[number % len(STAFF)], home))
        return [story for story in stories if story]

    def volunteers(self):
        """[Story] of exempt members who plan of their own will."""
        held = Exemption.objects.in_force(self.today).values("member")
        rows = Membership.objects.in_force(self.today)
        rows = rows.filter(member__in=held, kind=Membership.Kind.OFFICIAL)
        rows = rows.select_related("member", "cell__committee")
        youngest = list(rows.order_by("-member__born_on", "pk")[:60])
        stories = []
        for home in self.rng.sample(youngest, VOLUNTEERS):
            fate = self.rng.choice(("waiting", "answered", "filed"))
            stories.append(self.tell(fate, home))
        return stories

    def story(self, home):
        odds = self.odds(home)
        fate = self.rng.choices(list(odds), list(odds.values()))[0]
        return self.tell(fate, home)

    def odds(self, home):
        is_new = home.origin in Membership.NEWCOMERS
        if is_new and home.since > self.cycle.draft_due_on:
            return NEWCOMERS
        if self.setting.officers.is_head(home.member_id, self.today):
            return HEADS
        special = {
            self.facts["perfect"]: PERFECT,
            self.facts["behind"]: BEHIND,
            self.facts["crowded"]: CROWDED,
        }
        return special.get(home.cell.name, USUAL)

    def tell(self, fate, home):
        """The story of one plan that has come to a state, or None."""
        if fate == "nothing":
            return None
        vague = self.rng.choice((0, 0.1, 0.25, 0.5, 0.9))
        course = Course(self.setting, home, vague=vague)
        getattr(self, fate)(course)
        if fate == "returned" and self.disputes and course.helper is None:
            self.disagree(course, *self.disputes.pop(0))
        return course.story

    def disagree(self, course, why, reply):
        """The author does not agree with a remark; another officer keeps it, or it
        still waits (no `reply`)."""
        name = course.disagree(why)
        if reply:
            course.keep_remark(name, reply)

    # --- states, the earlier ones first

    def empty(self, course):
        course.begin(self.ago(4, 24))

    def half(self, course):
        course.begin(self.ago(4, 30))
        written = self.ago(2, 3)
        course.write_in_part(written, self.rng.choice((0.2, 0.4, 0.6, 0.8, 1)))

    def just_begun(self, course):
        """By somebody who came some days ago and has a deadline of their own."""
        course.begin(self.ago(3, 6))
        course.write_in_part(self.ago(2, 3), 0.6)

    def unsent(self, course):
        course.begin(self.ago(6, 30)).write(self.ago(2, 5))

    def sent(self, course, *, least=3, most=24, late=0.1):
        """Written and sent so many days ago; returns the day.

        The share `late` was sent after the deadline, if there is time.
        """
        if self.rng.random() >= late:
            least = max(least, (self.today - self.cycle.draft_due_on).days)
            most = max(most, least + 6)
        sent = self.ago(least, most)
        course.begin_and_submit(sent - course.days(1, 12), sent, sent)
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
        """The reviewer has begun: read and remarked, perhaps for the cell only."""
        sent = self.just_sent(course)
        course.read(sent + course.days(1, 2))
        day = sent + course.days(2, 2)
        course.comment(day, is_internal=self.rng.random() < 0.5)

    def returned(self, course):
        sent = self.sent(course, least=7)
        read = sent + course.days(1, 3)
        course.read(read).comment(read)
        if self.rng.random() < 0.4:
            course.comment(read)
        course.give_back(read)

    def resubmitted(self, course):
        """Sent again with real differences: a second revision."""
        self.returned(course)
        again = course.day + course.days(1, 2)
        if course.cell.pk not in self.slow:
            again = max(again, self.ago(2, 6))
        course.mend(again).submit(again)

    def asked(self, course):
        """Agreed with remarks that the author has still to answer."""
        read = self.sent(course, least=6) + course.days(1, 3)
        course.read(read).comment(read).agree(read + course.days(0, 1))
        if self.rng.random() < 0.15:
            course.ask_from_the_ward(read + course.days(1, 1))

    def answered(self, course):
        self.asked(course)
        course.mend(course.day + course.days(0, 1))

    def signed(self, course):
        if self.rng.random() < 0.2:
            self.resubmitted(course)
            read = course.day + course.days(1, 2)
            course.read(read).tick(read)
        else:
            read = self.sent(course, least=10, most=26) + course.days(1, 3)
            course.read(read)
        course.agree(read + course.days(0, 2))
        signed = read + course.days(2, 5)
        course.sign(signed, in_ink=self.rng.random() < INK)

    def filed(self, course, *, posted=True):
        self.signed(course)
        course.file(course.day + course.days(0, 3), posted=posted)
        if self.rng.random() < 0.1:
            self.read_above(course)

    def filed_not_posted(self, course):
        self.filed(course, posted=False)

    def recalled(self, course):
        read = self.sent(course, least=14, most=26) + course.days(1, 2)
        course.read(read).agree(read).sign(read + course.days(1, 2))
        course.file(read + course.days(3, 4)).recall(read + course.days(5, 8))

    def recalled_and_mended(self, course):
        self.recalled(course)
        again = course.day + course.days(1, 2)
        course.mend(again).sign(again + course.days(0, 1)).file(
            again + course.days(1, 2)
        )

    # --- who reads

    def read_by_a_peer(self, course, sent):
        peers = self.peers.get(course.cell.pk, ())
        peers = [peer for peer in peers if peer.member.pk != course.member.pk]
        if not peers or not self.cycle.peers_may_read:
            return
        peer = self.rng.choice(peers)
        course.read(sent + course.days(1, 1), by=peer, capacity=Capacity.PEER)
        if self.rng.random() < 0.5:
            day = sent + course.days(1, 1)
            course.comment(day, by=peer, source=Remark.Source.PEER)

    def read_above(self, course):
        day = course.day + course.days(0, 2)
        officers = self.setting.officers
        inspectors = officers.of_role("inspector", day, {course.member.pk})
        if inspectors and self.rng.random() < 0.4:
            inspector = Doer(inspectors[0].member, inspectors[0])
            course.read(day, by=inspector, capacity=Capacity.INSPECTOR)
        else:
            course.read(day, by=course.ward(day), capacity=Capacity.WARD)

    def ago(self, least, most):
        return self.today - timedelta(days=self.rng.randint(least, most))
