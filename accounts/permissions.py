"""Who may do what to somebody's login? A slip is a key to an account, and whoever
prints it could use it.

So nobody prints one for themselves, nor for a person who holds a post as high as their
own or one that they have no charge over. `target` is the Actor of the person concerned,
with the posts that they hold on the same date.
"""

from django.db.models import Q

from cells.models import Appointment, Cell, Committee, Member

Role = Appointment.Role


def is_self(actor, target):
    same_person = (
        actor.member is not None
        and target.member is not None
        and actor.member.pk == target.member.pk
    )
    same_login = (
        actor.user is not None
        and target.user is not None
        and actor.user.pk == target.user.pk
    )
    return same_person or same_login


def keeps_accounts(actor):
    """Has a list of accounts to look after: an administrator, a ward officer, an
    officer of a cell."""
    return bool(actor.is_administrator or actor.committees or actor.cells)


def prints_slip_for(actor, target):
    if is_self(actor, target):
        return False
    if actor.is_administrator:
        return True
    return not target.is_administrator and (
        watches_over(actor, target) or leads_cell_of(actor, target)
    )


def locks_login_of(actor, target):
    """Locks and unlocks a login: the administrator, and the ward for people below it;
    nobody their own."""
    if is_self(actor, target) or target.user is None:
        return False
    return actor.is_administrator or (
        not target.is_administrator and watches_over(actor, target)
    )


def watches_over(actor, target):
    """A ward officer: the person belongs below, and every post of theirs stands below
    the officer's own."""
    if target.home is None or target.home.committee_id not in actor.committees:
        return False
    return all(stands_below(post, actor) for post in list_powers(target))


def stands_below(post, actor):
    if post.cell_id is not None:
        return post.cell.committee_id in actor.committees
    own = {mine.committee_id for mine in actor.posts if mine.role == Role.WARD_OFFICER}
    return post.committee_id in actor.committees - own


def leads_cell_of(actor, target):
    """A cell officer: the person belongs to the cell, and every post of theirs is a
    lower one in that cell."""
    if target.home is None or target.home.pk not in actor.cells:
        return False
    for post in list_powers(target):
        if not any(outranks(mine, post) for mine in actor.posts):
            return False
    return True


def outranks(mine, post):
    """A post in the same cell that comes earlier in the order secretary, deputy,
    committee member, second reader."""
    order = (*Appointment.REVIEWERS, *Appointment.BESIDE_OFFICERS)
    if mine.cell_id is None or mine.cell_id != post.cell_id:
        return False
    if mine.role not in order or post.role not in order:
        return False
    return order.index(mine.role) < order.index(post.role)


def list_powers(target):
    """The posts that give a power in this software; heading an office gives none."""
    return [post for post in target.posts if post.role != Role.HEAD]


def find_cells_kept(actor):
    """The cells whose people's accounts somebody looks after."""
    cells = Cell.objects.in_force(actor.on)
    if actor.is_administrator:
        return cells
    return cells.filter(Q(pk__in=actor.cells) | Q(committee__in=actor.committees))


def find_committees_kept(actor):
    """The ids of the committees of these cells."""
    if actor.is_administrator:
        return set(Committee.objects.values_list("pk", flat=True))
    own = {
        post.cell.committee_id for post in actor.posts if post.cell_id in actor.cells
    }
    return actor.committees | own


def find_people_kept(actor):
    """The people whose accounts somebody sees: all for an administrator, else those who
    belong to their cells."""
    if actor.is_administrator:
        return Member.objects.known()
    return Member.objects.belonging(actor.on, find_cells_kept(actor))
