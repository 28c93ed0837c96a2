"""How does a file stay closed to everybody without its passphrase?

The bytes after the mark and the salt are pieces of the compressed content, sealed
(phucdong/sealed_pieces.py) with a key that scrypt makes of the passphrase.
"""

import os
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from phucdong.sealed_pieces import (
    Altered,
    Cut,
    LineTooLong,
    NotPacked,
    PieceSealer,
    open_pieces,
    split_lines,
    unpack_pieces,
)

MARK = b"phucdong-ban-giao-1\n"
SALT = 16
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


class Sealer(PieceSealer):
    """Takes lines of bytes and writes the closed file."""

    def __init__(self, file, passphrase):
        refuse_weak_passphrase(passphrase)
        salt = os.urandom(SALT)
        super().__init__(file, derive_key(passphrase, salt), MARK + salt)


def read_sealed_lines(file, passphrase):
    """The lines (bytes, without their end) of a closed file.

    Raises CannotOpen, also in the midst of it.
    """
    head = file.read(len(MARK) + SALT)
    if len(head) != len(MARK) + SALT or not head.startswith(MARK):
        raise CannotOpen(NO_SUCH_FILE)
    key = derive_key(passphrase, head[len(MARK) :])
    parts = limit_size(unpack_pieces(open_pieces(file, key, head)))
    try:
        yield from split_lines(parts, most=MOST_IN_A_LINE)
    except Altered as error:
        message = WRONG if error.number == 0 else ALTERED
        raise CannotOpen(message) from error
    except Cut as error:
        raise CannotOpen(CUT) from error
    except NotPacked as error:
        raise CannotOpen("Tệp không giải nén được.") from error
    except LineTooLong as error:
        raise CannotOpen(TOO_LARGE) from error


def limit_size(parts):
    size = 0
    for part in parts:
        size += len(part)
        if size > MOST_CONTENT:
            raise CannotOpen(TOO_LARGE)
        yield part
