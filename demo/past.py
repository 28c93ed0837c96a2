"""What became of the plans of a past year? Most go through the four steps in time; some are late, recalled, missing."""

from datetime import date, timedelta

from cells.models import Cell, Meeting, Member, Membership
from demo.courses import Course, Setting
from demo.histories import lay_down
from demo.officers import Officers
from demo.pool import Pen, data
from plans.models import Plan

GRACE = timedelta(days=30)  # who comes from outside has so long, and may be counted only in the next year
OLD_HAND = 0.3  # share of those born before 1950 whose plan is typed from paper


class PastYear:
    """A year's plans. `spring` before the year's movements, `autumn` after them."""

    def __init__(self, cycle, facts, rng):
        self.cycle, self.facts, self.rng = cycle, facts, rng
        self.due = {name: date.fromisoformat(facts[name]) for name in facts if name.endswith(("_on", "_from"))}
        self.end = date(cycle.year, 12, 31)
        self.waiting = set()  # ids of the members who are not in time

    def spring(self, *, unfinished_in=(), before=None):
        """Everybody but the late ones. In the cells of these names some plans are not through by the day `before`."""
        self.meetings = hold_meetings(self.cycle, self.due, self.rng)
        setting = self.setting()
        authors = authors_on(self.due["draft_due_on"])
        self.waiting = self.late_ones(authors)
        in_time = [pair for pair in authors if pair[0].pk not in self.waiting]
        recalled = self.recalled_ones(in_time, unfinished_in)
        held_up = [member.pk for member, cell in recalled if cell.name in unfinished_in][:18]
        fates = {member.pk: self.mended for member, _ in recalled} | dict.fromkeys(held_up, self.asked)
        for member, _ in recalled[: self.facts["unmended"]]:
            fates[member.pk] = self.asked
        self.last_recall = before
        stories = [self.in_time(setting, member, cell, fates.get(member.pk)) for member, cell in in_time]
        if before:
            stories += self.just_sent(setting, authors, unfinished_in, before)
        lay_down(stories, setting.officers, rng=self.rng)

    def autumn(self):
        """Those who were late, those who came during the year, and those who never wrote."""
        setting = self.setting()
        planned = set(Plan.objects.filter(cycle=self.cycle).values_list("member_id", flat=True))
        obliged = [(member, cell) for member, cell in authors_on(self.end) if not came_late(member, self.end)]
        without = [(member, cell) for member, cell in obliged if member.pk not in planned]
        never = self.never_wrote(without, round(self.facts["missing"] * len(obliged)))
        stories = [self.afterwards(setting, member, cell) for member, cell in without if member.pk not in never]
        drafts = [pair for pair in without if pair[0].pk in never and self.rng.random() < 0.3]
        stories += [self.only_begun(setting, member, cell) for member, cell in drafts]
        lay_down(stories, setting.officers, rng=self.rng)

    def setting(self):
        pen = Pen(self.cycle, self.rng)
        return Setting(self.cycle, Officers(), pen, self.rng, self.meetings)

    # --- who

    def late_ones(self, authors):
        """Ids of somewhat more than will be missing, most of them in a few lax cells."""
        count = round(1.7 * self.facts["missing"] * len(authors)) + 8
        lax = set(self.rng.sample(sorted({cell.name for _, cell in authors}), 5))
        weights = [5 if cell.name in lax else 1 for _, cell in authors]
        return {authors[i][0].pk for i in self.rng.choices(range(len(authors)), weights, k=count)}

    def recalled_ones(self, authors, first_in):
        """As many as the ward recalled; in the cells named first a third of them."""
        count = self.facts["recalled"]
        near = [pair for pair in authors if pair[1].name in first_in]
        chosen = self.rng.sample(near, min(count // 3, len(near)))
        rest = [pair for pair in authors if pair not in chosen and pair[1].name not in first_in]
        recalled = [*chosen, *self.rng.sample(rest, count - len(chosen))]
        self.rng.shuffle(recalled)
        return recalled

    def never_wrote(self, without, count):
        able = [member.pk for member, _ in without if member.pk in self.waiting]
        return set(self.rng.sample(able, count))

    # --- how

    def course(self, setting, member, cell):
        return Course(setting, member, cell, vague=self.rng.choice((0, 0.15, 0.3, 0.6)), length="short")

    def in_time(self, setting, member, cell, fate):
        due, days = self.due["draft_due_on"], self.days
        course = self.course(setting, member, cell)
        begun = due - days(4, 26)
        sent = min(due, begun + days(0, 9))
        self.write(course, begun, sent)
        agreed = self.review(course, sent)
        self.sign_and_file(course, agreed + days(1, 7), days(0, 2))
        if fate:
            fate(course)
        return course.story

    def write(self, course, begun, sent):
        on_paper = course.member.born_on.year < 1950 and self.rng.random() < OLD_HAND
        course.begin(begun, on_paper=on_paper).write(begun).submit(sent)

    def review(self, course, sent):
        """The cell reads, returns one in seven, and agrees by its deadline. Returns the day."""
        read = sent + self.days(1, 4)
        course.read(read)
        if self.rng.random() < 0.15:
            back = read + self.days(1, 4)
            course.comment(read).give_back(read).mend(back).submit(back)
            read = back + self.days(1, 2)
            course.read(read).tick(read)
        agreed = max(read, self.due["review_due_on"] - self.days(0, 8))
        course.agree(agreed)
        return agreed

    def sign_and_file(self, course, signed, later):
        course.sign(signed, in_ink=self.rng.random() < 0.35).file(signed + later)

    def asked(self, course):
        """The ward recalls, and the author has not mended it yet; just before the cells merge, if they do."""
        latest = self.last_recall or self.due["filed_due_on"] + timedelta(days=45)
        course.recall(latest - self.days(3, 12))

    def mended(self, course):
        asked = self.due["filed_due_on"] + self.days(8, 38)
        mended = asked + self.days(2, 7)
        course.recall(asked).mend(mended)
        self.sign_and_file(course, mended + self.days(0, 2), self.days(0, 2))

    def just_sent(self, setting, authors, names, before):
        """A few of the late ones send theirs just before the cells merge."""
        late = [pair for pair in authors if pair[0].pk in self.waiting and pair[1].name in names][:6]
        self.waiting -= {member.pk for member, _ in late}
        return [self.sent(setting, member, cell, before) for member, cell in late]

    def sent(self, setting, member, cell, before):
        course = self.course(setting, member, cell)
        self.write(course, before - timedelta(days=9), before - self.days(3, 5))
        return course.story

    def afterwards(self, setting, member, cell):
        """Late, or within the own deadline of who came during the year."""
        since = member.since_on if member.since_on > self.due["late_from"] else self.due["late_from"]
        course = self.course(setting, member, cell)
        begun = since + self.days(1, 4)
        sent = begun + self.days(0, 3)
        self.write(course, begun, sent)
        agreed = sent + self.days(1, 3)
        course.read(agreed).agree(agreed)
        self.sign_and_file(course, agreed + self.days(1, 4), self.days(0, 2))
        return course.story

    def only_begun(self, setting, member, cell):
        course = self.course(setting, member, cell)
        day = max(member.since_on, self.due["late_from"]) + self.days(1, 5)
        course.begin(day)
        course.write(day, course.pen.half(course.who, share=0.6))
        return course.story

    def days(self, least, most):
        return timedelta(days=self.rng.randint(least, most))


def authors_on(on):
    """[(Member, Cell)] of everybody obliged on a date; the member carries since_on and origin of the membership."""
    obliged = set(Member.objects.obliged(on).values_list("pk", flat=True))
    rows = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL)
    pairs = []
    for row in rows.select_related("member", "cell__committee").order_by("pk"):
        row.member.since_on, row.member.origin = row.since, row.origin
        pairs.append((row.member, row.cell))
    return [(member, cell) for member, cell in pairs if member.pk in obliged]


def came_late(member, end):
    return member.origin in Membership.NEWCOMERS and member.since_on > end - GRACE


def hold_meetings(cycle, due, rng):
    """One meeting a cell in which the plans are discussed. {cell id: [Meeting]}"""
    first, last = due["draft_due_on"] + timedelta(days=3), due["review_due_on"] - timedelta(days=4)
    subject = data("texts")["meetings"][0]["subject"].replace("{year}", str(cycle.year))
    cells = Cell.objects.in_force(last).exclude(kind=Cell.Kind.UNIT).order_by("pk")
    meetings = [
        Meeting(cell=cell, held_on=first + timedelta(days=rng.randint(0, (last - first).days)), subject=subject)
        for cell in cells
    ]
    return {meeting.cell_id: [meeting] for meeting in Meeting.objects.bulk_create(meetings)}
