"""Which prints of a plan may have been signed by hand, and do they say what stands in
the plan now?"""

from django.db.models import Exists, OuterRef

from plans.form import comparison, documents, snapshot
from plans.models import Revision, Signature, SigningPrint

GONE = {"added": "mới thêm", "removed": "đã bỏ", "changed": "đã sửa"}


def list_unsigned_prints(plan):
    """[SigningPrint] made since the plan was signed last, the newest first."""
    signed = Signature.objects.standing().filter(
        plan=OuterRef("plan"), revision__gte=OuterRef("revision")
    )
    prints = SigningPrint.objects.filter(~Exists(signed), plan=plan)
    return list(prints.order_by("-revision"))


def find_valid_print(plan, on):
    """The newest of these, if it says what stands in the plan now; or None."""
    for sheet in list_unsigned_prints(plan)[:1]:
        if not list_differences(plan, sheet, on):
            return sheet
    return None


def list_differences(plan, sheet, on):
    """["Việc đăng ký số 2 (đã sửa)"]: where the text of the plan is another than on a
    print, place by place. Spaces and line breaks are no difference."""
    printed = read_printed_document(sheet)
    blocks = comparison.compare_blocks(snapshot.take_document(plan, on), printed)
    return [
        f"{block.title} ({GONE[block.state]})" for block in blocks if block.is_changed
    ]


def read_printed_document(sheet):
    return documents.read_document(find_printed_revision(sheet).snapshot)


def find_printed_revision(sheet):
    return Revision.objects.get(plan=sheet.plan_id, number=sheet.revision)
