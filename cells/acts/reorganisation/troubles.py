"""Does a decision fit the cells as they stand on the day?

Troubles forbid carrying it out, warnings only say so. Both are sentences for the
officer, each naming the thing and the way out.
"""

from cells.acts.reorganisation.parts import (
    DISSOLVE,
    MERGE,
    RENAME,
    SPLIT,
    list_changed_cells,
    list_named_posts,
    list_post_holders,
    list_receiving_cells,
)
from cells.models import Appointment, Cell, Membership
from phucdong.writing import date_text, padded

FEWEST_OFFICIAL = 3
LEADS = (Appointment.Role.SECRETARY, Appointment.Role.UNIT_LEAD)


def find_troubles(outcomes, situation, by):
    """[str]: why this cannot be carried out by this actor today."""
    found = []
    if not outcomes:
        found.append("Chưa có việc nào trong phương án. Thêm ít nhất một việc.")
    if situation.on > by.on:
        day = date_text(situation.on)
        found.append(f"Phương án có hiệu lực từ {day}, đến ngày đó mới áp dụng được.")
    found.extend(find_cells_in_two_parts(outcomes, situation))
    found.extend(find_names_in_use(outcomes, situation))
    for done in outcomes:
        found.extend(find_cells_out_of_reach(done, situation, by))
        found.extend(find_cells_not_open(done, situation))
        found.extend(find_late_posts(done, situation))
        found.extend(find_mixed_cells(done, situation))
        found.extend(find_receiving_cells_that_change(done, outcomes, situation))
        found.extend(find_holders_that_do_not_fit(done, by))
        found.extend(OF_KIND[done.part["kind"]](done, situation))
    return list(dict.fromkeys(found))


def list_cells_of_part(done, situation):
    """The cells that a part names: those it changes, then those that receive."""
    pks = [*list_changed_cells(done.part), *list_receiving_cells(done.part)]
    return situation.list_cells(pks)


def list_repeated(pks):
    return list(dict.fromkeys(pk for pk in pks if pks.count(pk) > 1))


# --- cells ----------------------------------------------------------------------------


def find_cells_in_two_parts(outcomes, situation):
    changed = []
    for done in outcomes:
        changed.extend(list_changed_cells(done.part))
    for pk in list_repeated(changed):
        yield f"{situation.cells[pk].name} đứng trong hai việc. Bỏ bớt một việc."


def find_names_in_use(outcomes, situation):
    """A name is free when no open cell of the committee bears it, or the one that does
    is closed, or gets another name, by this decision."""
    freed, founded, renamed = set(), [], []
    for done in outcomes:
        freed.update(cell.pk for cell, _ in [*done.closes, *done.renames])
        for place in done.places:
            if place.is_new:
                founded.append((place.cell.committee_id, place.name, None))
        for cell, name in done.renames:
            renamed.append((cell.committee_id, name, cell.pk))
    wanted = set()
    for committee, name, own in founded + renamed:
        holder = situation.open_names.get((committee, name))
        if holder not in (None, own) and holder not in freed:
            yield f"Đã có chi bộ, đơn vị đang hoạt động mang tên {name}. Chọn tên khác."
        if (committee, name) in wanted:
            yield f"Tên {name} được đặt cho hai chi bộ. Chọn tên khác."
        wanted.add((committee, name))


def find_cells_out_of_reach(done, situation, by):
    for cell in list_cells_of_part(done, situation) + done.lasting_cells():
        if cell.committee_id not in by.committees:
            yield (
                f"{cell.name} ({cell.committee.name}) không thuộc quyền sắp xếp của "
                "đồng chí."
            )


def find_cells_not_open(done, situation):
    for cell in list_cells_of_part(done, situation):
        if cell.closed_on:
            day = date_text(cell.closed_on)
            yield f"{cell.name} đã kết thúc hoạt động ngày {day}. Bỏ việc này."
        elif cell.founded_on and cell.founded_on >= situation.on:
            yield (
                f"{cell.name} thành lập ngày {date_text(cell.founded_on)}, "
                f"không sắp xếp từ ngày {date_text(situation.on)} được."
            )


def find_late_posts(done, situation):
    """Posts that would end before they begin."""
    for post in done.ends:
        if post.since >= situation.on:
            cell = situation.cells[post.cell_id]
            yield (
                f"Đ/c {post.member} giữ chức vụ {post.label()}, {cell.name} từ "
                f"{date_text(post.since)}, không trước ngày {date_text(situation.on)}. "
                "Ghi thôi chức vụ đó trước, hoặc chọn ngày muộn hơn."
            )


def find_mixed_cells(done, situation):
    cells = situation.list_cells(list_changed_cells(done.part)) + done.lasting_cells()
    units = [cell for cell in cells if cell.kind == Cell.Kind.UNIT]
    if units and len(units) < len(cells):
        yield f"{done.title}: chi bộ và đơn vị ngoài Đảng không nhập vào nhau được."


def find_receiving_cells_that_change(done, outcomes, situation):
    changed = set()
    for other in outcomes:
        changed.update(list_changed_cells(other.part))
    for pk in list_receiving_cells(done.part):
        if pk in changed:
            yield (
                f"{done.title}: {situation.cells[pk].name} cũng được sắp xếp trong "
                "phương án này. Chọn chi bộ khác để nhận người."
            )


# --- posts ----------------------------------------------------------------------------


def find_holders_that_do_not_fit(done, by):
    """Who is appointed belongs to the cell, to one post, and is not the officer who
    carries this out."""
    for place, named in zip(done.places, list_named_posts(done.part), strict=False):
        chosen = list_post_holders(named)
        belonging = {member.pk: member for member in place.official()}
        outside = [pk for pk in chosen if pk not in belonging]
        if outside:
            yield (
                f"{place.name}: {padded(len(outside))} người được chọn giữ chức vụ "
                "không sinh hoạt ở đó. Chọn lại."
            )
        for pk in list_repeated(chosen):
            if pk in belonging:
                name = belonging[pk]
                yield f"{place.name}: đ/c {name} được chọn cho hai chức vụ. Chọn lại."
        if by.member is not None and by.member.pk in chosen:
            yield (
                f"{place.name}: đồng chí không tự giao chức vụ cho mình. Để trống, rồi "
                "nhờ cán bộ khác ghi sau."
            )
        is_unit = place.cell.kind == Cell.Kind.UNIT
        if is_unit and len(chosen) > bool(named.get("secretary")):
            yield f"{place.name}: đơn vị ngoài Đảng chỉ có người phụ trách."


# --- each kind ------------------------------------------------------------------------


def find_troubles_of_merger(done, situation):
    part, cells = done.part, done.part["cells"]
    kept = situation.cells.get(part["keeps"])
    if not cells:
        yield "Chưa chọn chi bộ nào để sáp nhập."
    if len(cells) == 1:
        stays = part.get("committee") == situation.cells[cells[0]].committee_id
        if kept or stays:
            yield (
                f"{done.title}: chọn ít nhất hai chi bộ, hoặc chuyển sang đảng bộ khác."
            )
    if kept and kept.pk not in cells:
        yield (
            f"{done.title}: chi bộ tiếp tục hoạt động phải là một trong các chi bộ "
            "được chọn."
        )
    if kept and part.get("committee") not in (None, kept.committee_id):
        yield (f"{done.title}: chuyển sang đảng bộ khác thì phải lập chi bộ mới ở đó.")
    yield from find_troubles_of_renaming(done, situation)


def find_troubles_of_split(done, situation):
    cell = situation.cells[done.part["cell"]]
    chosen = []
    for piece in done.part["pieces"]:
        chosen.extend(piece["members"])
    members = {row.member_id: row.member for row in situation.memberships[cell.pk]}
    if not members.keys() >= set(chosen):
        yield (
            f"{done.title}: có người được chọn không còn sinh hoạt ở {cell.name}. "
            "Chọn lại danh sách."
        )
    for pk in list_repeated(chosen):
        if pk in members:
            name = members[pk]
            yield f"{done.title}: đ/c {name} được chọn vào hai chi bộ. Chọn lại."
    for place in done.places:
        if not place.official():
            yield f"{done.title}: {place.name} không có ai. Chọn lại danh sách."
    if not done.part["keeps"] and len(done.part["pieces"]) < 2:
        yield (
            f"{done.title}: chi bộ cũ kết thúc thì phải tách thành ít nhất hai chi bộ."
        )


def find_troubles_of_dissolution(done, situation):
    return []


def find_troubles_of_renaming(done, situation):
    for cell, name in done.renames:
        last = cell.renamed_on
        if name == cell.name:
            yield f"{cell.name}: tên mới giống tên đang dùng."
        elif last and last >= situation.on:
            day = date_text(last)
            yield f"{cell.name} đã đổi tên ngày {day}. Chọn ngày sau ngày đó."


OF_KIND = {
    MERGE: find_troubles_of_merger,
    SPLIT: find_troubles_of_split,
    DISSOLVE: find_troubles_of_dissolution,
    RENAME: find_troubles_of_renaming,
}


# --- warnings -------------------------------------------------------------------------


def find_warnings(done, situation):
    """[str] about one part: nothing forbids it, but the meeting should know."""
    found = []
    if done.part["kind"] != RENAME:
        for place in done.places:
            found.extend(find_warnings_about_cell(place, situation))
    joined, left = [], []
    for row, _ in done.moves:
        if row.kind != Membership.Kind.OFFICIAL:
            continue
        if row.since >= situation.on:
            joined.append(str(row.member))
        elif row.until:
            left.append(str(row.member))
    if joined:
        found.append(
            "Về chi bộ từ ngày sắp xếp trở đi, được ghi thẳng vào chi bộ mới: "
            f"{', '.join(joined)}."
        )
    if left:
        found.append(
            "Đã có ngày thôi sinh hoạt, được ghi ở chi bộ mới đến ngày đó: "
            f"{', '.join(left)}."
        )
    return found


def find_warnings_about_cell(place, situation):
    full = [m for m in place.official() if not m.is_probationary(situation.on)]
    is_unit = place.cell.kind == Cell.Kind.UNIT
    if len(full) < FEWEST_OFFICIAL and not is_unit:
        yield (
            f"{place.name} có {padded(len(full))} đảng viên chính thức, cần ít nhất "
            f"{padded(FEWEST_OFFICIAL)}."
        )
    if not place.reviewers():
        yield (
            f"{place.name} chưa có ai đọc, góp ý kế hoạch. Đảng ủy sẽ đọc thay cho đến "
            "khi giao chức vụ."
        )
    elif not any(post.role in LEADS for post in place.posts):
        lead = "người phụ trách" if is_unit else "bí thư"
        yield f"{place.name} chưa có {lead}."
