"""Who or what stands in a list twice: people, card numbers, the secretary of a cell?"""

from collections import defaultdict

from cells.names import fold


def drop_repeated_people(register):
    """A person who is listed twice alike is taken once.

    Findings about card numbers and names that occur twice.
    """
    by_card, by_name, kept = {}, defaultdict(list), []
    for person in register.people:
        first = person
        if person.card:
            first = by_card.setdefault(person.card, person)
        if first is person:
            kept.append(person)
            by_name[fold(person.cell), person.identity].append(person)
        elif first.identity == person.identity and first.cell == person.cell:
            text = f"ghi hai lần, đã có ở {first.place}"
            register.warnings.append(person.note(text))
        else:
            owner = f"{first.full_name or 'người khác'} ({first.place})"
            text = f"số thẻ {person.card} đã là của {owner}"
            register.errors.append(person.note(text))
    for same in by_name.values():
        for person in same[1:]:
            if person.full_name:
                text = (
                    f"trùng họ tên và ngày sinh với {same[0].place}: hai người khác "
                    "nhau hay ghi hai lần?"
                )
                register.warnings.append(person.note(text))
    register.people = kept


def compare_secretaries(register):
    """A cell has one."""
    first_of = {}
    for person in register.people:
        if not any(post.is_head for post in person.posts):
            continue
        first = first_of.setdefault(person.cell, person)
        if first is not person:
            text = f"{person.cell} đã có bí thư là {first.full_name} ({first.place})"
            register.errors.append(person.note(text))
