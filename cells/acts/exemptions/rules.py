"""Who is exempt from when to when? Functions raise Refused, with words that say why,
and change nothing then."""

from datetime import date
from typing import NamedTuple

from cells import permissions
from cells.acts.exemptions.claims import find_claim
from cells.acts.refusals import Refused, require
from cells.acts.terms import begin_term, refuse_overlapping_term
from cells.dated_rows import find_recorded_row
from cells.models import Exemption, ExemptionGround, ExemptionProposal
from phucdong.writing import date_text


class Resolution(NamedTuple):
    """What a cell resolved about a member, named as the columns are."""

    ground: ExemptionGround
    since: date
    until: date | None
    resolution_number: str
    resolution_on: date


def record_exemption(member, resolution, *, review_on, by, at):
    """An exemption that was decided: by the cell for age and health, by the committee
    above for other grounds."""
    require(permissions.records_exemption(by, member, resolution.ground))
    facts = resolution._asdict() | find_claim(member, resolution, by)
    if twin := find_recorded_row(Exemption, member=member, by=by, **facts):
        return twin
    refuse_unfit_exemption(member, resolution)
    return begin_term(
        Exemption,
        member,
        kind=resolution.ground.kind,
        review_on=review_on,
        by=by,
        at=at,
        **facts,
    )


def refuse_unfit_exemption(member, resolution):
    """What neither can be recorded nor proposed."""
    ground, since = resolution.ground, resolution.since
    if not ExemptionGround.objects.valid(since).filter(pk=ground.pk).exists():
        day = date_text(since)
        words = f"Lý do “{ground.label}” không áp dụng cho ngày {day}. Chưa ghi gì."
        raise Refused(words)
    refuse_unfit_term(member, ground, since, resolution.until)
    refuse_beside_proposal(member)


def refuse_unfit_term(member, ground, since, until):
    if ground.valid_since and since < ground.valid_since:
        day = date_text(ground.valid_since)
        raise Refused(f"Lý do “{ground.label}” áp dụng từ ngày {day}. Chưa ghi gì.")
    if ground.is_for_a_term and until is None:
        words = f"Lý do “{ground.label}” phải có thời hạn: ghi ngày kết thúc."
        raise Refused(f"{words} Chưa ghi gì.")
    refuse_overlapping_term(Exemption, "được miễn", member, since, until)


def refuse_beside_proposal(member):
    proposals = ExemptionProposal.objects.filter(member=member, decided_at=None)
    waiting = proposals.select_related("cell").first()
    if waiting:
        raise Refused(
            f"{waiting.cell.name} đã đề nghị miễn cho đồng chí {member}, "
            "đang chờ cấp ủy cấp trên quyết định. Chưa ghi gì thêm."
        )
