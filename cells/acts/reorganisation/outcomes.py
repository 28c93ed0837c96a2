"""What does a part of a decision do to the rows as they stand? Worked out once: shown before, carried out after.

Nothing is written here. Cells to be founded are rows that are not saved yet.
"""

from dataclasses import dataclass, field

from cells.acts.reorganisation import parts as shape
from cells.models import Appointment, Cell, Membership

Role = Appointment.Role
OFFICIAL = Membership.Kind.OFFICIAL


@dataclass(eq=False)
class Place:
    """A cell that goes on after the day, with who belongs there then: who stays and who comes, and who holds posts."""

    cell: Cell
    is_new: bool = False
    stay: list = field(default_factory=list)
    come: list = field(default_factory=list)
    posts: list = field(default_factory=list)

    @property
    def name(self):
        return self.cell.name

    def official(self):
        """Those who belong there officially from the day on."""
        return [row.member for row in [*self.stay, *self.come] if is_official(row)]

    def reviewers(self, besides=None):
        """Posts that review plans there from the day on, without one person; the same rule as cells.posts.reviewers."""
        ranks = list(Appointment.REVIEWERS)
        able = [post for post in self.posts if post.role in ranks and post.member_id != besides]
        return sorted(able, key=lambda post: ranks.index(post.role))


@dataclass(eq=False)
class Outcome:
    """What one part does. `moves` are (membership, place); None for a guest who belongs there anyway from now on."""

    part: dict
    title: str = ""
    places: list = field(default_factory=list)
    closes: list = field(default_factory=list)  # (cell, the place that goes on for it)
    renames: list = field(default_factory=list)  # (cell, its new name)
    moves: list = field(default_factory=list)
    ends: list = field(default_factory=list)  # posts
    begins: list = field(default_factory=list)  # posts that are not saved yet
    proposals: list = field(default_factory=list)  # (proposal to exempt that waits, place)

    def home_of(self, member_id):
        """The place where somebody who moves belongs officially from the day on, or None."""
        return next((place for row, place in self.moves if row.member_id == member_id and is_official(row)), None)


def outcome(part, ground):
    kinds = {shape.MERGE: merged, shape.SPLIT: split, shape.DISSOLVE: dissolved, shape.RENAME: renamed}
    done = without_guests_at_home(kinds[part["kind"]](part, ground), ground.on)
    done.proposals += left_behind(done, ground)
    return done


def merged(part, ground):
    old = [ground.cells[pk] for pk in part["cells"]]
    kept = ground.cells.get(part["keeps"])
    place = standing(kept, ground) if kept else Place(founded(part, old[0], ground), is_new=True)
    done = Outcome(part, places=[place])
    done.title = f"Sáp nhập {names_of(old)} thành {part['name']}" if len(old) > 1 else handed_over(old[0], place.cell)
    if kept and part["name"] != kept.name:
        done.renames.append((kept, part["name"]))
    for cell in old:
        if cell != kept:
            empty(done, cell, ground, lambda row: place)
            done.closes.append((cell, place))
    appoint(done, place, part, ground)
    return done


def split(part, ground):
    cell = ground.cells[part["cell"]]
    pieces = [Place(founded({**part, **piece}, cell, ground), is_new=True) for piece in part["pieces"]]
    old = Place(cell) if part["keeps"] else None
    done = Outcome(part, places=[*pieces, *([old] if old else [])])
    done.title = f"Chia tách {cell.name}: {'tách ra' if old else 'thành'} {names_of(place.cell for place in pieces)}"
    goes = {pk: place for place, piece in zip(pieces, part["pieces"], strict=True) for pk in piece["members"]}
    empty(done, cell, ground, lambda row: goes.get(row.member_id, old or pieces[-1]), stays=old)
    if not old:
        most = max(pieces, key=lambda place: len(place.come))
        done.closes.append((cell, pieces[part["successor"]] if part.get("successor") is not None else most))
    for place, piece in zip(pieces, part["pieces"], strict=True):
        appoint(done, place, piece, ground)
    return done


def dissolved(part, ground):
    cell = ground.cells[part["cell"]]
    places = {pk: standing(ground.cells[pk], ground) for pk in shape.receiving_cells(part)}
    done = Outcome(part, places=list(places.values()))
    done.title = f"Giải thể {cell.name}"
    rest = places[part["rest"]]
    empty(done, cell, ground, lambda row: places.get(part["to"].get(str(row.member_id)), rest))
    done.closes.append((cell, rest))
    return done


def renamed(part, ground):
    cell = ground.cells[part["cell"]]
    done = Outcome(part, places=[standing(cell, ground)], renames=[(cell, part["name"])])
    done.title = f"Đổi tên {cell.name} thành {part['name']}"
    return done


# --- pieces of these -----------------------------------------------------------------------------------------------


def founded(named, like, ground):
    committee = ground.committees[named.get("committee") or like.committee_id]
    kind = named.get("kind_of_cell") or like.kind
    return Cell(committee=committee, name=named["name"], kind=kind, founded_on=ground.on)


def handed_over(old, new):
    return f"{old.name} chuyển sang {new.committee.name}, thành {new.name}"


def names_of(cells):
    return ", ".join(cell.name for cell in cells)


def standing(cell, ground):
    """A cell that is there, with who belongs to it and holds its posts, whatever comes to it."""
    return Place(cell, stay=list(ground.memberships[cell.pk]), posts=list(ground.posts[cell.pk]))


def empty(done, cell, ground, goes_to, *, stays=None):
    """Everybody goes where `goes_to` (membership → Place) says, and the posts of a cell end. `stays` is the place of
    the cell itself if it goes on: who stays there keeps the posts."""
    for row in ground.memberships[cell.pk]:
        place = goes_to(row)
        if place is stays:
            stays.stay.append(row)
        else:
            place.come.append(row)
            done.moves.append((row, place))
    staying = {row.member_id for row in stays.stay} if stays else set()
    for post in ground.posts[cell.pk]:
        if post.member_id in staying:
            stays.posts.append(post)
        else:
            done.ends.append(post)
            take_along(done, post, goes_to, ground)
    done.proposals += [
        (proposal, place) for proposal in ground.proposals[cell.pk] if (place := done.home_of(proposal.member_id))
    ]


def without_guests_at_home(done, on):
    """A guest of one cell in a cell where they belong officially from now on is no guest any more."""
    at_home = {
        (row.member_id, place) for place in done.places for row in [*place.stay, *place.come] if is_official(row)
    }
    for number, (row, place) in enumerate(done.moves):
        if not is_official(row) and row.since < on and (row.member_id, place) in at_home:
            place.come.remove(row)
            done.moves[number] = (row, None)
    return done


def left_behind(done, ground):
    """[(proposal, place)] of people who have left a cell that closes: they wait where it goes on."""
    going = {proposal.pk for proposal, _ in done.proposals}
    waiting = [(proposal, place) for cell, place in done.closes for proposal in ground.proposals[cell.pk]]
    return [(proposal, place) for proposal, place in waiting if proposal.pk not in going]


def is_official(row):
    return row.kind == OFFICIAL


def take_along(done, post, goes_to, ground):
    """Heading an office is no post of the cell: it goes on where its holder belongs."""
    if post.role != Role.HEAD:
        return
    place = goes_to(post)
    begun = Appointment(
        member=post.member,
        role=post.role,
        title=post.title,
        is_head=post.is_head,
        decision=post.decision,
        cell=place.cell,
        since=ground.on,
        until=post.until,
    )
    done.begins.append(begun)
    place.posts.append(begun)


def appoint(done, place, named, ground):
    """Give the posts that are named, from the day on by the decision. Of those that a cell which goes on has already,
    the ones of the same role and those of the same people end."""
    lead = Role.UNIT_LEAD if place.cell.kind == Cell.Kind.UNIT else Role.SECRETARY
    chosen = {
        lead: [named["secretary"]] if named.get("secretary") else [],
        Role.DEPUTY_SECRETARY: named.get("deputies", []),
        Role.CELL_COMMITTEE_MEMBER: named.get("committee_members", []),
    }
    role_of = {pk: role for role, members in chosen.items() for pk in members}
    for post in [post for post in place.posts if post.role in Appointment.REVIEWERS]:
        if chosen.get(post.role) or post.member_id in role_of:
            if role_of.get(post.member_id) == post.role:
                del role_of[post.member_id]
                continue
            place.posts.remove(post)
            done.ends.append(post)
    people = {row.member_id: row.member for row in [*place.stay, *place.come]}
    for pk, role in role_of.items():
        if pk in people:
            post = Appointment(
                member=people[pk],
                role=role,
                cell=place.cell,
                since=ground.on,
                is_head=role == Role.SECRETARY,
                decision=ground.decision,
            )
            place.posts.append(post)
            done.begins.append(post)
