"""Open a cycle with the form, bases and topic of its year."""

import json

from plans.models import Basis, Cycle, FormVersion, Manifestation, Section
from reports.demo.pool import FORM


def the_form():
    form = json.loads(FORM.read_text(encoding="utf-8"))
    version, is_new = FormVersion.objects.get_or_create(name=form["name"], number=1)
    if is_new:
        titles = {group["group"]: group["title"] for group in form["groups"]}
        Section.objects.bulk_create(
            Section(form_version=version, position=position, **section)
            for position, section in enumerate(form["sections"], start=1)
        )
        Manifestation.objects.bulk_create(
            Manifestation(form_version=version, group_title=titles[entry["group"]], **entry)
            for entry in form["manifestations"]
        )
    return version, form


def open_cycle(ward, year, *, draft_due_on, review_due_on, filed_due_on):
    version, form = the_form()
    topic = form["topics"].get(str(year), "")
    cycle = Cycle.objects.create(
        committee=ward,
        year=year,
        form_version=version,
        topic=topic,
        draft_due_on=draft_due_on,
        review_due_on=review_due_on,
        filed_due_on=filed_due_on,
    )
    bases = form["bases"][max(key for key in form["bases"] if int(key) <= year)]
    Basis.objects.bulk_create(
        Basis(cycle=cycle, key=basis["key"], label=basis["label"], title=basis["title"], position=position)
        for position, basis in enumerate(bases, start=1)
    )
    return cycle
