"""People who belong nowhere any more: An left on 5 February, five days ago."""

import datetime

from cells.models import Appointment, Membership, Transfer

LEFT_ON = datetime.date(2026, 2, 5)
BEFORE = LEFT_ON - datetime.timedelta(days=1)
Ending = Membership.Ending
WAYS = (Ending.DIED, Ending.LEFT, Ending.SENT)


def leave(member, ending=Ending.DIED, on=LEFT_ON):
    """As cells/acts/movements leaves the rows."""
    held = Membership.objects.filter(member=member, until=None)
    held.update(until=on, ending=ending)
    Appointment.objects.filter(member=member, until=None).update(until=on)
    if ending == Ending.SENT:
        Transfer.objects.create(
            member=member,
            kind=Transfer.Kind.OFFICIAL,
            direction=Transfer.Direction.OUT,
            place="Đảng bộ xã Yên Viên",
            since=on,
        )
