"""What becomes of cells and people that came? They are over here on the day.

See placement.py.
"""

from datetime import timedelta

from django.apps import apps
from django.db.models import F, Q

from cells.models import (
    Appointment,
    Cell,
    Committee,
    Correction,
    ExemptionGround,
    ExemptionProposal,
    FormerName,
    Meeting,
    Member,
    Membership,
    Movement,
)
from plans.handover.placement import (
    Refused,
    create_rows,
    find_new_rows,
    read_rows,
    save_rows,
    update_rows,
)
from plans.handover.row_format import read_row

# --- committees and cells -------------------------------------------------------------


def put_committees(place, rows):
    new = find_new_rows(place, Committee, rows)
    made = read_rows(place, Committee, new)
    for row in made:
        row.parent = place.past
        row.joined_on = place.on
        row.closed_on = end_here(row.closed_on, row.founded_on, place.on)
    save_rows(place, Committee, new, made)
    place.point_later(Committee, new, "parent")


def put_cells(place, rows):
    """All of them are closed on the day.

    One of which an earlier file had only the name may come as a whole now; one that
    came as a whole may have been renamed since.
    """
    new = find_new_rows(place, Cell, rows)
    made = read_rows(place, Cell, new)
    for facts, row in zip(new, made, strict=True):
        row.closed_on = end_here(row.closed_on, row.founded_on, place.on)
        if is_only_named(facts, place):
            row.founded_on = row.closed_on
    save_rows(place, Cell, new, made)
    place.point_later(Cell, rows, "successor")
    for facts in rows:
        if facts["id"] in place.chosen and facts not in new:
            committee = place.keys.get(Committee, facts["committee"])
            known = Cell.objects.filter(pk=place.keys.get(Cell, facts["id"]))
            known.update(
                closed_on=place.on,
                committee=committee,
                name=facts["name"],
                kind=facts["kind"],
            )


def is_only_named(facts, place):
    """Nobody of the file was ever there (a transfer to it was cancelled): here it never
    was in force, and no page tells of an empty cell."""
    is_of_the_line = facts["id"] in place.chosen or facts["successor"]
    return not is_of_the_line and facts["id"] not in place.units.lived_in


def end_here(closed_on, founded_on, on):
    """The day on which it is over: its own, or the day on which the cells came."""
    return min(closed_on or on, max(on, founded_on or on))


def put_former_names(place, rows):
    """Once each, by the day until which a cell bore it."""
    cells = [place.keys.get(Cell, facts["cell"]) for facts in rows]
    there = FormerName.objects.filter(cell__in=cells)
    known = set(there.values_list("cell", "until"))
    new = []
    for row in read_rows(place, FormerName, rows):
        if (row.cell_id, row.until) not in known:
            new.append(row)
    FormerName.objects.bulk_create(new)


# --- people ---------------------------------------------------------------------------


def put_members(place, rows):
    """People who come as a whole. An earlier file may have brought only the name."""
    uids = [facts["uid"] for facts in rows]
    known = {}
    for member in Member.objects.filter(uid__in=uids):
        known[str(member.uid)] = member
    refuse_who_is_here(place, rows, known)
    create_rows(place, Member, [facts for facts in rows if facts["uid"] not in known])
    there = [facts for facts in rows if facts["uid"] in known]
    for facts in there:
        place.keys.note(Member, facts["id"], known[facts["uid"]].pk)
    update_rows(place, Member, there)


def refuse_who_is_here(place, rows, known):
    """Somebody who is here as a whole and does not give way to the file, or whose card
    somebody else has here.

    They are told by their cell alone.
    """
    cards = [facts["card"] for facts in rows if facts["card"]]
    is_clash = Q(uid__in=known) | Q(card__in=cards)
    clashes = []
    clashing = Member.objects.known().filter(is_clash).exclude(uid__in=place.renewed)
    for member in clashing.order_by("pk"):
        how = "mang cùng số thẻ với một người khác trong tệp"
        if str(member.uid) in known:
            how = "cũng là một người trong tệp"
        clashes.append(f"Một người ở đây ({name_last_cell(member)}) {how}.")
    if clashes:
        raise Refused(clashes)


def name_last_cell(member):
    rows = Membership.objects.filter(member=member).select_related("cell")
    last = rows.order_by("-since", "-pk").first()
    return last.cell.name if last else "ngoài mọi chi bộ"


def put_names(place, rows):
    """People who only did something: their name, and where it came from."""
    new = find_new_rows(place, Member, rows)
    origin = {Member.NAMED_BY: place.sender["name"]}
    made = [
        Member(uid=facts["uid"], full_name=facts["full_name"], particulars=origin)
        for facts in new
    ]
    save_rows(place, Member, new, made)


# --- what hangs on them ---------------------------------------------------------------


def put_posts(place, rows):
    """Every post of another installation is over on the day: powers are given here."""
    new = find_new_rows(place, Appointment, rows)
    made = read_rows(place, Appointment, new)
    for row in made:
        end_post(row, place)
    save_rows(place, Appointment, new, made)
    known = []
    for facts in rows:
        if facts not in new and place.gives_way("appointment", facts):
            known.append(facts)
    update_posts(place, known)
    place.point_later(Appointment, [*new, *known], "acting_for")


def update_posts(place, rows):
    """Posts that came before, of people who give way to the file: they may have ended
    earlier, or be called otherwise, by now."""
    for facts in rows:
        row = read_row(Appointment, facts, place.keys)
        end_post(row, place)
        known = Appointment.objects.filter(pk=place.keys.get(Appointment, facts["id"]))
        known.update(
            since=row.since,
            until=row.until,
            recorded_at=row.recorded_at,
            ended_by=row.ended_by,
            ended_at=row.ended_at,
            title=row.title,
            is_head=row.is_head,
            decision=row.decision,
        )


def end_post(row, place):
    if row.until is None or row.until > place.on:
        row.until = max(place.on, row.since + timedelta(days=1))
        row.ended_by = place.by.user
        row.ended_at = place.at


def put_meetings(place, rows):
    create_rows(place, Meeting, find_new_rows(place, Meeting, rows))


def put_grounds(place, rows):
    """The ground that says the same, or one that is over.

    What was decided by it keeps its words, and which grounds may be named from now on
    is not the sender's to say.
    """
    latest = F("valid_until").desc(nulls_first=True)
    for facts in rows:
        row = read_row(ExemptionGround, facts, place.keys)
        same = ExemptionGround.objects.filter(
            kind=row.kind, label=row.label, is_for_a_term=row.is_for_a_term
        )
        known = same.order_by(latest, "pk").first()
        if known is None:
            row.valid_until = row.valid_until or place.on
            row.save(force_insert=True)
            known = row
        place.keys.note(ExemptionGround, facts["id"], known.pk)


def put_proposals(place, rows):
    """Whoever proposed has no login here: the officer who takes over stands for
    them."""
    made = read_rows(place, ExemptionProposal, rows)
    for row in made:
        row.proposed_by = place.by.user
    save_rows(place, ExemptionProposal, rows, made)


def put_movements(place, rows):
    """Of which something did not come along are as recorded here for good: what they
    put aside or took away is the sender's."""
    models = find_models_of_cells()
    for facts in rows:
        facts["effects"] = place.keys.translate_effects(facts["effects"], models)
    made = read_rows(place, Movement, rows)
    save_rows(place, Movement, rows, made)
    for row in made:
        if row.stays_as_recorded and row.cancelled_at is None:
            place.fixed_movements.append(row.pk)


def put_corrections(place, rows):
    """With the numbers that the row and what it points at have here."""
    models = find_models_of_cells()
    for facts in rows:
        model = models.get(facts["kind"])
        if model is not None:
            for name in ("before", "after"):
                facts[name] = place.keys.translate_columns(model, facts[name])
            facts["row"] = place.keys.get(model, facts["row"]) or 0
    create_rows(place, Correction, rows)


def find_models_of_cells():
    """{name: model}"""
    models = apps.get_app_config("cells").get_models()
    return {model._meta.model_name: model for model in models}
