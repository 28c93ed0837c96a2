"""Does a text look like a diagnosis? No illness is stored (DOMAIN.md §4); people write
one all the same.

Whole words only, with their marks or typed without any: "ung thư", "ung thu", "UNG
THƯ", but neither "Ung" nor "Tâm". A name that happens to be spelled like an illness
without its marks ("Ung Thu Hà") is none: all its words begin with a capital letter. It
is meant to warn, never to block.
"""

import re
import unicodedata

from cells.names import fold

ILLNESSES = """
ung thư | ung bướu | u não | u xơ | u tuyến | khối u | di căn | bạch cầu | máu trắng
xạ trị | hóa trị | hóa chất
k phổi | k gan | k vú | k dạ dày | k đại tràng | k trực tràng | k vòm | k vòm họng
k tuyến giáp | k tử cung | k máu
tiểu đường | đái tháo đường | đái đường | huyết áp | mỡ máu | tim mạch | bệnh tim
suy tim | hở van tim | mạch vành
đặt stent | nhồi máu | tai biến | đột quỵ | xuất huyết | liệt nửa người | bại liệt
bị liệt | động kinh
suy thận | suy gan | xơ gan | chạy thận | lọc máu | ghép thận | sỏi thận | suy hô hấp
hen suyễn | hen phế quản
lao phổi | bệnh lao | phổi tắc nghẽn | viêm | gút | bệnh gan | bệnh phổi | bệnh thận
bệnh phong
parkinson | alzheimer | sa sút trí tuệ | mất trí | tâm thần | trầm cảm | rối loạn lo âu
thần kinh | tự kỷ
gãy xương | gãy chân | gãy tay | gãy cổ xương đùi | loãng xương | thoái hóa khớp
thoái hóa cột sống | thoát vị
phẫu thuật | mổ tim | mổ não | ca mổ | sau mổ | đục thủy tinh thể | mù lòa | bị điếc
nhiễm trùng
hiv | aids | covid | copd | tbmmn | nmct | chẩn đoán | bệnh án | mắc bệnh | bị bệnh
"""
PHRASES = [
    tuple(phrase.split()) for phrase in re.split(r"[|\n]", ILLNESSES) if phrase.strip()
]


def find_diagnoses(text):
    """The words of a text that look like a diagnosis, as they were typed, each once."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text))
    found = []
    for start in range(len(words)):
        for phrase in PHRASES:
            typed = words[start : start + len(phrase)]
            hit = " ".join(typed)
            if says_phrase(typed, phrase) and hit not in found:
                found.append(hit)
    return found


def says_phrase(typed, phrase):
    if len(typed) != len(phrase):
        return False
    return all(map(is_same_word, typed, phrase)) and not is_persons_name(typed, phrase)


def is_same_word(typed, word):
    """With all its marks (wherever in it the tone was put) or with none."""
    typed = typed.casefold()
    return sort_letters(typed) == sort_letters(word) or typed == fold(word)


def sort_letters(word):
    """Its letters and marks in one order: "hoá" and "hóa" are two spellings of one
    word."""
    return sorted(unicodedata.normalize("NFD", word))


def is_persons_name(typed, phrase):
    """Words that begin with a capital and carry none of the marks of the illness."""
    illness = " ".join(phrase)
    bare = fold(illness)
    if bare == illness or " ".join(typed).casefold() != bare:
        return False
    return all(word.istitle() for word in typed)
