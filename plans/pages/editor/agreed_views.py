"""Before the signature: what the author changed though nobody asked for it goes back to
the words that the cell agreed to, or the cell reads it again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import permissions
from plans.form import autosave
from plans.models import Row
from plans.pages.editor.forms import AgreedWordsForm
from plans.pages.editor.written import get_written_plan
from plans.pages.review.step_views import show_moved
from plans.refusals import PlanMoved
from plans.workflow import agreement

ELSEWHERE = (
    "chỗ này vừa được sửa ở một cửa sổ khác nên chưa lấy lại lời cũ. Đồng chí xem lại "
    "lời đang có ở dưới."
)


def list_unasked(plan, agreed, sections, said):
    """[(Place, its form)] of what has to be settled before the plan can be signed. The
    page has read the Revision that was agreed to, the text, and the remarks for the
    author."""
    places = agreement.find_unasked_places_since(agreed, plan, sections, said)
    if not places:
        return []
    versions = read_versions(plan)
    listed = []
    for place in places:
        version = versions.get((place.section.key, place.uid), 0)
        given = {"place": place.name, "version": version}
        listed.append((place, AgreedWordsForm(initial=given, auto_id=False)))
    return listed


def read_versions(plan):
    """{(section key, uid): version} of the working text."""
    found = {}
    for section, uid, version in plan.rows.values_list("section", "uid", "version"):
        found[section, str(uid)] = version
    return found


@require_POST
def take_agreed_words_act(request, pk):
    """Put one place back to what the cell agreed to."""
    plan = get_written_plan(request.actor, pk)
    form = AgreedWordsForm(request.POST)
    onward = find_way_onward(request.actor, plan)
    if not form.is_valid():
        return redirect(*onward)
    sent = form.cleaned_data
    places = agreement.find_unasked_places(plan)
    # None: another tab, or the first click of two, has done it.
    place = next((one for one in places if one.name == sent["place"]), None)
    if place is None:
        return redirect(*onward)
    try:
        put_back(plan, place, sent["version"], by=request.actor, at=timezone.now())
    except autosave.Conflict:
        messages.error(request, ELSEWHERE)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], [])
    else:
        messages.success(request, f"{place.title}: đã lấy lại lời chi bộ đã thông qua.")
    return redirect(*onward)


def find_way_onward(actor, plan):
    if permissions.is_author(actor, plan):
        return "sign:sign", plan.pk
    return "editor:read_back", plan.pk


def put_back(plan, place, version, *, by, at):
    """Errors as autosave.save_row; a row that was not there is taken out."""
    section = plan.form_version.sections.get(key=place.section.key)
    if place.then is None:
        if not Row.objects.filter(
            plan=plan, section=section.key, uid=place.uid, version=version
        ).exists():
            raise autosave.Conflict(None)
        autosave.remove_row(plan, section, place.uid, by=by, at=at)
        return
    values = dict(place.then.values)
    basis = plan.cycle.bases.filter(key=place.then.basis).first()
    values["basis_id"] = basis and basis.pk
    autosave.save_row(plan, section, place.uid, values, version=version, by=by, at=at)
