"""Who comes: somebody new, or somebody the ward knew before?

So that no second person is made of one who returns.
"""

from django.db.models import Q

from cells.models import Member
from cells.names import fold


def find_known_people(facts, committees):
    """[Member] who may be the one meant: by card wherever they are, by name and year of
    birth below these committees.

    `facts` are columns of Member as typed; without a birth date the name has to do.
    """
    alike = Q(name_folded=fold(facts["full_name"]))
    born, card = facts.get("born_on"), facts.get("card")
    if born:
        alike &= Q(born_on__year=born.year) | Q(born_on=None)
    belonged = Q(memberships__cell__committee__in=committees)
    came = Q(movements__to_cell__committee__in=committees)
    meant = alike & (belonged | came)
    if card:
        meant |= Q(card=card)
    return list(Member.objects.filter(meant).distinct().order_by("name_sort", "pk"))


def create_person(key, facts):
    """A person with this lasting number; the one there is if the form came twice."""
    columns = {"kind": Member.Kind.PARTY} | facts
    return Member.objects.get_or_create(uid=key, defaults=columns)[0]
