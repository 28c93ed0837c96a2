"""Where do the rows of many histories wait until they are written together? What they share is read once."""

from collections import defaultdict

from cells.models import Appointment, Meeting, Member
from plans.models import (
    AccessRecord,
    Filing,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Row,
    Section,
    Signature,
)

MODELS = (Row, Revision, PlanEvent, Remark, Signature, Filing, Posting, AccessRecord)


class Shelf:
    """Rows by model, with the cycle's sections (as others may read them) and bases, and everybody, at hand."""

    def __init__(self, cycle):
        self.rows = defaultdict(list)
        self.members, self.posts = Member.objects.in_bulk(), Appointment.objects.in_bulk()
        self.meetings = Meeting.objects.in_bulk()
        shown = cycle.form_version.sections.exclude(kind=Section.Kind.SELF_CHECK)
        self.sections = list(shown.order_by("position"))
        bases = list(cycle.bases.order_by("position"))
        self.bases = [{"key": basis.key, "label": basis.label, "title": basis.title} for basis in bases]
        self.basis_ids = {basis.key: basis.pk for basis in bases}

    def add(self, row):
        self.rows[type(row)].append(row)
        return row

    def put_down(self):
        for model in MODELS:
            model.objects.bulk_create(self.rows[model], batch_size=1000)
