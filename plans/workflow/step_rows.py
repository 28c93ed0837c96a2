"""What row does a step leave besides its event: the revision that was sent or signed, a
signature, a request of the ward?"""

import secrets

from django.utils import timezone

from plans.form import documents, snapshot
from plans.models import Plan, Remark, Revision, Signature
from plans.workflow import agreement, sheets

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def keep_revision(plan, *, by, at, sheet=None):
    """Keep the text as it stands now; the plan stands at that revision from now on.

    What is signed on a `sheet` is the revision that was printed, letter for letter: the
    present one, or if something else was kept since, kept once more.
    """
    if sheet is not None and sheet.revision == plan.revision:
        return
    if sheet is None:
        document = snapshot.take_document(plan, timezone.localdate(at))
        revision = build_revision(plan, document, by=by, at=at)
    else:
        revision = sheets.find_printed_revision(sheet)
        document = documents.read_document(revision.snapshot)
        revision.pk, revision.number = None, plan.revision + 1
        revision.made_at, revision.made_by = at, by.member
    agreed = agreement.find_agreed_revision(plan)
    revision.differing = agreement.count_differing_places(document.sections, agreed)
    revision.save(force_insert=True)
    plan.revision = revision.number
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision)


def build_revision(plan, document, *, by, at):
    """The next Revision of a plan, from a Document of its text
    (plans/form/documents.py)."""
    content = documents.write_snapshot(document)
    return Revision(
        plan=plan,
        number=plan.revision + 1,
        snapshot=content,
        digest=snapshot.make_digest(content),
        made_at=at,
        made_by=by.member,
    )


def build_signature(plan, *, by, at, details):
    """Electronic by the author, ink by the reviewer who saw the paper; nobody the other
    way round. `sheet` is the print that was signed, if it was one made for it."""
    kind, sheet, code = Signature.Kind.ELECTRONIC, None, make_code()
    signed_on = timezone.localdate(at)
    if plan.member_id != by.member.pk:
        kind, sheet = Signature.Kind.INK, details.get("sheet")
        signed_on = details["signed_on"]
    if sheet is not None:
        code = sheet.code
    return Signature(
        plan=plan,
        revision=plan.revision,
        kind=kind,
        signed_on=signed_on,
        recorded_by=by.member,
        recorded_at=at,
        check_code=code,
        sheet=sheet,
    )


def make_code():
    """What is printed on paper and asked for at the page that checks it."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(10))


def build_request(plan, *, by, at, details):
    """A recall is a remark of the ward that has to be answered before the author can
    sign again."""
    return Remark(
        plan=plan,
        revision=plan.revision,
        reason=details["reason"],
        text=details["note"],
        source=Remark.Source.WARD,
        by=by.member,
        made_at=at,
        released_at=at,
    )
