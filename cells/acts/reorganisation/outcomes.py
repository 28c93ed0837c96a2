"""What does a part of a decision do to the rows as they stand?

Worked out once: shown before, carried out after. Nothing is written here; cells to be
founded and posts to begin are rows that are not saved yet.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from cells.acts.reorganisation.parts import (
    DISSOLVE,
    MERGE,
    RENAME,
    SPLIT,
    list_receiving_cells,
)
from cells.models import Appointment, Cell, ExemptionProposal, Membership

Role = Appointment.Role


@dataclass(eq=False)
class CellAfter:
    """A cell that goes on after the day, with who belongs there then.

    `stay` and `come` are memberships, `posts` who holds one there from the day on.
    """

    cell: Cell
    is_new: bool = False
    stay: list = field(default_factory=list)
    come: list = field(default_factory=list)
    posts: list = field(default_factory=list)

    @property
    def name(self):
        return self.cell.name

    def memberships(self):
        return [*self.stay, *self.come]

    def official(self):
        """[Member] who belong there officially from the day on."""
        return [row.member for row in self.memberships() if is_official(row)]

    def reviewers(self, besides=None):
        """Posts that review plans there from the day on, without one person; the same
        rule as cells.posts.find_reviewers."""
        ranks = list(Appointment.REVIEWERS)
        able = []
        for post in self.posts:
            if post.role in ranks and post.member_id != besides:
                able.append(post)
        able.sort(key=lambda post: ranks.index(post.role))
        return able


class Closing(NamedTuple):
    cell: Cell
    successor: CellAfter


class Renaming(NamedTuple):
    cell: Cell
    name: str


class Move(NamedTuple):
    """`place` is None for a guest who belongs there anyway from now on."""

    membership: Membership
    place: CellAfter | None


class ProposalMove(NamedTuple):
    """A proposal to exempt that waits, and the cell where it waits from the day on."""

    proposal: ExemptionProposal
    place: CellAfter


@dataclass(eq=False)
class Outcome:
    """What one part does. `ends` and `begins` are posts."""

    part: dict
    title: str
    places: list[CellAfter]
    closes: list[Closing] = field(default_factory=list)
    renames: list[Renaming] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    ends: list[Appointment] = field(default_factory=list)
    begins: list[Appointment] = field(default_factory=list)
    proposals: list[ProposalMove] = field(default_factory=list)

    def moved_members(self):
        """{member id} of those who move."""
        return {row.member_id for row, _ in self.moves}

    def lasting_cells(self):
        return [place.cell for place in self.places]

    def closed_cells(self):
        return [cell for cell, _ in self.closes]

    def home_of(self, member_id):
        """Where somebody who moves belongs officially from the day on, or None."""
        for row, place in self.moves:
            if row.member_id == member_id and is_official(row):
                return place
        return None


def work_out_part(part, situation):
    """The Outcome of one part of a decision."""
    done = WAYS[part["kind"]](part, situation)
    release_guests_at_home(done, situation.on)
    take_waiting_proposals_along(done, situation)
    return done


def work_out_merger(part, situation):
    old = situation.list_cells(part["cells"])
    kept = situation.cells.get(part["keeps"])
    renames = []
    if kept:
        place = cell_as_it_stands(kept, situation)
        if part["name"] != kept.name:
            renames.append(Renaming(kept, part["name"]))
    else:
        place = CellAfter(make_cell(part, old[0], situation), is_new=True)
    if len(old) > 1:
        title = f"Sáp nhập {list_names(old)} thành {part['name']}"
    else:
        committee, name = place.cell.committee.name, place.cell.name
        title = f"{old[0].name} chuyển sang {committee}, thành {name}"
    done = Outcome(part, title, [place], renames=renames)
    for cell in old:
        if cell != kept:
            empty_cell(done, cell, situation, rest=place)
            done.closes.append(Closing(cell, place))
    fill_posts(done, place, part, situation)
    return done


def work_out_split(part, situation):
    cell = situation.cells[part["cell"]]
    places, goes = [], {}
    for piece in part["pieces"]:
        place = CellAfter(make_cell(piece, cell, situation), is_new=True)
        places.append(place)
        goes |= dict.fromkeys(piece["members"], place)
    names = list_names(places)
    if part["keeps"]:
        old = CellAfter(cell)
        done = Outcome(part, f"Chia tách {cell.name}: tách ra {names}", [*places, old])
        empty_cell(done, cell, situation, goes=goes, rest=old, stays=old)
    else:
        done = Outcome(part, f"Chia tách {cell.name}: thành {names}", list(places))
        empty_cell(done, cell, situation, goes=goes, rest=places[-1])
        successor = max(places, key=lambda place: len(place.come))
        if part.get("successor") is not None:
            successor = places[part["successor"]]
        done.closes.append(Closing(cell, successor))
    for place, piece in zip(places, part["pieces"], strict=True):
        fill_posts(done, place, piece, situation)
    return done


def work_out_dissolution(part, situation):
    cell = situation.cells[part["cell"]]
    places = {}
    for pk in list_receiving_cells(part):
        places[pk] = cell_as_it_stands(situation.cells[pk], situation)
    goes = {int(member): places[pk] for member, pk in part["to"].items()}
    rest = places[part["rest"]]
    done = Outcome(part, f"Giải thể {cell.name}", list(places.values()))
    empty_cell(done, cell, situation, goes=goes, rest=rest)
    done.closes.append(Closing(cell, rest))
    return done


def work_out_renaming(part, situation):
    cell = situation.cells[part["cell"]]
    title = f"Đổi tên {cell.name} thành {part['name']}"
    done = Outcome(part, title, [cell_as_it_stands(cell, situation)])
    done.renames.append(Renaming(cell, part["name"]))
    return done


WAYS = {
    MERGE: work_out_merger,
    SPLIT: work_out_split,
    DISSOLVE: work_out_dissolution,
    RENAME: work_out_renaming,
}

# --- cells ----------------------------------------------------------------------------


def make_cell(named, like, situation):
    """A new cell, not saved; what is not said of it is as in the cell that it is
    like."""
    return Cell(
        committee=situation.committees[named.get("committee") or like.committee_id],
        name=named["name"],
        kind=named.get("kind_of_cell") or like.kind,
        founded_on=situation.on,
    )


def cell_as_it_stands(cell, situation):
    """A cell that is there, with who belongs to it and holds its posts, whatever comes
    to it."""
    return CellAfter(
        cell,
        stay=list(situation.memberships[cell.pk]),
        posts=list(situation.posts[cell.pk]),
    )


def list_names(cells):
    return ", ".join(cell.name for cell in cells)


# --- people ---------------------------------------------------------------------------


def empty_cell(done, cell, situation, *, rest, goes=None, stays=None):
    """Everybody goes where `goes` ({member id: CellAfter}) says, or to `rest`, and the
    posts of the cell end. `stays` is the cell itself if it goes on: who stays there
    keeps the posts."""
    goes = goes or {}
    staying = set()
    for row in situation.memberships[cell.pk]:
        place = goes.get(row.member_id, rest)
        if place is stays:
            place.stay.append(row)
            staying.add(row.member_id)
        else:
            place.come.append(row)
            done.moves.append(Move(row, place))
    for post in situation.posts[cell.pk]:
        if post.member_id in staying:
            stays.posts.append(post)
            continue
        done.ends.append(post)
        if post.role == Role.HEAD:
            take_head_along(done, post, goes.get(post.member_id, rest), situation)
    for proposal in situation.proposals[cell.pk]:
        place = done.home_of(proposal.member_id)
        if place:
            done.proposals.append(ProposalMove(proposal, place))


def release_guests_at_home(done, on):
    """A guest of one cell in a cell where they belong officially from now on is no
    guest any more."""
    at_home = set()
    for place in done.places:
        at_home.update((member.pk, place) for member in place.official())
    for number, (row, place) in enumerate(done.moves):
        is_guest = not is_official(row) and row.since < on
        if is_guest and (row.member_id, place) in at_home:
            place.come.remove(row)
            done.moves[number] = Move(row, None)


def take_waiting_proposals_along(done, situation):
    """Those of people who have left a cell that closes wait where it goes on."""
    going = {proposal.pk for proposal, _ in done.proposals}
    for cell, successor in done.closes:
        for proposal in situation.proposals[cell.pk]:
            if proposal.pk not in going:
                done.proposals.append(ProposalMove(proposal, successor))


def is_official(row):
    return row.kind == Membership.Kind.OFFICIAL


# --- posts ----------------------------------------------------------------------------


def take_head_along(done, post, place, situation):
    """Heading an office is no post of the cell: it goes on where its holder belongs."""
    begun = Appointment(
        member=post.member,
        role=post.role,
        title=post.title,
        is_head=post.is_head,
        decision=post.decision,
        cell=place.cell,
        since=situation.on,
        until=post.until,
    )
    done.begins.append(begun)
    place.posts.append(begun)


def fill_posts(done, place, named, situation):
    """Give the posts that are named, from the day on by the decision.

    Of those that a cell which goes on has already, the ones of the same role and those
    of the same people end.
    """
    named_roles = list_named_roles(place.cell, named)
    role_of, filled = dict(named_roles), {role for _, role in named_roles}
    for post in list(place.posts):
        if post.role not in Appointment.REVIEWERS:
            continue
        given = role_of.get(post.member_id)
        if given == post.role:
            del role_of[post.member_id]
        elif given or post.role in filled:
            place.posts.remove(post)
            done.ends.append(post)
    members = {row.member_id: row.member for row in place.memberships()}
    for pk, role in role_of.items():
        if pk not in members:
            continue
        post = Appointment(
            member=members[pk],
            role=role,
            cell=place.cell,
            since=situation.on,
            is_head=role == Role.SECRETARY,
            decision=situation.decision,
        )
        place.posts.append(post)
        done.begins.append(post)


def list_named_roles(cell, named):
    """[(member id, role)] of NamedPosts."""
    roles = []
    if named.get("secretary"):
        is_unit = cell.kind == Cell.Kind.UNIT
        roles.append(
            (named["secretary"], Role.UNIT_LEAD if is_unit else Role.SECRETARY)
        )
    for pk in named.get("deputies", []):
        roles.append((pk, Role.DEPUTY_SECRETARY))
    for pk in named.get("committee_members", []):
        roles.append((pk, Role.CELL_COMMITTEE_MEMBER))
    return roles
