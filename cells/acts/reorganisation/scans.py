"""How does the paper of a decision come in?

Pictures are painted anew (picture_child.py), PDF files looked through (pdf_child.py)
and kept as they are; the rest stays out. Each is opened in a process with limits only.
"""

import hashlib

from django.db import transaction

from cells.acts.reorganisation import scan_limits as limits
from cells.acts.reorganisation.drafts import hold_draft
from cells.models import Scan
from phucdong.guarded_reading import Busy, ReadingFailed, open_in_child

PICTURE = "cells.acts.reorganisation.picture_child"
PDF = "cells.acts.reorganisation.pdf_child"
MOST_BYTES = limits.MOST_BYTES
TOO_LARGE = "Tệp lớn hơn 5 MB. Quét lại ở độ phân giải thấp hơn (150–200 dpi)."
BUSY = "Máy chủ đang đọc một tệp khác. Đợi một phút rồi chọn lại tệp này."
PICTURE_WORDS = {
    limits.DAMAGED: "Không mở được ảnh này. Quét hoặc chụp lại.",
    limits.TOO_LARGE: "Ảnh quá lớn. Quét lại ở độ phân giải thấp hơn (150–200 dpi).",
}
PDF_WORDS = {
    limits.DAMAGED: "Không mở được tệp PDF này. Quét lại.",
    limits.TOO_LARGE: (
        "Tệp PDF quá nặng nên không mở được. Quét lại thành PDF chỉ có hình, ở độ phân "
        "giải thấp hơn (150–200 dpi)."
    ),
    limits.LOCKED: "Tệp PDF có mật khẩu. Lưu lại không đặt mật khẩu.",
    limits.TOO_MANY_PAGES: f"Tệp PDF phải có từ 1 đến {limits.MOST_PAGES} trang.",
    limits.HOLDS_CODE: (
        "Tệp PDF có mã lệnh hoặc tệp đính kèm. Quét lại thành PDF chỉ có hình."
    ),
}


class NotTaken(Exception):
    """A file that is not kept; the words say why. Nothing was changed."""


def keep_scan(draft, name, content, *, by, at):
    """The paper of a draft, in place of an earlier one. Raises NotTaken or NoDraft."""
    content_type, kept = inspect_file(content)
    facts = {
        "name": name[-200:],
        "content_type": content_type,
        "content": kept,
        "digest": hashlib.sha256(kept).hexdigest(),
        "kept_by": by.user,
        "kept_at": at,
    }
    with transaction.atomic():
        held = hold_draft(draft)
        return Scan.objects.update_or_create(reorganisation=held, defaults=facts)[0]


def inspect_file(content):
    """(content type, bytes to keep) of a picture or PDF. Raises NotTaken."""
    if len(content) > MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    try:
        if content.startswith(b"%PDF-"):
            return look_through_pdf(content)
        if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            return paint_picture_anew(content)
    except Busy as error:
        raise NotTaken(BUSY) from error
    raise NotTaken("Chỉ nhận tệp PDF, JPEG hoặc PNG.")


def paint_picture_anew(content):
    """(content type, bytes) of the same picture without anything that came along with
    it."""
    try:
        with open_in_child(PICTURE, content) as output:
            content_type = output.readline(100).decode().strip()
            painted = output.read(limits.MOST_PAINTED + 1)
            if len(painted) > limits.MOST_PAINTED:
                raise ReadingFailed(limits.TOO_LARGE)
    except ReadingFailed as failed:
        raise NotTaken(find_words(PICTURE_WORDS, failed.code)) from failed
    return content_type, painted


def look_through_pdf(content):
    try:
        with open_in_child(PDF, content):
            pass
    except ReadingFailed as failed:
        raise NotTaken(find_words(PDF_WORDS, failed.code)) from failed
    return "application/pdf", content


def find_words(words, code):
    """Whatever else ends the process, a limit of memory or of time has done it."""
    return words.get(code, words[limits.TOO_LARGE])
