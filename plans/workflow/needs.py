"""What does a step ask for? Each says [] or what is missing, in words (the table is in
plans/workflow/steps.py)."""

from django.db.models import Exists

from plans.form import gaps
from plans.models import AccessRecord, Plan, Remark
from plans.papers import read_papers
from plans.workflow import agreement


def need_complete_form(plan, details):
    return gaps.find_gaps(plan)


def need_nobody_to_have_begun(plan, details):
    said = Remark.objects.filter(plan=plan, revision=plan.revision)
    opened = AccessRecord.objects.filter(
        plan=plan, revision=plan.revision, capacity=AccessRecord.Capacity.REVIEWER
    )
    if Plan.objects.filter(Exists(said) | Exists(opened), pk=plan.pk).exists():
        return ["Chi ủy đã bắt đầu đọc bản này, nên không rút lại được nữa."]
    return []


def need_a_reason(plan, details):
    """At least one remark for the author on this revision, or a reason with the return
    itself."""
    if details.get("note", "").strip():
        return []
    remarks = plan.remarks.filter(revision=plan.revision, is_internal=False).exclude(
        source=Remark.Source.WARD
    )
    if remarks.exists():
        return []
    return ["Cần ít nhất một góp ý hoặc lý do trả lại."]


def need_answers_and_form(plan, details):
    """`sections` are among the details of a page that has read the text already."""
    open_remarks = plan.remarks.unanswered().count()
    if "sections" in details:
        missing = gaps.find_gaps_of_sections(details["sections"])
    else:
        missing = gaps.find_gaps(plan)
    if open_remarks:
        missing.insert(0, f"Còn {open_remarks} góp ý chưa trả lời.")
    return missing


def need_answers_and_agreed_text(plan, details):
    return need_answers_and_form(plan, details) or need_agreed_text(plan, details)


def need_agreed_text(plan, details):
    """What is signed is what the cell agreed to, but for what somebody asked for."""
    missing = []
    for place in agreement.find_unasked_places(plan):
        missing.append(
            f"{place.title}: khác lời chi bộ đã thông qua mà không ai góp ý sửa chỗ ấy."
        )
    return missing


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
    if papers.is_of_head and not papers.posting:
        due.append("Chưa ghi nhận niêm yết công khai.")
    return due
