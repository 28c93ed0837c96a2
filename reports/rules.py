"""In which words are the figures told to people, and in which groups do they stand?

The words are those of the screen, of a frozen report and of the documents. What the
code does is reports/rates.py; whoever changes a figure there changes its sentence here.
"""

from reports.figures import LABELS

# The figures of the table of numbers, in the groups of its columns.
GROUPS = {
    "Trong danh sách": (
        "members",
        "exempt",
        "suspended",
        "away",
        "newcomers",
        "obliged",
    ),
    "Kế hoạch đang ở đâu": (
        "not_begun",
        "draft",
        "cell_review",
        "finalizing",
        "signed",
        "posted",
    ),
    "Trong đó": ("overdue", "participated"),
    "Tính riêng": ("voluntary", "guests"),
}
# A figure that says only the rest of another, and that other.
REST = {
    "left_out": "obliged",
    "not_participated": "participated",
    "not_completed": "completed",
}

# What holds for all of them.
GENERAL = (
    "Mọi số liệu tính đến hết một ngày, theo giờ Việt Nam: ai đang sinh hoạt ở chi "
    "bộ nào, được miễn hay không, kế hoạch đang ở bước nào vào cuối ngày đó. Việc "
    "xảy ra sau ngày ấy không làm thay đổi số liệu của ngày ấy.",
    "Mỗi đảng viên được tính một lần, ở chi bộ sinh hoạt chính thức; người sinh "
    "hoạt tạm thời được ghi riêng và tính ở nơi sinh hoạt chính thức.",
    "Ai thuộc hai diện thì tính vào diện đứng trước: được miễn, bị đình chỉ, tạm vắng, "
    "mới về.",
    "Số phải xây dựng = đảng viên chính thức và dự bị, trừ người được miễn, bị đình"
    " chỉ, tạm vắng, mới về chưa đến hạn.",
    "Tỷ lệ xây dựng kế hoạch = số đã từng gửi chi bộ ÷ số phải xây dựng.",
    "Tỷ lệ hoàn thành quy trình = số đã qua đủ bốn bước ÷ số phải xây dựng.",
    "Chỉ ghi 100% khi hai số bằng nhau; không có ai phải xây dựng thì ghi “–”.",
    "Bản viết tay do chi ủy gõ giúp và bản ký mực được tính như bản viết, ký trên máy.",
    "Đơn vị của người ngoài Đảng tính riêng, không cộng vào đảng bộ.",
    "“Theo chi bộ lúc đó”: chi bộ có trong ngày ấy, với tên lúc ấy. “Theo chi bộ "
    "hiện nay”: số liệu của chi bộ đã kết thúc gộp vào chi bộ kế tục; chia tách thì"
    " gộp vào chi bộ được ghi là kế tục; giải thể mà không có chi bộ kế tục thì giữ"
    " nguyên. Đảng bộ về dưới cấp trên sau ngày ấy chỉ được tính khi xem theo chi "
    "bộ hiện nay.",
    "Sửa lịch của năm, hủy hoặc sửa một ngày đã ghi sai thì số liệu các ngày trước "
    "được tính lại; bản đã chốt giữ nguyên.",
)
# What each figure counts.
RULES = {
    "members": (
        "đảng viên chính thức và dự bị đang sinh hoạt chính thức tại chi bộ (ở đơn vị: "
        "người đang làm việc)."
    ),
    "exempt": "đang được miễn công tác và sinh hoạt đảng.",
    "suspended": "đang bị đình chỉ sinh hoạt đảng.",
    "away": "đang tạm chuyển sinh hoạt ra ngoài địa bàn.",
    "newcomers": (
        "kết nạp hoặc từ nơi khác về sau hạn gửi chi bộ, chưa đủ 30 ngày; có hạn riêng "
        "là 30 ngày từ ngày về."
    ),
    "obliged": "đảng viên trừ bốn diện trên.",
    "not_begun": "phải xây dựng mà chưa có kế hoạch.",
    "draft": "đang viết, hoặc được trả lại để sửa.",
    "cell_review": "đã gửi, chi bộ đang đọc.",
    "finalizing": (
        "chi bộ đã thông qua, hoặc Đảng ủy yêu cầu sửa; người viết đang hoàn thiện."
    ),
    "signed": "đã ký chính thức, chưa nộp hoặc chưa niêm yết xong.",
    "posted": "đã nộp 01 bản; người đứng đầu đã niêm yết.",
    "overdue": (
        "chưa gửi khi đã qua hạn gửi, chi bộ chưa đọc xong khi đã qua hạn góp ý, hoặc "
        "chưa nộp khi đã qua hạn nộp. Người mới về sau hạn gửi, và người vừa hết miễn, "
        "hết đình chỉ, hết tạm vắng, có hạn riêng cho cả ba việc: 30 ngày từ ngày ấy. "
        "Người đứng đầu đã nộp mà chưa niêm yết: qua hạn nộp và qua 30 ngày từ ngày là "
        "người đứng đầu."
    ),
    "participated": "phải xây dựng và đã từng gửi chi bộ, kể cả khi được trả lại.",
    "completed": "phải xây dựng và đã qua đủ bốn bước.",
    "voluntary": "được miễn mà đã gửi kế hoạch; không tính vào tỷ lệ nào.",
    "guests": "sinh hoạt tạm thời tại chi bộ; tính ở nơi sinh hoạt chính thức.",
    "left_out": "được miễn, bị đình chỉ, tạm vắng, mới về chưa đến hạn.",
    "not_participated": "phải xây dựng mà chưa lần nào gửi chi bộ.",
    "not_completed": "phải xây dựng mà chưa qua đủ bốn bước.",
    "waiting": "kế hoạch đã ở chi bộ hơn 7 ngày mà chưa đọc xong.",
    "heads_unposted": (
        "là người đứng đầu vào ngày tính số liệu, phải xây dựng mà chưa niêm yết, nộp "
        "xong; kể cả người thành người đứng đầu sau khi đã xong bốn bước."
    ),
    "recalled": (
        "Đảng ủy đã từng yêu cầu sửa trong năm; người đã rời đảng bộ tính ở chi bộ giữ "
        "kế hoạch."
    ),
    "mended": "trong số đó đã ký lại.",
    "unmended": "trong số đó chưa ký lại.",
}


def write_rules():
    """{"general": [sentence], "figures": [[label, sentence]]}, as it is frozen."""
    sentences = [[LABELS[figure], rule] for figure, rule in RULES.items()]
    return {"general": list(GENERAL), "figures": sentences}
