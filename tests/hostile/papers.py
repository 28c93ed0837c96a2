"""Scans that somebody has made to harm: {what it is: (function that makes the content,
words with which it is refused)}.

With TAKEN in place of words, nothing in it does harm, and it is kept as any other.
"""

import io
import struct
import zlib

import pikepdf
from PIL import Image

TAKEN = None
KINDS = "Chỉ nhận tệp PDF, JPEG hoặc PNG"
BROKEN_PICTURE = "Không mở được ảnh này"
LARGE_PICTURE = "Ảnh quá lớn"
BROKEN_PDF = "Không mở được tệp PDF này"
HEAVY_PDF = "Tệp PDF quá nặng"
LOCKED = "Tệp PDF có mật khẩu"
PAGES = "từ 1 đến 50 trang"
CODE = "mã lệnh hoặc tệp đính kèm"


# --- pictures ---------------------------------------------------------------------


def picture(kind, size=(40, 20), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def chunk(kind, data=b""):
    check = struct.pack(">L", zlib.crc32(kind + data))
    return struct.pack(">L", len(data)) + kind + data + check


def png(*chunks, width=10, height=10, depth=8, colour=2):
    head = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND")
    )


def packed(size):
    return zlib.compress(bytes(size), 9)


def jpeg_of(width, height):
    """A small picture whose head claims another size."""
    content = bytearray(picture("JPEG"))
    place = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, place + 5, height, width)
    return bytes(content)


def scans_again(times):
    """A progressive picture whose last scan comes again and again."""
    content = picture("JPEG", (3000, 3000), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * times + content[-2:]


def bad_notes():
    """Notes of a camera that lead back to themselves."""
    notes = b"Exif\x00\x00II*\x00\x08\x00\x00\x00"
    notes += struct.pack("<HHHLLL", 1, 0x8769, 4, 1, 8, 8)
    content = picture("JPEG")
    return (
        content[:2]
        + b"\xff\xe1"
        + struct.pack(">H", len(notes) + 2)
        + notes
        + content[2:]
    )


PICTURES = {
    "a picture of 2.5 billion pixels": (lambda: png(width=50_000, height=50_000), LARGE_PICTURE),
    "a picture as large as can be": (lambda: png(width=2**31 - 1, height=2**31 - 1), f"{LARGE_PICTURE}|{BROKEN_PICTURE}"),
    "a picture of no pixel": (lambda: png(width=0, height=0), BROKEN_PICTURE),
    "36 million pixels in 140 kB": (lambda: png(chunk(b"IDAT", packed(6_000 * (6_000 * 4 + 1))), width=6_000, height=6_000, colour=6), LARGE_PICTURE),
    "a picture that unpacks to more than it has": (lambda: png(chunk(b"IDAT", packed(60_000_000))), TAKEN),
    "a remark of 100 MB": (lambda: png(chunk(b"zTXt", b"a\0\0" + packed(100_000_000)), chunk(b"IDAT", packed(310))), BROKEN_PICTURE),
    "100,000 remarks": (lambda: png(*[chunk(b"tEXt", b"a\0b")] * 100_000, chunk(b"IDAT", packed(310))), TAKEN),
    "colours of 100 MB": (lambda: png(chunk(b"iCCP", b"a\0\0" + packed(100_000_000)), chunk(b"IDAT", packed(310))), BROKEN_PICTURE),
    "a PNG cut short": (lambda: picture("PNG", (900, 900))[:200], BROKEN_PICTURE),
    "a PNG whose part is longer than it": (lambda: b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR" + bytes(30), BROKEN_PICTURE),
    "a moving PNG of 500 pictures": (lambda: picture("PNG", save_all=True, append_images=[Image.new("RGB", (40, 20), (at % 256, at // 256, 9)) for at in range(500)]), TAKEN),
    "a JPEG of 4 billion pixels": (lambda: jpeg_of(65_500, 65_500), LARGE_PICTURE),
    "a JPEG that claims 36 million pixels": (lambda: jpeg_of(6_000, 6_000), TAKEN),
    "a JPEG whose last scan comes 3,000 times": (lambda: scans_again(3_000), f"{LARGE_PICTURE}|{BROKEN_PICTURE}"),
    "a JPEG cut short": (lambda: picture("JPEG", (900, 900))[:400], BROKEN_PICTURE),
    "a JPEG of a head alone": (lambda: b"\xff\xd8\xff" + bytes(1_000), BROKEN_PICTURE),
    "a JPEG with notes in a circle": (bad_notes, TAKEN),
    "a JPEG that is a page of the web": (lambda: picture("JPEG", comment=b"<script>alert(1)</script>"), TAKEN),
    "a GIF": (lambda: picture("GIF"), KINDS),
    "a WebP": (lambda: b"RIFF\x00\x00\x00\x00WEBP" + bytes(100), KINDS),
    "a TIFF of four gigabytes": (lambda: b"II*\x00" + b"\xff" * 100, KINDS),
    "a drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', KINDS),
    "a GIF that begins as a PNG": (lambda: b"\x89PNG\r\n\x1a\n" + picture("GIF"), BROKEN_PICTURE),
    "PostScript that begins as a JPEG": (lambda: b"\xff\xd8\xff%!PS\n(/etc/passwd) run", BROKEN_PICTURE),
}  # fmt: skip


# --- PDF --------------------------------------------------------------------------


def pdf(change=lambda made: None, **saving):
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(out, **saving)
    return out.getvalue()


def written(*objects, root="1 0 R", more=""):
    """A PDF of objects as they stand here, numbered from 1."""
    out, places = b"%PDF-1.7\n", []
    for at, text in enumerate(objects, 1):
        places.append(len(out))
        text = text if isinstance(text, bytes) else text.encode()
        out += f"{at} 0 obj\n".encode() + text + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    begin, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return (
        out
        + f"trailer\n<</Size {size}/Root {root}{more}>>\nstartxref\n{begin}\n%%EOF\n".encode()
    )


CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def pages_of_pages(depth):
    """Each level names the next ten times: 10 ** depth pages."""
    levels = []
    for at in range(depth):
        kids = f"{at + 3} 0 R " * 10
        levels.append(f"<</Type/Pages/Count {10 ** (depth - at)}/Kids[{kids}]>>")
    return written(CATALOG, *levels, PAGE)


def stream(data, more=""):
    return f"<</Length {len(data)}{more}>>\nstream\n".encode() + data + b"\nendstream"


def packed_objects(size):
    """A stream of objects that unpacks to size bytes, and a table that leads there."""
    objects = stream(packed(size), "/Type/ObjStm/N 1/First 10/Filter/FlateDecode")
    body = b"%PDF-1.7\n1 0 obj\n" + objects + b"\nendobj\n"
    entries = b"\x00\x00\x00\xff" + b"\x01\x00\x09\x00" + b"\x02\x00\x01\x00"
    table = stream(entries, "/Type/XRef/Size 3/W[1 2 1]/Root 2 0 R")
    return (
        body + b"3 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )


def packed_table(size):
    """A table of objects that unpacks to size bytes."""
    table = stream(
        packed(size),
        f"/Type/XRef/Size {size // 4}/W[1 2 1]/Root 1 0 R/Filter/FlateDecode",
    )
    return b"%PDF-1.7\n1 0 obj\n" + table + b"\nendobj\nstartxref\n9\n%%EOF\n"


def with_script(made):
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS="app.alert(1)"
    )


def with_attachment(made):
    made.attachments["x.exe"] = b"MZ"


def with_launch(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    made.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(A=action)])


def with_form(made):
    made.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Array([]))


def many_pages(made):
    for _ in range(2_000):
        made.add_blank_page()


PDFS = {
    "a million pages": (lambda: pages_of_pages(6), f"{PAGES}|{HEAVY_PDF}|{BROKEN_PDF}"),
    "10 ** 30 pages": (lambda: pages_of_pages(30), f"{PAGES}|{HEAVY_PDF}|{BROKEN_PDF}"),
    "2,001 pages": (lambda: pdf(many_pages), PAGES),
    "a million pages, it says": (lambda: written(CATALOG, "<</Type/Pages/Count 1000000/Kids[3 0 R]>>", PAGE), TAKEN),
    "pages in a circle": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[2 0 R]>>"), f"{BROKEN_PDF}|{PAGES}"),
    "no page": (lambda: written(CATALOG, "<</Type/Pages/Count 0/Kids[]>>"), PAGES),
    "an object that is itself": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, "4 0 R"), TAKEN),
    "a stream as long as itself": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, b"<</Length 4 0 R>>\nstream\nx\nendstream"), TAKEN),
    "lists in lists": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, "[" * 200_000 + "]" * 200_000), TAKEN),
    "dictionaries in dictionaries": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, "<</A" * 100_000 + " 1" + ">>" * 100_000), TAKEN),
    "code in 30 lists": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, "[" * 30 + "<</S/JavaScript>>" + "]" * 30), CODE),
    "a list of half a million numbers": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, "[" + "1 " * 500_000 + "]"), TAKEN),
    "objects that unpack to 400 MB": (lambda: packed_objects(400_000_000), f"{HEAVY_PDF}|{BROKEN_PDF}"),
    "a table that unpacks to 200 MB": (lambda: packed_table(200_000_000), f"{HEAVY_PDF}|{BROKEN_PDF}"),
    "a table before itself": (lambda: written(CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, more="/Prev 9"), TAKEN),
    "a number of objects that lies": (lambda: pdf().replace(b"/Size ", b"/Size 99999999"), TAKEN),
    "5 MB of nothing": (lambda: b"%PDF-1.7\n" + bytes(5_000_000), BROKEN_PDF),
    "5 MB of brackets": (lambda: b"%PDF-1.7\n" + b"[" * 5_000_000, f"{BROKEN_PDF}|{HEAVY_PDF}"),
    "5 MB of beginnings of objects": (lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 600_000, f"{BROKEN_PDF}|{HEAVY_PDF}"),
    "a PDF cut short": (lambda: pdf()[:200], BROKEN_PDF),
    "a PDF that is locked": (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), LOCKED),
    "a PDF locked for changes": (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")), LOCKED),
    "a PDF that runs on opening": (lambda: pdf(with_script), CODE),
    "a PDF that begins a program": (lambda: pdf(with_launch), CODE),
    "a PDF with a file within": (lambda: pdf(with_attachment), CODE),
    "a PDF with a form of code": (lambda: pdf(with_form), CODE),
    "a PDF that is a page of the web": (lambda: b"%PDF-1.7<script>alert(1)</script>" + bytes(100), BROKEN_PDF),
    "a PDF larger than 5 MB": (lambda: b"%PDF-" + bytes(5 * 1024 * 1024), "lớn hơn 5 MB"),
}  # fmt: skip

PAPERS = PICTURES | PDFS
