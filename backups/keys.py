"""What opens a backup, and how is it written on paper?

A pair of keys (X25519). The secret half is printed on paper and is nowhere else; the
server has the public half, with which backups are closed and none is opened. Both are
written as thirteen groups of five letters, of which the last checks the four before it
and the place of the group; three plain words check the whole.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)

# Crockford's: no I, L, O and U, which are read as 1, 1, 0 and V.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILOU", "110V")
GROUPS, DATA = 13, 4
GROUP = DATA + 1
SIZE = 32
# 256 bits in thirteen groups of twenty.
SPARE = GROUPS * DATA * 5 - SIZE * 8
# Odd, so that one wrong letter always shows.
WEIGHTS = (1, 3, 5, 7)
# So that nobody gives the server the secret half by mistake.
PUBLIC = "CONGKHAI:"
WORDS = [
    "lúa",
    "sen",
    "trăng",
    "sông",
    "núi",
    "biển",
    "mây",
    "gió",
    "mưa",
    "nắng",
    "cầu",
    "đình",
    "làng",
    "phố",
    "chợ",
    "thuyền",
    "trâu",
    "chim",
    "cá",
    "ong",
    "tre",
    "đa",
    "quế",
    "gạo",
    "muối",
    "mật",
    "trống",
    "chiêng",
    "đèn",
    "lụa",
    "gốm",
    "giấy",
]


class Mistyped(Exception):
    """A key was not typed as it is written; the words say where."""


def make_secret():
    return X25519PrivateKey.generate()


def write_secret(secret):
    """[group] of the secret half."""
    return write_groups(secret.private_bytes_raw())


def read_secret(text):
    """The secret half as somebody typed it; raises Mistyped."""
    return X25519PrivateKey.from_private_bytes(read_groups(text))


def write_public(public):
    """The public half in one line, for the settings of the server."""
    return PUBLIC + "-".join(write_groups(public.public_bytes_raw()))


def read_public(text):
    """The public half from its line; raises Mistyped."""
    line = text.strip()
    if not line.startswith(PUBLIC):
        raise Mistyped(f"Khóa công khai phải bắt đầu bằng {PUBLIC}")
    content = read_groups(line.removeprefix(PUBLIC))
    return X25519PublicKey.from_public_bytes(content)


def find_check_words(public):
    """The three words by which people know a pair of keys."""
    digest = hashlib.sha256(public.public_bytes_raw()).digest()
    return " ".join(WORDS[number % len(WORDS)] for number in digest[:3])


# --- groups of letters ----------------------------------------------------------------


def write_groups(content):
    """[five letters] of 32 bytes."""
    number = int.from_bytes(content) << SPARE
    letters = ""
    for _ in range(GROUPS * DATA):
        number, value = divmod(number, len(LETTERS))
        letters = LETTERS[value] + letters
    groups = []
    for place in range(GROUPS):
        data = letters[place * DATA :][:DATA]
        groups.append(data + find_check_letter(data, place))
    return groups


def read_groups(text):
    """The 32 bytes of thirteen groups, typed with or without blanks and dashes."""
    number = 0
    for group in read_row(text, 0, GROUPS):
        for letter in group[:DATA]:
            number = number * len(LETTERS) + LETTERS.index(letter)
    if number % (1 << SPARE):
        raise Mistyped(f"Nhóm {GROUPS} gõ sai.")
    return (number >> SPARE).to_bytes(SIZE)


def read_row(text, first, number):
    """[group] of so many groups that follow the first ones of a key; raises
    Mistyped."""
    letters = clean_letters(text)
    groups = cut_groups(letters)
    for place, group in enumerate(groups, start=first):
        refuse_wrong_group(group, place)
    if len(letters) != number * GROUP:
        told = f"{number} nhóm, mỗi nhóm {GROUP} chữ"
        raise Mistyped(f"Phải có {told}; đã gõ {len(letters)} chữ.")
    return groups


def clean_letters(text):
    """Without blanks and dashes."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return plain.translate(MISREAD)


def cut_groups(letters):
    """The groups of a row of letters; what does not make a whole one is left out."""
    starts = range(0, len(letters) - GROUP + 1, GROUP)
    return [letters[start : start + GROUP] for start in starts]


def refuse_wrong_group(group, place):
    is_known = all(letter in LETTERS for letter in group)
    if not is_known or group[DATA] != find_check_letter(group[:DATA], place):
        raise Mistyped(f"Nhóm {place + 1} gõ sai.")


def find_check_letter(data, place):
    values = [LETTERS.index(letter) for letter in data]
    total = place
    for weight, value in zip(WEIGHTS, values, strict=True):
        total += weight * value
    return LETTERS[total % len(LETTERS)]
