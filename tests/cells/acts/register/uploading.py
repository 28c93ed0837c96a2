"""What an officer does with a register in the tests: upload it, tick, apply. The work
is done in this process."""

from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from cells.models import RegisterUpload

PARTS = {
    "new": "moi",
    "changed": "thay-doi",
    "moved": "chuyen-chi-bo",
    "gone": "khong-con",
}


@contextmanager
def at_work():
    """Whatever waits for the end of a transaction is done, as after a real request."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def upload(client, content, name="chi-bo-3.xlsx", **facts):
    with at_work():
        return client.post(
            reverse("register:register"),
            {"file": SimpleUploadedFile(name, content), **facts},
        )


def url(name, *more):
    return reverse(name, args=[RegisterUpload.objects.get().pk, *more])


def page(client):
    """The page of the only upload."""
    return client.get(url("register:register_upload")).content.decode()


def press(client, name="register:apply_register"):
    with at_work():
        return client.post(url(name))


def differences(group=None):
    """[(group, name, lines)] as they are kept, in order."""
    rows = RegisterUpload.objects.get().differences.order_by("position")
    rows = rows.filter(group=group) if group else rows
    return [(row.group, row.name, row.lines) for row in rows]


def tick(client, group, *names, **sent):
    """Tick exactly these people of a group on its page."""
    rows = RegisterUpload.objects.get().differences.filter(group=group, name__in=names)
    return client.post(
        url("register:register_part", PARTS[group]),
        {"ticked": [row.pk for row in rows], **sent},
    )


def say(client, name, how, on):
    """Say what became of somebody who is gone."""
    row = RegisterUpload.objects.get().differences.get(group="gone", name=name)
    return client.post(
        url("register:register_part", PARTS["gone"]),
        {f"d{row.pk}-how": how, f"d{row.pk}-on": on},
    )
