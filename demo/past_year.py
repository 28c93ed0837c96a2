"""What became of the plans of a past year?

Most go through the four steps in time; some are late, recalled, missing.
"""

from datetime import date, timedelta

from cells.models import Membership
from demo.history_rows import write_histories
from demo.meetings import hold_spring_meetings
from demo.officers import Officers
from demo.pen import Pen
from demo.stories import Course, Setting, list_authors
from plans.models import Plan

# Who comes from outside has so long, and may be counted only in the next year.
GRACE = timedelta(days=30)
INK = 0.35


class PastYear:
    """A year's plans. `spring` before the year's movements, `autumn` after them."""

    def __init__(self, cycle, facts, rng):
        self.cycle, self.facts, self.rng = cycle, facts, rng
        self.due = {}
        for name, day in facts.items():
            if name.endswith(("_on", "_from")):
                self.due[name] = date.fromisoformat(day)
        self.end = date(cycle.year, 12, 31)
        self.waiting = set()  # ids of the members who are not in time
        self.latest_recall = self.due["filed_due_on"] + timedelta(days=45)

    def spring(self, *, unfinished_in=(), before=None):
        """Everybody but the late ones.

        In the cells of these names some plans are not through by the day `before`.
        """
        self.meetings = hold_spring_meetings(self.cycle, self.due, self.rng)
        self.set_scene()
        authors = list_authors(self.due["draft_due_on"])
        self.waiting = self.choose_late_ones(authors)
        in_time = [pair for pair in authors if pair[0].pk not in self.waiting]
        recalled = self.choose_recalled(in_time, unfinished_in)
        fates = self.decide_fates(recalled, unfinished_in)
        self.latest_recall = before or self.latest_recall
        stories = [self.in_time(*pair, fates.get(pair[0].pk)) for pair in in_time]
        if before:
            stories += self.just_sent(authors, unfinished_in, before)
        write_histories(stories, self.setting.officers, rng=self.rng)

    def autumn(self):
        """Who was late, who came during the year, and who never wrote."""
        self.set_scene()
        plans = Plan.objects.filter(cycle=self.cycle)
        planned = set(plans.values_list("member_id", flat=True))
        obliged = [
            pair for pair in list_authors(self.end) if not self.came_late(pair[0])
        ]
        without = [pair for pair in obliged if pair[0].pk not in planned]
        never = self.choose_missing(
            without, round(self.facts["missing"] * len(obliged))
        )
        late = [pair for pair in without if pair[0].pk not in never]
        stories = [self.afterwards(*pair) for pair in late]
        missing = [pair for pair in without if pair[0].pk in never]
        begun = [pair for pair in missing if self.rng.random() < 0.3]
        stories += [self.only_begun(*pair) for pair in begun]
        write_histories(stories, self.setting.officers, rng=self.rng)

    def set_scene(self):
        """With the officers as they are by now."""
        pen = Pen(self.cycle, self.rng)
        self.setting = Setting(self.cycle, Officers(), pen, self.rng, self.meetings)

    # --- who

    def choose_late_ones(self, authors):
        """Ids of somewhat more than will be missing, most of them in a few lax cells."""
        count = round(1.7 * self.facts["missing"] * len(authors)) + 8
        lax = set(self.rng.sample(sorted({cell.name for _, cell in authors}), 5))
        weights = [5 if cell.name in lax else 1 for _, cell in authors]
        ids = [member.pk for member, _ in authors]
        return set(self.rng.choices(ids, weights, k=count))

    def choose_recalled(self, authors, first_in):
        """As many as the ward recalled; in the cells named first a third of them."""
        count = self.facts["recalled"]
        near = [pair for pair in authors if pair[1].name in first_in]
        recalled = self.rng.sample(near, min(count // 3, len(near)))
        rest = [pair for pair in authors if pair[1].name not in first_in]
        recalled += self.rng.sample(rest, count - len(recalled))
        self.rng.shuffle(recalled)
        return recalled

    def decide_fates(self, recalled, unfinished_in):
        """{member id: what became of the plan after it was filed}"""
        fates = {member.pk: self.mended for member, _ in recalled}
        held_up = [member for member, cell in recalled if cell.name in unfinished_in]
        unmended = [member for member, _ in recalled[: self.facts["unmended"]]]
        for member in [*held_up[:18], *unmended]:
            fates[member.pk] = self.asked
        return fates

    def choose_missing(self, without, count):
        able = [member.pk for member, _ in without if member.pk in self.waiting]
        return set(self.rng.sample(able, count))

    def came_late(self, member):
        is_new = member.origin in Membership.NEWCOMERS
        return is_new and member.since_on > self.end - GRACE

    # --- how

    def course(self, member, cell):
        vague = self.rng.choice((0, 0.15, 0.3, 0.6))
        return Course(self.setting, member, cell, vague=vague, length="short")

    def in_time(self, member, cell, fate):
        due, course = self.due["draft_due_on"], self.course(member, cell)
        begun = due - course.days(4, 26)
        sent = min(due, begun + course.days(0, 9))
        course.begin_and_submit(begun, begun, sent)
        agreed = self.review(course, sent)
        self.sign_and_file(course, agreed + course.days(1, 7))
        if fate:
            fate(course)
        return course.story

    def review(self, course, sent):
        """The cell reads, returns one in seven, and agrees by its deadline."""
        read = sent + course.days(1, 4)
        course.read(read)
        if self.rng.random() < 0.15:
            back = read + course.days(1, 4)
            course.comment(read).give_back(read).mend(back).submit(back)
            read = back + course.days(1, 2)
            course.read(read).tick(read)
        agreed = max(read, self.due["review_due_on"] - course.days(0, 8))
        course.agree(agreed)
        return agreed

    def sign_and_file(self, course, signed):
        filed = signed + course.days(0, 2)
        course.sign(signed, in_ink=self.rng.random() < INK).file(filed)

    def asked(self, course):
        """The ward recalls, and the author has not mended it yet.

        Just before the cells merge, if they do.
        """
        course.recall(self.latest_recall - course.days(3, 12))

    def mended(self, course):
        asked = self.due["filed_due_on"] + course.days(8, 38)
        mended = asked + course.days(2, 7)
        course.recall(asked).mend(mended)
        self.sign_and_file(course, mended + course.days(0, 2))

    def just_sent(self, authors, names, before):
        """A few of the late ones send theirs just before the cells merge."""
        stories = []
        late = [
            pair
            for pair in authors
            if pair[0].pk in self.waiting and pair[1].name in names
        ]
        for member, cell in late[:6]:
            self.waiting.discard(member.pk)
            course = self.course(member, cell)
            begun = before - timedelta(days=9)
            course.begin_and_submit(begun, begun, before - course.days(3, 5))
            stories.append(course.story)
        return stories

    def afterwards(self, member, cell):
        """Late, or within the own deadline of who came during the year."""
        course = self.course(member, cell)
        begun = max(member.since_on, self.due["late_from"]) + course.days(1, 4)
        sent = begun + course.days(0, 3)
        course.begin_and_submit(begun, begun, sent)
        agreed = sent + course.days(1, 3)
        course.read(agreed).agree(agreed)
        self.sign_and_file(course, agreed + course.days(1, 4))
        return course.story

    def only_begun(self, member, cell):
        course = self.course(member, cell)
        day = max(member.since_on, self.due["late_from"]) + course.days(1, 5)
        course.begin(day).write_in_part(day, 0.6)
        return course.story
