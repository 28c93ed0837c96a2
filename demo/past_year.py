"""What became of the plans of a past year?

Most go through the four steps in time; some are late, recalled, missing.
"""

from datetime import date, timedelta

from cells.models import Membership
from demo.history_rows import write_histories
from demo.meetings import hold_spring_meetings
from demo.officers import Officers
from demo.pen import Pen
from demo.stories import Course, Setting, group_peers, list_homes
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
        homes = list_homes(self.due["draft_due_on"])
        self.set_scene(homes)
        self.waiting = self.choose_late_ones(homes)
        in_time = [home for home in homes if home.member_id not in self.waiting]
        recalled = self.choose_recalled(in_time, unfinished_in)
        fates = self.decide_fates(recalled, unfinished_in)
        self.latest_recall = before or self.latest_recall
        stories = [self.in_time(home, fates.get(home.member_id)) for home in in_time]
        if before:
            stories += self.just_sent(homes, unfinished_in, before)
        write_histories(stories, self.setting.officers, rng=self.rng)

    def autumn(self):
        """Who was late, who came during the year, and who never wrote."""
        homes = list_homes(self.end)
        self.set_scene(homes)
        plans = Plan.objects.filter(cycle=self.cycle)
        planned = set(plans.values_list("member_id", flat=True))
        obliged = [home for home in homes if not self.came_late(home)]
        without = [home for home in obliged if home.member_id not in planned]
        never = self.choose_missing(
            without, round(self.facts["missing"] * len(obliged))
        )
        stories, missing = [], []
        for home in without:
            if home.member_id in never:
                missing.append(home)
            else:
                stories.append(self.afterwards(home))
        for home in [home for home in missing if self.rng.random() < 0.3]:
            stories.append(self.only_begun(home))
        write_histories(stories, self.setting.officers, rng=self.rng)

    def set_scene(self, homes):
        """With the officers as they are by now, and who belongs where."""
        pen = Pen(self.cycle, self.rng)
        self.setting = Setting(self.cycle, Officers(), pen, self.rng, self.meetings)
        self.setting.fellows = group_peers(homes)

    # --- who

    def choose_late_ones(self, homes):
        """Ids of more than will be missing, most of them in a few lax cells."""
        count = round(1.7 * self.facts["missing"] * len(homes)) + 8
        lax = self.rng.sample(sorted({home.cell.name for home in homes}), 5)
        ids, weights = [], []
        for home in homes:
            ids.append(home.member_id)
            weights.append(5 if home.cell.name in lax else 1)
        return set(self.rng.choices(ids, weights, k=count))

    def choose_recalled(self, homes, first_in):
        """As many as the ward recalled; in the cells named first a third of them."""
        count = self.facts["recalled"]
        near, rest = [], []
        for home in homes:
            if home.cell.name in first_in:
                near.append(home)
            else:
                rest.append(home)
        recalled = self.rng.sample(near, min(count // 3, len(near)))
        recalled += self.rng.sample(rest, count - len(recalled))
        self.rng.shuffle(recalled)
        return recalled

    def decide_fates(self, recalled, unfinished_in):
        """{member id: what became of the plan after it was filed}"""
        fates = {home.member_id: self.mended for home in recalled}
        held_up = [home for home in recalled if home.cell.name in unfinished_in]
        for home in held_up[:18] + recalled[: self.facts["unmended"]]:
            fates[home.member_id] = self.asked
        return fates

    def choose_missing(self, without, count):
        ids = [home.member_id for home in without if home.member_id in self.waiting]
        return set(self.rng.sample(ids, count))

    def came_late(self, home):
        is_new = home.origin in Membership.NEWCOMERS
        return is_new and home.since > self.end - GRACE

    # --- how

    def course(self, home):
        vague = self.rng.choice((0, 0.15, 0.3, 0.6))
        return Course(self.setting, home, vague=vague, length="short")

    def in_time(self, home, fate):
        due, course = self.due["draft_due_on"], self.course(home)
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

    def just_sent(self, homes, names, before):
        """A few of the late ones send theirs just before the cells merge."""
        stories = []
        waiting = [home for home in homes if home.member_id in self.waiting]
        for home in [home for home in waiting if home.cell.name in names][:6]:
            self.waiting.discard(home.member_id)
            course = self.course(home)
            begun = before - timedelta(days=9)
            course.begin_and_submit(begun, begun, before - course.days(3, 5))
            stories.append(course.story)
        return stories

    def afterwards(self, home):
        """Late, or within the own deadline of who came during the year."""
        course = self.course(home)
        begun = max(home.since, self.due["late_from"]) + course.days(1, 4)
        sent = begun + course.days(0, 3)
        course.begin_and_submit(begun, begun, sent)
        agreed = sent + course.days(1, 3)
        course.read(agreed).agree(agreed)
        self.sign_and_file(course, agreed + course.days(1, 4))
        return course.story

    def only_begun(self, home):
        course = self.course(home)
        day = max(home.since, self.due["late_from"]) + course.days(1, 5)
        course.begin(day).write_in_part(day, 0.6)
        return course.story
