"""How does a backup stay closed to everybody who does not have the paper?

Every file has a key of its own, which is closed (HPKE, RFC 9180) with the public half
of the pair; the content is sealed with it (phucdong/sealed_pieces.py). The head names
the public half, so that a wrong paper is told from a file that was altered.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from backups import keys
from phucdong.sealed_pieces import (
    Altered,
    PieceSealer,
    Unsound,
    open_pieces,
    split_lines,
    unpack_pieces,
)
from phucdong.writing import count_text

MARK = b"phucdong-sao-luu-1\n"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# The key of the file, closed: what HPKE adds to 32 bytes.
CLOSED_KEY = 80
# A scanned paper of 12 MB, in letters.
MOST_IN_A_LINE = 64 << 20

NO_SUCH_FILE = (
    "Đây không phải bản sao lưu của phần mềm này, hoặc là tệp của phiên bản khác."
)
CUT = "Tệp bị cắt mất phần cuối."


class CannotOpen(Exception):
    """Not such a file, or not its key, or it was altered; the words say which."""


class ClosedFile(PieceSealer):
    """Takes bytes and writes a backup that the secret half of `public` opens."""

    def __init__(self, file, public):
        key = os.urandom(32)
        named = MARK + public.public_bytes_raw()
        closed = SUITE.encrypt(key, public, named)
        super().__init__(file, AESGCM(key), named + closed)


def read_closed_lines(file, secret):
    """The lines (bytes, without their end) of a backup; raises CannotOpen, also in the
    midst of it."""
    head = read_head(file)
    key = open_key(head, secret)
    parts = unpack_pieces(open_pieces(file, key, head))
    try:
        yield from split_lines(parts, most=MOST_IN_A_LINE)
    except Altered as error:
        place = count_text(error.position)
        raise CannotOpen(
            f"Tệp đã bị sửa hoặc bị cắt, từ byte thứ {place} trở đi."
        ) from error
    except Unsound as error:
        raise CannotOpen(CUT) from error


def read_head(file):
    size = len(MARK) + keys.SIZE + CLOSED_KEY
    head = file.read(size)
    if not head.startswith(MARK):
        raise CannotOpen(NO_SUCH_FILE)
    if len(head) != size:
        raise CannotOpen(CUT)
    return head


def open_key(head, secret):
    """The key of the file; the paper is compared first, by its words."""
    named, closed = head[:-CLOSED_KEY], head[-CLOSED_KEY:]
    public = X25519PublicKey.from_public_bytes(named[len(MARK) :])
    typed = secret.public_key()
    if public.public_bytes_raw() != typed.public_bytes_raw():
        raise CannotOpen(
            f"Không phải khóa của tệp này. Từ kiểm tra của tệp: "
            f"{keys.find_check_words(public)}; của khóa vừa gõ: "
            f"{keys.find_check_words(typed)}."
        )
    try:
        return AESGCM(SUITE.decrypt(closed, secret, named))
    except InvalidTag as error:
        raise CannotOpen("Tệp đã bị sửa ở phần đầu.") from error
