"""Which figures are there: how is each called, whom does it count, and which others
explain it?

What they mean says reports/rates.py, in words for everybody reports/rules.py.
"""

from dataclasses import dataclass

from plans.models import Status


@dataclass(frozen=True)
class Figure:
    """How it is called on screen, whom it counts (places) and what is asked of them
    (tally.MEASURES)."""

    label: str
    places: tuple
    measure: str = "person"


LEFT_OUT = ("exempt", "suspended", "away", "newcomer")
OBLIGED = ("not_begun", *Status.values)
UNFINISHED = OBLIGED[:-1]
AT_HOME = (*LEFT_OUT, *OBLIGED)
EVER_HERE = (*AT_HOME, "gone")

# The counts and the names behind them both come from here.
FIGURES = {
    "members": Figure("Đảng viên", AT_HOME),
    "exempt": Figure("Được miễn", ("exempt",)),
    "suspended": Figure("Bị đình chỉ", ("suspended",)),
    "away": Figure("Tạm vắng", ("away",)),
    "newcomers": Figure("Mới về, chưa đến hạn", ("newcomer",)),
    "obliged": Figure("Phải xây dựng", OBLIGED),
    "not_begun": Figure("Chưa bắt đầu", ("not_begun",)),
    "draft": Figure("Đang viết", ("draft",)),
    "cell_review": Figure("Chi bộ góp ý", ("cell_review",)),
    "finalizing": Figure("Hoàn thiện", ("finalizing",)),
    "signed": Figure("Đã ký", ("signed",)),
    "posted": Figure("Đã nộp, niêm yết", ("posted",)),
    "overdue": Figure("Quá hạn", OBLIGED, "late"),
    "participated": Figure("Đã gửi chi bộ", OBLIGED, "sent"),
    "completed": Figure("Xong cả bốn bước", ("posted",)),
    "voluntary": Figure("Được miễn mà vẫn viết (tự nguyện)", ("exempt",), "sent"),
    "guests": Figure("Sinh hoạt tạm thời (khách)", ("guest",)),
    "left_out": Figure("Không phải xây dựng", LEFT_OUT),
    "not_participated": Figure("Chưa gửi chi bộ", OBLIGED, "unsent"),
    "not_completed": Figure("Chưa xong bốn bước", UNFINISHED),
    "waiting": Figure("Chờ chi bộ đọc quá 7 ngày", AT_HOME, "waiting"),
    "heads_unposted": Figure(
        "Người đứng đầu chưa niêm yết, nộp xong", OBLIGED, "head_not_done"
    ),
    "recalled": Figure("Đảng ủy yêu cầu sửa", EVER_HERE, "recalled"),
    "mended": Figure("Đã ký lại theo yêu cầu của Đảng ủy", EVER_HERE, "mended"),
    "unmended": Figure("Chưa ký lại theo yêu cầu của Đảng ủy", EVER_HERE, "unmended"),
}
LABELS = {name: figure.label for name, figure in FIGURES.items()}
# Figures that are shown as a share of the obliged, and who is missing from them.
RATES = {"participated": "not_participated", "completed": "not_completed"}
# Figure -> the groups that are counted beside it or left out of it.
OUTSIDE = ("exempt", "suspended", "away", "newcomers")
BESIDE = {
    "participated": ("not_participated", *OUTSIDE, "voluntary"),
    "completed": ("not_completed", *OUTSIDE),
    "not_participated": ("participated", *OUTSIDE),
    "not_completed": ("completed", *OUTSIDE),
    "obliged": (*OUTSIDE, "guests"),
    "members": ("obliged", *OUTSIDE, "guests"),
    "left_out": (*OUTSIDE, "voluntary", "obliged"),
    "recalled": ("mended", "unmended"),
    "mended": ("recalled", "unmended"),
    "unmended": ("recalled", "mended"),
    **dict.fromkeys(OBLIGED, ("obliged", *OUTSIDE)),
}
# Where somebody stands, when it is not where their plan stands.
STANDINGS = {
    "exempt": "Được miễn",
    "suspended": "Bị đình chỉ",
    "away": "Tạm vắng",
    "newcomer": "Mới về",
    "guest": "Khách",
    "gone": "Không còn ở chi bộ",
}
# Where a plan stands.
STATES = {"not_begun": LABELS["not_begun"], **dict(Status.choices)}
