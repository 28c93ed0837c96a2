"""How is a text file with separators read? Any of ; , and tab, in the encodings that Vietnamese offices use."""

import csv
import io
import re
from collections import Counter

from cells.acts.register.errors import Unreadable

MOST_ROWS = 60_000
NOT_TEXT = (
    "Không đọc được chữ trong tệp này: có thể đây không phải bảng tính, hoặc tệp dùng bảng mã cũ (TCVN3, VNI). "
    "Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên."
)
WEB_PAGE = (
    "Đây là trang web hoặc tệp XML được đặt tên như bảng tính. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên."
)
MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)


def read_delimited(content):
    """Rows of str out of bytes. Raises Unreadable."""
    text = decode(content)
    if MARKUP.match(text):
        raise Unreadable(WEB_PAGE)
    asked = re.match(r"sep=(.)\s*[\r\n]", text)
    try:
        rows = split_all(text, asked[1] if asked else separator_of(text))
    except csv.Error as error:
        raise Unreadable(NOT_TEXT) from error
    if len(rows) >= MOST_ROWS:
        raise Unreadable("Tệp có quá nhiều dòng nên không đọc được. Hãy chia thành nhiều tệp nhỏ hơn.")
    return [[""], *rows[1:]] if asked else rows


def decode(content):
    for start, encoding in [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]:
        if content.startswith(start):
            return decoded(content, [encoding])
    return decoded(content, ["utf-8", "cp1258"])


def decoded(content, encodings):
    """The text in the first of the encodings that fits. Control characters mean that it is no text at all."""
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise Unreadable(NOT_TEXT)


def split_all(text, separator):
    """Rows of str; where a quotation mark is left open it is a letter, and does not swallow the rows after it."""
    try:
        return split(text, separator, strict=True)
    except csv.Error:
        return split(text, separator, quoting=csv.QUOTE_NONE)


def split(text, separator, **how):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, **how))


def separator_of(text):
    """The separator that cuts most of the first lines into the same, largest number of columns."""
    beginning = text[:50_000].rpartition("\n")[0] or text[:50_000]
    return max(";,\t|", key=lambda separator: usual_width(split(beginning, separator)))


def usual_width(rows):
    """(number of columns × rows that have it) of the commonest width above one; 0 when nothing is cut."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * rows for width, rows in widths.items()), default=0)
