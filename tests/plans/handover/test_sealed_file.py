"""The closed file: what opens it, and everything that must not."""

import io

import pytest

from phucdong.sealed_pieces import PIECE, SEALED
from plans.handover import sealed_file
from plans.handover.sealed_file import (
    CannotOpen,
    Sealer,
    WeakPassphrase,
    read_sealed_lines,
)

PASSPHRASE = "ba tu that dai"


def closed(*content, passphrase=PASSPHRASE):
    file = io.BytesIO()
    sealer = Sealer(file, passphrase)
    for line in content:
        sealer.write(line + b"\n")
    sealer.finish()
    return file.getvalue()


def opened(file, passphrase=PASSPHRASE):
    return list(read_sealed_lines(io.BytesIO(file), passphrase))


def noise(size):
    """Bytes that do not pack, without an end of line."""
    return bytes(number for number in sealed_file.os.urandom(size * 2) if number != 10)[
        :size
    ]


@pytest.mark.parametrize("size", [0, 1, PIECE - 20, PIECE, 5 * PIECE + 3])
def test_what_went_in_comes_out(size):
    content = [noise(size), b"\xc4\x91 x", noise(size)]
    assert opened(closed(*content)) == content


def test_two_files_of_the_same_content_have_nothing_in_common_after_the_mark():
    one, two = closed(b"x" * 100), closed(b"x" * 100)
    assert one[len(sealed_file.MARK) :][:60] != two[len(sealed_file.MARK) :][:60]


@pytest.mark.parametrize("typed", ["  ba tu that dai ", "ba tu that dai"])
def test_blanks_around_the_passphrase_say_nothing(typed):
    assert opened(closed(b"x"), typed) == [b"x"]


def test_a_passphrase_is_the_same_on_every_keyboard():
    composed, decomposed = (
        "m\u1ed9t hai ba b\u1ed1n",
        "mo\u0323\u0302t hai ba bo\u0302\u0301n",
    )
    assert opened(closed(b"x", passphrase=composed), decomposed) == [b"x"]


@pytest.mark.parametrize(
    "weak",
    ["", "12345678901", "aaaaaaaaaaaaaaa", "ba tu dai", "a b c d e", "ba ba ba ba"],
)
def test_a_weak_passphrase_closes_nothing(weak):
    with pytest.raises(WeakPassphrase):
        Sealer(io.BytesIO(), weak)


def test_another_passphrase_opens_nothing():
    with pytest.raises(CannotOpen, match="Mật khẩu của tệp không đúng"):
        opened(closed(b"x"), "bon tu khac han")


def pieces_of(file):
    head = len(sealed_file.MARK) + sealed_file.SALT
    return file[:head], [
        file[start : start + SEALED] for start in range(head, len(file), SEALED)
    ]


@pytest.mark.parametrize(
    "tampered",
    [
        lambda head, pieces: head + b"".join(pieces[:-1]),
        lambda head, pieces: head + b"".join([pieces[1], pieces[0], *pieces[2:]]),
        lambda head, pieces: head + b"".join([pieces[0], *pieces[2:]]),
        lambda head, pieces: head + b"".join(pieces) + b"x",
        lambda head, pieces: head + b"".join([*pieces, pieces[-1]]),
        lambda head, pieces: head + b"".join(pieces)[:-1],
        lambda head, pieces: head[:-1] + bytes([head[-1] ^ 1]) + b"".join(pieces),
        lambda head, pieces: head,
        lambda head, pieces: b"",
        lambda head, pieces: b"PK" + head + b"".join(pieces),
    ],
)
def test_what_was_cut_moved_added_or_altered_does_not_open(tampered):
    file = closed(noise(4 * PIECE))
    head, pieces = pieces_of(file)
    assert len(pieces) > 3 and opened(head + b"".join(pieces))
    with pytest.raises(CannotOpen):
        opened(tampered(head, pieces))


def test_what_would_unpack_without_end_is_not_unpacked(monkeypatch):
    bomb = closed(*[b"0" * 1000] * 5000)
    assert len(bomb) < 20_000 and len(opened(bomb)) == 5000
    monkeypatch.setattr(sealed_file, "MOST_CONTENT", 1_000_000)
    seen = 0
    with pytest.raises(CannotOpen, match="quá lớn"):
        for line in read_sealed_lines(io.BytesIO(bomb), PASSPHRASE):
            seen += len(line)
    assert seen < 1_400_000


def test_a_line_without_end_is_not_taken_into_memory(monkeypatch):
    monkeypatch.setattr(sealed_file, "MOST_IN_A_LINE", 1_000_000)
    with pytest.raises(CannotOpen, match="quá lớn"):
        opened(closed(b"0" * 3_000_000))
