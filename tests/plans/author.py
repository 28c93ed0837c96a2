"""How tests send the forms of the author's pages."""

import re
from uuid import uuid4

from django.urls import reverse

from plans import remarks
from plans.workflow import steps
from tests.people import NOW, a_plan_at, again, first_task, text_in

PASSWORD = "ba tu that dai"
CANARY = "điều rất riêng của tôi"


def page(response):
    return response.content.decode()


def hidden(html, *names):
    """{name: value} of hidden fields of a page."""
    fields = re.findall(r"<input[^>]*>", html)
    values = {
        re.search(r'name="(\w+)"', field)[1]: re.search(r'value="([^"]*)"', field)
        for field in fields
    }
    return {name: values[name][1] for name in names}


def text_url(plan, key="political"):
    return reverse("editor:section", args=[plan.pk, key])


def write(client, plan, text, version=1, **extra):
    return client.post(text_url(plan), {"text": text, "version": version, **extra})


def autosave(client, url, **fields):
    return client.post(url, fields, headers={"X-Autosave": "1"})


def saved_text(plan):
    return text_in(plan)


def row_url(plan, uid=None, key="tasks"):
    return reverse("editor:row", args=[plan.pk, key, uid or first_task(plan).uid])


def task(**values):
    return {
        "deed": "",
        "expected": "",
        "deadline": "",
        "basis_id": "",
        "version": 0,
        **values,
    }


def a_returned_plan(people, **facts):
    """(plan, the remark, the address of the row that it is on)."""
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    uid = first_task(plan).uid
    said = {
        "reason": "vague",
        "text": "Bao nhiêu hộ?",
        "key": uuid4(),
        "section": "tasks",
        "row": uid,
    }
    remark = remarks.make_remark(plan, by=binh, at=NOW, **said)
    steps.take_step("return", plan, by=binh, at=NOW, **facts)
    remark.refresh_from_db()
    return again(plan), remark, row_url(plan, uid)


def answered(remark, text, was=""):
    return {f"answer_{remark.pk}": text, f"was_{remark.pk}": was}


def set_password(people, name="an"):
    user = people.members[name].user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
