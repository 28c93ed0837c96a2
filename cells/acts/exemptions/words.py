"""How are exemptions, their papers and their reviews said in words?"""

from cells.acts.exemptions.reviews import AHEAD
from cells.models import Exemption
from phucdong.writing import date_text

# An exemption that was read from a register knows only its kind.
WITHOUT_GROUND = {Exemption.Kind.AGE_HEALTH: "Tuổi cao, sức yếu", Exemption.Kind.OTHER: "Lý do khác"}
DECIDED_BY = {Exemption.Kind.AGE_HEALTH: "chi bộ quyết định", Exemption.Kind.OTHER: "cấp ủy cấp trên quyết định"}


def ground_of(exemption):
    return exemption.ground.label if exemption.ground else WITHOUT_GROUND[exemption.kind]


def paper_of(row):
    """ "Số 12-NQ/CB ngày 05/02/2026"; says so when there is none."""
    number, day = row.resolution_number, date_text(row.resolution_on)
    if number and day:
        return f"Số {number} ngày {day}"
    return f"Số {number}, không ghi ngày" if number else f"Ngày {day}, không ghi số" if day else "Không ghi nghị quyết"


def term_of(row):
    """ "từ 05/02/2026 đến trước 05/08/2026"."""
    return f"từ {date_text(row.since)}" + (f" đến trước {date_text(row.until)}" if row.until else "")


def outcome_of(review):
    """ "05/12/2025: Tiếp tục miễn"; "" for none."""
    return f"{date_text(review.reviewed_on)}: {review.get_outcome_display()}" if review else ""


def line(exemption, on):
    """What a list says of an exemption as of a date. It comes with its reviews, `said`, the newest first."""
    last = exemption.said[0] if exemption.said else None
    this_year = next((review for review in exemption.said if review.reviewed_on.year == on.year), None)
    return {
        "pk": exemption.pk,
        "member_pk": exemption.member_id,
        "name": exemption.member.full_name,
        "ground": ground_of(exemption),
        "decider": DECIDED_BY[exemption.kind],
        "paper": paper_of(exemption),
        "term": term_of(exemption),
        "last": outcome_of(last),
        "why": last.reason if last else "",
        "this_year": this_year,
        "is_open": exemption.until is None or exemption.until > on,
        "is_due": this_year is None and is_near(exemption, on),
        "review_on": date_text(exemption.review_on),
    }


def is_near(exemption, on):
    """The same of one row as reviewing.due asks of many."""
    if exemption.review_on is None:
        return exemption.until is None
    return exemption.review_on <= on + AHEAD


def ground_line(ground, on):
    """What the list of grounds says of one as of a date."""
    ends = ground.valid_until
    days = [f"từ {date_text(ground.valid_since)}" if ground.valid_since else ""]
    days += [f"đến trước {date_text(ends)}" if ends else "" if ground.valid_since else "không giới hạn"]
    return {
        "pk": ground.pk,
        "label": ground.label,
        "decider": DECIDED_BY[ground.kind].removesuffix(" quyết định").capitalize(),
        "term": "có thời hạn" if ground.is_for_a_term else "không thời hạn",
        "valid": " ".join(filter(None, days)) + said_by(ground.ended_by if ends else ground.recorded_by),
        "is_current": ends is None or ends > on,
    }


def said_by(user):
    """ " (đ/c Ngô Thị Giang ghi)"; nothing of what came with the installation."""
    person = getattr(user, "member", None)
    return f" (đ/c {person} ghi)" if person else " (quản trị hệ thống ghi)" if user else ""


def proposal_line(proposal):
    return {
        "pk": proposal.pk,
        "name": proposal.member.full_name,
        "ground": proposal.ground.label,
        "paper": paper_of(proposal),
        "term": term_of(proposal),
        "proposed": date_text(proposal.proposed_at),
        "state": state_of(proposal),
        "waits": proposal.decided_at is None,
    }


def state_of(proposal):
    """What became of it, in words."""
    if proposal.is_withdrawn:
        return f"Chi bộ đã rút ngày {date_text(proposal.decided_at)}"
    if proposal.decided_at is None:
        return "Chờ cấp ủy cấp trên quyết định"
    if proposal.refusal:
        return f"Không đồng ý ngày {date_text(proposal.decided_at)}: {proposal.refusal}"
    return f"Đồng ý: {paper_of(proposal.exemption).replace('Số', 'quyết định số', 1)}"
