"""How long may it take to make out what the rows of a list say?

A file may be small and still be full of words that have to be compared with all
headings. A list of 10,000 people takes about five seconds of processor time.
"""

import time

from cells.acts.register.sheets import Unreadable

SECONDS_TO_FIND = 3  # until the first headings of a register
SECONDS = 20
TOO_LONG = (
    "Đọc tệp này quá lâu nên đã dừng lại. Hãy chỉ giữ các trang danh sách đảng viên "
    "rồi lưu lại, hoặc chia thành nhiều tệp nhỏ hơn."
)


class ReadingTime:
    """Processor time that is spent on one list."""

    def __init__(self):
        self.began, self.most = time.process_time(), SECONDS_TO_FIND

    def allow_whole_list(self):
        """There are people in it."""
        self.most = SECONDS

    def check(self):
        """Raises Unreadable when it has taken too long."""
        if time.process_time() - self.began > self.most:
            raise Unreadable(TOO_LONG)
