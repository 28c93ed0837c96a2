"""When does a step ask for somebody besides whoever typed? Each says [] or what is
missing, with the ways out (the table is in plans/workflow/steps.py).

`details` of a step also hold `by` (the Member who takes it) and `typed_by` (ids of
those who typed in the plan).
"""

from django.utils import timezone

from cells.names import fold
from plans.models import Confirmation

How = Confirmation.How

# Whoever cannot do it leaves it to one of these, the first that there is.
TYPED_SO_NOT_AGREED = (
    "Đồng chí đã gõ bản này, nên không một mình thông qua. Có ba cách: đồng chí khác "
    "trong chi ủy thông qua; người đọc thứ hai, do bí thư cử, thông qua; hoặc chi bộ "
    "họp thông qua, khi đó đồng chí ghi ngày họp và ai dự họp. Không có cách nào thì "
    "Đảng ủy đọc thay, ở trang Việc hôm nay của Đảng ủy."
)
TYPED_SO_NOT_INKED = (
    "Đồng chí đã gõ bản này, nên không ghi nhận chữ ký tay của nó. Có ba cách: đồng "
    "chí khác trong chi ủy ghi nhận; người đọc thứ hai, do bí thư cử, ghi nhận; hoặc "
    "người viết tự đăng nhập và ký. Không có cách nào thì Đảng ủy ghi nhận, ở trang "
    "Việc hôm nay của Đảng ủy."
)
HELD = (
    "Người viết không đồng ý với việc đã làm thay mình. Có người trả lời, hoặc người "
    "viết rút lại ý ấy, thì mới làm được bước này."
)
NO_CONFIRMATION = (
    "Ghi đồng chí ấy đã xác nhận thế nào: nghe đọc lại, hay ký trên bản in."
)
NO_WITNESS = (
    "Ghi họ tên người chứng kiến, không phải người viết và không phải người gõ."
)
NO_DAY = "Ghi ngày đồng chí ấy xác nhận."
TYPED_SINCE = (
    "Sau ngày xác nhận, bản này còn được sửa. Đọc lại cho đồng chí ấy nghe, hoặc in "
    "lại cho đồng chí ấy ký, rồi ghi ngày mới."
)


def has_typed(details):
    by = details.get("by")
    return by is not None and by.pk in details.get("typed_by", ())


def need_second_person_to_agree(details):
    """The meeting of the cell agrees by itself, whoever writes that down."""
    at_meeting = details.get("meeting") and details.get("present", "").strip()
    if has_typed(details) and not at_meeting:
        return [TYPED_SO_NOT_AGREED]
    return []


def need_second_person_for_ink(details):
    if has_typed(details):
        return [TYPED_SO_NOT_INKED]
    return []


def need_no_objection(plan, details=None):
    """`is_held` is among the details of a page that knows it already."""
    is_held = details and details.get("is_held")
    if is_held is None:
        is_held = plan.objections.open().exists()
    if is_held:
        return [HELD]
    return []


def need_confirmation(plan, details):
    """Of whoever sends the plan of somebody else."""
    by = details.get("by")
    if by is None or by.pk == plan.member_id:
        return []
    how, day = details.get("confirmed"), details.get("confirmed_on")
    if how not in (How.READ_BACK, How.INK):
        return [NO_CONFIRMATION]
    if how == How.READ_BACK and not is_third_person(plan, by, details):
        return [NO_WITNESS]
    if day is None:
        return [NO_DAY]
    if day < timezone.localdate(plan.edited_at):
        return [TYPED_SINCE]
    return []


def is_third_person(plan, by, details):
    name = fold(details.get("witness", ""))
    return bool(name) and name not in (
        fold(plan.member.full_name),
        fold(by.full_name),
    )


# --- what the event says of it --------------------------------------------------------


def collect_said(details, made):
    """{field: value} of the event of a step that was taken with these details and made
    this row: so that the chain holds who was there, and how the author confirmed."""
    said = {}
    for field in ("reason", "note", "meeting"):
        if details.get(field):
            said[field] = details[field]
    words = [said.get("note", "")]
    if details.get("present"):
        words.insert(0, f"Dự họp: {details['present']}")
    if isinstance(made, Confirmation):
        said["reason"] = made.how
        words.append(made.describe())
    note = "\n".join(filter(None, words))
    if note:
        said["note"] = note
    return said
