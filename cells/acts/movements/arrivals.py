"""Who comes: somebody new, or somebody the ward knew before? So that no second person is made of one who returns."""

from django.db.models import Q

from cells.models import Member
from cells.names import fold


def known(facts, committees):
    """Members who may be the one meant: by card wherever they are, by name and year of birth below these committees.

    `facts` are columns of Member as typed; without a birth date the name alone has to do.
    """
    card, born = facts.get("card"), facts.get("born_on")
    alike = Q(name_folded=fold(facts["full_name"]))
    if born:
        alike &= Q(born_on__year=born.year) | Q(born_on=None)
    near = Q(memberships__cell__committee__in=committees) | Q(movements__to_cell__committee__in=committees)
    meant = (alike & near) | Q(card=card) if card else alike & near
    return list(Member.objects.filter(meant).distinct().order_by("name_sort", "pk"))


def new_person(key, facts):
    """A person with this lasting number; the one there is if the form was sent twice."""
    return Member.objects.get_or_create(uid=key, defaults={"kind": Member.Kind.PARTY, **facts})[0]
