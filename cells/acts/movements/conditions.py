"""To whom can it happen, and what must fit? Each says "" or why not, in words. See table.py."""

from cells.models import Cell, Member
from phucdong.writing import date_text

# --- who it can happen to: "" or why not, in words -----------------------------------------------------------------


def is_alive(case):
    return "Đồng chí đã từ trần." if case.has_died else ""


def is_of_the_party(case):
    return "" if case.member.kind == Member.Kind.PARTY else "Chỉ ghi được cho đảng viên."


def belongs(case):
    """In force on the day, with nothing recorded after it."""
    home = case.home
    if home is None or home.since > case.on:
        then = f"; từ ngày {date_text(home.since)} mới thuộc {home.cell}" if home else ""
        return f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào{then}."
    if home.until:
        return f"Đồng chí đã thôi ở {home.cell} từ ngày {date_text(home.until)}."
    return ""


def belonged_before(case):
    """Somebody cannot leave on the day on which they came, or before."""
    if words := belongs(case):
        return words
    since = case.home.since
    return f"Đồng chí về {case.home.cell} từ ngày {date_text(since)}; ngày này phải sau đó." if since >= case.on else ""


def belongs_nowhere(case):
    if case.home is None:
        return ""
    if case.home.since <= case.on:
        return f"Đồng chí đang thuộc {case.home.cell} từ ngày {date_text(case.home.since)}."
    return f"Từ ngày {date_text(case.home.since)} đồng chí đã thuộc {case.home.cell}."


def is_no_guest(case):
    if case.visit is None:
        return ""
    return f"Đồng chí đang sinh hoạt tạm thời ở {case.visit.cell} từ ngày {date_text(case.visit.since)}."


def is_not_away(case):
    if case.absence is None:
        return ""
    return f"Đã ghi đồng chí đi tạm thời từ ngày {date_text(case.absence.since)}. Ghi trở về trước."


def is_elsewhere(case):
    """Away, or a guest somewhere, since a day before."""
    row = case.absence or case.visit
    if row is None:
        return "Đồng chí không đang sinh hoạt tạm thời ở đâu."
    return f"Bắt đầu từ ngày {date_text(row.since)}; ngày trở về phải sau đó." if row.since >= case.on else ""


def is_probationary(case):
    if case.member.official_on:
        return f"Đồng chí đã là đảng viên chính thức từ ngày {date_text(case.member.official_on)}."
    admitted = case.member.admitted_on
    early = admitted and admitted > case.on
    return f"Ngày này trước ngày vào Đảng ({date_text(admitted)})." if early else ""


def is_no_member_yet(case):
    """A new person, staff of a unit, or somebody who is in no cell."""
    return "" if case.member.kind == Member.Kind.STAFF else belongs_nowhere(case)


# --- what it asks for: "" or what does not fit, in words -----------------------------------------------------------


def not_in_the_future(case):
    ahead = case.on > case.by.on
    return "Ngày này chưa đến. Biến động chỉ ghi khi đã có hiệu lực, để số liệu luôn đúng." if ahead else ""


def a_term(case):
    if case.until is None:
        return "Ghi cả ngày dự kiến kết thúc."
    return "Ngày kết thúc phải sau ngày bắt đầu." if case.until <= case.on else ""


def a_cell_that_is_open(case):
    cell = case.movement.to_cell
    if cell is None:
        return "Chọn chi bộ đến."
    if cell.founded_on and cell.founded_on > case.on:
        return f"{cell} thành lập ngày {date_text(cell.founded_on)}, sau ngày này."
    return f"{cell} đã kết thúc ngày {date_text(cell.closed_on)}. Chọn chi bộ khác." if cell.closed_on else ""


def another_cell(case):
    return f"Đồng chí đang thuộc {case.home.cell} rồi." if case.home.cell_id == case.movement.to_cell.pk else ""


def a_cell_of_their_kind(case):
    """Staff outside the Party belong to units, party members to cells."""
    cell, staff = case.movement.to_cell, case.member.kind == Member.Kind.STAFF
    if staff == (cell.kind == Cell.Kind.UNIT):
        return ""
    return f"{cell} không phải là đơn vị." if staff else f"{cell} là đơn vị của người ngoài Đảng."


def a_cell_of_the_party(case):
    cell = case.movement.to_cell
    return f"{cell} là đơn vị của người ngoài Đảng. Chọn chi bộ." if cell.kind == Cell.Kind.UNIT else ""
