"""What is recorded of a signed plan, what is still due, and the forms for whoever may
record it: the copy, the wall, the consent to the board?"""

from datetime import timedelta

from plans import permissions
from plans.models import Capacity, Posting, Signature, Status
from plans.pages.record import forms as record_forms
from plans.place_on_date import find_deadlines, find_posting_deadline
from plans.workflow.wall import ON_THE_WALL


def make_record_part(actor, plan, papers, form):
    """`form` is one that was refused, or None; it stands where it was sent from."""
    part = {**papers._asdict(), "is_head": papers.is_of_head}
    if papers.is_posting_due and plan.goes_on_here:
        due = find_deadlines(plan.cycle, papers.entered_on, papers.returned_on)
        part["posting_due_on"] = find_posting_deadline(due.filed, papers.head_since)
    if plan.status == Status.SIGNED and not papers.filing:
        part["filing_form"] = make_filing_form(actor, plan, papers, form)
    if papers.is_of_head or papers.posting:
        part |= make_wall_part(actor, plan, papers, form)
    return part


def make_filing_form(actor, plan, papers, form):
    if not permissions.may_keep_papers(actor, plan, {Capacity.FILER}):
        return None
    if not isinstance(form, record_forms.FilingForm):
        given = {}
        if permissions.does_author_belong(actor, plan):
            given["filed_on"] = actor.on
        form = record_forms.make_blank_record(
            record_forms.FilingForm, plan, actor.on, **given
        )
    if not asks_for_ink(plan, papers.signature):
        del form.fields["ink_on"]
    return form


def asks_for_ink(plan, signature):
    """Whether filing asks for the day of the ink on the print."""
    return (
        signature.kind == Signature.Kind.ELECTRONIC
        and not plan.cycle.confirmation_suffices
    )


# --- the wall -------------------------------------------------------------------------


def make_wall_part(actor, plan, papers, form):
    """The postings of all revisions, the last first: one of a revision that was
    recalled may still hang."""
    hung = papers.postings
    postings = [
        {"posting": posting, "state": posting.find_state(actor.on)} for posting in hung
    ]
    part = {"postings": postings, "is_signed": plan.status in ON_THE_WALL}
    if permissions.may_take_down(actor, plan):
        part |= make_wall_forms(actor, plan, papers, hung, form)
    return part | make_consent_part(actor, plan, papers, form)


def make_wall_forms(actor, plan, papers, hung, form):
    found = {}
    if hung and hung[0].taken_down_on is None:
        found["end_form"] = choose_form(record_forms.TakeDownForm, form, plan, actor.on)
    if not plan.goes_on_here:
        return found
    if papers.is_posting_due:
        found["posting_form"] = choose_form(
            record_forms.PostingForm, form, plan, actor.on, since=actor.on
        )
    elif papers.is_of_head and papers.posting and permissions.goes_on(actor, plan):
        found["renewal_form"] = choose_form(
            record_forms.RenewalForm, form, plan, actor.on, **propose(papers.posting)
        )
    return found


def propose(posting: Posting):
    """What a renewal begins with: the same place, from the day after."""
    return {
        "place": posting.place,
        "posted_by": posting.posted_by,
        "since": posting.last_day + timedelta(days=1),
    }


def make_consent_part(actor, plan, papers, form):
    """Where the ward's board is on: whether the head agreed, and the form for whoever
    has it on paper."""
    if not papers.is_board_on:
        return {}
    part = {"board_is_on": True, "consent": papers.consent}
    may_record = permissions.may_act(actor, plan, {Capacity.FILER})
    if may_record and part["consent"] is None and plan.status in ON_THE_WALL:
        part["consent_form"] = choose_form(
            record_forms.ConsentForm, form, plan, actor.on
        )
    return part


def choose_form(kind, form, plan, today, **initial):
    """The form that was refused, if it is of this very kind; else a blank one."""
    if type(form) is kind:
        return form
    return record_forms.make_blank_record(kind, plan, today, **initial)
