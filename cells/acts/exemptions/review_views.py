"""The yearly review of a cell's exemptions: one list for the meeting, worked through at once or bit by bit."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cells.acts import diagnoses
from cells.acts.exemptions import forms, words
from cells.acts.exemptions import reviews as reviewing
from cells.acts.exemptions.rules import Refused
from cells.acts.exemptions.views import kept_cell, kept_exemption, seen_cell
from cells.models import Exemption
from phucdong.writing import padded

SAME_DAY = "Sửa trong ngày"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    cell, on = kept_cell(request, pk), request.actor.on
    rows = list(reviewing.of_cell(cell, on))
    data = request.POST if request.method == "POST" else None
    usual = {"held_on": on, "returns_on": reviewing.first_of_next_month(on)}
    meeting = forms.MeetingForm(data, initial=usual, today=on)
    entries = [(row, forms.VerdictForm(data, prefix=str(row.pk))) for row in rows]
    found = illnesses(entries) if data else []
    if data and is_sound(meeting, entries, found):
        verdicts = verdicts_of(entries, meeting.cleaned_data["returns_on"])
        held_on = meeting.cleaned_data["held_on"]
        tell(request, reviewing.record(verdicts, held_on=held_on, by=request.actor, at=timezone.now()))
        tell_of_the_ended(request, cell, rows)
        return redirect("review_exemptions", cell.pk)
    page = review_page(request, cell, meeting, entries, found)
    return render(request, "cells/exemptions/review.html", page, status=422 if data else 200)


def illnesses(entries):
    return diagnoses.found_in("\n".join(form.data.get(form.add_prefix("reason"), "") for _, form in entries))


def is_sound(meeting, entries, found):
    sound = [form.is_valid() for form in (meeting, *(form for _, form in entries))]
    return all(sound) and (not found or meeting.cleaned_data["looked_again"])


def verdicts_of(entries, returns_on):
    """[Verdict] of the rows for which an outcome was ticked."""
    ticked = [(row, form.cleaned_data) for row, form in entries if form.cleaned_data["outcome"]]
    return [reviewing.Verdict(row, sent["outcome"], sent["reason"], day_of(sent, returns_on)) for row, sent in ticked]


def day_of(sent, returns_on):
    return (sent["returns_on"] or returns_on) if sent["outcome"] == reviewing.Outcome.RETURNED else None


def review_page(request, cell, meeting, entries, found):
    on = request.actor.on
    lines = [
        {**words.line(row, on), "form": form, "is_self": row.member_id == request.actor.member.pk}
        for row, form in entries
    ]
    return {
        "cell": cell,
        "year": on.year,
        "meeting": meeting,
        "open": [line for line in lines if not line["this_year"]],
        "done": [line for line in lines if line["this_year"]],
        "found": forms.quoted(found),
        "has_errors": bool(found) or any(form.errors for form in (meeting, *(form for _, form in entries))),
    }


def tell(request, outcomes):
    """One message for those recorded, one for each that was not."""
    done = [verdict.exemption.member.full_name for verdict, problem in outcomes if not problem]
    if done:
        messages.success(request, f"Đã ghi kết quả rà soát {padded(len(done))} đồng chí: {', '.join(done)}.")
    for verdict, problem in outcomes:
        if problem:
            messages.warning(request, f"chưa ghi kết quả của đồng chí {verdict.exemption.member}: {problem}.")
    if not outcomes:
        messages.warning(request, "chưa đánh dấu kết quả của đồng chí nào, nên chưa ghi gì.")


def tell_of_the_ended(request, cell, rows):
    """Rows that were on the page and are no longer exempt: somebody ended them meanwhile."""
    sent = {int(found[1]) for name, value in request.POST.items() if value and (found := POSTED.fullmatch(name))}
    gone = Exemption.objects.of_cells([cell], request.actor.on).filter(pk__in=sent - {row.pk for row in rows})
    for row in gone.select_related("member"):
        words_ = f"chưa ghi kết quả của đồng chí {row.member}: {words.term_of(row)}, nay không còn được miễn."
        messages.warning(request, words_)


POSTED = re.compile(r"([0-9]{1,18})-outcome")


@require_safe
def print_review(request, pk):
    """The list for the meeting: A4, with room for what is said and for signatures."""
    cell, on = seen_cell(request, pk), request.actor.on
    rows = [words.line(row, on) for row in reviewing.of_cell(cell, on)]
    return render(request, "cells/exemptions/review_print.html", {"cell": cell, "rows": rows, "on": on, "year": on.year})


@require_http_methods(["GET", "HEAD", "POST"])
def put_right(request, pk, review_pk):
    """Set right what was said at a review, and keep what it said before."""
    row = kept_exemption(request, pk)
    said = next((review for review in row.said if review.pk == review_pk), None)
    if said is None or said != row.said[0]:
        raise Http404
    is_late = not said.recorded_at or timezone.localdate(said.recorded_at) != request.actor.on
    usual = {"outcome": said.outcome, "reason": said.reason, "returns_on": row.until}
    form = forms.PutRightForm(request.POST or None, initial=usual, is_late=is_late)
    if request.method == "POST" and form.is_valid():
        try:
            because = form.cleaned_data["because"] or SAME_DAY
            reviewing.put_right(said, verdict_of(row, form), because=because, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã sửa kết quả rà soát của đồng chí {row.member}; kết quả cũ vẫn được giữ lại.")
            return redirect("exemption", row.pk)
    page = {"form": form, "exemption": row, "review": said, "is_late": is_late}
    return render(request, "cells/exemptions/review_correction.html", page)


def verdict_of(row, form):
    sent = form.cleaned_data
    return reviewing.Verdict(row, sent["outcome"], sent["reason"], day_of(sent, sent["returns_on"]))
