"""The one table of columns: what is said there of a column holds everywhere."""

from dataclasses import fields

import pytest

from cells.acts.register.columns import (
    COLUMNS,
    FIELD_COLUMNS,
    HEADINGS,
    PARTICULAR_COLUMNS,
    PRINTED_COLUMNS,
    UNUSED,
)
from cells.acts.register.headings import recognise_path
from cells.acts.register.persons import ListedPerson
from cells.models import Member

# Keys that make up a column together with others.
PARTS = {"female", "family_name", "given_name"}


@pytest.mark.parametrize("column", PRINTED_COLUMNS, ids=lambda column: column.key)
def test_a_column_is_known_again_by_the_headings_that_the_export_writes(column):
    path = [heading for heading in (column.official, column.heading) if heading]
    assert recognise_path(path) == (column.key,)


def test_every_wording_is_that_of_a_column():
    keys = {column.key for column in COLUMNS}
    found = {key for key, _ in HEADINGS}
    assert found - keys - {UNUSED} == PARTS
    assert keys - found == set()


def test_a_field_is_one_of_a_member_and_of_a_person_in_the_list():
    columns = {column.field for column in FIELD_COLUMNS}
    assert columns <= {field.name for field in Member._meta.get_fields()}
    assert columns <= {field.name for field in fields(ListedPerson)}


def test_what_is_compared_has_a_label_and_one_place_where_it_is_kept():
    for column in COLUMNS:
        is_kept = bool(column.field) or column.is_particular
        assert bool(column.label) == is_kept, column.key
        assert not (column.field and column.is_particular), column.key
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
    assert all(column.label for column in PARTICULAR_COLUMNS.values())
