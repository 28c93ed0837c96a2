"""Who is exempt or suspended from when to when? Rows are begun and ended; nothing is edited in place.

Functions raise Refused, with words that say why, and change nothing then. Doing the same thing twice is doing it once.
A term is prolonged by a new row that begins where the old one ends: each keeps its own resolution.
"""

from cells.acts.appointments import rules as personnel
from cells.models import Exemption, ExemptionProposal, Suspension
from phucdong.writing import date_text


class Refused(Exception):
    """Why nothing was recorded, in words."""


def exempt(member, ground, *, since, until, resolution_number, resolution_on, review_on, by, at):
    """An exemption that was decided: by the cell for age and health, by the committee above for other grounds."""
    facts = {"ground": ground, "since": since, "until": until}
    facts |= {"resolution_number": resolution_number, "resolution_on": resolution_on}
    if done := Exemption.objects.filter(member=member, recorded_by=by.user, **facts).first():
        return done
    refuse_what_does_not_fit(member, ground, since, until)
    refuse_beside_a_proposal(member)
    return begin(Exemption, by=by, at=at, member=member, kind=ground.kind, review_on=review_on, **facts)


def suspend(member, *, since, until, decision, decided_on, review_on, by, at):
    """A suspension that a committee decided."""
    facts = {"since": since, "until": until, "decision": decision, "decided_on": decided_on}
    if done := Suspension.objects.filter(member=member, recorded_by=by.user, **facts).first():
        return done
    refuse_overlap(Suspension, "bị đình chỉ", member, since, until)
    return begin(Suspension, by=by, at=at, member=member, review_on=review_on, **facts)


def lift(suspension, on, *, lifted_by, by, at):
    """End a suspension by a decision. False, and nothing changes, if it had ended by then."""
    if on <= suspension.since:
        raise Refused(f"Đình chỉ từ ngày {date_text(suspension.since)}, nên ngày thôi phải sau ngày đó. Chưa ghi gì.")
    return personnel.end(suspension, on, by=by, at=at, lifted_by=lifted_by, review_on=None)


def begin(model, **facts):
    try:
        return personnel.begin(model, **facts)
    except personnel.ImpossibleDates as refusal:  # somebody else was quicker
        raise Refused("Có người vừa ghi một dòng khác cho đồng chí này. Chưa ghi gì; xin xem lại trang.") from refusal


# --- what does not fit -----------------------------------------------------------------------------------------------


def refuse_what_does_not_fit(member, ground, since, until):
    if not ground_holds(ground, since):
        raise Refused(f"Lý do “{ground.label}” không áp dụng cho ngày {date_text(since)}. Chưa ghi gì.")
    refuse_term(member, ground, since, until)


def refuse_term(member, ground, since, until):
    if ground.valid_since and since < ground.valid_since:
        raise Refused(f"Lý do “{ground.label}” áp dụng từ ngày {date_text(ground.valid_since)}. Chưa ghi gì.")
    if ground.is_for_a_term and until is None:
        raise Refused(f"Lý do “{ground.label}” phải có thời hạn: ghi ngày kết thúc. Chưa ghi gì.")
    refuse_overlap(Exemption, "được miễn", member, since, until)


def ground_holds(ground, on):
    return type(ground).objects.valid(on).filter(pk=ground.pk).exists()


def refuse_overlap(model, standing, member, since, until):
    if until and until <= since:
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu. Chưa ghi gì.")
    later = model.objects.filter(member=member).exclude(until__lte=since)
    row = (later.filter(since__lt=until) if until else later).order_by("since").first()
    if row:
        end = f"đến trước {date_text(row.until)}" if row.until else "chưa có ngày kết thúc"
        words = f"Đồng chí {member} đã {standing} từ {date_text(row.since)}, {end}. Chưa ghi gì: xin chọn ngày khác."
        raise Refused(words)


def refuse_beside_a_proposal(member):
    waiting = ExemptionProposal.objects.filter(member=member, decided_at=None).select_related("cell").first()
    if waiting:
        said = f"{waiting.cell.name} đã đề nghị miễn cho đồng chí {member}, đang chờ cấp ủy cấp trên quyết định."
        raise Refused(f"{said} Chưa ghi gì thêm.")
