"""What of a file is written, where some of it is here already?

A newer file of cells that were received is read forward: a person or a plan of which it
says the same as the file before stays as it stands here; of which it says something
else, all rows give way to those of the file, so that chains stay those of the sender.
Where somebody here has gone on with one of these since, nothing is read at all, unless
whoever receives says that the one here is kept.

Cells may also come back to the ward that gave them away, once it has closed them: who
left with them comes back with all that was written meanwhile.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from cells.models import (
    Appointment,
    Cell,
    ExemptionProposal,
    ExemptionReview,
    Member,
    Membership,
    Transfer,
)
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.handover.placement import Refused
from plans.handover.unit_sums import sum_units_here
from plans.models import AccessRecord, HandoverFile, Plan, PlanEvent

WHAT_TO_DO = (
    "Có thể nhận tệp mà giữ nguyên những gì đang có ở đây về những đồng chí ấy: thêm "
    "--keep và họ tên vào lệnh, mỗi người một lần; phần nơi giao ghi thêm về họ thì "
    "xem ở nơi giao và ghi tay ở đây."
)


class AlreadyThere(Exception):
    """This file was received before. Nothing was changed."""


@dataclass
class Renewal:
    """Lasting ids of people and plans that are here: those that give way to the file,
    those that stay as they are; and names of what is told."""

    earlier: HandoverFile | None = None
    renewed: set = field(default_factory=set)
    kept: set = field(default_factory=set)
    changed_names: list = field(default_factory=list)
    kept_names: list = field(default_factory=list)
    missing_names: list = field(default_factory=list)


def plan_renewal(head, units, *, on, keep):
    """The Renewal for a file of which `units` (UnitSums) was told every row. `keep` are
    names of people. Raises AlreadyThere or Refused."""
    received = find_received_cells(head)
    if not received:
        refuse_what_is_not_closed(units)
        return plan_homecoming(units)
    earlier = find_earlier_file(head)
    if earlier is None:
        refuse_what_an_old_version_received(units)
        raise AlreadyThere
    refuse_another_file(head, earlier, on)
    return plan_reading_forward(units, earlier, keep)


# --- which file is it? ----------------------------------------------------------------


def find_received_cells(head):
    """The cells of the head that were received before: they have a successor. Raises
    Refused for open ones, which are our own, and where only some were received."""
    uids = [cell["uid"] for cell in head["cells"]]
    known = list(Cell.objects.filter(uid__in=uids).order_by("pk"))
    received = [cell for cell in known if cell.closed_on and cell.successor_id]
    if len(received) == len(head["cells"]):
        return received
    here = []
    for cell in known:
        if cell in received or cell.closed_on is None:
            here.append(cell.name)
    if here:
        names = ", ".join(here)
        raise Refused([f"Đã có ở đây: {names}. Tệp này chồng lên những gì đã có."])
    return []


def find_earlier_file(head):
    """The newest one of these cells that was received here."""
    cells = sorted(cell["uid"] for cell in head["cells"])
    received = HandoverFile.objects.filter(way=HandoverFile.Way.RECEIVED)
    for file in received.order_by("-made_at", "-pk"):
        if file.cells == cells:
            return file
    return None


def refuse_what_an_old_version_received(units):
    """Before version 0.9.0 nothing was noted of a file: only events of plans tell
    whether this one is newer."""
    here = PlanEvent.objects.filter(plan__uid__in=units.plans_of_years)
    if units.event_digests - set(here.values_list("digest", flat=True)):
        raise Refused(
            [
                "Các chi bộ này đã nhận bằng phiên bản cũ của phần mềm, không ghi lại "
                "tệp ấy có những gì, nên không đọc tiếp tệp mới hơn được. Tệp này có "
                "sự kiện nhật ký chưa có ở đây: xem ở nơi giao và ghi tay."
            ]
        )


def refuse_another_file(head, earlier, on):
    made_at = HandoverFile._meta.get_field("made_at").to_python(head["made_at"])
    if made_at == earlier.made_at:
        raise AlreadyThere
    if made_at < earlier.made_at:
        raise Refused(["Tệp này cũ hơn tệp đã nhận của cùng các chi bộ."])
    if on != earlier.on:
        raise Refused(
            [
                f"Tệp đã nhận bàn giao từ ngày {earlier.on:%d/%m/%Y}, tệp này từ ngày "
                f"{on:%d/%m/%Y}. Nơi giao ghi lại tệp với --on {earlier.on}: từ ngày "
                "ấy các chi bộ thuộc đảng bộ này, việc của ngày sau ghi ở đây."
            ]
        )


# --- a newer file ---------------------------------------------------------------------


def plan_reading_forward(units, earlier, keep):
    digests = units.digests
    changed = {uid for uid in digests if earlier.in_file.get(uid) != digests[uid]}
    here = sum_units_here(find_members(units))
    disturbed = find_disturbed(changed, here, earlier)
    disturbed |= find_begun_on_both_sides(changed, units, here)
    kept = find_kept(disturbed, units, keep)
    refuse_disturbed(disturbed - kept, units)
    missing = set(earlier.in_file) - set(digests)
    return Renewal(
        earlier=earlier,
        renewed=(changed & set(here.digests)) - kept,
        kept=(set(digests) - changed) | kept,
        changed_names=units.list_names(changed - kept),
        kept_names=units.list_names(kept),
        missing_names=name_what_is_here(missing),
    )


def find_members(units):
    """Ids of the people of the file who are here as a whole."""
    uids = list(units.members.values())
    known = Member.objects.known().filter(uid__in=uids)
    return list(known.values_list("pk", flat=True))


def find_disturbed(changed, here, earlier):
    """Those of these units that stand here otherwise than they were received."""
    now = here.digests
    disturbed = set()
    for uid in changed & set(earlier.here):
        if now.get(uid) != earlier.here[uid]:
            disturbed.add(uid)
    return disturbed


def find_begun_on_both_sides(changed, units, here):
    """Plans of the file that are not here while another one of the same year is."""
    years = set(read_years(here))
    found = set()
    for uid in changed - set(here.plans_of_years):
        if units.plans_of_years.get(uid) in years:
            found.add(uid)
    return found


def read_years(here):
    """[(lasting id of the person, year)] of the plans that are here."""
    plans = Plan.objects.filter(uid__in=here.plans_of_years, year__isnull=False)
    rows = plans.values_list("member__uid", "year")
    return [(str(uid), year) for uid, year in rows]


def find_kept(disturbed, units, keep):
    """Those of people with one of these names."""
    names = {name.casefold().strip() for name in keep}
    kept = set()
    for uid in disturbed:
        author, _ = units.plans_of_years.get(uid, (uid, None))
        if units.names[author].casefold() in names:
            kept.add(uid)
    return kept


def refuse_disturbed(disturbed, units):
    if disturbed:
        names = "; ".join(units.list_names(disturbed))
        raise Refused(
            [
                "Tệp mới khác tệp đã nhận, mà ở đây cũng đã có việc mới sau lần nhận "
                f"trước, về: {names}.",
                WHAT_TO_DO,
            ]
        )


def name_what_is_here(uids):
    """[name] of people and plans that the file before had, and this one has not."""
    people = Member.objects.filter(uid__in=uids).values_list("full_name", flat=True)
    plans = Plan.objects.filter(uid__in=uids).exclude(member__uid__in=uids)
    told = [f"{plan.member} (kế hoạch năm {plan.cycle.year})" for plan in plans]
    return sorted([*people, *told])


# --- cells that come back -------------------------------------------------------------


def refuse_what_is_not_closed(units):
    """Cells that went from here to the sender, and that are still open here."""
    line = find_line(units.cells)
    uids = [units.cells[number]["uid"] for number in line]
    still_open = Cell.objects.filter(uid__in=uids, closed_on=None).order_by("pk")
    names = ", ".join(cell.name for cell in still_open)
    if names:
        raise Refused(
            [
                f"{names} đã được giao từ đây đi và chưa kết thúc ở đây, nên chưa "
                "nhận lại được. Hãy kết thúc bằng export_cells với --close trước."
            ]
        )


def find_line(cells):
    """Numbers of the cells that went into another one; `cells` is {number: facts}."""
    return [number for number, facts in cells.items() if facts.get("successor")]


def plan_homecoming(units):
    """Who left with cells that were handed over from here, and their plans."""
    gone = Member.objects.known().filter(uid__in=list(units.members.values()))
    handed = Membership.objects.filter(
        member__in=gone, ending=Membership.Ending.HANDED_OVER
    )
    back = gone.filter(pk__in=handed.values("member"))
    back = back.exclude(pk__in=Membership.objects.filter(until=None).values("member"))
    if not back:
        return Renewal()
    here = sum_units_here(list(back.values_list("pk", flat=True)))
    refuse_what_went_on_here(here, units)
    return Renewal(renewed=set(here.digests))


def refuse_what_went_on_here(here, units):
    """Plans with events that the file does not know, and that it does not bring back
    at all."""
    plans = Plan.objects.filter(uid__in=here.plans_of_years)
    events = PlanEvent.objects.filter(plan__in=plans)
    unknown = events.exclude(digest__in=units.event_digests)
    uids = {str(uid) for uid in unknown.values_list("plan__uid", flat=True)}
    if uids:
        names = "; ".join(name_what_is_here(uids))
        raise Refused(
            [
                "Ở đây có sự kiện nhật ký mà tệp không có, nên không nhận lại được: "
                f"{names}."
            ]
        )


# --- making room ----------------------------------------------------------------------


def clear_renewed(renewal):
    """Take away the rows that give way to those of the file; people, plans, posts and
    self-checks themselves stay, and so does who opened a plan."""
    plans = Plan.objects.filter(uid__in=renewal.renewed)
    for model in reversed(OF_A_PLAN):
        if model is not AccessRecord:
            model.objects.filter(plan__in=plans.values("pk")).delete()
    members = Member.objects.filter(uid__in=renewal.renewed).values("pk")
    ExemptionProposal.objects.filter(member__in=members).delete()
    ExemptionReview.objects.filter(exemption__member__in=members).delete()
    for model in OF_A_PERSON:
        if model is not Transfer:
            model.objects.filter(member__in=members).delete()
    clear_transfers(members)
    Membership.objects.filter(member__in=members).delete()


def clear_transfers(members):
    """All but those with which people left this ward when it gave their cells away."""
    handed = Membership.objects.filter(
        member=OuterRef("member"),
        until=OuterRef("since"),
        ending=Membership.Ending.HANDED_OVER,
    )
    left = Transfer.objects.filter(
        Exists(handed), direction=Transfer.Direction.OUT, kind=Transfer.Kind.OFFICIAL
    )
    theirs = Transfer.objects.filter(member__in=members)
    theirs.exclude(pk__in=left.values("pk")).delete()


def clear_posts(renewal, units):
    """Posts in cells that the file before had, and this one has not."""
    members = Member.objects.filter(uid__in=renewal.renewed)
    posts = Appointment.objects.filter(member__in=members, cell__isnull=False)
    posts.exclude(uid__in=units.posts).delete()
