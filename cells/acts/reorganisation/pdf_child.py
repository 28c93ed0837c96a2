"""The process that looks through a PDF (guarded_reading.py starts it).

It writes nothing: that it ends well says that there is nothing in the file that runs,
hides or locks.
"""

import io

import pikepdf

from cells.acts.reorganisation import scan_limits as limits
from phucdong.guarded_child import Refused, run_guarded

DEEPEST = 20
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


def look_through_pdf(content, output):
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            refuse_unwanted(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(limits.LOCKED) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise Refused(limits.DAMAGED) from error


def refuse_unwanted(pdf):
    if pdf.is_encrypted:
        raise Refused(limits.LOCKED)
    if not 0 < len(pdf.pages) <= limits.MOST_PAGES:
        raise Refused(limits.TOO_MANY_PAGES)
    if any(holds_unwanted(part) for part in [pdf.trailer, *pdf.objects]):
        raise Refused(limits.HOLDS_CODE)


def holds_unwanted(part, depth=0):
    """Whether a dictionary, or one that stands within it, has a key or an action that
    is not wanted; what lies too deep to be seen is not wanted either."""
    if not isinstance(part, pikepdf.Object):
        return False
    if depth > DEEPEST:
        return True
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


if __name__ == "__main__":
    # qpdf takes random numbers from a device where a file is locked.
    run_guarded(look_through_pdf, open_files=32)
