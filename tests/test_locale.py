"""No English reaches the screen: the strings of Django that our forms can produce are
Vietnamese."""

import ast
import gettext
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import django
import pytest
from django import forms
from django.conf import settings
from django.utils import translation

DJANGO = Path(django.__file__).parent
OURS = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES"
APPS = ("accounts", "cells", "plans", "reports")
SEEN_BY_USERS = re.compile(
    r"#: (forms/|core/validators|core/paginator|contrib/auth/(forms|password_validation))"
)
# The same in both languages.
EQUAL = {"IPv4", "IPv6", "…", ",", ":", ":?.!", "%(field_name)s", "Email"}


def entries(path):
    """[(comments, {msgid, msgid_plural, msgstr …: text})] of a .po file."""
    found = []
    for block in path.read_text().split("\n\n"):
        comments = [line for line in block.splitlines() if line.startswith("#")]
        fields = re.findall(
            r'^(msg\w+(?:\[0\])?) ((?:"(?:[^"\\]|\\.)*"\s*)+)', block, re.M
        )
        found.append(
            (
                comments,
                {
                    name: "".join(map(ast.literal_eval, text.splitlines()))
                    for name, text in fields
                },
            )
        )
    return [(comments, fields) for comments, fields in found if fields.get("msgid")]


def vietnamese(fields):
    with translation.override("vi"):
        if "msgid_plural" in fields:
            return translation.ngettext(fields["msgid"], fields["msgid_plural"], 2)
        return translation.gettext(fields["msgid"])


def shown(catalogue):
    """The entries of one of Django's own catalogues that stand in code that a user can
    meet."""
    path = DJANGO / catalogue / "locale" / "en" / "LC_MESSAGES" / "django.po"
    return [
        fields
        for comments, fields in entries(path)
        if any(map(SEEN_BY_USERS.match, comments))
    ]


@pytest.mark.parametrize("catalogue", ["conf", "contrib/auth"])
def test_every_string_of_djangos_forms_is_vietnamese(catalogue):
    found = shown(catalogue)
    assert len(found) > 20
    english = [
        fields["msgid"] for fields in found if vietnamese(fields) in fields.values()
    ]
    assert [text for text in english if text not in EQUAL] == []


def our_forms():
    """Every form class of the project, wherever it stands."""
    for app in APPS:
        package = import_module(app)
        for module in walk_packages(package.__path__, f"{app}."):
            if "migrations" not in module.name and "commands" not in module.name:
                import_module(module.name)
    return {
        form for form in below(forms.BaseForm) if form.__module__.split(".")[0] in APPS
    }


def below(kind):
    return {
        found for child in kind.__subclasses__() for found in {child, *below(child)}
    }


def messages(form):
    """Every error message of a form's fields, as the lazy text that Django holds or the
    text that we wrote."""
    for field in form.base_fields.values():
        yield from field.error_messages.values()
        yield from (
            validator.message
            for validator in field.validators
            if hasattr(validator, "message")
        )


def read(message, language):
    with translation.override(language):
        return str(message)


def test_every_error_that_our_forms_can_show_is_vietnamese():
    """Ours are plain text with Vietnamese letters; Django's change with the language
    (plurals are tested above)."""
    found = [message for form in our_forms() for message in messages(form)]
    assert len(found) > 10
    english = {
        read(message, "vi")
        for message in found
        if read(message, "vi") == read(message, "en")
    }
    assert {text for text in english if text.isascii()} <= {""}


def test_the_compiled_catalogue_is_made_from_the_text():
    with (OURS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for _, fields in entries(OURS / "django.po"):
        if "msgid_plural" in fields:
            assert (
                compiled.ngettext(fields["msgid"], fields["msgid_plural"], 2)
                == fields["msgstr[0]"]
            )
        elif "msgctxt" in fields:
            assert (
                compiled.pgettext(fields["msgctxt"], fields["msgid"])
                == fields["msgstr"]
            )
        else:
            assert compiled.gettext(fields["msgid"]) == fields["msgstr"]
