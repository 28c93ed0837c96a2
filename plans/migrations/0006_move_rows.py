"""Give the form version the fields that 0.2.0 had in its code, and move what was written into them."""

import json
import uuid
from pathlib import Path

from django.db import migrations

from plans.form.deadlines import find_day_meant

FIELDS = json.loads((Path(__file__).parents[1] / "data" / "form-0.2.0.json").read_text(encoding="utf-8"))["fields"]
THE_TEXT = uuid.UUID(int=0)
BATCH = 2000


def give_fields(apps, schema_editor):
    for section in apps.get_model("plans", "Section").objects.filter(kind__in=FIELDS):
        section.fields = FIELDS[section.kind]
        section.save(update_fields=["fields"])


def move_rows(apps, schema_editor):
    model = {name: apps.get_model("plans", name) for name in ("Row", "SectionText", "Shortcoming", "Task", "Section")}
    make_rows(model["Row"], texts(model["SectionText"]))
    for kind, old in (("shortcomings", model["Shortcoming"]), ("tasks", model["Task"])):
        sections = model["Section"].objects.filter(kind=kind).values_list("form_version", "key")
        make_rows(model["Row"], rows(old, kind, dict(sections.order_by("-position"))))


def make_rows(model, facts):
    """Rows of {column: value}, in batches: an installation has tens of thousands."""
    batch = []
    for each in facts:
        batch.append(model(**each))
        if len(batch) == BATCH:
            model.objects.bulk_create(batch)
            batch = []
    model.objects.bulk_create(batch)


def texts(old):
    for plan, key, text, version in old.objects.order_by("pk").values_list("plan", "key", "text", "version").iterator():
        values = {"text": text}
        yield {"plan_id": plan, "section": key, "uid": THE_TEXT, "version": version, "values": values}


def rows(old, kind, sections):
    """`sections` is {form version: key of its first section of this kind}. A row of a form without one is kept by the
    name of its kind, as 0.2.0 kept it: on no page."""
    keys = [field["key"] for field in FIELDS[kind] if field.get("input") != "basis"]
    kept = ["plan_id", "uid", "position", "version", *(["basis_id"] if kind == "tasks" else [])]
    found = old.objects.order_by("pk").values(*kept, *keys, "plan__form_version", "plan__cycle__year")
    for row in found.iterator():
        yield {
            **{name: row[name] for name in kept},
            "section": sections.get(row["plan__form_version"], kind),
            "values": {key: row[key] for key in keys},
            "due_on": find_day_meant(row["deadline"], row["plan__cycle__year"]),
        }


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_rows_by_field")]

    operations = [migrations.RunPython(give_fields), migrations.RunPython(move_rows)]
