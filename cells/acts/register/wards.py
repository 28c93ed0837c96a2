"""Which ward and which cells of the database does a register mean?"""

from collections import Counter

from cells.acts.register.titles import cell_key, ward_key
from cells.models import Appointment, Cell, Committee

KINDS = {
    Cell.Kind.SCHOOL: ("truong", "mam non", "tieu hoc", "thcs", "thpt", "trung hoc"),
    Cell.Kind.ARMED_FORCES: ("cong an", "quan su", "bo doi"),
    Cell.Kind.ENTERPRISE: ("cong ty", "doanh nghiep", "hop tac xa", "htx", "ngan hang"),
    Cell.Kind.AGENCY: ("co quan", "ubnd", "uy ban", "tram y te", "hanh chinh", "khoi dang", "chinh quyen"),
}


def find_ward(name):
    """The committee that a name means; without a name the only ward there is; None if there is none."""
    wards = list(Committee.objects.filter(kind=Committee.Kind.WARD, closed_on__isnull=True).order_by("pk"))
    if not name:
        return wards[0] if len(wards) == 1 else None
    return next((ward for ward in wards if ward_key(ward.name) == ward_key(name)), None)


def cells_of(ward):
    """Cells of party members in a ward and below it."""
    if ward is None:
        return Cell.objects.none()
    return Cell.objects.below([ward.pk]).exclude(kind=Cell.Kind.UNIT)


def listed_names(cells):
    """{cell pk: name in a register}: where two have one name, that of their committee stands beside it."""
    keys = Counter(cell_key(cell.name) for cell in cells)
    return {cell.pk: full_name(cell) if keys[cell_key(cell.name)] > 1 else cell.name for cell in cells}


def full_name(cell):
    return f"{cell.name}, {cell.committee.name}"


def is_called(cell, key):
    """Whether a cell_key means this cell, by its name alone or with its committee's."""
    return key in (cell_key(cell.name), cell_key(full_name(cell)))


def cells_meant(ward, people):
    """{cell_key: Cell} for the people of a register: the one that was open then, else one that is not, else a new one.

    New ones are not saved.
    """
    existing = list(cells_of(ward).select_related("committee").order_by("pk"))
    found = {}
    for person in people:
        key = cell_key(person.cell)
        if person.cell and key not in found:
            same = [cell for cell in existing if is_called(cell, key)]
            best = next((cell for cell in same if is_open(cell, person.on)), None)
            found[key] = best or next(iter(same), None) or Cell(name=person.cell, kind=kind_of(key))
    return found


def is_open(cell, on):
    return (cell.founded_on is None or cell.founded_on <= on) and (cell.closed_on is None or cell.closed_on > on)


def kind_of(key):
    """The kind of a new cell after the words in its name."""
    return next((kind for kind, words in KINDS.items() if any(word in key for word in words)), Cell.Kind.RESIDENTIAL)


def secretaries(cells, on):
    """{cell_key: full name} of the secretaries in force in cells by cell_key."""
    keys = {cell.pk: key for key, cell in cells.items() if cell.pk}
    held = Appointment.objects.in_force(on).filter(cell__in=keys, role=Appointment.Role.SECRETARY, acting_for=None)
    return {keys[cell]: name for cell, name in held.values_list("cell", "member__full_name")}
