"""What goes along when cells go to another ward?

The chosen cells and those that went into them before, with everybody who belongs there
on the day, or belonged there last (who died, left or moved away has nobody else to keep
them), and everything of these people: their years in other cells, their plans wherever
they were filed. Of other cells only what these people's rows point at; of other people
(who was secretary, recalled, read, typed) only the name. The private self-check is in
no file, and neither are logins. People who stay keep what is theirs, also from years in
which they belonged to a cell that goes.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
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
    Assistance,
    Basis,
    Confirmation,
    Consent,
    Cycle,
    Filing,
    FormVersion,
    Objection,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Signature,
    SigningPrint,
    YearRecord,
)
from plans.models.cycle import line_above

# What hangs on a person, and on a plan: in the order in which it can be written again.
OF_A_PERSON = (
    Exemption,
    ExemptionProposal,
    Suspension,
    Transfer,
    Movement,
    Correction,
)
OF_A_PLAN = (
    Row,
    Revision,
    Remark,
    PlanEvent,
    AccessRecord,
    SigningPrint,
    Signature,
    Posting,
    Consent,
    Filing,
    Assistance,
    Confirmation,
    Objection,
)
# What nobody may write while it is read; who opens a plan meanwhile may.
READ = (
    Cell,
    Member,
    Membership,
    Appointment,
    *OF_A_PERSON,
    ExemptionReview,
    Plan,
    *OF_A_PLAN,
)
KEPT_STILL = tuple(model for model in READ if model is not AccessRecord)


def lock_tables():
    """Nobody writes what goes along while it is read, nor while it comes.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in KEPT_STILL)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


@dataclass
class Contents:
    """The rows that go: `ward` gives cells away on the day `on`."""

    ward: Committee
    chosen: list  # of its open cells, or those below it
    on: object

    @cached_property
    def line(self):
        """Ids of the chosen cells and of all that ever went into them."""
        found, level = set(), {cell.pk for cell in self.chosen}
        while level - found:
            found |= level
            before = Cell.objects.filter(successor__in=level)
            level = set(before.values_list("pk", flat=True))
        return found

    @cached_property
    def people(self):
        """Ids of those whose last cell is one of the line.

        The official one, or that of a guest who has no other.
        """
        homes = Membership.objects.filter(member=OuterRef("pk"), since__lt=self.on)
        homes = homes.order_by("-since", "-pk")
        official = homes.filter(kind=Membership.Kind.OFFICIAL)
        last = Coalesce(
            Subquery(official.values("cell")[:1]), Subquery(homes.values("cell")[:1])
        )
        members = Member.objects.annotate(last=last).filter(last__in=self.line)
        return list(members.values_list("pk", flat=True))

    @property
    def plans(self):
        return Plan.objects.filter(member__in=self.people)

    @cached_property
    def own_line(self):
        """Ids of the ward, of all below it and of those above it."""
        below = Committee.objects.below([self.ward.pk])
        return below | set(line_above(self.chosen[0]))

    @cached_property
    def committees(self):
        """Ids of those that rows point at, and of those between them and the ward."""
        cells = Cell.objects.filter(pk__in=self.cells)
        found = self.find_pointed_at(Committee, cells, self.posts)
        found.add(self.ward.pk)
        line = Committee.objects.filter(pk__in=self.own_line)
        parents = dict(line.values_list("pk", "parent"))
        level = found & Committee.objects.below([self.ward.pk]) - {self.ward.pk}
        while level:
            level = {parents[pk] for pk in level} - found
            found |= level
        return found

    @cached_property
    def cells(self):
        """Ids of the line and of the cells that rows of its people point at."""
        rows = [
            self.of_people(Membership),
            self.plans,
            self.of_people(Movement),
            self.of_people(ExemptionProposal),
            self.of_plans(PlanEvent),
            self.meetings,
            self.posts,
        ]
        return self.line | self.find_pointed_at(Cell, *rows)

    @cached_property
    def posts(self):
        """In the cells of the line, of its people elsewhere, and those acted in."""
        acted = self.of_plans(PlanEvent).filter(post__isnull=False)
        theirs = Q(member__in=self.people, cell__isnull=False)
        is_here = Q(cell__in=self.line) | theirs | Q(pk__in=acted.values("post"))
        return Appointment.objects.filter(is_here)

    @property
    def meetings(self):
        agreed = self.of_plans(PlanEvent).filter(meeting__isnull=False)
        is_meant = Q(cell__in=self.line) | Q(pk__in=agreed.values("meeting"))
        return Meeting.objects.filter(is_meant)

    @property
    def cycles(self):
        return Cycle.objects.filter(pk__in=self.plans.values("cycle"))

    @property
    def cycles_under_way(self):
        """Their plans go on in the receiving ward's cycle of the year; those that came
        from another ward with their authors as well."""
        return self.cycles.under_way()

    @property
    def year_records(self):
        """Of the years that are closed: one under way is the receiving ward's from now
        on."""
        over = self.cycles.exclude(pk__in=self.cycles_under_way.values("pk"))
        same = over.filter(committee=OuterRef("committee"), year=OuterRef("year"))
        return YearRecord.objects.filter(Exists(same))

    @property
    def forms(self):
        of_plans = Q(pk__in=self.plans.values("form_version"))
        of_cycles = Q(pk__in=self.cycles.values("form_version"))
        return FormVersion.objects.filter(of_plans | of_cycles)

    @property
    def others(self):
        """People of whom only the name goes along."""
        rows = [self.posts, self.plans, self.year_records]
        rows += map(self.of_plans, OF_A_PLAN)
        found = self.find_pointed_at(Member, *rows)
        return Member.objects.filter(pk__in=found - set(self.people))

    def of_people(self, model):
        return model.objects.filter(member__in=self.people)

    def of_plans(self, model):
        return model.objects.filter(plan__member__in=self.people)

    def find_pointed_at(self, model, *rows):
        """Ids of the rows of a model at which these rows point."""
        found = set()
        for some in rows:
            for field in some.model._meta.concrete_fields:
                if field.related_model is model:
                    ids = some.order_by().values_list(field.attname, flat=True)
                    found |= set(ids.distinct())
        return found - {None}

    def list_tables(self):
        """[queryset] of what goes as it is, in an order in which it can be written."""
        exemptions = self.of_people(Exemption)
        proposals = self.of_people(ExemptionProposal)
        grounds = self.find_pointed_at(ExemptionGround, exemptions, proposals)
        return [
            FormerName.objects.filter(cell__in=self.line),
            self.of_people(Membership),
            self.posts,
            self.meetings,
            ExemptionGround.objects.filter(pk__in=grounds),
            exemptions,
            ExemptionReview.objects.filter(exemption__in=exemptions),
            *map(self.of_people, OF_A_PERSON[1:]),
            self.cycles,
            Basis.objects.filter(cycle__in=self.cycles),
            self.year_records,
            self.plans,
            *map(self.of_plans, OF_A_PLAN),
        ]
