"""Who held which post on which day? The ward's appointments in memory, as plans/log.py and the steps ask for them."""

from collections import defaultdict

from cells.models import Appointment

Role = Appointment.Role


class Officers:
    """The appointments as they stand in the database when this is made."""

    def __init__(self):
        self.by_cell, self.by_member, self.by_role = defaultdict(list), defaultdict(list), defaultdict(list)
        for post in Appointment.objects.select_related("member").order_by("since", "pk"):
            self.by_cell[post.cell_id].append(post)
            self.by_member[post.member_id].append(post)
            self.by_role[post.role].append(post)

    def reviewers(self, cell_id, on, besides):
        """Reviewing posts of a cell on a day without the author's, secretary first; the ward's if there is none."""
        ranks = list(Appointment.REVIEWERS)
        held = [post for post in self.by_cell[cell_id] if post.role in ranks and in_force(post, on)]
        others = sorted((post for post in held if post.member_id != besides), key=lambda post: ranks.index(post.role))
        return others or self.of_role(Role.WARD_OFFICER, on, besides)

    def reviewer(self, cell_id, on, besides, rng):
        """One of them: the secretary most of the time."""
        able = self.reviewers(cell_id, on, besides)
        return able[0] if rng.random() < 0.7 else rng.choice(able)

    def of_role(self, role, on, besides=None):
        return [post for post in self.by_role[role] if in_force(post, on) and post.member_id != besides]

    def labels(self, member_id, on):
        return [post.label() for post in self.by_member[member_id] if in_force(post, on)]

    def is_head(self, member_id, on):
        return any(post.is_head and in_force(post, on) for post in self.by_member[member_id])

    def ever(self):
        """Ids of everybody who ever held a post."""
        return set(self.by_member)


def in_force(row, on):
    return row.since <= on and (row.until is None or row.until > on)
