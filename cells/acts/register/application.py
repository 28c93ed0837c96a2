"""How does a whole register get into the database? All of it in one transaction, or
nothing; people whom the database knows are never changed."""

from django.db import transaction

from cells.acts.register.columns import FIELD_COLUMNS
from cells.acts.register.comparison import compare_register
from cells.models import (
    Appointment,
    Cell,
    Committee,
    Exemption,
    Member,
    Membership,
)
from cells.unit_names import ward_place


class CannotApply(Exception):
    """The register has errors or no longer fits the database; nothing was changed."""


@transaction.atomic
def apply_register(register, *, by=None, at=None, ward=None, ward_named=""):
    """Create the ward, the cells and the people that a register adds, and return the
    Comparison that was applied.

    `by` is the Actor who does it (None for the command), `at` the moment. The register
    is compared anew, so that what was created meanwhile is not created twice. Raises
    CannotApply, with the Comparison as its argument, on errors.
    """
    lock_registers()
    comparison = compare_register(register, ward=ward, ward_named=ward_named)
    if comparison.errors:
        raise CannotApply(comparison)
    create_cells(comparison)
    create_people(comparison, recorded_by=by.user if by else None, recorded_at=at)
    return comparison


def lock_registers():
    """Registers come in one after another."""
    list(Committee.objects.select_for_update(no_key=True).order_by("pk"))


def create_cells(comparison):
    """The new cells of a Comparison, and its ward if that is new."""
    name = comparison.ward_name
    if not comparison.ward:
        comparison.ward = Committee.objects.create(
            name=name, kind=Committee.Kind.WARD, place=ward_place(name)
        )
    for cell in comparison.new_cells:
        cell.committee = comparison.ward
    Cell.objects.bulk_create(comparison.new_cells)


def create_people(comparison, *, recorded_by, recorded_at):
    """Members with their membership, posts and exemption, each from the date of the
    list on."""
    record = {"recorded_by": recorded_by, "recorded_at": recorded_at}
    new = {}
    for person, pk in comparison.joining:
        if not pk:
            new[person] = new_member(person)
    Member.objects.bulk_create(new.values())
    memberships, appointments, exemptions = [], [], []
    for person, known_pk in comparison.joining:
        cell = comparison.cell_of(person)
        row = {"member_id": known_pk or new[person].pk, "since": person.on} | record
        memberships.append(Membership(cell=cell, **row))
        for post in comparison.posts_of(person, known_pk):
            appointments.append(
                Appointment(role=post.role, cell=cell, is_head=post.is_head, **row)
            )
        if person.is_exempt:
            exemptions.append(Exemption(**row, **resolution_of(person)))
    Membership.objects.bulk_create(memberships)
    Appointment.objects.bulk_create(appointments)
    Exemption.objects.bulk_create(exemptions)


def new_member(person):
    member = Member(particulars=dict(person.particulars))
    for name, value in member_fields(person, FIELD_COLUMNS).items():
        setattr(member, name, value)
    return member


def member_fields(person, columns):
    """{field of Member: value} for columns that are fields."""
    fields = {}
    for column in columns:
        fields[column.field] = getattr(person, column.field)
        if column.field == "born_on":
            fields["born_precision"] = person.born_precision
    return fields


def resolution_of(person):
    return {
        "resolution_number": person.exempt_resolution,
        "resolution_on": person.exempt_resolved_on,
    }
