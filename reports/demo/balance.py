"""What do the yearly reviews change? Exemptions are kept or end; one cell is brought to the size of the article."""

from datetime import date

from cells.models import Cell, Exemption, ExemptionReview, Membership
from cells.models.people import find_exempt


def review_exemptions(year, rng, *, returning=4):
    """In December each cell looks at its exemptions: nearly all are kept, a few members return in the new year."""
    held, day = Exemption.objects.in_force(date(year, 12, 5)), date(year, 12, 5)
    record_reviews(held, day, ExemptionReview.Outcome.KEPT)
    held.update(review_on=date(year + 1, 12, 5))
    able = list(held.filter(until=None, since__gte=date(2016, 1, 1)).order_by("-member__born_on", "pk")[:60])
    send_back(rng.sample(able, min(returning, len(able))), year)


def send_back(exemptions, year):
    """They were told in the December review to return with the new year."""
    rows = Exemption.objects.filter(pk__in=[exemption.pk for exemption in exemptions])
    ExemptionReview.objects.filter(exemption__in=rows, reviewed_on=date(year, 12, 5)).delete()
    record_reviews(rows, date(year, 12, 5), ExemptionReview.Outcome.RETURNED)
    rows.update(review_on=None, until=date(year + 1, 1, 1))


def record_reviews(exemptions, day, outcome):
    rows = (ExemptionReview(exemption=exemption, reviewed_on=day, outcome=outcome) for exemption in exemptions)
    ExemptionReview.objects.bulk_create(rows)


def balance(movements, wanted):
    """Bring a cell to so many members and exempt members on 31 December, by movements of the autumn."""
    cell = Cell.objects.in_force(movements.last).get(name=wanted["cell"])
    end = date(wanted["year"], 12, 31)
    settle_members(movements, cell, end, wanted["members"])
    settle_exemptions(movements, cell, end, wanted["exempt"])
    held = Exemption.objects.in_force(end).filter(member__in=people(cell, end).values("member"), until=None)
    send_back(list(held.order_by("-member__born_on", "pk")[: wanted["returning"]]), wanted["year"])


def people(cell, on):
    return Membership.objects.in_force(on).filter(cell=cell, kind=Membership.Kind.OFFICIAL)


def settle_members(movements, cell, end, wanted):
    surplus = people(cell, end).count() - wanted
    for _ in range(-surplus):
        movements.receive(movements.day(), cell)
    here = people(cell, end).filter(pk__in=[row.pk for row in movements.rows]).exclude(member__in=find_exempt(end))
    others = [other for other in movements.cells if other.pk != cell.pk]
    for row in here.select_related("member").order_by("pk")[: max(surplus, 0)]:
        movements.move(row, movements.rng.choice(others), movements.day())


def settle_exemptions(movements, cell, end, wanted):
    """More of the oldest become exempt; there are never too many."""
    here = people(cell, end)
    missing = wanted - here.filter(member__in=find_exempt(end)).count()
    active = here.exclude(member__in=find_exempt(end)).filter(pk__in=[row.pk for row in movements.rows])
    for row in active.select_related("member").order_by("member__born_on", "pk")[:missing]:
        movements.exempt_from(row.member, movements.day())
