"""Which facts does the wording of one heading promise? The list of usual wordings."""

import re
from functools import lru_cache

from cells.acts.register.values import clean, folded

UNUSED = ""  # a heading that is understood, and not needed
BIRTH, ADMISSION = "born", "admitted"


def has(words):
    """The pattern of a heading that has one of these among its words."""
    return rf".*\b({words})\b.*"


# (fact, pattern for the whole heading folded), the first that fits. Headings that resemble others come first.
RULES = [
    ("sex", r"(nam nu|gioi tinh)\b.*"),
    ("arrived", has("chuyen den|tiep nhan|noi den")),
    ("sent", has("chuyen( sinh hoat| shd| sh)?( dang)? (di|ra)")),
    ("died", has("tu tran|chet")),
    ("died", r"mat|da mat"),
    ("left", has("ra khoi dang|ra dang|xoa ten|khai tru")),
    (UNUSED, has("ten (vo|chong|cha|bo|me|con|nguoi)")),
    (UNUSED, has("noi sinh(?! hoat)|noi o|cho o|thuong tru|tam tru|dia chi|noi cu tru")),
    ("ethnicity", has("dan toc")),
    ("religion", has("ton giao")),
    ("theory", has("ly luan|llct")),
    ("languages", has("ngoai ngu")),
    ("profession", has("chuyen mon|cmnv")),
    ("education", has("van hoa|hoc van")),
    (UNUSED, has("trinh do|tin hoc|hoc vi|tuoi")),
    ("badge", has("huy hieu")),
    ("dossier", has("ly lich|shsl|ho so")),
    (UNUSED, has("can cuoc|cccd|cmnd|cmtnd|cmt|dinh danh|bhyt|bhxh|ngan hang|email|luong|dang phi|chu ky")),
    (UNUSED, has("xep loai|khen thuong|ky luat|ky nhan|ky ten|vao doan|gioi thieu|so qd|quyet dinh|nghi quyet")),
    (UNUSED, r"(noi|chi bo|dang bo|co so|so) .*\b(ket nap|vao dang|cap|cong nhan)\b.*"),
    (UNUSED, has("ngay (cap|phat|doi|nhan) the|chinh quyen|doan the|chuc danh nghe")),
    ("occupation_before", has("(nghe|nghe nghiep|cong viec) (truoc|khi vao)")),
    ("serial", r"stt|s tt|so tt|tt|so thu tu|thu tu|so|s t t"),
    ("birth_name", r"(ho )?(va |chu dem |ten |chu )*(ten )?khai sinh"),
    ("family_name", r"ho|ho (va )?(ten |chu )?(dem|lot)"),
    ("given_name", r"ten|ten goi"),
    (
        "full_name",
        r"(ten|ho ten|ho va ten|ho chu dem va ten|ho va chu dem va ten|ho dem va ten)"
        r"( day du| dang dung| viet hoa)?( cua)?( dong chi| dang vien| dv| can bo)?",
    ),
    ("exempt", has("mien (sh|sinh hoat|ct|cong tac|hop|shd|cong|scb)|dv mien|dang vien mien|duoc mien|dien mien")),
    ("exempt", r"mien"),
    ("phone", has("dien thoai|sdt|so dt|di dong|dtdd|phone|so may")),
    ("phone", r"dt"),
    ("card", has("so the|the dang|the dv|ma the|sothe|so tdv|tdv")),
    ("occupation", has("nghe|nghe nghiep|don vi|noi lam viec|noi cong tac|co quan|cong viec|hien lam|cong tac")),
    ("post", has("chuc vu|chuc danh|nhiem vu|cap uy")),
    ("official", has("chinh thuc")),
    (ADMISSION, has("vao dang|ket nap|du bi|vao dcsvn|vao dcs")),
    (BIRTH, r"(?!.*\bsinh hoat\b).*\b(sinh|ntns|ngay thang nam sinh)\b.*"),
    ("sex", r"gioi|phai|.*\bgioi tinh\b.*"),
    ("female", r"nu"),
    ("native_place", has("que quan|nguyen quan|que")),
    ("cell", r"(ten |thuoc |sh |sinh hoat |dang |tai |noi )*(chi bo|cb|tccsd|to chuc dang)( dang)?( sinh hoat)?"),
    ("cell", r"noi sinh hoat.*"),
    ("notes", r"(ghi|chi) chu.*|luu y.*"),
    ("service", has("bo doi|quan doi|cong an|huu tri|nghi huu")),
]
COMPILED = [(fact, re.compile(pattern)) for fact, pattern in RULES]
PARTS = re.compile(r"[\n/;,+()&]|\s[-–]\s")
IN_ONE = re.compile(r"\b(vao dang|ket nap)\b.*\b(ngay|du bi)\b.*\bchinh thuc\b|\bdu bi\b.*\bchinh thuc\b")


@lru_cache(maxsize=20_000)
def facts_of(heading):
    """Facts in the order in which a heading names them, () for other text.

    More than one means that the cells below hold several things. UNUSED stands for what is known and not needed.
    """
    text = heading.strip()
    if not text or len(text) > 160 or re.search(r"(?<!\()\d", text):
        return ()
    if clean(text).lower() == "nam":  # "Năm" (year) folds to the same letters
        return ("male",)
    whole = fact_of(folded(text))
    if whole in ("sex", "sent", "died", "left", "arrived", "full_name"):
        return (whole,)
    if IN_ONE.search(folded(text)):
        return (ADMISSION, "official")
    parts = [fact_of(folded(part)) for part in PARTS.split(text) if folded(part)]
    found = list(dict.fromkeys(part for part in parts if part is not None))
    if not found:
        return () if whole is None else (whole,)
    return tidy(found, whole)


def fact_of(words):
    return next((fact for fact, pattern in COMPILED if words and pattern.fullmatch(words)), None)


def tidy(found, whole):
    """Parts that only explain one another become one fact: "Ngày, tháng, năm sinh", "Chức vụ, đơn vị công tác"."""
    if {"post", "occupation"} <= set(found):
        return ("occupation",)
    if {"male", "female"} & set(found) and BIRTH in found:
        return (BIRTH,)
    if set(found) == {ADMISSION, "official"} and whole == "official":
        return ("official",)
    return tuple(found)
