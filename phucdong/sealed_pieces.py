"""How does a stream of bytes become a closed file, a piece at a time?

The content is compressed and cut into pieces, each sealed by AES-256-GCM. A piece's
nonce is its number and whether it is the last, and the head of the file is
authenticated with every piece: what was altered, cut or put in another order does not
open. The content is never on a disk in the clear, and never whole in memory. Where the
key comes from is said by those who use this.
"""

import struct
import zlib

from cryptography.exceptions import InvalidTag

PIECE = 1 << 16
SEALED = PIECE + 16
UNPACKED = 4 * PIECE


class Unsound(Exception):
    """What is wrong with a closed file."""


class Altered(Unsound):
    """A piece does not open: it or the head was altered, or this is not the key."""

    def __init__(self, number, position):
        super().__init__(number, position)
        self.number = number
        self.position = position  # of its first byte in the file


class Cut(Unsound):
    """The content ends before its end."""


class NotPacked(Unsound):
    """What was sealed is no compressed content."""


class LineTooLong(Unsound):
    """More than any real line holds."""


def make_nonce(number, is_last):
    return struct.pack(">7xI?", number, is_last)


class PieceSealer:
    """Takes bytes and writes the closed file.

    Without the last piece, of `finish`, it opens nowhere. A key seals one file only,
    since the nonces are counted.
    """

    def __init__(self, file, key, head):
        self.file = file
        self.key = key
        self.head = head
        self.packing = zlib.compressobj()
        self.held = bytearray()
        self.number = 0
        file.write(head)

    def write(self, content):
        self.add(self.packing.compress(content))

    def finish(self):
        self.add(self.packing.flush())
        self.seal(self.held, True)

    def add(self, packed):
        """Whole pieces are sealed as soon as more is known to follow."""
        self.held += packed
        while len(self.held) > PIECE:
            self.seal(self.held[:PIECE], False)
            del self.held[:PIECE]

    def seal(self, piece, is_last):
        nonce = make_nonce(self.number, is_last)
        self.file.write(self.key.encrypt(nonce, bytes(piece), self.head))
        self.number += 1


def open_pieces(file, key, head):
    """The opened pieces of a file behind its head, each looked at before it is given
    out."""
    number, sealed = 0, file.read(SEALED)
    while sealed:
        following = file.read(SEALED)
        try:
            piece = key.decrypt(make_nonce(number, not following), sealed, head)
        except InvalidTag as error:
            raise Altered(number, len(head) + number * SEALED) from error
        yield piece
        number, sealed = number + 1, following
    if number == 0:
        raise Cut


def unpack_pieces(packed):
    """What compressed pieces hold, in parts of UNPACKED bytes at most.

    However much is in one of them.
    """
    unpacking = zlib.decompressobj()
    for piece in packed:
        is_more = True
        while is_more:
            part = unpack_part(unpacking, piece)
            piece = unpacking.unconsumed_tail
            is_more = bool(piece) or len(part) == UNPACKED
            yield part
    if not unpacking.eof:
        raise Cut


def unpack_part(unpacking, piece):
    try:
        return unpacking.decompress(piece, UNPACKED)
    except zlib.error as error:
        raise NotPacked from error


def split_lines(parts, *, most):
    """The lines (without their end) of what comes in parts; none longer than `most`
    bytes."""
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > most:
            raise LineTooLong
        yield from whole
    if rest:
        raise Cut
