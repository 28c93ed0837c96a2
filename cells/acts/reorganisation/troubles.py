"""Does a decision fit the cells as they stand on the day? `troubles` forbid carrying it out, `warnings` only say so.

Both are sentences for the officer, each naming the thing and the way out.
"""

from cells.acts.reorganisation import parts as shape
from cells.models import Appointment, Cell, Membership
from phucdong.writing import date_text, padded

FEWEST_OFFICIAL = 3
LEADS = (Appointment.Role.SECRETARY, Appointment.Role.UNIT_LEAD)


def troubles(outcomes, ground, by):
    """[str]: why this cannot be carried out by this actor today."""
    found = [] if outcomes else ["Chưa có việc nào trong phương án. Thêm ít nhất một việc."]
    if ground.on > by.on:
        found.append(f"Phương án có hiệu lực từ {date_text(ground.on)}, đến ngày đó mới áp dụng được.")
    found += twice([pk for done in outcomes for pk in shape.changed_cells(done.part)], ground)
    found += names_taken(outcomes, ground)
    for done in outcomes:
        found += of_cells(done, outcomes, ground, by)
        found += of_posts(done, ground, by)
        found += OF_KIND[done.part["kind"]](done, ground)
    return list(dict.fromkeys(found))


def twice(pks, ground):
    again = dict.fromkeys(pk for pk in pks if pks.count(pk) > 1)
    return [f"{ground.cells[pk].name} đứng trong hai việc. Bỏ bớt một việc." for pk in again]


def names_taken(outcomes, ground):
    """A name is free when no open cell of the committee bears it, or the one that does is closed, or gets another name,
    by this decision."""
    freed = {cell.pk for done in outcomes for cell, _ in [*done.closes, *done.renames]}
    wanted = [(place.cell.committee_id, place.name, None) for done in outcomes for place in done.places if place.is_new]
    wanted += [(cell.committee_id, name, cell.pk) for done in outcomes for cell, name in done.renames]
    found = []
    for number, (committee, name, own) in enumerate(wanted):
        holder = ground.open_names.get((committee, name))
        if holder not in (None, own) and holder not in freed:
            found.append(f"Đã có chi bộ, đơn vị đang hoạt động mang tên {name}. Chọn tên khác.")
        if (committee, name) in [other[:2] for other in wanted[:number]]:
            found.append(f"Tên {name} được đặt cho hai chi bộ. Chọn tên khác.")
    return found


def of_cells(done, outcomes, ground, by):
    """What is wrong with the cells that a part names, or the posts that begin in them after the day."""
    changed = [ground.cells[pk] for pk in shape.changed_cells(done.part)]
    receiving = [ground.cells[pk] for pk in shape.receiving_cells(done.part)]
    places = [place.cell for place in done.places]
    day = date_text(ground.on)
    for cell in [*changed, *receiving, *places]:
        if cell.committee_id not in by.committees:
            yield f"{cell.name} ({cell.committee.name}) không thuộc quyền sắp xếp của đồng chí."
    for cell in [*changed, *receiving]:
        if cell.closed_on:
            yield f"{cell.name} đã kết thúc hoạt động ngày {date_text(cell.closed_on)}. Bỏ việc này."
        elif cell.founded_on and cell.founded_on >= ground.on:
            yield f"{cell.name} thành lập ngày {date_text(cell.founded_on)}, không sắp xếp từ ngày {day} được."
    for post in done.ends:
        if post.since >= ground.on:
            yield (
                f"Đ/c {post.member} giữ chức vụ {post.label()}, {ground.cells[post.cell_id].name} từ "
                f"{date_text(post.since)}, không trước ngày {day}. Ghi thôi chức vụ đó trước, hoặc chọn ngày muộn hơn."
            )
    if len({cell.kind == Cell.Kind.UNIT for cell in [*changed, *places]}) > 1:
        yield f"{done.title}: chi bộ và đơn vị ngoài Đảng không nhập vào nhau được."
    elsewhere = {pk for other in outcomes if other is not done for pk in shape.changed_cells(other.part)}
    for cell in receiving:
        if cell.pk in elsewhere or cell in changed:
            yield f"{done.title}: {cell.name} cũng được sắp xếp trong phương án này. Chọn chi bộ khác để nhận người."


def of_posts(done, ground, by):
    """Who is appointed belongs to the cell, to one post, and is not the officer who carries this out."""
    for place, named in zip(done.places, shape.pieces(done.part), strict=False):
        chosen = shape.posts_named(named)
        belonging = {member.pk: member for member in place.official()}
        if outside := [pk for pk in chosen if pk not in belonging]:
            yield f"{place.name}: {padded(len(outside))} người được chọn giữ chức vụ không sinh hoạt ở đó. Chọn lại."
        for pk in dict.fromkeys(pk for pk in chosen if chosen.count(pk) > 1 and pk in belonging):
            yield f"{place.name}: đ/c {belonging[pk]} được chọn cho hai chức vụ. Chọn lại."
        if by.member is not None and by.member.pk in chosen:
            yield f"{place.name}: đồng chí không tự giao chức vụ cho mình. Để trống, rồi nhờ cán bộ khác ghi sau."
        if place.cell.kind == Cell.Kind.UNIT and len(chosen) > bool(named.get("secretary")):
            yield f"{place.name}: đơn vị ngoài Đảng chỉ có người phụ trách."


def of_merge(done, ground):
    part, kept = done.part, ground.cells.get(done.part["keeps"])
    if not part["cells"]:
        yield "Chưa chọn chi bộ nào để sáp nhập."
    if len(part["cells"]) == 1 and (kept or part.get("committee") == ground.cells[part["cells"][0]].committee_id):
        yield f"{done.title}: chọn ít nhất hai chi bộ, hoặc chuyển sang đảng bộ khác."
    if kept and kept.pk not in part["cells"]:
        yield f"{done.title}: chi bộ tiếp tục hoạt động phải là một trong các chi bộ được chọn."
    if kept and part.get("committee") not in (None, kept.committee_id):
        yield f"{done.title}: chuyển sang đảng bộ khác thì phải lập chi bộ mới ở đó."
    yield from of_renames(done, ground)


def of_split(done, ground):
    cell, chosen = ground.cells[done.part["cell"]], [pk for piece in done.part["pieces"] for pk in piece["members"]]
    names = {row.member_id: row.member for row in ground.memberships[cell.pk]}
    if [pk for pk in chosen if pk not in names]:
        yield f"{done.title}: có người được chọn không còn sinh hoạt ở {cell.name}. Chọn lại danh sách."
    for pk in dict.fromkeys(pk for pk in chosen if chosen.count(pk) > 1 and pk in names):
        yield f"{done.title}: đ/c {names[pk]} được chọn vào hai chi bộ. Chọn lại."
    for place in done.places:
        if not place.official():
            yield f"{done.title}: {place.name} không có ai. Chọn lại danh sách."
    if not done.part["keeps"] and len(done.part["pieces"]) < 2:
        yield f"{done.title}: chi bộ cũ kết thúc thì phải tách thành ít nhất hai chi bộ."


def of_dissolve(done, ground):
    return []


def of_renames(done, ground):
    for cell, name in done.renames:
        last = ground.renamed_on.get(cell.pk)
        if name == cell.name:
            yield f"{cell.name}: tên mới giống tên đang dùng."
        elif last and last >= ground.on:
            yield f"{cell.name} đã đổi tên ngày {date_text(last)}. Chọn ngày sau ngày đó."


OF_KIND = {shape.MERGE: of_merge, shape.SPLIT: of_split, shape.DISSOLVE: of_dissolve, shape.RENAME: of_renames}


def warnings(done, ground):
    """[str] about one part: nothing forbids it, but the meeting should know."""
    found = [words for place in done.places if has_people(done) for words in of_place(place, ground)]
    official = [row for row, _ in done.moves if row.kind == Membership.Kind.OFFICIAL]
    joined = [str(row.member) for row in official if row.since >= ground.on]
    left = [str(row.member) for row in official if row.since < ground.on and row.until]
    if joined:
        found.append(f"Về chi bộ từ ngày sắp xếp trở đi, được ghi thẳng vào chi bộ mới: {', '.join(joined)}.")
    if left:
        found.append(f"Đã có ngày thôi sinh hoạt, được ghi ở chi bộ mới đến ngày đó: {', '.join(left)}.")
    return found


def has_people(done):
    return done.part["kind"] != shape.RENAME


def of_place(place, ground):
    count = sum(not member.is_probationary(ground.on) for member in place.official())
    is_unit = place.cell.kind == Cell.Kind.UNIT
    if count < FEWEST_OFFICIAL and not is_unit:
        yield f"{place.name} có {padded(count)} đảng viên chính thức, cần ít nhất {padded(FEWEST_OFFICIAL)}."
    if not place.reviewers():
        yield f"{place.name} chưa có ai đọc, góp ý kế hoạch. Đảng ủy sẽ đọc thay cho đến khi giao chức vụ."
    elif not any(post.role in LEADS for post in place.posts):
        yield f"{place.name} chưa có {'người phụ trách' if is_unit else 'bí thư'}."
