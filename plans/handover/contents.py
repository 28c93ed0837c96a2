"""What goes along when cells go to another ward?

The chosen cells and those that went into them before, with everybody who belongs there on the day, or belonged there
last (who died, left or moved away has nobody else to keep them), and everything of these people: their years in other
cells, their plans wherever they were filed. Of other cells only what these people's rows point at; of other people
(who was secretary, recalled, read, typed) only the name. The private self-check is in no file, and neither are logins.
People who stay keep what is theirs, also from years in which they belonged to a cell that goes.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cells.models import (
    Appointment,
    Cell,
    Committee,
    Correction,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    FormerName,
    Meeting,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from plans.models import (
    AccessRecord,
    Basis,
    Cycle,
    Filing,
    FormVersion,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Signature,
)
from plans.models.cycle import line_above

# What hangs on a person, and on a plan: in the order in which it can be written again.
OF_A_PERSON = (Exemption, ExemptionProposal, Suspension, Transfer, Movement, Correction)
OF_A_PLAN = (Row, Revision, Remark, PlanEvent, AccessRecord, Signature, Posting, Filing)
# What nobody may write while it is read; who opens a plan meanwhile may.
READ = (Cell, Member, Membership, Appointment, *OF_A_PERSON, ExemptionReview, Plan, *OF_A_PLAN)
KEPT_STILL = tuple(model for model in READ if model is not AccessRecord)


@dataclass
class Contents:
    """The rows that go: `ward` gives the `chosen` cells (open ones, below it) away on the day `on`."""

    ward: Committee
    chosen: list
    on: object

    @cached_property
    def line(self):
        """Ids of the chosen cells and of all that ever went into them."""
        found, level = set(), {cell.pk for cell in self.chosen}
        while level - found:
            found |= level
            level = set(Cell.objects.filter(successor__in=level).values_list("pk", flat=True))
        return found

    @cached_property
    def people(self):
        """Ids of those whose last cell is one of the line: the official one, or that of a guest who has no other."""
        until_now = Membership.objects.filter(member=OuterRef("pk"), since__lt=self.on).order_by("-since", "-pk")
        official = until_now.filter(kind=Membership.Kind.OFFICIAL)
        last = Coalesce(Subquery(official.values("cell")[:1]), Subquery(until_now.values("cell")[:1]))
        return list(Member.objects.annotate(last=last).filter(last__in=self.line).values_list("pk", flat=True))

    @property
    def plans(self):
        return Plan.objects.filter(member__in=self.people)

    @cached_property
    def own_line(self):
        """Ids of the ward, of all below it and of those above it: its cells take part in the cycles of these."""
        return Committee.objects.below([self.ward.pk]) | set(line_above(self.chosen[0]))

    @cached_property
    def committees(self):
        """Ids of the committees that rows point at, and of those between them and the ward."""
        found = {self.ward.pk, *self.pointed_at(Committee, Cell.objects.filter(pk__in=self.cells), self.posts)}
        parents = dict(Committee.objects.filter(pk__in=self.own_line).values_list("pk", "parent"))
        level = found & Committee.objects.below([self.ward.pk]) - {self.ward.pk}
        while level:
            level = {parents[pk] for pk in level} - found
            found |= level
        return found

    @cached_property
    def cells(self):
        """Ids of the line and of the cells that rows of its people point at."""
        memberships = Membership.objects.filter(member__in=self.people)
        rows = [memberships, self.plans, self.of_people(Movement), self.of_people(ExemptionProposal)]
        rows += [self.of_plans(PlanEvent), self.meetings, self.posts]
        return self.line | self.pointed_at(Cell, *rows)

    @cached_property
    def posts(self):
        """Posts in the cells of the line, those of its people in other cells, and those in which somebody acted."""
        acted = self.of_plans(PlanEvent).filter(post__isnull=False).values("post")
        theirs = Q(member__in=self.people, cell__isnull=False)
        return Appointment.objects.filter(Q(cell__in=self.line) | theirs | Q(pk__in=acted))

    @property
    def meetings(self):
        agreed = self.of_plans(PlanEvent).filter(meeting__isnull=False).values("meeting")
        return Meeting.objects.filter(Q(cell__in=self.line) | Q(pk__in=agreed))

    @property
    def cycles(self):
        return Cycle.objects.filter(pk__in=self.plans.values("cycle"))

    @property
    def going_on(self):
        """The cycles that are still under way: their plans go on in the receiving ward's cycle of the year."""
        return self.cycles.filter(year__gte=self.on.year, committee__in=self.own_line)

    @property
    def forms(self):
        used = Q(pk__in=self.plans.values("form_version")) | Q(pk__in=self.cycles.values("form_version"))
        return FormVersion.objects.filter(used)

    @property
    def others(self):
        """People of whom only the name goes along."""
        rows = [self.posts, self.plans, *(self.of_plans(model) for model in OF_A_PLAN)]
        return Member.objects.filter(pk__in=self.pointed_at(Member, *rows) - set(self.people))

    def of_people(self, model):
        return model.objects.filter(member__in=self.people)

    def of_plans(self, model):
        return model.objects.filter(plan__member__in=self.people)

    def pointed_at(self, model, *rows):
        """Ids of the rows of a model at which these rows point."""
        found = set()
        for some in rows:
            for field in pointers(some.model, model):
                found |= set(some.order_by().values_list(field.attname, flat=True).distinct())
        return found - {None}

    def tables(self):
        """[queryset] of what goes as it is, in the order in which it can be written again."""
        exemptions = self.of_people(Exemption)
        grounds = self.pointed_at(ExemptionGround, exemptions, self.of_people(ExemptionProposal))
        return [
            FormerName.objects.filter(cell__in=self.line),
            self.of_people(Membership),
            self.posts,
            self.meetings,
            ExemptionGround.objects.filter(pk__in=grounds),
            *(self.of_people(model) for model in OF_A_PERSON[:1]),
            ExemptionReview.objects.filter(exemption__in=exemptions),
            *(self.of_people(model) for model in OF_A_PERSON[1:]),
            self.cycles,
            Basis.objects.filter(cycle__in=self.cycles),
            self.plans,
            *(self.of_plans(model) for model in OF_A_PLAN),
        ]


def pointers(model, target):
    """The foreign keys of a model that lead to another one."""
    return [field for field in model._meta.concrete_fields if field.related_model is target]
