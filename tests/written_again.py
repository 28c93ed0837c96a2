"""How does a world of many steps come back without being lived through again? Its rows
are written as they were.

A world that may stand while others are in the database is built once for a module
(`build_once` in tests/conftest.py). This is for those that have to be gone while
something else is written, and come back.
"""

import pickle
from functools import wraps

from django.apps import apps

# What triggers write (reports/triggers.py) they write again by themselves.
APPS = ("accounts", "cells", "plans")


def written_again(make):
    """A function that calls make() the first time; afterwards it writes the rows that
    came to be then, with the same numbers, and gives a copy of what make() gave.

    make() changes no row that was there before, and no row that it made is there when
    it is called again.
    """
    kept = []

    @wraps(make)
    def write():
        if not kept:
            there = list_rows()
            made = make()
            kept.extend([pickle.dumps(made), find_new_rows(there)])
            return made
        made, new_rows = kept
        for model, rows in new_rows.items():
            model.objects.bulk_create(pickle.loads(rows))
        return pickle.loads(made)

    return write


def list_rows():
    """{model: [row]} of all that is there."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {model: list(model.objects.all()) for model in models}


def find_new_rows(before):
    """{model: its new rows, pickled}"""
    found = {}
    for model, rows in list_rows().items():
        new = [row for row in rows if row not in before[model]]
        if new:
            found[model] = pickle.dumps(new)
    return found
