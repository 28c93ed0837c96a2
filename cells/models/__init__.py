from cells.models.organisation import Cell, Committee, Meeting
from cells.models.people import Exemption, Member, Membership, Suspension, Transfer
from cells.models.posts import Appointment
from cells.models.ranges import DatedQuerySet
from cells.models.uploads import RegisterUpload

__all__ = [
    "Appointment",
    "Cell",
    "Committee",
    "DatedQuerySet",
    "Exemption",
    "Meeting",
    "Member",
    "Membership",
    "RegisterUpload",
    "Suspension",
    "Transfer",
]
