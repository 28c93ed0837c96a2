"""What about the walls asks for the ward's attention: postings that are over, a board
in the software of which nobody has said whether it is to be on?"""

from django.urls import reverse

from phucdong.writing import padded
from reports.pages.dashboard.attention import Notice
from reports.pages.dashboard.waiting import ENDED, UNDECIDED


def list_wall_notices(waiting):
    """[Notice] of these [Waiting]."""
    notices = []
    whys = [row.why for row in waiting]
    ended = whys.count(ENDED)
    if ended:
        links = [("xem các bản đang treo", reverse("board:wall"))]
        notices.append(Notice(padded(ended), "bản niêm yết đã hết hạn:", links))
    if UNDECIDED in whys:
        words = "Bảng niêm yết trên phần mềm đang tắt từ bản nâng cấp này:"
        notices.append(Notice("", words, [("bật hay để tắt", reverse("board:board"))]))
    return notices
