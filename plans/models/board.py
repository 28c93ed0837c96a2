"""Of which wards may signed-in people read heads' plans in the software? Off until the
ward switches it on (DOMAIN.md §6)."""

from django.db import models
from django.db.models import OuterRef, Subquery

from cells.models import Committee, Member


class BoardSwitchQuerySet(models.QuerySet):
    def newest(self):
        """The one of each committee that holds."""
        of_committee = self.model.objects.filter(committee=OuterRef("committee"))
        newest = of_committee.order_by("-set_at", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class BoardSwitch(models.Model):
    """The board of a committee was switched on or off; the newest row holds. Without
    `set_by` it was off after an upgrade, and nobody has said anything yet."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="board_switches"
    )
    is_on = models.BooleanField()
    set_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    objects = BoardSwitchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["committee", "set_at"], name="boardswitch_committee")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_on=False) | models.Q(set_by__isnull=False),
                name="plans_boardswitch_on_by_somebody",
            )
        ]

    def __str__(self):
        return f"board of {self.committee_id}: {self.is_on}"


def find_committees_with_board():
    """Ids of the committees on whose board plans may stand: a committee does as the
    nearest one above that was ever asked."""
    switched = dict(BoardSwitch.objects.newest().values_list("committee", "is_on"))
    if not any(switched.values()):
        return set()
    parents = dict(Committee.objects.values_list("pk", "parent"))
    return {pk for pk in parents if is_switched_on(pk, parents, switched)}


def is_board_on(committee):
    """The same of one committee: one query, and one for each committee above it."""
    line = [one.pk for one in committee.line()]
    switches = BoardSwitch.objects.filter(committee__in=line).order_by("set_at", "pk")
    switched = dict(switches.values_list("committee", "is_on"))
    return next((switched[pk] for pk in line if pk in switched), False)


def is_switched_on(pk, parents, switched):
    while pk is not None:
        if pk in switched:
            return switched[pk]
        pk = parents[pk]
    return False
