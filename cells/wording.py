"""How is a dated row of a person said in a few words?"""

from cells.models import Appointment, Exemption, Membership, Suspension, Transfer


def in_words(row):
    """ "Phó bí thư chi bộ, Chi bộ 7"; "Sinh hoạt tại Chi bộ 7"."""
    return WORDS[type(row)](row).strip()


def of_membership(row):
    guest = " (khách, tạm thời)" if row.kind == Membership.Kind.TEMPORARY else ""
    return f"Sinh hoạt tại {row.cell}{guest}"


def of_transfer(row):
    term = "tạm thời" if row.kind == Transfer.Kind.TEMPORARY else "chính thức"
    return f"{row.get_direction_display()} {term} {row.place}"


WORDS = {
    Membership: of_membership,
    Appointment: lambda row: f"{row.label()}, {row.cell or row.committee}",
    Exemption: lambda row: f"{row.get_kind_display()} {row.resolution_number}",
    Suspension: lambda row: row.decision or "Đình chỉ sinh hoạt",
    Transfer: of_transfer,
}
