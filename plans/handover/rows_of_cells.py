"""People who came, with what is told of them; their powers are over. See placement.py."""

from datetime import timedelta

from django.apps import apps
from django.db.models import F, Q

from cells.models import (
    Appointment,
    Correction,
    ExemptionGround,
    ExemptionProposal,
    Meeting,
    Member,
    Membership,
    Movement,
)
from plans.handover.putting import Refused, create, new_among, save
from plans.handover.row_format import read


def put_members(place, rows):
    """People who come as a whole. Of some of them an earlier file may have brought the name."""
    known = {str(member.uid): member for member in Member.objects.filter(uid__in=[facts["uid"] for facts in rows])}
    refuse_others(rows, known)
    new = [facts for facts in rows if facts["uid"] not in known]
    create(place, Member, new)
    for facts in rows:
        if facts["uid"] in known:
            row = read(Member, facts, place.keys)
            values = {name: getattr(row, name) for name in {*facts} - {"id", "uid"}}
            Member.objects.filter(uid=facts["uid"]).update(**values)
            place.keys.note(Member, facts["id"], known[facts["uid"]].pk)


def refuse_others(rows, known):
    """Somebody who is here as a whole, or whose card somebody else has here. They are told by their cell alone."""
    cards = [facts["card"] for facts in rows if facts["card"]]
    here = Member.objects.known().filter(Q(uid__in=known) | Q(card__in=cards)).order_by("pk")
    if clashes := [clash(member, is_same=str(member.uid) in known) for member in here]:
        raise Refused(clashes)


def clash(member, *, is_same):
    how = "cũng là một người trong tệp" if is_same else "mang cùng số thẻ với một người khác trong tệp"
    return f"Một người ở đây ({cell_of(member)}) {how}."


def cell_of(member):
    last = Membership.objects.filter(member=member).select_related("cell").order_by("-since", "-pk").first()
    return last.cell.name if last else "ngoài mọi chi bộ"


def put_names(place, rows):
    """People who only did something: their name and lasting id, and where it came from."""
    new = new_among(place, Member, rows)
    told = {"particulars": {Member.NAMED_BY: place.sender["name"]}}
    save(place, Member, new, [Member(uid=facts["uid"], full_name=facts["full_name"]) for facts in new], **told)


def put_posts(place, rows):
    """Every post of another installation is over on the day: powers are given here."""
    new = new_among(place, Appointment, rows)
    made = [read(Appointment, facts, place.keys) for facts in new]
    for row in made:
        if row.until is None or row.until > place.on:
            row.until, row.ended_by, row.ended_at = ends(row, place.on), place.by.user, place.at
    save(place, Appointment, new, made)
    place.points_at(Appointment, new, "acting_for")


def ends(row, on):
    return max(on, row.since + timedelta(days=1))


def put_meetings(place, rows):
    create(place, Meeting, new_among(place, Meeting, rows))


def put_grounds(place, rows):
    """The ground that says the same, or one that is over: what was decided by it keeps its words, and which grounds may
    be named from now on is not the sender's to say."""
    for facts in rows:
        row = read(ExemptionGround, facts, place.keys)
        same = {name: getattr(row, name) for name in ("kind", "label", "is_for_a_term")}
        known = ExemptionGround.objects.filter(**same).order_by(F("valid_until").desc(nulls_first=True), "pk").first()
        if known is None:
            row.valid_until = row.valid_until or place.on
            row.save(force_insert=True)
        place.keys.note(ExemptionGround, facts["id"], (known or row).pk)


def put_proposals(place, rows):
    """Whoever proposed has no login here: the officer who takes the cells over stands for them."""
    create(place, ExemptionProposal, rows, proposed_by=place.by.user)


def put_movements(place, rows):
    models = {model._meta.model_name: model for model in apps.get_app_config("cells").get_models()}
    create(place, Movement, [{**facts, "effects": place.keys.effects(facts["effects"], models)} for facts in rows])


def put_corrections(place, rows):
    models = {model._meta.model_name: model for model in apps.get_app_config("cells").get_models()}
    create(place, Correction, [corrected(place.keys, facts, models.get(facts["kind"])) for facts in rows])


def corrected(keys, facts, model):
    """A correction of a row that came, with the numbers that the row and what it points at have here."""
    if model is None:
        return facts
    columns = {name: keys.facts(model, facts[name]) for name in ("before", "after")}
    return {**facts, **columns, "row": keys.get(model, facts["row"]) or 0}
