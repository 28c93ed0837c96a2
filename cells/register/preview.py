"""What does the page before applying a register show? Cells as rows, findings in words."""

from collections import Counter

from cells.register.titles import cell_key

MOST = 200  # findings of a kind on one page


def preview(comparison):
    """The context of the page: "cells", "total", "errors", "warnings", "passed_over", "changes", and dates."""
    register = comparison.register
    notes = [*register.warnings, *comparison.differences]
    return {
        "comparison": comparison,
        "cells": cells_shown(comparison),
        "people": len(register.people),
        "exempt": sum(person.is_exempt for person in register.people),
        "errors": comparison.errors[:MOST],
        "more_errors": max(0, len(comparison.errors) - MOST),
        "notes": notes[:MOST],
        "more_notes": max(0, len(notes) - MOST),
        "passed_over": register.passed_over,
        "changes": comparison.changes(),
        "is_new": bool(comparison.joining or comparison.new_cells),
    }


def cells_shown(comparison):
    """[{"name", "is_new", "listed", "joining", "exempt", "secretary"}] for each cell of the register."""
    joining = Counter(person.cell for person, _ in comparison.joining)
    new = {cell_key(cell.name) for cell in comparison.new_cells}
    return [
        {
            "name": name or "Chưa rõ chi bộ",
            "is_new": cell_key(name) in new,
            "listed": len(people),
            "joining": joining[name],
            "exempt": sum(person.is_exempt for person in people),
            "secretary": next((each.full_name for each in people if any(post.is_head for post in each.posts)), ""),
        }
        for name, people in comparison.register.by_cell().items()
    ]
