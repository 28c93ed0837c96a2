"""What does a step ask for? Each says [] or what is missing, in words (the table is in
plans/workflow/steps.py)."""

from django.db.models import Exists
from django.utils import timezone

from cells.memberships import describe_leaving, find_leaving
from plans.form import gaps, snapshot
from plans.models import AccessRecord, Plan, Remark, Signature
from plans.papers import read_papers
from plans.workflow import agreement, checklist, second_person, sheets, unsent


def need_author(plan, on, paper_on=None):
    """An author who belongs to a cell on a date. Of one who is gone only a paper from
    before they left is recorded: `paper_on` is its day."""
    leaving = find_leaving(plan.member, on)
    if leaving is None:
        return []
    gone = f"Đ/c {plan.member.full_name} đã {describe_leaving(leaving)}"
    if paper_on is None:
        return [f"{gone}, nên bản này không làm bước nào nữa."]
    if paper_on < leaving.on:
        return []
    return [f"{gone}: chỉ ghi được giấy ký, nộp trước ngày ấy."]


def need_to_send(plan, details):
    """Answers and the complete form; of what was typed for the author also how they
    confirmed it."""
    return [
        *second_person.need_no_objection(plan),
        *second_person.need_confirmation(plan, details),
        *need_answers_and_form(plan, details),
    ]


def need_to_agree(plan, details):
    return [
        *second_person.need_no_objection(plan),
        *second_person.need_second_person_to_agree(details),
    ]


def need_to_sign(plan, details):
    return [
        *second_person.need_no_objection(plan),
        *second_person.need_second_person_for_ink(details),
        *need_answers_and_agreed_text(plan, details),
        *need_what_ink_says(plan, details),
    ]


def need_to_complete(plan, details):
    return [
        *second_person.need_no_objection(plan, details),
        *need_copies(plan, details),
    ]


def need_nobody_to_have_begun(plan, details):
    said = Remark.objects.filter(plan=plan, revision=plan.revision)
    opened = AccessRecord.objects.filter(
        plan=plan, revision=plan.revision, capacity=AccessRecord.Capacity.REVIEWER
    )
    if Plan.objects.filter(Exists(said) | Exists(opened), pk=plan.pk).exists():
        return ["Chi ủy đã bắt đầu đọc bản này, nên không rút lại được nữa."]
    return []


def need_a_reason(plan, details):
    """At least one remark on this revision that reaches the author with the return, or
    a reason with the return itself."""
    if details.get("note", "").strip():
        return []
    for _, revision in unsent.list_sendable(plan, details["on"]):
        if revision == plan.revision:
            return []
    return ["Cần ít nhất một góp ý hoặc lý do trả lại."]


def need_answers_and_form(plan, details):
    """`sections` and `said` (the remarks for the author) are among the details of a
    page that has read them already."""
    sections = details.get("sections")
    if sections is None:
        sections = snapshot.list_written_sections(plan)
    missing = gaps.find_gaps_of_sections(sections)
    held = checklist.find_holding_remarks(plan, sections, details.get("said"))
    if held:
        missing.insert(0, word_open_remarks(len(held)))
    return missing


def word_open_remarks(number):
    return f"Còn {number} góp ý chưa trả lời."


def need_answers_and_agreed_text(plan, details):
    """Of the text of the print that was signed, else of the working text."""
    if details.get("sheet"):
        printed = sheets.read_printed_document(details["sheet"])
        details = {**details, "sections": printed.sections}
    return need_answers_and_form(plan, details) or need_agreed_text(plan, details)


def need_agreed_text(plan, details):
    """What is signed is what the cell agreed to, but for what somebody asked for."""
    missing = []
    for place in agreement.find_unasked_places(plan, details.get("sections")):
        missing.append(
            f"{place.title}: khác lời chi bộ đã thông qua mà không ai góp ý sửa chỗ ấy."
        )
    return missing


def need_what_ink_says(plan, details):
    """Of a signature in ink (`is_ink`): the day on the paper; and a print made for
    signing, if it is one that was signed, has to say what the plan says."""
    if not details.get("is_ink"):
        return []
    signed_on, sheet = details.get("signed_on"), details.get("sheet")
    if signed_on is None:
        return ["Cần ngày ký ghi trên bản giấy."]
    if sheet is None:
        return []
    if sheet not in sheets.list_unsigned_prints(plan):
        return ["Bản in này không còn chờ ký."]
    if signed_on < timezone.localdate(sheet.printed_at):
        return [f"Ngày ký trước ngày in bản số {sheet.revision}."]
    return [
        f"Khác bản in số {sheet.revision}: {place}. In lại để ký, hoặc lấy lại lời cũ."
        for place in sheets.list_differences(plan, sheet, details["on"])
    ]


def need_ink_on_print(plan, filing, revision=None):
    """Where the year says that a confirmation in the software does not suffice, what
    was confirmed is filed as a print with ink on it. `filing` is {"filed_on",
    "ink_on"}."""
    if plan.cycle.confirmation_suffices:
        return []
    signed = plan.signatures.standing().filter(revision=revision or plan.revision)
    confirmed = signed.filter(kind=Signature.Kind.ELECTRONIC).first()
    if confirmed is None:
        return []
    if filing["ink_on"] is None:
        return ["Năm này, bản xác nhận trên phần mềm phải in ra ký tay: cần ngày ký."]
    if filing["ink_on"] < confirmed.signed_on:
        return ["Ngày ký tay trước ngày xác nhận trên phần mềm."]
    if filing["ink_on"] > filing["filed_on"]:
        return ["Ngày ký tay sau ngày nộp."]
    return []


def need_reason_and_text(plan, details):
    if details.get("reason", "").strip() and details.get("note", "").strip():
        return []
    return ["Cần chọn lý do và ghi rõ yêu cầu sửa."]


def need_copies(plan, details):
    """`papers` are among the details of a page that has read them already."""
    papers = details.get("papers") or read_papers(plan, details["on"])
    return list_copies_due(papers)


def list_copies_due(papers):
    """What is still due of the Papers of a plan that is signed: filing and, for a head,
    posting."""
    due = []
    if not papers.filing:
        due.append("Chưa ghi nhận nộp 01 bản.")
    if papers.is_posting_due:
        due.append("Chưa ghi nhận niêm yết công khai.")
    return due
