"""How tests send the forms of the reader's pages."""

import re
import uuid
from html import unescape


def send(client, plan, step, *, seen=None, key=None, **fields):
    sent = {
        "key": key or uuid.uuid4(),
        "seen": plan.revision if seen is None else seen,
        **fields,
    }
    return client.post(f"/ke-hoach/{plan.pk}/buoc/{step}/", sent)


def say(client, plan, place="political", *, seen=None, key=None, **fields):
    sent = {
        "key": key or uuid.uuid4(),
        "seen": plan.revision if seen is None else seen,
        "place": place,
        **fields,
    }
    return client.post(f"/ke-hoach/{plan.pk}/gop-y/", sent)


def text_of(response):
    """The words on a page, without tags, one space between."""
    plain = re.sub(
        r"<(script|style).*?</\1>|<[^>]+>",
        " ",
        response.content.decode(),
        flags=re.DOTALL,
    )
    return re.sub(r"\s+([.,:)])", r"\1", " ".join(plain.split()))


BREAKS = "p|h1|h2|h3|li|ol|ul|dl|div|tr|section|header|footer|summary|details"


def lines_of(html):
    """The words of a piece of a page, a line for each paragraph, heading, item or pair
    of a list of facts."""
    broken = re.sub(rf"</?({BREAKS})\b[^>]*>", "\n", " ".join(html.split()))
    plain = unescape(re.sub(r"<[^>]+>", " ", broken.replace("</dt>", ":")))
    lines = (
        re.sub(r"\s+([.,:;])", r"\1", " ".join(line.split()))
        for line in plain.splitlines()
    )
    return [line for line in lines if line]


def piece_of(response, begins, ends):
    """The HTML of a page between two marks."""
    return response.content.decode().split(begins, 1)[1].split(ends, 1)[0]


def table_rows(response):
    """[[the words of a cell]] of the only table of a page, row by row."""
    rows = re.findall(
        r"<tr.*?</tr>", piece_of(response, "<tbody>", "</tbody>"), re.DOTALL
    )
    return [
        [
            " ".join(lines_of(cell))
            for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def list_rows(response, begins):
    """[the words of an item] of the first list of a page after a mark."""
    items = re.findall(
        r"<li\b.*?</li>",
        re.split("</[uo]l>", piece_of(response, begins, "</main>"))[0],
        re.DOTALL,
    )
    return [" ".join(lines_of(item)) for item in items]


# What the cast writes (tests/people.py), as it stands on a page to read.
WRITTEN = [
    "Tư tưởng chính trị",
    "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang.",
    "Hạn chế",
    "Ít phát biểu khi họp chi bộ",
    "Nguyên nhân: Chuẩn bị chưa kỹ trước buổi họp",
    "Khắc phục: Mỗi kỳ họp nói một lần",
    "Thời hạn: 31/03/2026",
    "Chậm trả lời đơn của dân",
    "Khắc phục: Trả lời trong 05 ngày",
    "Thời hạn: hằng tháng",
    "Người giúp: Tổ đảng số 2",
    "Việc đăng ký",
    "Vận động các hộ ngõ 94",
    "Kết quả cần đạt: 30/38 hộ phân loại rác",
    "Thời hạn: 30/06/2026",
    "Căn cứ: Nhiệm vụ",
    "Thăm các gia đình chính sách",
    "Kết quả cần đạt: 12 gia đình trong năm",
    "Thời hạn: 27/07/2026",
    "Căn cứ: Nghị quyết 4",
    "Nộp các khoản quỹ của khu phố",
    "Kết quả cần đạt: 04 khoản, nộp một lần",
    "Thời hạn: 15/11/2026",
    "Căn cứ: Khuyết điểm",
]
