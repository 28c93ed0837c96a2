"""How are the figures called on screen, and which other figures explain one?"""

from reports.rates import OBLIGED

LABELS = {
    "members": "Đảng viên",
    "exempt": "Được miễn",
    "suspended": "Bị đình chỉ",
    "away": "Tạm vắng",
    "newcomers": "Mới về, chưa đến hạn",
    "obliged": "Phải xây dựng",
    "not_begun": "Chưa bắt đầu",
    "draft": "Đang viết",
    "cell_review": "Chi bộ góp ý",
    "finalizing": "Hoàn thiện",
    "signed": "Đã ký",
    "posted": "Đã nộp, niêm yết",
    "overdue": "Quá hạn",
    "participated": "Đã gửi chi bộ",
    "completed": "Xong cả bốn bước",
    "voluntary": "Được miễn mà vẫn viết (tự nguyện)",
    "guests": "Sinh hoạt tạm thời (khách)",
    "left_out": "Không phải xây dựng",
    "not_participated": "Chưa gửi chi bộ",
    "not_completed": "Chưa xong bốn bước",
    "waiting": "Chờ chi bộ đọc quá 7 ngày",
    "heads_unposted": "Người đứng đầu chưa niêm yết, nộp xong",
    "recalled": "Đảng ủy yêu cầu sửa",
    "mended": "Đã sửa theo yêu cầu của Đảng ủy",
    "unmended": "Còn phải sửa theo yêu cầu của Đảng ủy",
}
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
