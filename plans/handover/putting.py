"""Rows as they came become rows here; and what is here already that may not be."""

from plans.handover.row_format import read


class Refused(Exception):
    """args[0] lists in words what is here already and is another one."""


def create(place, model, rows, **ours):
    """New rows as they came, but for what is ours."""
    return save(place, model, rows, [read(model, facts, place.keys) for facts in rows], **ours)


def save(place, model, rows, made, **ours):
    for row in made:
        for name, value in ours.items():
            setattr(row, name, value)
    model.objects.bulk_create(made)
    for facts, row in zip(rows, made, strict=True):
        place.keys.note(model, facts["id"], row.pk)
    return made


def new_among(place, model, rows):
    """The rows whose lasting id is not here yet; the others are the ones that are."""
    known = dict(model.objects.filter(uid__in=[facts["uid"] for facts in rows]).values_list("uid", "pk"))
    known = {str(uid): pk for uid, pk in known.items()}
    for facts in rows:
        if facts["uid"] in known:
            place.keys.note(model, facts["id"], known[facts["uid"]])
    return [facts for facts in rows if facts["uid"] not in known]
