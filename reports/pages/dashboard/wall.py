"""What about the walls asks for the ward's attention: postings that are over, a board
in the software of which nobody has said whether it is to be on?"""

from django.db.models import Value
from django.urls import reverse

from cells.prepared import PreparedForActor
from phucdong.writing import padded
from plans.models import BoardSwitch
from plans.walls import find_ended
from reports.pages.dashboard.attention import Notice


def list_wall_notices(actor):
    """[Notice] for an officer of a ward. One query."""
    notices = []
    asking = WALL.fetch(actor, {})
    ended = asking.count(ENDED)
    if ended:
        links = [("xem các bản đang treo", reverse("board:wall"))]
        notices.append(Notice(padded(ended), "bản niêm yết đã hết hạn:", links))
    if UNDECIDED in asking:
        words = "Bảng niêm yết trên phần mềm đang tắt từ bản nâng cấp này:"
        notices.append(Notice("", words, [("bật hay để tắt", reverse("board:board"))]))
    return notices


ENDED, UNDECIDED = "ended", "undecided"


def build_wall(actor):
    """ENDED for each posting that is over, UNDECIDED for each board of which nobody has
    said anything."""
    ended = find_ended(actor).order_by()
    boards = BoardSwitch.objects.newest().filter(set_by=None)
    boards = boards.filter(committee__in=actor.committees).order_by()
    asking = []
    for rows, why in ((ended, ENDED), (boards, UNDECIDED)):
        asking.append(rows.annotate(why=Value(why)).values_list("why", flat=True))
    return asking


WALL = PreparedForActor(build_wall)
