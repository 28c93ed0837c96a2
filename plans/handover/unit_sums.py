"""Of which person or plan is a row of a file, and does a file say the same of them as
another one?

A person and a plan are the units in which a newer file is compared with the one before,
and with what stands here: each has a digest over all of its rows. Not in it: who opened
a plan and when, which is no change to it.
"""

import hashlib
from collections import defaultdict

from cells.effects import plain_data
from cells.models import Appointment, ExemptionReview, Member, Membership
from phucdong.canonical import write_canonical
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.handover.row_format import name_kind, write_rows
from plans.models import AccessRecord, Plan

READINGS = name_kind(AccessRecord)
# What somebody belonged to, wrote in or acted in; an act that was cancelled only names
# a cell.
LIVED_IN = {
    "membership": ["cell"],
    "plan": ["cell"],
    "planevent": ["from_cell"],
    "meeting": ["cell"],
    "appointment": ["cell"],
}
# Written when a page is opened.
SEEN_ONLY = ("opened_by_writer_at",)


class UnitSums:
    """Takes the rows of a file one after another, in the order of the file.

    `members` and `plans` are {number there: lasting id}, `cells` {number there: facts},
    `lived_in` numbers of cells, `posts` lasting ids, `plans_of_years` {lasting id of
    the plan: (lasting id of the person, year)}.
    """

    def __init__(self):
        self.members, self.plans, self.cells = {}, {}, {}
        self.names, self.plans_of_years = {}, {}
        self.years, self.exempt = {}, {}
        self.event_digests, self.posts = set(), set()
        self.lived_in = set()
        self.sums = defaultdict(hashlib.sha256)

    def add(self, name, facts):
        self.note(name, facts)
        unit = self.find_unit(name, facts)
        if unit is None or name == READINGS:
            return
        kept = {key: facts[key] for key in facts if key not in SEEN_ONLY}
        line = write_canonical([name, plain_data(kept)])
        self.sums[unit].update(line.encode() + b"\n")

    def note(self, name, facts):
        for column in LIVED_IN.get(name, ()):
            self.lived_in.add(facts[column])
        if name == "member":
            self.members[facts["id"]] = str(facts["uid"])
            self.names[str(facts["uid"])] = facts["full_name"]
        elif name == "plan":
            self.note_plan(facts)
        elif name == "cell":
            self.cells[facts["id"]] = facts
        elif name == "cycle":
            self.years[facts["id"]] = facts["year"]
        elif name == "exemption":
            self.exempt[facts["id"]] = facts["member"]
        elif name == "appointment":
            self.posts.add(facts["uid"])
        elif name == "planevent":
            self.event_digests.add(facts["digest"])

    def note_plan(self, facts):
        uid, year = str(facts["uid"]), self.years.get(facts["cycle"])
        author = self.members.get(facts["member"])
        self.plans[facts["id"]] = uid
        self.plans_of_years[uid] = author, year
        self.names[uid] = f"{self.names.get(author)} (kế hoạch năm {year})"

    def find_unit(self, name, facts):
        """The lasting id of the plan or the person of whom a row is; None for what is
        of nobody who comes as a whole."""
        if name == "member":
            return self.members[facts["id"]]
        if name == "plan":
            return self.plans[facts["id"]]
        if name == "exemptionreview":
            return self.members.get(self.exempt.get(facts["exemption"]))
        if "plan" in facts:
            return self.plans.get(facts["plan"])
        return self.members.get(facts.get("member"))

    @property
    def digests(self):
        """{lasting id: digest}"""
        return {uid: digest.hexdigest() for uid, digest in self.sums.items()}

    def list_names(self, uids):
        """[name] of people, and of plans with their author and year."""
        return sorted(self.names[uid] for uid in uids if uid in self.names)


def sum_units_here(members):
    """UnitSums of people (ids) and their plans as they stand in this database."""
    sums = UnitSums()
    for rows in list_rows_here(members):
        name = name_kind(rows.model)
        for facts in write_rows(rows):
            sums.add(name, facts)
    return sums


def list_rows_here(members):
    """[queryset] in the order of a file."""
    found = [Member.objects.filter(pk__in=members)]
    for model in (Membership, Appointment, *OF_A_PERSON):
        found.append(model.objects.filter(member__in=members))
    found.append(ExemptionReview.objects.filter(exemption__member__in=members))
    found.append(Plan.objects.filter(member__in=members))
    for model in OF_A_PLAN:
        found.append(model.objects.filter(plan__member__in=members))
    return found
