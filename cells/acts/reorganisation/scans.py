"""How does the paper of a decision come in?

Pictures are painted anew, PDF files looked through; the rest stays out. A picture is
decoded and encoded again, so that what a camera or a person hid in it is gone. A PDF is
kept as it is, if it holds nothing that runs, hides or locks.
"""

import hashlib
import io
import warnings

import pikepdf
from django.db import transaction
from PIL import Image, ImageOps

from cells.acts.reorganisation.drafts import hold_draft
from cells.models import Scan

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PAGES = 50
LONGEST_SIDE = 3000
TOO_LARGE = "Tệp lớn hơn 5 MB. Quét lại ở độ phân giải thấp hơn (150–200 dpi)."
# What a PDF of a scanner never has: code, files within, actions on opening, forms with
# code.
UNWANTED = (
    "/JavaScript",
    "/EmbeddedFiles",
    "/JS",
    "/Launch",
    "/AA",
    "/OpenAction",
    "/XFA",
    "/EmbeddedFile",
    "/RichMedia",
)


class NotTaken(Exception):
    """A file that is not kept; the words say why. Nothing was changed."""


@transaction.atomic
def keep_scan(draft, name, content, *, by, at):
    """The paper of a draft, in place of an earlier one. Raises NotTaken or NoDraft."""
    content_type, kept = inspect_file(content)
    held = hold_draft(draft)
    facts = {
        "name": name[-200:],
        "content_type": content_type,
        "content": kept,
        "digest": hashlib.sha256(kept).hexdigest(),
        "kept_by": by.user,
        "kept_at": at,
    }
    return Scan.objects.update_or_create(reorganisation=held, defaults=facts)[0]


def inspect_file(content):
    """(content type, bytes to keep) of a picture or PDF. Raises NotTaken."""
    if len(content) > MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        look_through_pdf(content)
        return "application/pdf", content
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return paint_picture_anew(content)
    raise NotTaken("Chỉ nhận tệp PDF, JPEG hoặc PNG.")


def paint_picture_anew(content):
    """(content type, bytes) of the same picture, upright, without anything that came
    along with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise NotTaken(
                    "Ảnh quá lớn. Quét lại ở độ phân giải thấp hơn (150–200 dpi)."
                )
            kind = picture.format
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotTaken("Không mở được ảnh này. Quét hoặc chụp lại.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.frombytes("RGB", upright.size, upright.tobytes())
    out = io.BytesIO()
    clean.save(out, kind, quality=85, optimize=True)
    return f"image/{kind.lower()}", out.getvalue()


def look_through_pdf(content):
    """Raises NotTaken."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise NotTaken("Tệp PDF có mật khẩu. Lưu lại không đặt mật khẩu.")
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                raise NotTaken(f"Tệp PDF phải có từ 1 đến {MOST_PAGES} trang.")
            if any(holds_unwanted(part) for part in [pdf.trailer, *pdf.objects]):
                raise NotTaken(
                    "Tệp PDF có mã lệnh hoặc tệp đính kèm. Quét lại thành PDF chỉ có "
                    "hình."
                )
    except pikepdf.PasswordError as error:
        raise NotTaken("Tệp PDF có mật khẩu. Lưu lại không đặt mật khẩu.") from error
    except pikepdf.PdfError as error:
        raise NotTaken("Không mở được tệp PDF này. Quét lại.") from error


def holds_unwanted(part, depth=0):
    """Whether a dictionary, or one that stands within it, has a key or an action that
    is not wanted."""
    if depth > 20 or not isinstance(part, pikepdf.Object):
        return False
    if isinstance(part, pikepdf.Array):
        items = list(part)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
        if any(name in part for name in UNWANTED):
            return True
        if str(part.get("/S", "")) in UNWANTED:
            return True
        items = [item for _, item in part.items()]
    else:
        return False
    within = [item for item in items if not is_indirect(item)]
    return any(holds_unwanted(item, depth + 1) for item in within)


def is_indirect(item):
    """Those are among the objects of the file themselves."""
    return isinstance(item, pikepdf.Object) and item.is_indirect
