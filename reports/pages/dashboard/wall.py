"""What about the walls asks for the ward's attention: postings that are over, a board
in the software of which nobody has said whether it is to be on?"""

from django.urls import reverse

from phucdong.writing import padded
from plans.models import BoardSwitch
from plans.walls import count_ended
from reports.pages.dashboard.attention import Notice


def list_wall_notices(actor):
    """[Notice] for an officer of a ward. Two queries."""
    notices = []
    ended = count_ended(actor)
    if ended:
        links = [("xem các bản đang treo", reverse("board:wall"))]
        notices.append(Notice(padded(ended), "bản niêm yết đã hết hạn:", links))
    newest = BoardSwitch.objects.newest().filter(committee__in=actor.committees)
    if newest.filter(set_by=None).exists():
        words = "Bảng niêm yết trên phần mềm đang tắt từ bản nâng cấp này:"
        notices.append(Notice("", words, [("bật hay để tắt", reverse("board:board"))]))
    return notices
