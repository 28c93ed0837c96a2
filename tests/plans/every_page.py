"""Every page that shows a plan, opened by whoever reads it there."""

from django.test import Client
from django.urls import reverse

from plans.models import Plan, Section, Status
from plans.models.plan import EDITABLE


def signed_in(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.IssuedNameBackend")
    return client


def pages_of_author(plan):
    """Addresses for who writes a plan."""
    told = [
        reverse("home:my_plan"),
        *(
            reverse(name, args=[plan.pk])
            for name in ("editor:read_back", "prints:print_plan", "editor:answers")
        ),
    ]
    if plan.status in EDITABLE:
        told += [reverse("editor:edit", args=[plan.pk]), *pages_of_sections(plan)]
    if plan.status == Status.FINALIZING:
        told.append(reverse("sign:sign", args=[plan.pk]))
    return told


def pages_of_sections(plan):
    sections = Section.objects.filter(form_version=plan.form_version_id).exclude(
        kind="self_check"
    )
    written = [section for section in sections if section.kind != "text"]
    rows = plan.rows.filter(section__in=[section.key for section in written])
    told = [
        reverse("editor:section", args=[plan.pk, section.key]) for section in sections
    ]
    told += [
        reverse("editor:row", args=[plan.pk, row.section, row.uid]) for row in rows
    ]
    return told + [
        reverse("editor:row", args=[plan.pk, section.key, plan.uid])
        for section in written
    ]


def pages_of_reader(plan):
    """Addresses for a reviewer or an officer of the ward; the second with the form for
    a remark on the first row."""
    told = [
        reverse(name, args=[plan.pk]) for name in ("review:plan", "prints:print_plan")
    ]
    row = plan.rows.filter(section="tasks").order_by("position").first()
    return [*told, f"{told[0]}?ve=tasks:{row.uid}"] if row else told


def opened(user, addresses):
    """{address: response}, each of them a page."""
    client = signed_in(user)
    found = {address: client.get(address) for address in addresses}
    assert {
        address: answer.status_code
        for address, answer in found.items()
        if answer.status_code != 200
    } == {}
    return found


def open_every_page(officer, writers):
    """{(who, address): response} of every plan: by its author where {member: user} has
    one, by an officer of the ward, and what lists them. `officer` is a user."""
    found = {}
    for plan in Plan.objects.select_related("member").order_by("pk"):
        if plan.member_id in writers:
            pages = opened(writers[plan.member_id], pages_of_author(plan))
            found |= {("author", address): answer for address, answer in pages.items()}
        if plan.status != Status.DRAFT:
            pages = opened(officer, pages_of_reader(plan))
            found |= {("officer", address): answer for address, answer in pages.items()}
    lists = opened(
        officer,
        [
            reverse(name)
            for name in (
                "desk:queue",
                "board:board",
                "control:control",
                "control:control_follow_up",
            )
        ],
    )
    return found | {("officer", address): answer for address, answer in lists.items()}
