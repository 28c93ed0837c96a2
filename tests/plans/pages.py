"""How tests send the forms of the reader's pages."""

import re
import uuid


def send(client, plan, step, *, seen=None, key=None, **fields):
    sent = {"key": key or uuid.uuid4(), "seen": plan.revision if seen is None else seen, **fields}
    return client.post(f"/ke-hoach/{plan.pk}/buoc/{step}/", sent)


def say(client, plan, place="political", *, seen=None, key=None, **fields):
    sent = {"key": key or uuid.uuid4(), "seen": plan.revision if seen is None else seen, "place": place, **fields}
    return client.post(f"/ke-hoach/{plan.pk}/gop-y/", sent)


def text_of(response):
    """The words on a page, without tags, one space between."""
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+([.,:)])", r"\1", " ".join(plain.split()))
