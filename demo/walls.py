"""What became of the postings of the current year: which heads agreed to the board in
the software, which sheets are over, renewed or taken down?

By the ordinary functions, after all plans are there.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cells.models import Appointment
from cells.posts import Actor
from plans.models import BoardSwitch, Plan, Posting, Status
from plans.workflow import wall

# What happens to one posting after another, round and round.
FATES = ("agreed", "over", "on_paper", "taken_down", "withdrew", "renewed", "silent")


def hang_and_take_down(cycle, ward, officers, today):
    """The ward switches its board on; then every posting of the cycle has a fate."""
    switch_on(ward, officers, today - timedelta(days=40))
    posted = Plan.objects.filter(
        cycle=cycle, postings__isnull=False, status__in=(Status.SIGNED, Status.POSTED)
    )
    plans = posted.select_related("member", "cell__committee", "cycle").order_by("pk")
    for number, plan in enumerate(plans):
        if not officers.is_head(plan.member_id, today):
            continue
        Wall(plan, officers, today).live(FATES[number % len(FATES)])


def switch_on(ward, officers, day):
    post = officers.of_role(Appointment.Role.WARD_OFFICER, day)[0]
    BoardSwitch.objects.create(
        committee=ward, is_on=True, set_by=post.member, set_at=moment(day)
    )


def moment(day, hour=9):
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


class Wall:
    """One head's plan, on the day before today."""

    def __init__(self, plan, officers, today):
        self.plan, self.day = plan, today - timedelta(days=1)
        self.author = Actor(plan.member, self.day)
        post = officers.reviewers(plan.cell_id, self.day, {plan.member_id})[0]
        self.officer = Actor(post.member, self.day)
        self.posting = Posting.objects.filter(plan=plan).latest("since")

    def live(self, fate):
        """What was hung on that very day is neither taken down nor hung again."""
        if self.posting.since < self.day:
            getattr(self, fate)()

    def silent(self):
        pass

    def agreed(self):
        wall.give_consent(self.plan, by=self.author, at=moment(self.day))

    def on_paper(self):
        at, on = moment(self.day), self.posting.since
        wall.record_consent(self.plan, by=self.officer, at=at, given_on=on)

    def withdrew(self):
        self.agreed()
        wall.withdraw_consent(self.plan, by=self.author, at=moment(self.day, 15))

    def taken_down(self, on=None):
        wall.take_down_posting(
            self.plan,
            by=self.officer,
            at=moment(self.day, 10),
            taken_down_on=on or self.day,
            taken_down_by=self.officer.member.full_name,
        )

    def renewed(self):
        self.taken_down()
        self.hang_again(self.day, self.day + timedelta(days=30))

    def over(self):
        """Taken down when the workplace was painted, hung again until yesterday."""
        self.taken_down()
        self.hang_again(self.day, self.day)

    def hang_again(self, since, until):
        wall.renew_posting(
            self.plan,
            by=self.officer,
            at=moment(self.day, 14),
            place=self.posting.place,
            since=since,
            until=until,
            posted_by=self.officer.member.full_name,
        )
