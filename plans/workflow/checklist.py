"""Which remarks have to be answered before a plan can be sent again or signed?

A remark of an officer or the ward that the author was shown, until it is answered or
ticked off, or its place says something else than in the revision on which it was made.
What a remark's place is, and what counts as a change, is said in agreement.py. A fellow
member's remark holds nothing.
"""

from django.db.models import F, FilteredRelation, Q

from plans.form import snapshot
from plans.models import Remark
from plans.workflow import agreement


def find_holding_remarks(plan, sections=None, said=None):
    """[Remark] that hold a plan, the newest first; two queries at most. A page that has
    read the text ([WrittenSection]) or the remarks for the author hands them over."""
    if said is None:
        open_remarks = list(read_with_revision(plan.remarks.that_may_hold()))
        kept = {remark.kept.number: remark.kept for remark in open_remarks}
    else:
        open_remarks = [remark for remark in said if remark.may_hold]
        kept = find_revisions(plan, open_remarks)
    if not open_remarks:
        return []
    if sections is None:
        texts = snapshot.list_sections_of_plans([plan.pk])
        sections = texts.get(plan.pk, [])
    return list_unchanged(open_remarks, sections, kept)


def count_holding_remarks(plans):
    """{plan pk: how many remarks hold it} of many plans (pks). Two queries at most."""
    if not plans:
        return {}
    open_remarks = {}
    found = Remark.objects.that_may_hold().filter(plan__in=plans)
    for remark in read_with_revision(found):
        open_remarks.setdefault(remark.plan_id, []).append(remark)
    texts = snapshot.list_sections_of_plans(open_remarks)
    counts = {}
    for plan, remarks in open_remarks.items():
        kept = {remark.kept.number: remark.kept for remark in remarks}
        counts[plan] = len(list_unchanged(remarks, texts.get(plan, []), kept))
    return counts


def read_with_revision(remarks):
    """Remarks with the Revision on which each was made, as `kept`."""
    of_revision = Q(plan__revisions__number=F("revision"))
    kept = FilteredRelation("plan__revisions", condition=of_revision)
    return remarks.annotate(kept=kept).select_related("kept")


def find_revisions(plan, remarks):
    """{number: Revision} on which these were made."""
    numbers = {remark.revision for remark in remarks}
    if not numbers:
        return {}
    kept = plan.revisions.filter(number__in=numbers)
    return {revision.number: revision for revision in kept}


def list_unchanged(remarks, sections, revisions):
    """Those of the remarks of a plan whose place still says what it said in the
    Revision on which they were made ({number: Revision}); the newest first."""
    changed = {}
    for number, revision in revisions.items():
        changed[number] = agreement.find_differing_places(sections, revision)
    held = []
    for remark in remarks:
        places = changed.get(remark.revision, [])
        if not any(agreement.covers(remark, place) for place in places):
            held.append(remark)
    return sorted(held, key=lambda remark: (remark.made_at, remark.pk), reverse=True)
