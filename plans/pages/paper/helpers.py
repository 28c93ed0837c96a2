"""Who may type for somebody, in which order are they offered, and what stands in the
way?"""

from cells import posts
from plans.models import Status
from plans.models.plan import EDITABLE
from plans.workflow import assistances


def list_helpers(member, cell, on, *, after=()):
    """[(pk, name)] of the people of the cell who may type for somebody, by name; those
    with a pk in `after` stand last."""
    found = assistances.find_possible_helpers(member, cell, on)
    rows = list(found.order_by("name_sort", "pk").values_list("pk", "full_name"))
    return sorted(rows, key=lambda row: row[0] in after)


def find_who_could_not_decide(cell, on, *, author):
    """Ids of the officers of a cell after whose typing nobody of the cell would be left
    to agree: the only one, where there is no second reader."""
    officers = {post.member_id for post in posts.find_reviewers(cell, on)}
    officers.discard(author.pk)
    second = posts.find_second_readers(on).filter(cell=cell)
    if len(officers) > 1 or second.exclude(member=author).exists():
        return set()
    return officers


def find_hindrance(plan, actor):
    """In words, why nobody can be named to type this plan now; "" if somebody can."""
    if plan.status not in EDITABLE:
        label = Status(plan.status).label
        return f"Kế hoạch đang ở bước “{label}”, lúc này không ai sửa nên không gõ hộ."
    now = find_open_act(plan, actor.on)
    if now:
        return assistances.TYPED_BY_ANOTHER.format(now.helper.full_name)
    is_author = actor.member.pk == plan.member_id
    if not is_author and assistances.was_begun_by_author(plan):
        return assistances.WRITES_ALONE
    return ""


def find_open_act(plan, on):
    open_one = plan.assistances.open(on).select_related("helper")
    return open_one.first()
