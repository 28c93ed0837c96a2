"""What stands in the tables, by names and lasting ids instead of numbers, so that two
installations can be compared row by row."""

from django.contrib.auth import get_user_model

from cells import models as of_cells
from cells.effects import model_named, plain_data
from cells.models import Cell, Member, Membership
from plans import models as of_plans
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.handover.row_format import list_carried_fields
from plans.models import Plan, PlanEvent

ROWS_OF_A_PERSON = (
    Membership,
    of_cells.Appointment,
    *OF_A_PERSON,
    of_cells.ExemptionReview,
)
NAMED_BY = {
    Member: ["full_name"],
    Cell: ["name", "closed_on"],
    of_cells.Committee: ["name"],
    of_cells.Appointment: ["uid"],
    of_cells.Meeting: ["uid"],
    of_cells.ExemptionGround: ["label"],
    of_cells.Exemption: ["since"],
    of_cells.Suspension: ["since"],
    of_cells.Transfer: ["since"],
    Membership: ["since", "kind"],
    of_cells.Movement: ["kind", "on"],
    Plan: ["uid"],
    of_plans.Cycle: ["year", "committee__name"],
    of_plans.FormVersion: ["name", "number"],
    of_plans.Basis: ["key"],
    of_plans.SigningPrint: ["code"],
}
# Every installation takes a plan over by an event of its own.
OF_AN_OWN_EVENT = ("key", "digest", "post")


def tell_plans(**of):
    """{table: [row]} of plans and what hangs on them."""
    plans = Plan.objects.filter(**of)
    told = {"plan": tell_rows(plans)}
    for model in OF_A_PLAN:
        told[model._meta.model_name] = tell_rows(model.objects.filter(plan__in=plans))
    return told


def tell_people(**of):
    """{table: [row]} of people who are here as a whole, and what hangs on them."""
    people = Member.objects.known().filter(**of)
    told = {"member": tell_rows(people)}
    for model in ROWS_OF_A_PERSON:
        path = "exemption__member__in" if model.__name__.endswith("Review") else ""
        rows = model.objects.filter(**{path or "member__in": people})
        told[model._meta.model_name] = tell_rows(rows)
    return told


def tell_rows(rows):
    fields = list_carried_fields(rows.model)
    told = []
    for row in rows:
        facts = {}
        for field in fields:
            if not field.primary_key:
                facts[field.name] = tell_value(row, field)
        if isinstance(row, PlanEvent) and row.step == "move":
            for name in OF_AN_OWN_EVENT:
                del facts[name]
        told.append(str(sorted(facts.items())))
    return sorted(told)


def tell_value(row, field):
    value = getattr(row, field.attname)
    if field.related_model:
        return name_row(field.related_model, value)
    if field.name == "effects":
        return tell_effects(value)
    if row._meta.model_name == "correction" and field.name in ("before", "after"):
        return tell_columns(row.kind, value)
    if row._meta.model_name == "correction" and field.name == "row":
        return name_row(model_named(row.kind), value)
    return str(plain_data(value))


def name_row(model, pk):
    """By what it is called in every installation."""
    if pk is None or model is get_user_model():
        return None
    found = model.objects.filter(pk=pk).values_list(*NAMED_BY[model]).first()
    return str(plain_data(found))


def tell_effects(effects):
    told = []
    for way in ("begun", "changed"):
        for name, pk, *columns in effects.get(way, ()):
            told.append((way, name, name_row(model_named(name), pk)))
            told += [tell_columns(name, some) for some in columns]
    return told


def tell_columns(name, columns):
    """Columns as an act keeps them; who recorded a row has a login there alone."""
    told = []
    for field in model_named(name)._meta.concrete_fields:
        value = columns.get(field.name)
        if field.related_model is get_user_model():
            continue
        if field.related_model:
            value = name_row(field.related_model, value)
        told.append((field.name, value))
    return told
