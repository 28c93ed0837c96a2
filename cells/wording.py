"""How are a dated row of a person and its term said in a few words?"""

from cells.models import Appointment, Exemption, Membership, Suspension, Transfer
from phucdong.writing import date_text


def describe_dated_row(row):
    """ "Phó bí thư chi bộ, Chi bộ 7"; "Sinh hoạt tại Chi bộ 7"."""
    return DESCRIPTIONS[type(row)](row).strip()


def describe_term(since, until):
    """ "từ 05/02/2026 đến trước 05/08/2026"."""
    if until:
        return f"từ {date_text(since)} đến trước {date_text(until)}"
    return f"từ {date_text(since)}"


def describe_membership(row):
    guest = ""
    if row.kind == Membership.Kind.TEMPORARY:
        guest = " (khách, tạm thời)"
    return f"Sinh hoạt tại {row.cell}{guest}"


def describe_appointment(row):
    return f"{row.label()}, {row.cell or row.committee}"


def describe_exemption(row):
    return f"{row.get_kind_display()} {row.resolution_number}"


def describe_suspension(row):
    return row.decision or "Đình chỉ sinh hoạt"


def describe_transfer(row):
    term = "chính thức"
    if row.kind == Transfer.Kind.TEMPORARY:
        term = "tạm thời"
    return f"{row.get_direction_display()} {term} {row.place}"


DESCRIPTIONS = {
    Membership: describe_membership,
    Appointment: describe_appointment,
    Exemption: describe_exemption,
    Suspension: describe_suspension,
    Transfer: describe_transfer,
}
