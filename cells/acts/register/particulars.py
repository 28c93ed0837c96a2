"""Which facts of the official register does no column of Member hold? Member.particulars has them by these keys."""

# {key: label}; the reader knows their headings (cells/acts/register/wordings.py), the exporter writes them.
# Notes are left out on purpose: people write diagnoses there.
PARTICULARS = {
    "ethnicity": "dân tộc",
    "religion": "tôn giáo",
    "education": "trình độ văn hóa",
    "theory": "lý luận chính trị",
    "profession": "trình độ chuyên môn",
    "languages": "ngoại ngữ",
    "occupation_before": "nghề nghiệp khi vào Đảng",
    "dossier": "số lý lịch",
    "badge": "huy hiệu Đảng",
    "service": "bộ đội, công an, hưu trí",
}
