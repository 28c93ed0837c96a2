"""How does typing for somebody begin and end, and who has typed in a plan?

One act at a time for a plan; somebody may have several open, for different authors. It
ends when the text is sent or signed, when it is handed back, after 30 days without a
word typed, and when the helper is of the plan's cell no more, neither by membership nor
by post; with it ends the right to read (plans/models/capacity.py).
"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cells import posts
from cells.models import Member
from plans import permissions
from plans.models import Assistance, Capacity, Confirmation, Plan, PlanEvent
from plans.models.assistance import LAPSES_AFTER
from plans.models.plan import EDITABLE
from plans.refusals import NotReady, refuse_moved
from plans.workflow import log

Source = Assistance.Source
Ending = Assistance.Ending

NOT_IN_CELL = "Người gõ hộ phải cùng chi bộ, đơn vị với đồng chí ấy."
TYPED_BY_ANOTHER = "Đ/c {} đang gõ hộ bản này. Mỗi bản một lúc chỉ một người gõ hộ."
WRITES_ALONE = (
    "Đồng chí ấy tự viết kế hoạch này trên máy, nên chỉ đồng chí ấy nhờ gõ hộ được, ở "
    "trang Kế hoạch của tôi."
)
HAS_LOGIN = (
    "Đồng chí ấy đã đăng nhập được, nên chi ủy chỉ gõ hộ từ bản viết tay; nghe nói "
    "lại thì đồng chí ấy tự nhờ, ở trang Kế hoạch của tôi."
)


@transaction.atomic
def begin_assistance(plan, helper, source, *, by, at):
    """Somebody begins to type a plan. The same named twice is one act.

    Raises PermissionDenied for whoever may not name a helper, NotReady with why this
    one cannot be, PlanMoved for a plan that nobody writes now.
    """
    if not may_name_helper(by, plan):
        raise PermissionDenied
    hold_for_typing(plan)
    now = plan.assistances.open(by.on).select_related("helper").first()
    if now:
        return keep_same(now, helper)
    refuse_unfit(plan, helper, source, by)
    end_left_open(plan, by=by, at=at)
    begun = Assistance.objects.create(
        plan=plan,
        helper=helper,
        source=source,
        begun_by=by.member,
        begun_at=at,
        lapses_on=timezone.localdate(at) + LAPSES_AFTER,
    )
    record_on(plan, "assist", by, at, key=begun.event_key, note=begun.describe())
    return begun


def may_name_helper(actor, plan):
    """Its author, or an officer of its cell; of what the author writes alone, the
    author."""
    if not plan.is_kept_here:
        return False
    is_author = permissions.has_capacity(actor, plan, {Capacity.AUTHOR})
    if not is_author and plan.cell_id not in actor.cells:
        return False
    return permissions.does_author_belong(actor, plan)


def hold_for_typing(plan):
    """Keep the plan's row until the end; refuse what nobody writes now."""
    held = Plan.objects.filter(pk=plan.pk, status__in=EDITABLE, cell=plan.cell_id)
    if not held.update(edited_at=F("edited_at")):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)


def keep_same(now, helper):
    if now.helper_id != helper.pk:
        raise NotReady([TYPED_BY_ANOTHER.format(now.helper.full_name)])
    return now


def refuse_unfit(plan, helper, source, by):
    if source not in (Source.SHEET, Source.TOLD):
        raise NotReady(["Chọn gõ từ bản viết tay hay từ lời đồng chí ấy nói."])
    if not find_possible_helpers(plan.member, plan.cell, by.on).filter(pk=helper.pk):
        raise NotReady([NOT_IN_CELL])
    if by.member.pk == plan.member_id:
        return
    if was_begun_by_author(plan):
        raise NotReady([WRITES_ALONE])
    if source == Source.TOLD and can_sign_in(plan.member):
        raise NotReady([HAS_LOGIN])


def find_possible_helpers(author, cell, on):
    """Members who may type for somebody: everybody else of the cell, and its
    officers."""
    there = Member.objects.belonging(on, [cell.pk]).values("pk")
    officers = posts.find_review_posts(on).filter(cell=cell).values("member")
    found = Member.objects.filter(Q(pk__in=there) | Q(pk__in=officers))
    return found.exclude(pk=author.pk)


def was_begun_by_author(plan):
    """Rather than for them, by an officer."""
    begun = PlanEvent.objects.filter(plan=plan, step="begin", by=plan.member_id)
    return begun.exists()


def can_sign_in(member):
    """Whether somebody has a login with a password, and so can name a helper
    alone."""
    user = member.user
    return user is not None and user.is_active and user.has_set_password()


@transaction.atomic
def hand_back(plan, *, by, at):
    """The helper stops, or the author or whoever named the helper ends it. None, and
    nothing changes, if nobody types."""
    now = plan.assistances.filter(ended_at=None).first()
    if now is None:
        return None
    if by.member is None or by.member.pk not in (
        plan.member_id,
        now.helper_id,
        now.begun_by_id,
    ):
        raise PermissionDenied
    log.hold_plan(plan)
    if not end_with_event(now, Ending.HANDED_BACK, by=by, at=at):
        return None
    return now


def end_assistance(assistance, ending, at):
    """Whether it had not ended yet."""
    open_one = Assistance.objects.filter(pk=assistance.pk, ended_at=None)
    return open_one.update(ended_at=at, ending=ending) == 1


@transaction.atomic
def end_unfit_assistances(members, *, by, at):
    """Typing by these people (ids), and of their plans, ends where whoever types is no
    more of the cell of the plan, or its author is not."""
    concerned = Q(plan__member__in=members) | Q(helper__in=members)
    typing = Assistance.objects.filter(concerned, ended_at=None, lapses_on__gt=by.on)
    for one in typing.select_related("plan__member", "plan__cell").order_by("plan"):
        ending = find_ending(one, by.on)
        if ending:
            log.hold_plan(one.plan)
            end_with_event(one, ending, by=by, at=at)


def find_ending(assistance, on):
    """How an act ends since somebody has left the plan's cell, or ""."""
    plan = assistance.plan
    helpers = find_possible_helpers(plan.member, plan.cell, on)
    if not helpers.filter(pk=assistance.helper_id).exists():
        return Ending.OUT_OF_CELL
    here = Member.objects.belonging(on, [plan.cell_id]).filter(pk=plan.member_id)
    if not here.exists():
        return Ending.HANDED_BACK
    return ""


def end_left_open(plan, *, by, at):
    """What ended by itself is written down when somebody else begins."""
    for left in plan.assistances.left_open(by.on):
        if left.lapses_on <= by.on:
            end_assistance(left, Ending.LAPSED, at)
        else:
            end_with_event(left, Ending.OUT_OF_CELL, by=by, at=at)


def end_with_event(assistance, ending, *, by, at):
    """With the plan's row held. Whether it had not ended yet."""
    if not end_assistance(assistance, ending, at):
        return False
    record_on(assistance.plan, "hand_back", by, at)
    return True


def end_by_sending(plan, at):
    """What was typed has gone out, or was signed."""
    plan.assistances.filter(ended_at=None).update(ended_at=at, ending=Ending.SENT)


def record_on(plan, what, by, at, **details):
    """An event that leaves the plan where it is."""
    plan = Plan.objects.select_related("cell").get(pk=plan.pk)
    return log.record_event(
        plan,
        what,
        by=by,
        at=at,
        from_status=plan.status,
        to_status=plan.status,
        **details,
    )


# --- who typed, and what the author said ----------------------------------------------


def find_typists(plan):
    """Ids of those who ever typed in a plan: what stands in it now may be theirs."""
    typed = plan.assistances.that_typed().order_by()
    return set(typed.values_list("helper", flat=True).distinct())


def list_acts_that_typed(plan):
    """[Assistance] of a plan in which at least a word was typed, the first one first,
    with who typed."""
    acts = plan.assistances.that_typed().select_related("helper")
    return list(acts.order_by("begun_at", "pk"))


def build_confirmation(plan, *, by, at, details):
    """The Confirmation of the revision that is sent, not saved yet; None of what nobody
    typed."""
    facts = {
        "plan": plan,
        "revision": plan.revision,
        "recorded_by": by.member,
        "recorded_at": at,
    }
    if by.member.pk != plan.member_id:
        return Confirmation(
            how=details["confirmed"],
            witness=details.get("witness", ""),
            confirmed_on=details["confirmed_on"],
            **facts,
        )
    if not details["typed_by"]:
        return None
    return Confirmation(
        how=Confirmation.How.SIGN_IN, confirmed_on=timezone.localdate(at), **facts
    )


class TypedPlan(NamedTuple):
    """A plan that somebody types, as their first page and their desk list it."""

    pk: int
    name: str
    year: int


def find_plans_typed_by(somebody):
    """Those that they may type in now."""
    plans = Plan.objects.toward_whom(somebody, Capacity.HELPER).under_way()
    return plans.filter(status__in=EDITABLE).with_related()
