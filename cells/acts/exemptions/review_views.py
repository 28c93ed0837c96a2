"""The yearly review of a cell's exemptions: one list for the meeting, worked through at
once or bit by bit."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cells.acts.diagnoses import find_diagnoses
from cells.acts.exemptions.access import (
    get_kept_cell,
    get_kept_exemption,
    get_seen_cell,
)
from cells.acts.exemptions.forms import (
    MeetingForm,
    ReviewCorrectionForm,
    VerdictForm,
)
from cells.acts.exemptions.reviews import (
    Outcome,
    Verdict,
    correct_review,
    find_current_exemptions,
    find_first_of_next_month,
    record_verdicts,
)
from cells.acts.exemptions.words import ExemptionLine, make_exemption_line
from cells.acts.forms import quote_words
from cells.acts.refusals import show_refusal_in
from cells.models import Exemption
from cells.wording import describe_term
from phucdong.writing import padded

SAME_DAY = "Sửa trong ngày"
NOTHING_TICKED = "chưa đánh dấu kết quả của đồng chí nào, nên chưa ghi gì."
SENT_OUTCOME = re.compile(r"([0-9]{1,18})-outcome")


@dataclass(frozen=True)
class ReviewEntry:
    """One exemption on the page of a review; of one's own there is nothing to fill
    in."""

    exemption: Exemption
    line: ExemptionLine
    form: VerdictForm
    is_self: bool


@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request, pk):
    cell, on = get_kept_cell(request, pk), request.actor.on
    data = request.POST if request.method == "POST" else None
    usual = {"held_on": on, "returns_on": find_first_of_next_month(on)}
    meeting = MeetingForm(data, initial=usual, today=on)
    entries = make_review_entries(cell, request.actor, data)
    found = []
    if data:
        reasons = [entry.form.typed_reason() for entry in entries]
        found = find_diagnoses("\n".join(reasons))
        if is_review_sound(meeting, entries, found):
            record_review(request, cell, meeting, entries)
            return redirect("exemptions:review_exemptions", cell.pk)
    context = {
        "cell": cell,
        "year": on.year,
        "meeting": meeting,
        "open": [entry for entry in entries if not entry.line.this_year],
        "done": [entry for entry in entries if entry.line.this_year],
        "found": quote_words(found),
        "has_errors": bool(found) or has_form_errors(meeting, entries),
    }
    status = 422 if data else 200
    return render(request, "cells/exemptions/review.html", context, status=status)


def make_review_entries(cell, actor, data):
    entries = []
    for row in find_current_exemptions(cell, actor.on):
        entry = ReviewEntry(
            exemption=row,
            line=make_exemption_line(row, actor.on),
            form=VerdictForm(data, prefix=str(row.pk)),
            is_self=row.member_id == actor.member.pk,
        )
        entries.append(entry)
    return entries


def is_review_sound(meeting, entries, found):
    """Whether nothing is wrong, and who wrote what looks like a diagnosis has looked
    again."""
    if has_form_errors(meeting, entries):
        return False
    return not found or meeting.cleaned_data["looked_again"]


def has_form_errors(meeting, entries):
    return bool(meeting.errors) or any(entry.form.errors for entry in entries)


def record_review(request, cell, meeting, entries):
    """Record what was ticked; a message for what was, one for each that was not."""
    sent = meeting.cleaned_data
    verdicts = []
    for entry in entries:
        if entry.form.cleaned_data["outcome"]:
            verdicts.append(
                make_verdict(entry.exemption, entry.form, sent["returns_on"])
            )
    outcomes = record_verdicts(
        verdicts, held_on=sent["held_on"], by=request.actor, at=timezone.now()
    )
    add_review_messages(request, outcomes)
    add_messages_of_ended(request, cell, entries)


def make_verdict(exemption, form, returns_on):
    """`returns_on` holds for whom no day of their own was entered."""
    sent = form.cleaned_data
    if sent["outcome"] != Outcome.RETURNED:
        return Verdict(exemption, sent["outcome"], sent["reason"])
    day = sent["returns_on"] or returns_on
    return Verdict(exemption, sent["outcome"], sent["reason"], day)


def add_review_messages(request, outcomes):
    done = []
    for verdict, problem in outcomes:
        if not problem:
            done.append(verdict.exemption.member.full_name)
    if done:
        words = f"Đã ghi kết quả rà soát {padded(len(done))} đồng chí"
        messages.success(request, f"{words}: {', '.join(done)}.")
    for verdict, problem in outcomes:
        if problem:
            warn_of_unrecorded(request, verdict.exemption.member, problem)
    if not outcomes:
        messages.warning(request, NOTHING_TICKED)


def add_messages_of_ended(request, cell, entries):
    """Rows that were on the page and are no longer exempt: somebody ended them
    meanwhile."""
    sent = set()
    for name, value in request.POST.items():
        found = SENT_OUTCOME.fullmatch(name)
        if value and found:
            sent.add(int(found[1]))
    sent -= {entry.exemption.pk for entry in entries}
    gone = Exemption.objects.of_cells([cell], request.actor.on).filter(pk__in=sent)
    for row in gone.select_related("member"):
        term = describe_term(row.since, row.until)
        warn_of_unrecorded(request, row.member, f"{term}, nay không còn được miễn")


def warn_of_unrecorded(request, member, problem):
    words = f"chưa ghi kết quả của đồng chí {member}: {problem}."
    messages.warning(request, words)


@require_safe
def review_print_page(request, pk):
    """The list for the meeting: A4, with room for what is said and for signatures."""
    cell, on = get_seen_cell(request, pk), request.actor.on
    rows = find_current_exemptions(cell, on)
    context = {
        "cell": cell,
        "rows": [make_exemption_line(row, on) for row in rows],
        "on": on,
        "year": on.year,
    }
    return render(request, "cells/exemptions/review_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_correction_page(request, pk, review_pk):
    """Set right what was said at the last review, and keep what it said before."""
    row = get_kept_exemption(request, pk)
    if not row.said or row.said[0].pk != review_pk:
        raise Http404
    review = row.said[0]
    recorded_on = review.recorded_at and timezone.localdate(review.recorded_at)
    is_late = recorded_on != request.actor.on
    usual = {
        "outcome": review.outcome,
        "reason": review.reason,
        "returns_on": row.until,
    }
    form = ReviewCorrectionForm(request.POST or None, initial=usual, is_late=is_late)
    if form.is_valid():
        verdict = make_verdict(row, form, None)
        because = form.cleaned_data["because"] or SAME_DAY
        with show_refusal_in(form):
            correct_review(
                review, verdict, because=because, by=request.actor, at=timezone.now()
            )
            done = f"Đã sửa kết quả rà soát của đồng chí {row.member}"
            messages.success(request, f"{done}; kết quả cũ vẫn được giữ lại.")
            return redirect("exemptions:exemption", row.pk)
    context = {"form": form, "exemption": row, "review": review, "is_late": is_late}
    return render(request, "cells/exemptions/review_correction.html", context)
