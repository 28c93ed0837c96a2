"""Reports of format 1, as version 0.2.0 froze them: without a number of a format and
without words of their own.

These are the words of version 0.2.0, whatever anything is called today. Nothing in this
module ever changes.
"""

FIGURES = [
    {"key": "members", "label": "Đảng viên"},
    {"key": "exempt", "label": "Được miễn"},
    {"key": "suspended", "label": "Bị đình chỉ"},
    {"key": "away", "label": "Tạm vắng"},
    {"key": "newcomers", "label": "Mới về, chưa đến hạn"},
    {"key": "obliged", "label": "Phải xây dựng"},
    {"key": "not_begun", "label": "Chưa bắt đầu"},
    {"key": "draft", "label": "Đang viết"},
    {"key": "cell_review", "label": "Chi bộ góp ý"},
    {"key": "finalizing", "label": "Hoàn thiện"},
    {"key": "signed", "label": "Đã ký"},
    {"key": "posted", "label": "Đã nộp, niêm yết"},
    {"key": "overdue", "label": "Quá hạn"},
    {"key": "participated", "label": "Đã gửi chi bộ", "of": "obliged"},
    {"key": "completed", "label": "Xong cả bốn bước", "of": "obliged"},
    {"key": "voluntary", "label": "Được miễn mà vẫn viết (tự nguyện)"},
    {"key": "guests", "label": "Sinh hoạt tạm thời (khách)"},
    {"key": "left_out", "label": "Không phải xây dựng", "rest_of": "obliged"},
    {"key": "not_participated", "label": "Chưa gửi chi bộ", "rest_of": "participated"},
    {"key": "not_completed", "label": "Chưa xong bốn bước", "rest_of": "completed"},
    {"key": "waiting", "label": "Chờ chi bộ đọc quá 7 ngày"},
    {"key": "heads_unposted", "label": "Người đứng đầu chưa niêm yết, nộp xong"},
    {"key": "recalled", "label": "Đảng ủy yêu cầu sửa"},
    {"key": "mended", "label": "Đã sửa theo yêu cầu của Đảng ủy"},
    {"key": "unmended", "label": "Còn phải sửa theo yêu cầu của Đảng ủy"},
]
GROUPS = [
    {
        "label": "Trong danh sách",
        "figures": ["members", "exempt", "suspended", "away", "newcomers", "obliged"],
    },
    {
        "label": "Kế hoạch đang ở đâu",
        "figures": [
            "not_begun",
            "draft",
            "cell_review",
            "finalizing",
            "signed",
            "posted",
        ],
    },
    {"label": "Trong đó", "figures": ["overdue", "participated"]},
    {"label": "Tính riêng", "figures": ["voluntary", "guests"]},
]
# The columns of the file: the figures in order as far as the voluntary ones, then the
# two rates.
FILE = [
    *({"figure": figure["key"], "label": figure["label"]} for figure in FIGURES[:16]),
    {"figure": "participated", "label": "Tỷ lệ tham gia", "of": "obliged"},
    {"figure": "completed", "label": "Tỷ lệ hoàn thành", "of": "obliged"},
]
DAYS = [
    {"key": "draft_due_on", "label": "Hạn gửi chi bộ"},
    {"key": "review_due_on", "label": "Hạn chi bộ góp ý"},
    {"key": "filed_due_on", "label": "Hạn ký, nộp"},
]
RECALLS = ["recalled", "mended", "unmended"]
WORDS = {
    "figures": FIGURES,
    "groups": GROUPS,
    "file": FILE,
    "days": DAYS,
    "recalls": RECALLS,
}
# The kind of cell that is a unit of people outside the Party.
UNIT = "unit"


def lift_document(content):
    """The content of a report of 0.2.0 in the shape of format 2."""
    return (
        content
        | WORDS
        | {"were": lift_table(content["were"]), "now": lift_table(content["now"])}
    )


def lift_table(table):
    return table | {
        "rows": [row | {"is_unit": row["kind"] == UNIT} for row in table["rows"]]
    }
