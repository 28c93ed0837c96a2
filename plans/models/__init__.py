from plans.models.assistance import Assistance, Confirmation, Objection
from plans.models.board import BoardSwitch
from plans.models.capacity import Capacity
from plans.models.content import Row, SelfCheck
from plans.models.cycle import Basis, Cycle, FormVersion, Manifestation, Section
from plans.models.handover_file import HandoverFile
from plans.models.plan import Plan, Status
from plans.models.record import (
    AccessRecord,
    Consent,
    Filing,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Signature,
    SigningPrint,
)
from plans.models.year_record import YearRecord

__all__ = [
    "AccessRecord",
    "Assistance",
    "Basis",
    "BoardSwitch",
    "Capacity",
    "Confirmation",
    "Consent",
    "Cycle",
    "Filing",
    "FormVersion",
    "HandoverFile",
    "Manifestation",
    "Objection",
    "Plan",
    "PlanEvent",
    "Posting",
    "Remark",
    "Revision",
    "Row",
    "Section",
    "SelfCheck",
    "Signature",
    "SigningPrint",
    "Status",
    "YearRecord",
]
