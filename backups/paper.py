"""What is printed of a new key, and how is it asked for again?"""

import getpass
import sys

from backups import keys

# So many groups stand in a row of the sheet, and are asked for together.
ROWS = (4, 4, 5)
WIDTH = 68
SHEET = """
  KHÓA MỞ BẢN SAO LƯU                                    Tờ {number}/2
  Lập ngày {day}

{rows}

  Từ kiểm tra: {words}

  Khóa này mở các bản sao lưu của phần mềm kế hoạch tu dưỡng, rèn
  luyện. Máy chủ không giữ nó. Mất cả hai tờ thì không ai mở được
  bản sao nào nữa. Ai có một tờ và một bản sao thì đọc được tất cả.

  Cất tờ này trong phong bì dán kín, tại:

  ........................................................

  Tờ kia cất ở nơi khác. Đừng chụp ảnh, đừng gửi qua mạng, đừng để
  cùng chỗ với bản sao.

  Khi cần: cài phần mềm trên máy mới, rồi chạy
      manage.py restore TỆP
  và gõ khóa theo từng hàng, không gõ số thứ tự của nhóm. Chữ cuối
  mỗi nhóm để kiểm tra nhóm ấy.
  LOG_KEY nằm trong bản sao; DJANGO_SECRET_KEY mất thì đặt khóa mới.
"""
CUT = f"- - - - {'cắt ở đây':^{WIDTH - 16}} - - - -"


def write_sheets(secret, day):
    """The sheet with the secret half, twice."""
    words = keys.find_check_words(secret.public_key())
    rows = "\n".join(f"  {line}" for line in write_rows(keys.write_secret(secret)))
    return f"\n{CUT}\n".join(
        SHEET.format(number=number, day=f"{day:%d/%m/%Y}", rows=rows, words=words)
        for number in (1, 2)
    )


def write_rows(groups):
    """The groups with their numbers in front, row by row."""
    lines, first = [], 0
    for number in ROWS:
        row = enumerate(groups[first : first + number], start=first + 1)
        lines.append("  ".join(f"{place:>2}) {group}" for place, group in row))
        first += number
    return lines


def ask_secret(told=sys.stderr):
    """The secret half, typed at the terminal row by row; a row with a wrong group is
    asked for again."""
    groups = []
    for number in ROWS:
        groups += ask_row(len(groups), number, told)
    return keys.read_secret("".join(groups))


def ask_row(first, number, told):
    """[group] of one row, each of them sound."""
    while True:
        prompt = f"Nhóm {first + 1} đến {first + number} (không hiện chữ): "
        try:
            return keys.read_row(getpass.getpass(prompt), first, number)
        except keys.Mistyped as error:
            told.write(f"{error} Gõ lại hàng này.\n")
