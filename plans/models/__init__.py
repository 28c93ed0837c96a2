from plans.models.capacity import Capacity
from plans.models.content import Row, SelfCheck
from plans.models.cycle import Basis, Cycle, FormVersion, Manifestation, Section
from plans.models.plan import Plan, Status
from plans.models.record import (
    AccessRecord,
    Filing,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Signature,
)
from plans.models.year_record import YearRecord

__all__ = [
    "AccessRecord",
    "Basis",
    "Capacity",
    "Cycle",
    "Filing",
    "FormVersion",
    "Manifestation",
    "Plan",
    "PlanEvent",
    "Posting",
    "Remark",
    "Revision",
    "Row",
    "Section",
    "SelfCheck",
    "Signature",
    "Status",
    "YearRecord",
]
