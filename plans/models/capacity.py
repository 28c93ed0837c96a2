"""Who is somebody toward a plan? One rule for each capacity; seeing and doing both
follow from them (DESIGN.md §4)."""

from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from cells import posts
from cells.models import Appointment, Member, Membership
from plans.models.assistance import Assistance
from plans.models.cycle import IS_UNDER_WAY, find_year

# A plan that was handed over with its cell goes on in another installation, and is only
# read here.
IS_KEPT_HERE = (
    Q(cell__closed_on=None)
    | Q(cell__successor__isnull=False)
    | Q(cell__committee__closed_on__isnull=False)
)


class Capacity(StrEnum):
    """What somebody can be toward a plan; its author is nothing else toward it,
    whatever posts they hold."""

    AUTHOR = "author"
    # Types it for its author, as long as that act is open.
    HELPER = "helper"
    # Typed in it for its author, now or earlier: does not decide about it.
    TYPIST = "typist"
    # Holds a post in its cell by which plans are reviewed.
    OFFICER = "officer"
    # Named by the secretary to read, beside the officers, what was typed for somebody.
    SECOND_READER = "second_reader"
    # An officer of the cell to which the author has moved since it was filed.
    RECEIVER = "receiver"
    WARD = "ward"
    # The Chairman's office, toward plans of staff outside the Party.
    OFFICE = "office"
    INSPECTOR = "inspector"
    # A fellow member of its cell, if the cycle lets them read.
    PEER = "peer"
    # Decides for the cell: its officers, the second reader of a typed plan or, if there
    # is nobody who neither wrote nor typed it, the ward.
    REVIEWER = "reviewer"
    # Receives the signed copy: the reviewer of a member's, the Chairman's office of
    # staff outside the Party.
    FILER = "filer"
    # Records that a head's plan hangs on the board: whoever files it, or the ward.
    POSTER = "poster"


WRITERS = frozenset({Capacity.AUTHOR, Capacity.HELPER})
SIGNERS = frozenset({Capacity.AUTHOR, Capacity.REVIEWER})
# Who prints a plan to be signed by hand: who writes it, and who will record the ink.
PRINTERS = WRITERS | SIGNERS


# --- the rules: each a Q of the plans toward which somebody has it, or None


def author_rule(actor):
    return Q(member=actor.member)


def helper_rule(actor):
    """The rule of Assistance.open, of plans whose authors belong somewhere."""
    typing = Assistance.objects.filter(helper=actor.member).open(actor.on)
    return Q(pk__in=typing.values("plan")) & author_belongs(actor.on)


def typist_rule(actor):
    return was_typed(by=actor.member)


def officer_rule(actor):
    if not actor.cells:
        return None
    return Q(cell__in=actor.cells)


def second_reader_rule(actor):
    """Toward what others typed in the cells in which they were named, and are no
    officer: nobody is their own second person."""
    if not actor.second_cells:
        return None
    rule = Q(cell__in=actor.second_cells) & was_typed() & ~was_typed(by=actor.member)
    if actor.cells:
        rule &= ~Q(cell__in=actor.cells)
    return rule


def was_typed(**by):
    """Somebody typed in it for its author: somebody at all, or this Member."""
    typed = Assistance.objects.that_typed().filter(plan=OuterRef("pk"))
    if by:
        typed = typed.filter(helper=by["by"])
    return Q(Exists(typed))


def receiver_rule(actor):
    """The plans under way of those who belong to the actor's cells by now, and were
    filed in another; of this calendar year also where the ward in which they were filed
    is through with the year."""
    if not actor.cells:
        return None
    authors = belonging(actor.on).filter(cell__in=actor.cells).values("member")
    current = IS_UNDER_WAY | Q(year__gte=find_year(actor.on))
    return current & Q(member__in=authors) & ~Q(cell__in=actor.cells)


def ward_rule(actor):
    if not actor.committees:
        return None
    return Q(cell__committee__in=actor.committees)


def office_rule(actor):
    if not actor.offices:
        return None
    return Q(cell__committee__in=actor.offices, member__kind=Member.Kind.STAFF)


def inspector_rule(actor):
    if not actor.inspected:
        return None
    return Q(cell__committee__in=actor.inspected)


def peer_rule(actor):
    home = belonging(actor.on).filter(member=actor.member).values("cell")
    return Q(cell__in=home, cycle__peers_may_read=True)


def belonging(on):
    """The memberships of those who belong to a cell on a date, guests not among
    them."""
    return Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL)


def author_belongs(on):
    """The plans of those who belong to a cell on a date. Who died, left the Party or
    went elsewhere takes no step, and none is taken for them."""
    return Exists(belonging(on).filter(member=OuterRef("member")))


def stand_in_rule(actor):
    """The ward, where nobody reviews who neither wrote nor typed it."""
    stands_in = ward_rule(actor)
    if stands_in is None:
        return None
    if actor.cells:
        stands_in &= ~Q(cell__in=actor.cells)
    others = Exists(leave_out_who_wrote(posts.find_review_posts(actor.on)))
    second = Exists(leave_out_who_wrote(posts.find_second_readers(actor.on)))
    return stands_in & IS_KEPT_HERE & ~others & ~(was_typed() & second)


def leave_out_who_wrote(held):
    """Those of these posts in the cell of a plan that neither its author nor anybody
    who typed in it holds."""
    typed = Assistance.objects.that_typed().filter(
        plan=OuterRef(OuterRef("pk")), helper=OuterRef("member")
    )
    there = held.filter(cell=OuterRef("cell")).exclude(member=OuterRef("member"))
    return there.filter(~Exists(typed))


def list_reviewer_rules(actor):
    """The rules by which somebody reviews, one for each kind of posts that they hold:
    as an officer of the plan's cell, as its second reader, or from above. No plan of
    another's is meant by two of them."""
    return list_rules_of_cell(actor) + find_those([stand_in_rule(actor)])


def list_rules_of_cell(actor):
    """Those of them of who reads in the cell itself."""
    return find_those([officer_rule(actor), second_reader_rule(actor)])


def list_filer_rules(actor):
    """The rules by which somebody receives signed copies, as list_reviewer_rules."""
    of_party = Q(member__kind=Member.Kind.PARTY)
    rules = [rule & of_party for rule in list_reviewer_rules(actor)]
    staff = office_rule(actor)
    if staff is not None:
        rules.append(staff & IS_KEPT_HERE)
    return rules


def reviewer_rule(actor):
    """The officers of the plan's cell, its second reader, and the ward where there is
    nobody else."""
    return either(list_reviewer_rules(actor))


def filer_rule(actor):
    return either(list_filer_rules(actor))


def list_poster_rules(actor):
    """Who files it and, of who is head today, the ward and the officers of the cell to
    which the author has moved since it was filed."""
    held = Appointment.objects.in_force(actor.on).filter(is_head=True)
    of_head = IS_KEPT_HERE & Exists(held.filter(member=OuterRef("member")))
    rules = list_filer_rules(actor)
    for rule in find_those([ward_rule(actor), receiver_rule(actor)]):
        rules.append(rule & of_head)
    return rules


def list_hanging_rules(actor):
    """The same people toward the plans of heads alone: the ward records of any of them,
    not only where it stands in."""
    of_party = Q(member__kind=Member.Kind.PARTY)
    rules = [rule & of_party for rule in list_rules_of_cell(actor)]
    above = [office_rule(actor), ward_rule(actor), receiver_rule(actor)]
    for rule in find_those(above):
        rules.append(rule & IS_KEPT_HERE)
    return rules


def poster_rule(actor):
    return either(list_poster_rules(actor))


def find_those(rules):
    """The rules of these that are not None."""
    return [rule for rule in rules if rule is not None]


def either(rules):
    """The union of these rules, or None without any."""
    if not rules:
        return None
    return reduce(or_, rules)


RULES = {
    Capacity.AUTHOR: author_rule,
    Capacity.HELPER: helper_rule,
    Capacity.TYPIST: typist_rule,
    Capacity.OFFICER: officer_rule,
    Capacity.SECOND_READER: second_reader_rule,
    Capacity.RECEIVER: receiver_rule,
    Capacity.WARD: ward_rule,
    Capacity.OFFICE: office_rule,
    Capacity.INSPECTOR: inspector_rule,
    Capacity.PEER: peer_rule,
    Capacity.REVIEWER: reviewer_rule,
    Capacity.FILER: filer_rule,
    Capacity.POSTER: poster_rule,
}


def capacity_rules(actor, capacities=RULES):
    """{Capacity: Q of plans} of those of these capacities that somebody can have at
    all."""
    if actor.member is None:
        return {}
    found = {}
    for capacity in capacities:
        rule = RULES[capacity](actor)
        if rule is not None:
            found[capacity] = rule
    return found
