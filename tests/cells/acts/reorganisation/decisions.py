"""Decisions about cells, as the page sends them, and what they leave in the tables."""

import datetime

from django.apps import apps

from cells.acts.reorganisation.application import apply_reorganisation
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.preview import describe_foresight
from cells.models import Membership, Reorganisation
from tests.merging import a_merger
from tests.people import NOW, TODAY

DAY = datetime.timedelta(days=1)
EVE = TODAY - DAY
LATER = NOW + datetime.timedelta(hours=1)


def draft(people, *parts, on=TODAY, by="giang", **facts):
    prepared = {"prepared_by": people.members[by].user, "prepared_at": NOW}
    return Reorganisation.objects.create(
        committee=people.ward, on=on, parts=list(parts), **prepared, **facts
    )


def applied(people, *parts, by="giang", at=NOW, **facts):
    act = draft(people, *parts, **facts)
    return apply_reorganisation(act, by=people.actor(by, at.date()), at=at)


def told(people, *parts, on=TODAY):
    return describe_foresight(foresight(people, *parts, on=on))


def foresight(people, *parts, on=TODAY):
    return foresee_reorganisation(
        draft(people, *parts, on=on), by=people.actor("giang")
    )


def a_merger_of_both(people, name="Chi bộ 7", **more):
    return a_merger(
        [people.cell, people.other_cell], name, committee=people.ward, **more
    )


def a_split(cell, *pieces, keeps=True):
    """Pieces are (name, [member], {post: …})."""
    empty = {"secretary": None, "deputies": [], "committee_members": []}
    made = [
        {"name": name, "members": [member.pk for member in members], **empty, **named}
        for name, members, named in pieces
    ]
    return {
        "kind": "split",
        "cell": cell.pk,
        "keeps": keeps,
        "pieces": made,
        "successor": None,
    }


def a_dissolution(cell, rest, to=()):
    return {
        "kind": "dissolve",
        "cell": cell.pk,
        "rest": rest.pk,
        "to": {str(m.pk): c.pk for m, c in dict(to).items()},
    }


def a_renaming(cell, name):
    return {"kind": "rename", "cell": cell.pk, "name": name}


def names_in(cell, on):
    held = Membership.objects.in_force(on).filter(cell=cell)
    return sorted(held.values_list("member__full_name", flat=True))


def everything(*, besides=()):
    """Every row of every table of ours: {table: [row]}."""
    models = [
        model
        for label in ("cells", "plans")
        for model in apps.get_app_config(label).get_models()
    ]
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in models
        if model.__name__ not in besides
    }
