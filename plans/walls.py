"""What hangs on the walls of those whom somebody watches over, and of what is the last
day over?"""

from django.db.models import OuterRef, Q, Subquery

from plans.models import Capacity, Plan, Posting

# First what asks for something.
ORDER = (Posting.State.ENDED, Posting.State.HANGING, Posting.State.TAKEN_DOWN)
WATCHERS = (Capacity.POSTER, Capacity.OFFICER, Capacity.WARD, Capacity.INSPECTOR)


def may_see_wall(actor):
    return bool(actor.cells or actor.committees or actor.offices or actor.inspected)


def list_postings(actor):
    """[{posting, plan, state}] of the years under way and of what still hangs of
    earlier ones: the last posting of each plan, what is over first."""
    found = []
    for posting in read_last_postings(actor):
        state = posting.find_state(actor.on)
        found.append({"posting": posting, "plan": posting.plan, "state": state})
    found.sort(key=lambda row: (ORDER.index(row["state"]), row["posting"].until))
    return found


def read_last_postings(actor):
    """The last posting of each plan toward which somebody has a word to say."""
    plans = Plan.objects.toward_whom(actor, *WATCHERS).kept_here()
    last = Posting.objects.standing().filter(plan=OuterRef("plan"))
    last = last.order_by("-since", "-pk")
    postings = Posting.objects.filter(
        plan__in=plans.values("pk"), pk=Subquery(last.values("pk")[:1])
    )
    going_on = Plan.objects.under_way()
    is_wanted = Q(until__gte=actor.on) | Q(plan__in=going_on.values("pk"))
    related = ("plan__member", "plan__cell", "plan__cycle")
    return postings.filter(is_wanted).select_related(*related).order_by("pk")


def find_ended(actor):
    """Postings of the years under way whose last day has passed and of which nobody has
    said that they were taken down or renewed."""
    return read_last_postings(actor).filter(taken_down_on=None, until__lt=actor.on)
