"""How does a file stay closed to everybody without its passphrase?

The bytes after the mark and the salt are pieces of the compressed content, each sealed
by AES-256-GCM with a key that scrypt makes of the passphrase. A piece's nonce is its
number and whether it is the last, and the head of the file is authenticated with every
piece: what was altered, cut, put in another order or sealed with another passphrase
opens nowhere. The content passes through in pieces, and is never on a disk in the
clear.
"""

import os
import struct
import unicodedata
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MARK = b"phucdong-ban-giao-1\n"
SALT = 16
PIECE = 1 << 16
SEALED = PIECE + 16
UNPACKED = 4 * PIECE
# Of scrypt: 64 MB and a quarter of a second for every guess at a passphrase.
COST = 1 << 16
# What a file may become when it is unpacked, as a whole and in one line: far above any
# real one (the demonstration, 1,500 members over five years, is 80 MB), far below what
# would fill a machine.
MOST_CONTENT = 2 << 30
MOST_IN_A_LINE = 16 << 20
SHORTEST, FEWEST_WORDS, FEWEST_CHARACTERS = 12, 4, 6

TOO_LARGE = "Tệp giải nén ra quá lớn, không phải tệp bàn giao thật."
NO_SUCH_FILE = (
    "Đây không phải tệp bàn giao của phần mềm này, hoặc là tệp của phiên bản khác."
)
WRONG = "Mật khẩu của tệp không đúng, hoặc tệp đã bị sửa."
ALTERED = "Tệp đã bị sửa hoặc bị cắt mất phần cuối."
CUT = "Tệp bị cắt mất phần cuối."


class CannotOpen(Exception):
    """Not such a file, or not its passphrase, or it was altered.

    The words say so and hold none of the content.
    """


class WeakPassphrase(Exception):
    """A passphrase that a machine would guess."""


def refuse_weak_passphrase(passphrase):
    """At least 12 characters or four words, and not the same few again and again."""
    words = {word for word in passphrase.casefold().split() if len(word) > 1}
    is_long = len(passphrase) >= SHORTEST or len(words) >= FEWEST_WORDS
    if not is_long or len(set(passphrase)) < FEWEST_CHARACTERS:
        raise WeakPassphrase


def derive_key(passphrase, salt):
    """The same passphrase gives the same key on every keyboard.

    As NFC, without blanks around it.
    """
    text = unicodedata.normalize("NFC", passphrase.strip())
    scrypt = Scrypt(salt=salt, length=32, n=COST, r=8, p=1)
    return AESGCM(scrypt.derive(text.encode()))


def make_nonce(number, is_last):
    return struct.pack(">7xI?", number, is_last)


class Sealer:
    """Takes lines of bytes and writes the closed file.

    Without the last piece, of `finish`, it opens nowhere.
    """

    def __init__(self, file, passphrase):
        refuse_weak_passphrase(passphrase)
        salt = os.urandom(SALT)
        self.head = MARK + salt
        self.key = derive_key(passphrase, salt)
        self.file = file
        self.packing = zlib.compressobj()
        self.held = bytearray()
        self.number = 0
        file.write(self.head)

    def write(self, line):
        self.add(self.packing.compress(line))

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


def read_sealed_lines(file, passphrase):
    """The lines (bytes, without their end) of a closed file.

    Raises CannotOpen, also in the midst of it.
    """
    rest, size = b"", 0
    for part in unpack_pieces(open_pieces(file, passphrase)):
        size += len(part)
        *whole, rest = (rest + part).split(b"\n")
        if size > MOST_CONTENT or len(rest) > MOST_IN_A_LINE:
            raise CannotOpen(TOO_LARGE)
        yield from whole
    if rest:
        raise CannotOpen(CUT)


def unpack_pieces(packed):
    """What compressed pieces hold, in parts of UNPACKED bytes at most.

    However much is in one of them.
    """
    unpacking = zlib.decompressobj()
    for piece in packed:
        is_more = True
        while is_more:
            part = decompress_part(unpacking, piece)
            piece = unpacking.unconsumed_tail
            is_more = bool(piece) or len(part) == UNPACKED
            yield part
    if not unpacking.eof:
        raise CannotOpen(CUT)


def decompress_part(unpacking, piece):
    try:
        return unpacking.decompress(piece, UNPACKED)
    except zlib.error as error:
        raise CannotOpen("Tệp không giải nén được.") from error


def open_pieces(file, passphrase):
    """The opened pieces of a file in order, each looked at before it is given out."""
    head = file.read(len(MARK) + SALT)
    if len(head) != len(MARK) + SALT or not head.startswith(MARK):
        raise CannotOpen(NO_SUCH_FILE)
    key = derive_key(passphrase, head[len(MARK) :])
    number, sealed = 0, file.read(SEALED)
    while sealed:
        following = file.read(SEALED)
        try:
            yield key.decrypt(make_nonce(number, not following), sealed, head)
        except InvalidTag as error:
            message = WRONG if number == 0 else ALTERED
            raise CannotOpen(message) from error
        number, sealed = number + 1, following
    if number == 0:
        raise CannotOpen(CUT)
