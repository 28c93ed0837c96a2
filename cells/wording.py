"""How are a dated row of a person, its term and somebody's posts said in a few
words?"""

from django.utils import timezone

from cells.models import Appointment, Exemption, Membership, Suspension, Transfer
from phucdong.writing import date_text, padded

Role = Appointment.Role

# How a post in a cell reads before the cell's name: "Bí thư Chi bộ 7".
IN_A_CELL = {
    Role.SECRETARY: "Bí thư",
    Role.DEPUTY_SECRETARY: "Phó bí thư",
    Role.CELL_COMMITTEE_MEMBER: "Chi ủy viên",
    Role.UNIT_LEAD: "Phụ trách",
    Role.SECOND_READER: "Người đọc thứ hai",
    Role.HEAD: "Người đứng đầu",
}


def describe_dated_row(row):
    """ "Phó bí thư chi bộ, Chi bộ 7"; "Sinh hoạt tại Chi bộ 7"."""
    return DESCRIPTIONS[type(row)](row).strip()


def describe_row_and_term(row):
    """ "Phó bí thư chi bộ, Chi bộ 7, từ 05/02/2026"."""
    return f"{describe_dated_row(row)}, {describe_term(row.since, row.until)}"


def describe_term(since, until):
    """ "từ 05/02/2026 đến trước 05/08/2026"."""
    if until:
        return f"từ {date_text(since)} đến trước {date_text(until)}"
    return f"từ {date_text(since)}"


def describe_recording(on, recorded_at):
    """ "ghi ngày 01/03/2026, hiệu lực lùi 59 ngày" of what holds from a day `on`; ""
    where it is not known when it was recorded."""
    if recorded_at is None:
        return ""
    words = f"ghi ngày {date_text(recorded_at)}"
    days = count_days_back(on, recorded_at)
    if days:
        words += f", hiệu lực lùi {padded(days)} ngày"
    return words


def count_days_back(on, recorded_at):
    """How many days before it was recorded something holds already; 0 for none."""
    if recorded_at is None:
        return 0
    return max((timezone.localdate(recorded_at) - on).days, 0)


def describe_membership(row):
    guest = ""
    if row.kind == Membership.Kind.TEMPORARY:
        guest = " (khách, tạm thời)"
    return f"Sinh hoạt tại {row.cell.name_with_years}{guest}"


def describe_appointment(row):
    place = row.committee
    if row.cell:
        place = row.cell.name_with_years
    return f"{row.label()}, {place}"


def describe_exemption(row):
    return f"{row.get_kind_display()} {row.resolution_number}"


def describe_suspension(row):
    return row.decision or "Đình chỉ sinh hoạt"


def describe_transfer(row):
    term = "chính thức"
    if row.kind == Transfer.Kind.TEMPORARY:
        term = "tạm thời"
    return f"{row.get_direction_display()} {term} {row.place}"


DESCRIPTIONS = {
    Membership: describe_membership,
    Appointment: describe_appointment,
    Exemption: describe_exemption,
    Suspension: describe_suspension,
    Transfer: describe_transfer,
}


def write_post_line(actor):
    """ "Bí thư Chi bộ 7"; somebody without a post is named by the cell they belong
    to."""
    if actor.member is None:
        return "Quản trị hệ thống"
    if actor.posts:
        return ", ".join(write_post(post) for post in actor.posts)
    return actor.home.name if actor.home else ""


def write_post(post):
    if post.title or post.cell_id is None:
        return post.label()
    return f"{IN_A_CELL[post.role]} {post.cell.name}"
