"""The process that paints a picture anew (guarded_reading.py starts it).

It writes a line with the kind of the picture, and the picture, upright, without
anything that a camera or a person hid in it.
"""

import io
import warnings

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin

from cells.acts.reorganisation import scan_limits as limits
from phucdong.guarded_child import Refused, run_guarded

# What Pillow would import on its way: once the limits hold, no module is opened any
# more. Photos of some telephones are several JPEG pictures in one file (MPO), and what
# a camera notes down is written as in a TIFF.
Image.preinit()
LOADED = (MpoImagePlugin, TiffImagePlugin)
BROKEN = (OSError, ValueError, SyntaxError)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def paint_picture_anew(content, output):
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        kind = "PNG" if picture.format == "PNG" else "JPEG"
        upright = draw_upright(picture)
    except TOO_LARGE as error:
        raise Refused(limits.TOO_LARGE) from error
    except BROKEN as error:
        raise Refused(limits.DAMAGED) from error
    clean = Image.frombytes("RGB", upright.size, upright.tobytes())
    painted = io.BytesIO()
    clean.save(painted, kind, quality=85, optimize=True)
    output.write(f"image/{kind.lower()}\n".encode() + painted.getvalue())


def draw_upright(picture):
    """Made smaller first, and a JPEG while it is decoded: what has many pixels is in
    memory once at most."""
    if picture.width * picture.height > limits.MOST_PIXELS:
        raise Refused(limits.TOO_LARGE)
    longest = limits.LONGEST_SIDE
    picture.thumbnail((longest, longest), reducing_gap=1.0)
    return ImageOps.exif_transpose(picture).convert("RGB")


if __name__ == "__main__":
    run_guarded(paint_picture_anew)
