"""Does a plan still say what its cell agreed to, and where it does not, did anybody ask
for it?

What the author wrote is compared, texts and rows, with the revision that the cell
agreed to; not the heading, the posts, the bases of the year and its topic. A place is
open when an officer of the cell or the ward remarked on it since that revision: a
remark on a section opens its rows, one on the whole plan opens all of it, a fellow
member's opens nothing (DESIGN.md §3, `sign`).
"""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Q, When

from phucdong.prepared import Parameter, Prepared
from plans.form import comparison, documents, snapshot
from plans.form.fields import find_field_with_meaning
from plans.form.wording import say_the_same
from plans.models import PlanEvent, Revision
from plans.models.content import THE_TEXT
from plans.models.field import Meaning


@dataclass(frozen=True)
class Place:
    """A text or a row that says something else than the cell agreed to: the section as
    it is now, and the WrittenRow now and then (None where there is none)."""

    section: documents.WrittenSection
    title: str
    now: documents.WrittenRow | None
    then: documents.WrittenRow | None

    @property
    def name(self):
        """ "political", or "tasks:<uid>" of a row."""
        if self.section.is_text:
            return self.section.key
        return f"{self.section.key}:{self.uid}"

    @property
    def uid(self):
        return (self.now or self.then).uid or str(THE_TEXT)

    @property
    def fields(self):
        """[Compared] of what changed in it, word by word."""
        changed = []
        for field in self.section.fields:
            then = comparison.find_text_in_field(self.then, field.key)
            now = comparison.find_text_in_field(self.now, field.key)
            if not say_the_same(then, now):
                pieces = comparison.compare_texts(then, now)
                changed.append(comparison.Compared(field.label, pieces))
        return changed


def find_agreed_revision(plan):
    """The Revision that the cell agreed to last and did not take that back, or None."""
    return AGREED.fetch_first({"plan": plan.pk})


def build_agreed():
    plan = Parameter("plan", BigIntegerField())
    agreed = Revision.objects.filter(plan=plan, number__in=number_agreed(plan))
    return [agreed.order_by("pk")[:1]]


AGREED = Prepared(build_agreed)


def find_last_and_agreed_revision(plan):
    """(the Revision at which the plan stands, the one that the cell agreed to last);
    None for one that is not there. One query."""
    either = Q(number=plan.revision) | Q(number__in=number_agreed(plan))
    is_agreed = Case(When(number__in=number_agreed(plan), then=True), default=False)
    last = agreed = None
    for revision in plan.revisions.filter(either).annotate(is_agreed=is_agreed):
        if revision.number == plan.revision:
            last = revision
        if revision.is_agreed:
            agreed = revision
    return last, agreed


def number_agreed(plan):
    agreed = PlanEvent.objects.standing().filter(plan=plan, step="agree")
    agreed = agreed.order_by("-number")
    return agreed.values("revision")[:1]


def find_unasked_places(plan, sections=None, said=None):
    """[Place] of the working text in which it differs from what the cell agreed to,
    though nobody asked for it. A page that has read the text ([WrittenSection]) and the
    remarks for the author hands them over."""
    return find_unasked_places_since(find_agreed_revision(plan), plan, sections, said)


def find_unasked_places_since(agreed, plan, sections=None, said=None):
    """The same for an agreed Revision that was read already, or None."""
    if agreed is None:
        return []
    if sections is None:
        sections = snapshot.list_written_sections(plan)
    differing = find_differing_places(sections, agreed)
    if not differing:
        return []
    if said is None:
        said = plan.remarks.for_author()
    opening = [remark for remark in said if opens(remark, agreed)]
    return leave_out_open(differing, opening)


def count_differing_places(sections, agreed):
    """In how many places [WrittenSection] say something else than an agreed
    Revision; None without one."""
    if agreed is None:
        return None
    return len(find_differing_places(sections, agreed))


def word_differing(number):
    """ "sửa 2 chỗ theo góp ý": of a text that was signed, or printed for it, which
    may differ by nothing else; "" where it does not, or that was never counted."""
    if not number:
        return ""
    return f"sửa {number} chỗ theo góp ý"


# --- where it differs -----------------------------------------------------------------


def find_differing_places(sections, agreed):
    """[Place] in the order of the form."""
    then = documents.read_document(agreed.snapshot).sections
    places = []
    for now, before in comparison.pair_sections(sections, then):
        places.extend(compare_rows(now, before))
    return places


def compare_rows(now, before):
    """[Place] of a section: rows that are there now, then those that were taken
    out."""
    earlier = {row.uid: row for row in before.rows}
    places = []
    for number, row in enumerate(now.rows, 1):
        then = earlier.pop(row.uid, None)
        if not says_the_same(now, row, then):
            places.append(Place(now, name_place(now, number), row, then))
    for number, row in enumerate(before.rows, 1):
        if row.uid in earlier and not says_the_same(before, None, row):
            places.append(Place(now, name_place(before, number), None, row))
    return places


def name_place(section, number):
    if section.is_text:
        return section.title
    return f"{section.noun} số {number}"


def says_the_same(section, now, then):
    """Of two WrittenRows; one that is not there says nothing."""
    values, others = read_values(section, now), read_values(section, then)
    for key in values.keys() | others.keys():
        if not say_the_same(values.get(key, ""), others.get(key, "")):
            return False
    return True


def read_values(section, row):
    """{field key: words}; of the basis its key, since its words are not the
    author's."""
    if row is None:
        return {}
    chosen = find_field_with_meaning(section.fields, Meaning.BASIS)
    if chosen is None:
        return row.values
    return {**row.values, chosen.key: row.basis}


# --- which of it was asked for --------------------------------------------------------


def opens(remark, agreed):
    """Whether it is a released remark of an officer or the ward on the agreed Revision
    or a later one, or released since that was made; one that was withdrawn asks for
    nothing any more."""
    if remark.source not in remark.OFFICIAL or remark.is_withdrawn:
        return False
    if remark.is_internal or remark.released_at is None:
        return False
    return remark.revision >= agreed.number or remark.released_at > agreed.made_at


def leave_out_open(places, remarks):
    """[Place] without those that a remark opens."""
    return [place for place in places if not is_open(place, remarks)]


def is_open(place, remarks):
    return any(covers(remark, place) for remark in remarks)


def covers(remark, place):
    if not remark.section:
        return True
    is_at_row = remark.row is None or str(remark.row) == place.uid
    return remark.section == place.section.key and is_at_row
