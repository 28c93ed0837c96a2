"""Which city is searched? 126 wards, about 10,000 cells, 500,000 members."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from random import Random
from tempfile import TemporaryFile

from django.db import connection

from accounts.models import User
from cells.models import Appointment, Cell, Committee, Member, Membership
from cells.models.computed import computed_from
from demo.pool import read_data

WARDS, MEMBERS = 126, 500_000
MOVED, GONE, GUESTS = 0.08, 0.03, 0.01
NULL = "\\N"
Role = Appointment.Role
# Given names of whole generations, beside the rarer ones of the demonstration: each
# about one person in a hundred.
COMMON = {
    "M": "Hùng Dũng Tuấn Anh Minh Hải Sơn Thắng Cường Long Hưng Bình Tùng Đức Thành Hà "
    "Dương Tiến Trung Quang",
    "F": "Hương Hà Hoa Lan Thủy Hồng Mai Anh Thu Ngọc Phương Hằng Nga Thảo Linh Huyền "
    "Vân Yến Bình Dung",
}
NAMED = (
    "Trường Mầm non Hoa Sữa",
    "Trường Tiểu học Ngô Gia Tự",
    "Công an phường",
    "Cơ quan UBND",
    "Trạm Y tế",
)


@dataclass
class City:
    """The logins that search, by what they oversee."""

    city: User
    district: User  # 40 wards
    ward: User
    cell: User


def build_city(members=MEMBERS):
    """Fill the empty database (PostgreSQL). Returns the City."""
    rng = Random("search")
    top = Committee.objects.create(name="Thành ủy", kind=Committee.Kind.CITY)
    halves = [
        Committee.objects.create(name=f"Đảng bộ khu vực {n}", parent=top)
        for n in (1, 2, 3)
    ]
    wards = Committee.objects.bulk_create(
        Committee(
            name=f"Đảng bộ phường {n + 1}", parent=halves[0 if n < 40 else n % 2 + 1]
        )
        for n in range(WARDS)
    )
    cells = Cell.objects.bulk_create(
        cell for ward in wards for cell in cells_of(ward, rng)
    )
    copy_rows(Member, people_of(members, rng))
    copy_rows(
        Membership,
        chain.from_iterable(
            places_of(number, cells, members, rng) for number in range(members)
        ),
    )
    return City(*appoint_searchers(top, halves[0], wards[0], cells[0]))


def cells_of(ward, rng):
    names = [str(number + 1) for number in range(rng.randint(50, 100))] + list(NAMED)
    closed = [
        Cell(committee=ward, name=f"Chi bộ {name} cũ", closed_on=date(2020, 1, 1))
        for name in names[:5]
    ]
    return [*(Cell(committee=ward, name=f"Chi bộ {name}") for name in names), *closed]


def copy_rows(model, rows, first=1):
    """COPY rows (dicts that all have the same keys), numbered from `first` on. The
    texts hold no tabs and no backslashes."""
    rows = iter(rows)
    one = next(rows)
    columns = ", ".join(["id", *one])
    with TemporaryFile("w+", encoding="utf-8") as lines, connection.cursor() as cursor:
        for number, row in enumerate(chain([one], rows), start=first):
            values = (
                NULL if value is None else str(value)
                for value in (number, *row.values())
            )
            lines.write("\t".join(values) + "\n")
        lines.seek(0)
        cursor.copy_expert(f"COPY {model._meta.db_table} ({columns}) FROM STDIN", lines)


def people_of(how_many, rng):
    names = {sex: names_of(sex, how_many, rng) for sex in "MF"}
    columns = {
        field.attname: field.get_default() for field in Member._meta.concrete_fields[1:]
    }
    columns |= {
        "particulars": "{}",
        "admitted_on": date(2000, 1, 1),
        "official_on": date(2001, 1, 1),
    }
    for number in range(how_many):
        sex = rng.choice("MF")
        name = next(names[sex])
        born_on = date(1940, 1, 1) + timedelta(days=rng.randrange(22_000))
        facts = {
            "uid": uuid.UUID(int=number),
            "full_name": name,
            "sex": sex,
            "born_on": born_on,
        }
        yield {
            **columns,
            **facts,
            "card": str(17_600_011 + 3 * number),
            **computed_columns(name),
        }


@lru_cache(maxsize=100_000)
def computed_columns(name):
    return computed_from(Member, {"full_name": name})


def names_of(sex, how_many, rng):
    """As many names as wanted; a third of the people share the common given names."""
    names, common = read_data("names"), COMMON[sex].split()
    given = [*common, *names["given"][sex]]
    weights = [
        *(1.0 for _ in common),
        *(2 * len(common) / len(names["given"][sex]) for _ in names["given"][sex]),
    ]
    draws = [
        draw_texts(names["family"], how_many, rng),
        draw_texts(names["middle"][sex], how_many, rng),
    ]
    return map(
        " ".join, zip(*draws, rng.choices(given, weights, k=how_many), strict=True)
    )


def draw_texts(rows, how_many, rng):
    return rng.choices(
        [row["text"] for row in rows], [row["weight"] for row in rows], k=how_many
    )


def places_of(number, cells, members, rng):
    """Where a person belongs: people stand side by side in their cell; some have moved,
    left, or are guests."""
    cell, chance = cells[number * len(cells) // members], rng.random()
    if chance < MOVED:
        yield place_row(
            number,
            rng.choice(cells[max(0, cell.pk - 50) : cell.pk]),
            until=date(2018, 1, 1),
        )
    yield place_row(
        number,
        cell,
        since=date(2018, 1, 1),
        until=date(2024, 1, 1) if chance > 1 - GONE else None,
    )
    if MOVED < chance < MOVED + GUESTS:
        yield place_row(
            number, rng.choice(cells), kind="temporary", since=date(2025, 9, 1)
        )


def place_row(number, cell, since=date(2010, 1, 1), until=None, kind="official"):
    return {
        "member_id": number + 1,
        "cell_id": cell.pk,
        "since": since,
        "until": until,
        "kind": kind,
        "origin": "register",
        "ending": "",
    }


def appoint_searchers(top, district, ward, cell):
    """Their logins: the first people of the register hold the posts."""
    where = [
        {"committee": top},
        {"committee": district},
        {"committee": ward},
        {"cell": cell},
    ]
    for number, place_of_post in enumerate(where, start=1):
        role = Role.SECRETARY if "cell" in place_of_post else Role.WARD_OFFICER
        Appointment.objects.create(
            member_id=number, role=role, since=date(2020, 1, 1), **place_of_post
        )
        user = User.objects.create(username=f"bench{number}", password="!")
        Member.objects.filter(pk=number).update(user=user)
        yield user
