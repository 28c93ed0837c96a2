"""To whom can a movement happen, and what must fit?

Each condition of a MovementCase answers "" or why not, in words (see kinds.py).
"""

from cells.models import Cell, Member
from phucdong.writing import date_text

# --- to whom it can happen ------------------------------------------------------------


def must_be_alive(case):
    if case.has_died:
        return "Đồng chí đã từ trần."
    return ""


def must_be_of_the_party(case):
    if case.member.kind == Member.Kind.PARTY:
        return ""
    return "Chỉ ghi được cho đảng viên."


def must_belong(case):
    """In force on the day, with nothing recorded after it."""
    home = case.home
    if home is None:
        return f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào."
    if home.since > case.on:
        return (
            f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào; "
            f"từ ngày {date_text(home.since)} mới thuộc {home.cell}."
        )
    if home.until:
        return f"Đồng chí đã thôi ở {home.cell} từ ngày {date_text(home.until)}."
    return ""


def must_belong_before(case):
    """Somebody cannot leave on the day on which they came, or before."""
    words = must_belong(case)
    if words or case.home.since < case.on:
        return words
    since = date_text(case.home.since)
    return f"Đồng chí về {case.home.cell} từ ngày {since}; ngày này phải sau đó."


def must_belong_nowhere(case):
    home = case.home
    if home is None:
        return ""
    since = date_text(home.since)
    if home.since <= case.on:
        return f"Đồng chí đang thuộc {home.cell} từ ngày {since}."
    return f"Từ ngày {since} đồng chí đã thuộc {home.cell}."


def must_be_no_guest(case):
    visit = case.visit
    if visit is None:
        return ""
    since = date_text(visit.since)
    return f"Đồng chí đang sinh hoạt tạm thời ở {visit.cell} từ ngày {since}."


def must_not_be_away(case):
    if case.absence is None:
        return ""
    since = date_text(case.absence.since)
    return f"Đã ghi đồng chí đi tạm thời từ ngày {since}. Ghi trở về trước."


def must_be_elsewhere(case):
    """Away, or a guest somewhere, since a day before."""
    row = case.absence or case.visit
    if row is None:
        return "Đồng chí không đang sinh hoạt tạm thời ở đâu."
    if row.since >= case.on:
        return f"Bắt đầu từ ngày {date_text(row.since)}; ngày trở về phải sau đó."
    return ""


def must_be_probationary(case):
    member = case.member
    if member.official_on:
        since = date_text(member.official_on)
        return f"Đồng chí đã là đảng viên chính thức từ ngày {since}."
    if member.admitted_on and member.admitted_on > case.on:
        return f"Ngày này trước ngày vào Đảng ({date_text(member.admitted_on)})."
    return ""


def must_be_no_member_yet(case):
    """A new person, staff of a unit, or somebody who is in no cell."""
    if case.member.kind == Member.Kind.STAFF:
        return ""
    return must_belong_nowhere(case)


# --- what must fit besides ------------------------------------------------------------


def must_have_happened(case):
    if case.on <= case.by.on:
        return ""
    return (
        "Ngày này chưa đến. Biến động chỉ ghi khi đã có hiệu lực, để số liệu luôn đúng."
    )


def needs_term(case):
    if case.until is None:
        return "Ghi cả ngày dự kiến kết thúc."
    if case.until <= case.on:
        return "Ngày kết thúc phải sau ngày bắt đầu."
    return ""


def needs_open_cell(case):
    cell = case.movement.to_cell
    if cell is None:
        return "Chọn chi bộ đến."
    if cell.founded_on and cell.founded_on > case.on:
        return f"{cell} thành lập ngày {date_text(cell.founded_on)}, sau ngày này."
    if cell.closed_on:
        closed = date_text(cell.closed_on)
        return f"{cell} đã kết thúc ngày {closed}. Chọn chi bộ khác."
    return ""


def needs_another_cell(case):
    if case.home.cell_id == case.movement.to_cell.pk:
        return f"Đồng chí đang thuộc {case.home.cell} rồi."
    return ""


def needs_cell_of_their_kind(case):
    """Staff outside the Party belong to units, party members to cells."""
    cell = case.movement.to_cell
    is_staff = case.member.kind == Member.Kind.STAFF
    is_unit = cell.kind == Cell.Kind.UNIT
    if is_staff and not is_unit:
        return f"{cell} không phải là đơn vị."
    if is_unit and not is_staff:
        return f"{cell} là đơn vị của người ngoài Đảng."
    return ""


def needs_cell_of_the_party(case):
    cell = case.movement.to_cell
    if cell.kind == Cell.Kind.UNIT:
        return f"{cell} là đơn vị của người ngoài Đảng. Chọn chi bộ."
    return ""
