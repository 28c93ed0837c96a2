"""Which boards in the software may somebody switch, and who switched them last?"""

from cells.models import Committee
from plans.models import BoardSwitch


def list_switches(actor):
    """[{committee, switch or None}] of the wards whose board somebody may switch."""
    if not actor.committees:
        return []
    wards = Committee.objects.open().filter(
        pk__in=actor.committees, kind=Committee.Kind.WARD
    )
    newest = BoardSwitch.objects.newest().select_related("set_by")
    switched = {switch.committee_id: switch for switch in newest}
    return [
        {"committee": ward, "switch": switched.get(ward.pk)}
        for ward in wards.order_by("name", "pk")
    ]
