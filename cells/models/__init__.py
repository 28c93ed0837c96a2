from cells.models.acts import Correction, Movement, Reorganisation, Scan
from cells.models.exemptions import ExemptionGround, ExemptionProposal, ExemptionReview
from cells.models.organisation import Cell, Committee, FormerName, Meeting
from cells.models.people import Exemption, Member, Membership, Suspension, Transfer
from cells.models.posts import Appointment
from cells.models.ranges import DatedQuerySet
from cells.models.uploads import RegisterDifference, RegisterUpload

__all__ = [
    "Appointment",
    "Cell",
    "Committee",
    "Correction",
    "DatedQuerySet",
    "Exemption",
    "ExemptionGround",
    "ExemptionProposal",
    "ExemptionReview",
    "FormerName",
    "Meeting",
    "Member",
    "Membership",
    "Movement",
    "RegisterDifference",
    "RegisterUpload",
    "Reorganisation",
    "Scan",
    "Suspension",
    "Transfer",
]
