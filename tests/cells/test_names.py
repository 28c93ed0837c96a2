"""In which order do names stand? In that of the Vietnamese alphabet, which PostgreSQL
knows by ICU."""

import random
import unicodedata

import pytest
from django.db import connection

from cells.names import ALPHABET, natural_key, sort_key

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = "aăâeêioôơuưy"
# Every line stands in its order; a bar between two names.
NAMES = {
    "letters": " | ".join(ALPHABET),
    **{
        vowel: " | ".join(
            f"Lê {unicodedata.normalize('NFC', vowel + tone)}" for tone in TONES
        )
        for vowel in VOWELS
    },
    "given names": "Vũ Gia An | Trần Thị An | Lê Anh | Đỗ Văn Ân | Bùi Bình | Lê Dung "
    "| Phạm Đào | Lê Ý",
    "middle names": "Trần Bảo An | Lê An | Bùi Thị Kim An | Lê Thị An | Bùi Văn Bảo An "
    "| Lê Văn An",
    "family names": "Đặng An | Đỗ An | Hồ An | Hứa An | Ngô An | Nguyễn An | Trương An "
    "| Ưng An",
    "tones of given names": "Bùi Hạ | Lê Ha | Lê Hà | Lê Hả | Lê Hã | Lê Há | Lê Hạ | "
    "Vũ Hà",
    "tones of family names": "Nguyên An | Nguyễn An | Nguyện An",
    "tones of both": "Lê Toàn | Lệ Toàn | Lê Toán",
    "one name": "Anh | Ánh | Lê Anh | Lê Ánh | Phạm Lê Anh | Phạm Lê Ánh",
    "one name more": "An | Âu An | Ân | Âu Ân",
    "family names in the middle": "Trần Bích | An Trần Bích | Âu Trần Bích | Bùi Trần "
    "Bích",
    "a letter for a name": "Bạn | Ạ Bạn | Ba Bạn",
    "ư": "Ửng | Lê Ửng | Vũ Lê Ửng | Ý Ửng",
}
PLACES = [
    "Chi bộ 1 | Chi bộ 2 | Chi bộ 2A | Chi bộ 10 | Chi bộ 10B | Chi bộ 100",
    "Chi bộ 7 | Chi bộ An Hòa | Chi bộ Ấp 3 | Chi bộ Ấp 12 | Chi bộ Dịch vụ | Chi bộ "
    "Đầu tư | Chi bộ Y tế",
    "Chi bộ Hoa | Chi bộ Hoa Bình | Chi bộ Hoà Bình | Chi bộ Hòa Bình 2 | Chi bộ Hoàng",
    "Đảng bộ phường Bồ Đề | Đảng bộ phường Đông Anh | Đảng bộ phường Long Biên | Đảng "
    "bộ xã Ái Mộ",
    "² | chi bộ | CHI BỘ 3 | 2 | 10",
]


def names_of(line):
    return line.split(" | ")


def in_order(line, key):
    """Its names sorted, out of the opposite order: what the key does not tell apart
    stays in that."""
    backwards = names_of(line)[::-1]
    return sorted(backwards, key=key)


@pytest.mark.parametrize("line", NAMES.values(), ids=NAMES)
def test_people_stand_by_given_then_middle_then_family_name_with_the_tones_last(line):
    assert in_order(line, sort_key) == names_of(line)


@pytest.mark.parametrize("line", PLACES)
def test_cells_stand_by_their_numbers_and_by_the_alphabet(line):
    assert in_order(line, natural_key) == names_of(line)


@pytest.mark.parametrize(
    "written",
    [
        "NGUYỄN  THỊ Ánh",
        " nguyễn thị ánh ",
        unicodedata.normalize("NFD", "Nguyễn Thị Ánh"),
        "Nguyễn\tThị\u00a0Ánh",
    ],
)
def test_a_name_stands_in_one_place_however_it_is_written(written):
    assert sort_key(written) == sort_key("Nguyễn Thị Ánh")


def test_a_key_is_made_of_digits_and_fits_into_its_column():
    assert sort_key("Lê Án") == "0219001710000040000"
    assert (len(sort_key("Nguyễn " * 20)), sort_key("Nguyễn " * 20).isdecimal()) == (
        190,
        True,
    )


# --- as ICU has it --------------------------------------------------------------------

SYLLABLES = """
    a an anh ba ban bach bô ca cao chi dan dô dai đan đô e en em giang ha hoa hô hư khuê la lan lê lu mai my na ngô
    nguyên nga ô ôn ơn pha phương quê quy sa sơn ta thi thơ thu trân trương u ung ư ưng va văn vu xa xuân y yên
"""


def some_names():
    """Several hundred names of one to four words, each with any tones, and those of the
    lines above; in small letters, for a capital decides nothing here and does in
    ICU."""
    chance, syllables = random.Random(7), SYLLABLES.split()
    found = {
        name.lower()
        for line in NAMES.values()
        for name in names_of(line)
        if len(name) > 1
    }
    while len(found) < 900:
        words = [
            chance.choice(syllables) for _ in range(chance.choice([1, 2, 2, 3, 3, 4]))
        ]
        found.add(
            " ".join(with_tone(word, chance.choice([*TONES, ""])) for word in words)
        )
    # one that ends where another goes on, and one that only has other tones
    return sorted(
        found
        | {f"lê {name}" for name in found}
        | {name.replace("a", "à") for name in found}
    )


def with_tone(word, tone):
    """The tone stands on the last vowel."""
    place = max(number for number, letter in enumerate(word) if letter in VOWELS)
    return unicodedata.normalize("NFC", word[: place + 1] + tone + word[place + 1 :])


def turned(name):
    *family, given = name.split()
    return " ".join([given, *family[1:], *family[:1]])


@pytest.mark.postgresql
@pytest.mark.django_db
def test_keys_stand_in_the_order_of_icu():
    """All names of a person as one text: ICU too asks for the letters of all of it
    first, and then for the tones.

    Every other name comes to ICU decomposed.
    """
    names = some_names()
    forms = [
        unicodedata.normalize(["NFC", "NFD"][n % 2], turned(name))
        for n, name in enumerate(names)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[], %s::text[]) AS asked (name, form) "
            'ORDER BY form COLLATE "vi-x-icu"',
            [names, forms],
        )
        by_icu = [name for (name,) in cursor.fetchall()]
    assert len(names) > 1500
    assert sorted(names, key=sort_key) == by_icu
