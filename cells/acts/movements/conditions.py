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
    """In force on the day and, of what lasts for a term, until its end, be it in
    another cell."""
    words = explain_no_home(case)
    if words:
        return words
    last = find_last_day_in_a_row(case)
    if last is None or (case.until or case.on) < last:
        return ""
    return describe_gone(case)


def find_last_day_in_a_row(case):
    """The first day on which somebody belongs to no cell any more, however often they
    go from one to another until then; None if there is none."""
    until = case.home.until
    official = case.home.kind
    for row in case.places:
        if row.kind == official and row.since == until:
            until = row.until
    return until


def explain_no_home(case):
    home = case.home
    if home is None:
        return f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào."
    if home.since > case.on:
        return (
            f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào; "
            f"từ ngày {date_text(home.since)} mới thuộc {home.cell}."
        )
    return ""


def describe_gone(case):
    home = case.home
    return f"Đồng chí đã thôi ở {home.cell} từ ngày {date_text(home.until)}."


def must_belong_before(case):
    """Somebody cannot leave on the day on which they came, or before; nor a cell that
    they left later by what was not put aside (later_acts.py)."""
    words = explain_no_home(case) or explain_late_arrival(case)
    if words or case.home.until is None:
        return words
    return describe_gone(case)


def must_belong_before_moving(case):
    """The same; who went on from there to another cell on a later day goes on from the
    new one."""
    words = explain_no_home(case) or explain_late_arrival(case)
    if words or case.home.until is None or case.next_home:
        return words
    return describe_gone(case)


def explain_late_arrival(case):
    home = case.home
    if home.since < case.on:
        return ""
    since = date_text(home.since)
    return f"Đồng chí về {home.cell} từ ngày {since}; ngày này phải sau đó."


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
        return (
            f"{cell} thành lập ngày {date_text(cell.founded_on)}, sau ngày này. "
            "Ghi ở chi bộ có trước đó."
        )
    if cell.closed_on and not goes_on_after(cell, case.on):
        closed = date_text(cell.closed_on)
        return f"{cell} đã kết thúc ngày {closed}. Chọn chi bộ khác."
    return ""


def goes_on_after(cell, on):
    """Whether somebody who comes to the cell on a day belongs somewhere today: it was
    open then, and one that is open goes on for it."""
    if cell.closed_on <= on:
        return False
    return cell.list_succession()[-1].closed_on is None


def needs_another_cell(case):
    if case.home.cell_id == case.movement.to_cell.pk:
        return f"Đồng chí đang thuộc {case.home.cell} rồi."
    later = case.next_home
    is_same_move = later and later.origin == later.Origin.MOVED
    if is_same_move and later.cell_id == case.movement.to_cell.pk:
        since = date_text(later.since)
        return f"Đã ghi về {later.cell} từ ngày {since}. Sửa ngày của biến động ấy."
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
