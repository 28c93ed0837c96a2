"""How does a register get into the database? All of it in one transaction, or nothing."""

from django.db import transaction

from cells.acts.register.comparing import compare
from cells.acts.register.errors import CannotApply
from cells.acts.register.titles import cell_key, ward_place
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership

FACTS = (
    "full_name",
    "birth_name",
    "sex",
    "born_on",
    "born_precision",
    "native_place",
    "occupation",
    "admitted_on",
    "official_on",
    "card",
    "phone",
)


@transaction.atomic
def apply_register(register, *, by=None, at=None, ward=None, ward_named=""):
    """Create the ward, the cells and the people that a register adds, and return the Comparison that was applied.

    `by` is the Actor who does it (None for the command), `at` the moment. The register is compared anew, so that what
    was created meanwhile is not created twice. Raises CannotApply, with the Comparison as its argument, on errors.
    """
    list(Committee.objects.select_for_update(no_key=True).order_by("pk"))  # registers come in one after another
    comparison = compare(register, ward=ward, ward_named=ward_named)
    if comparison.errors:
        raise CannotApply(comparison)
    create_cells(comparison)
    add_people(comparison, {"recorded_by": by.user if by else None, "recorded_at": at})
    return comparison


def create_cells(comparison):
    name = comparison.ward_name
    ward = comparison.ward or Committee.objects.create(name=name, kind=Committee.Kind.WARD, place=ward_place(name))
    for cell in comparison.new_cells:
        cell.committee = ward
    Cell.objects.bulk_create(comparison.new_cells)
    comparison.ward = ward


def add_people(comparison, record):
    """Members with their membership, posts and exemption, each from the date of the list on. `record`: who, when."""
    new = {person: member_of(person) for person, pk in comparison.joining if not pk}
    Member.objects.bulk_create(new.values())
    joined = [(person, pk or new[person].pk) for person, pk in comparison.joining]
    cells = comparison.cells
    Membership.objects.bulk_create(
        Membership(member_id=pk, cell=cells[cell_key(person.cell)], since=person.on, **record) for person, pk in joined
    )
    Appointment.objects.bulk_create(
        Appointment(
            member_id=pk,
            role=post.role,
            cell=cells[cell_key(person.cell)],
            since=person.on,
            is_head=post.is_head,
            **record,
        )
        for (person, known), (_, pk) in zip(comparison.joining, joined, strict=True)
        for post in comparison.posts_of(person, known)
    )
    Exemption.objects.bulk_create(
        Exemption(member_id=pk, since=person.on, **resolution_of(person), **record)
        for person, pk in joined
        if person.is_exempt
    )


def member_of(person):
    return Member(particulars=dict(person.particulars), **{fact: getattr(person, fact) for fact in FACTS})


def resolution_of(person):
    return {"resolution_number": person.exempt_resolution, "resolution_on": person.exempt_resolved_on}
