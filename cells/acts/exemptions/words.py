"""How are exemptions, their papers and their reviews said in words?"""

from dataclasses import dataclass

from cells.acts.exemptions.claims import describe_claim
from cells.models import Exemption, ExemptionReview
from cells.wording import describe_recording, describe_term
from phucdong.writing import date_text

Kind = Exemption.Kind
# An exemption that was read from a register knows only its kind.
WITHOUT_GROUND = {Kind.AGE_HEALTH: "Tuổi cao, sức yếu", Kind.OTHER: "Lý do khác"}
DECIDERS = {Kind.AGE_HEALTH: "chi bộ", Kind.OTHER: "cấp ủy cấp trên"}


def describe_ground(exemption):
    if exemption.ground:
        return exemption.ground.label
    return WITHOUT_GROUND[exemption.kind]


def describe_resolution(row):
    """ "Số 12-NQ/CB ngày 05/02/2026"; says so when there is none."""
    number, day = row.resolution_number, date_text(row.resolution_on)
    if number and day:
        return f"Số {number} ngày {day}"
    if number:
        return f"Số {number}, không ghi ngày"
    if day:
        return f"Ngày {day}, không ghi số"
    return "Không ghi nghị quyết"


def describe_review(review):
    """ "05/12/2025: Tiếp tục miễn"."""
    return f"{date_text(review.reviewed_on)}: {review.get_outcome_display()}"


@dataclass(frozen=True)
class ExemptionLine:
    """What a list says of an exemption as of a date. `last` and `why` are of the last
    review, in words."""

    pk: int
    member_pk: int
    name: str
    ground: str
    decider: str
    paper: str
    term: str
    last: str
    why: str
    this_year: ExemptionReview | None
    is_open: bool
    is_due: bool
    review_on: str
    recorded: str
    claim: str


def make_exemption_line(exemption, on):
    """It comes with its reviews, `said`, the newest first."""
    last, why = "", ""
    if exemption.said:
        last, why = describe_review(exemption.said[0]), exemption.said[0].reason
    this_year = find_review_of_year(exemption, on.year)
    return ExemptionLine(
        pk=exemption.pk,
        member_pk=exemption.member_id,
        name=exemption.member.full_name,
        ground=describe_ground(exemption),
        decider=f"{DECIDERS[exemption.kind]} quyết định",
        paper=describe_resolution(exemption),
        term=describe_term(exemption.since, exemption.until),
        last=last,
        why=why,
        this_year=this_year,
        is_open=exemption.until is None or exemption.until > on,
        is_due=this_year is None and exemption.is_review_near(on),
        review_on=date_text(exemption.review_on),
        recorded=describe_recording(exemption.since, exemption.recorded_at),
        claim=describe_claim(exemption),
    )


def find_review_of_year(exemption, year):
    for review in exemption.said:
        if review.reviewed_on.year == year:
            return review
    return None


@dataclass(frozen=True)
class ProposalLine:
    """What a list says of a proposal."""

    pk: int
    name: str
    ground: str
    paper: str
    term: str
    proposed: str
    state: str


def make_proposal_line(proposal):
    return ProposalLine(
        pk=proposal.pk,
        name=proposal.member.full_name,
        ground=proposal.ground.label,
        paper=describe_resolution(proposal),
        term=describe_term(proposal.since, proposal.until),
        proposed=date_text(proposal.proposed_at),
        state=describe_decision(proposal),
    )


def describe_decision(proposal):
    """What became of it."""
    if proposal.decided_at is None:
        return "Chờ cấp ủy cấp trên quyết định"
    day = date_text(proposal.decided_at)
    if proposal.is_withdrawn:
        return f"Chi bộ đã rút ngày {day}"
    if proposal.refusal:
        return f"Không đồng ý ngày {day}: {proposal.refusal}"
    if proposal.exemption is None:
        return f"Đã đồng ý ngày {day}; lần miễn ấy đã bỏ sau đó"
    paper = describe_resolution(proposal.exemption)
    return f"Đồng ý: {paper.replace('Số', 'quyết định số', 1)}"


@dataclass(frozen=True)
class GroundLine:
    """What the list of grounds says of one as of a date."""

    pk: int
    label: str
    decider: str
    term: str
    valid: str
    is_current: bool


def make_ground_line(ground, on):
    return GroundLine(
        pk=ground.pk,
        label=ground.label,
        decider=DECIDERS[ground.kind].capitalize(),
        term="có thời hạn" if ground.is_for_a_term else "không thời hạn",
        valid=describe_validity(ground),
        is_current=is_ground_current(ground, on),
    )


def is_ground_current(ground, on):
    return ground.valid_until is None or ground.valid_until > on


def describe_validity(ground):
    """ "từ 05/02/2026 đến trước 05/08/2026 (đ/c Ngô Thị Giang ghi)"."""
    days = []
    if ground.valid_since:
        days.append(f"từ {date_text(ground.valid_since)}")
    if ground.valid_until:
        days.append(f"đến trước {date_text(ground.valid_until)}")
    user = ground.ended_by if ground.valid_until else ground.recorded_by
    valid = " ".join(days) or "không giới hạn"
    return valid + describe_ground_recorder(user)


def describe_ground_recorder(user):
    """ " (đ/c Ngô Thị Giang ghi)"; nothing of what came with the installation."""
    if user is None:
        return ""
    person = getattr(user, "member", None)
    if person:
        return f" (đ/c {person} ghi)"
    return " (quản trị hệ thống ghi)"
