"""A backup as a file: what opens it, and everything that must not."""

import io
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backups import keys
from backups.closed_file import CLOSED_KEY, MARK, CannotOpen, ClosedFile
from backups.closed_file import read_closed_lines as read
from phucdong.sealed_pieces import (
    PIECE,
    SEALED,
    Altered,
    PieceSealer,
    open_pieces,
)

HEAD = len(MARK) + keys.SIZE + CLOSED_KEY
LINES = [os.urandom(PIECE).replace(b"\n", b" ") for _ in range(4)]


@pytest.fixture(scope="module")
def secret():
    return keys.make_secret()


@pytest.fixture(scope="module")
def closed(secret):
    return close(secret, LINES)


def close(secret, lines):
    file = io.BytesIO()
    backup = ClosedFile(file, secret.public_key())
    for line in lines:
        backup.write(line + b"\n")
    backup.finish()
    return file.getvalue()


def open_lines(content, secret):
    return list(read(io.BytesIO(content), secret))


def test_what_went_in_comes_out(secret, closed):
    assert open_lines(closed, secret) == LINES
    assert open_lines(close(secret, []), secret) == []


def test_two_files_of_the_same_content_have_only_the_name_of_the_key_in_common(
    secret, closed
):
    other, named = close(secret, LINES), len(MARK) + keys.SIZE
    assert other[:named] == closed[:named]
    assert other[named : named + 60] != closed[named : named + 60]
    assert other[HEAD : HEAD + 60] != closed[HEAD : HEAD + 60]


def test_another_key_is_told_by_its_words(secret, closed):
    other = keys.make_secret()
    with pytest.raises(CannotOpen, match="Không phải khóa của tệp này") as refused:
        open_lines(closed, other)
    for pair in (secret, other):
        assert keys.find_check_words(pair.public_key()) in str(refused.value)


def test_a_flipped_bit_is_refused_wherever_it_is(secret, closed):
    places = {*range(0, HEAD + 40, 7), *range(HEAD, len(closed), 4999), len(closed) - 1}
    assert len(places) > 60
    for place in places:
        flipped = bytearray(closed)
        flipped[place] ^= 1
        with pytest.raises(CannotOpen):
            open_lines(bytes(flipped), secret)


def test_the_place_of_what_was_altered_is_said(secret, closed):
    third = HEAD + 2 * SEALED
    flipped = bytearray(closed)
    flipped[third + 100] ^= 1
    place = f"{third:,}".replace(",", ".")
    with pytest.raises(CannotOpen, match=f"từ byte thứ {place} trở đi"):
        open_lines(bytes(flipped), secret)


CUTS = [0, 1, len(MARK), HEAD - 1, HEAD, HEAD + 1, HEAD + SEALED, HEAD + 2 * SEALED, -1]


@pytest.mark.parametrize("size", CUTS)
def test_a_file_that_was_cut_is_refused(secret, closed, size):
    with pytest.raises(CannotOpen):
        open_lines(closed[:size], secret)


@pytest.mark.parametrize("added", [b"x", b"x" * SEALED])
def test_a_file_that_was_added_to_is_refused(secret, closed, added):
    with pytest.raises(CannotOpen):
        open_lines(closed + added, secret)


def test_pieces_in_another_order_are_refused(secret, closed):
    one, two = HEAD + SEALED, HEAD + 2 * SEALED
    moved = closed[:HEAD] + closed[one:two] + closed[HEAD:one] + closed[two:]
    with pytest.raises(CannotOpen):
        open_lines(moved, secret)


def test_pieces_of_another_file_are_refused(secret, closed):
    other = close(secret, LINES)
    with pytest.raises(CannotOpen):
        open_lines(closed[:HEAD] + other[HEAD:], secret)


def test_other_files_say_that_they_are_none(secret):
    with pytest.raises(CannotOpen, match="không phải bản sao lưu"):
        open_lines(b"SQLite format 3\0" + b"\0" * 500, secret)


def test_a_file_that_ends_with_a_whole_piece_is_known_to_be_cut():
    """By the piece itself, before anything is unpacked."""
    file, key = io.BytesIO(), AESGCM(bytes(32))
    sealer = PieceSealer(file, key, b"head")
    sealer.write(LINES[0] + LINES[1])
    sealer.finish()
    file.truncate(len(b"head") + SEALED)
    file.seek(len(b"head"))
    with pytest.raises(Altered):
        list(open_pieces(file, key, b"head"))
