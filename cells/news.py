"""What has changed for somebody in the last 30 days, or is known to change: where they
belong, which posts they hold, whether they are exempt?

Read from the rows that every page has at hand (cells/posts.py); nothing is kept for it.
"""

from datetime import date

from cells.models import Appointment, Membership
from cells.posts import LATELY, is_over
from cells.wording import IN_A_CELL, describe_term
from phucdong.writing import date_text

Origin = Membership.Origin


def list_news(actor):
    """[sentence] for the person themselves, the last change first; [] if nothing has
    changed."""
    found = []
    official = [row for row in actor.recent_memberships if is_official(row)]
    for row in official:
        if is_recent(row.since, actor.on) and row.origin != Origin.REGISTER:
            before = find_cell_before(row, official)
            found.append((row.since, word_membership(row, before)))
    found += list_changes_of_posts(actor)
    found += list_new_leads(official, actor.on)
    return [
        *list_visits(actor),
        *list_what_is_to_come(actor),
        *list_words(found),
    ]


def list_news_of_posts(actor):
    """The same of posts alone, for a desk: it asks nothing."""
    return list_words(list_changes_of_posts(actor))


def list_changes_of_posts(actor):
    found = []
    for post in actor.recent_posts:
        if is_recent(post.since, actor.on) and not post.is_of_register:
            found.append((post.since, word_post("là", post.since, post)))
        if is_recent(post.until, actor.on):
            found.append((post.until, word_post("thôi làm", post.until, post)))
    return found


def list_new_leads(memberships, on):
    """Of who leads the cell to which somebody belongs."""
    found = []
    for row in memberships:
        if row.new_lead and not is_over(row, on):
            since = date.fromisoformat(row.new_lead["since"])
            found.append((since, word_new_lead(row.new_lead, since, row.cell)))
    return found


def list_words(told):
    """The sentences of these [(day, sentence)], the last day first."""
    told.sort(key=lambda one: one[0], reverse=True)
    return [words for _, words in told]


def is_official(row):
    return row.kind == Membership.Kind.OFFICIAL


def list_visits(actor):
    """Of who is lent to another cell, for as long as it lasts."""
    told = []
    for row in actor.recent_memberships:
        is_visit = not is_official(row) and not is_over(row, actor.on)
        if is_visit and actor.home:
            told.append(word_visit(row, actor.home))
    return told


def is_recent(day, on):
    return day is not None and on - LATELY < day <= on


def find_cell_before(row, memberships):
    """The name of the cell in which somebody was until this membership began, or
    "" ."""
    for earlier in memberships:
        if earlier.until == row.since:
            return earlier.cell.name_with_years
    return ""


def list_what_is_to_come(actor):
    for row in actor.recent_memberships:
        if row.exempt_from:
            return [word_exemption(row.exempt_from)]
    return []


# --- in words -------------------------------------------------------------------------


def word_visit(row, home):
    return (
        f"Đồng chí sinh hoạt tạm thời tại {row.cell.name} "
        f"{describe_term(row.since, row.until)}; kế hoạch vẫn do {home.name} đọc và "
        "nhận."
    )


def word_membership(row, before):
    day = date_text(row.since)
    if row.origin == Origin.ADMITTED:
        return f"Đồng chí được kết nạp ngày {day}, sinh hoạt tại {row.cell.name}."
    words = f"Từ ngày {day} đồng chí sinh hoạt tại {row.cell.name}"
    if before:
        words = f"{words}, trước đó là {before}"
    if row.origin == Origin.REORGANISED:
        words = f"{words}, theo sắp xếp chi bộ"
    return f"{words}."


def word_post(verb, day, post: Appointment):
    place = post.cell or post.committee
    return f"Từ ngày {date_text(day)} đồng chí {verb} {post.label()}, {place.name}."


def word_new_lead(lead, since, cell):
    """ "Từ ngày 05/02/2026 Bí thư Chi bộ 7 là đ/c Lê Kim Chi." """
    label = f"{IN_A_CELL[lead['role']]} {cell.name}"
    if lead["title"]:
        label = f"{lead['title']}, {cell.name},"
    return f"Từ ngày {date_text(since)} {label} là đ/c {lead['name']}."


def word_exemption(day):
    return (
        f"Từ ngày {date_text(day)} đồng chí được miễn công tác và sinh hoạt; trước "
        "ngày ấy vẫn như mọi đồng chí."
    )
