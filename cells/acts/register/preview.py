"""What does the page before applying a register show beside the differences? Cells as rows, findings in words."""

from collections import Counter

from cells.acts.register.titles import cell_key

MOST = 200  # findings of a kind on one page


def preview(found):
    """The page of a Check as plain data, kept with the upload."""
    comparison = found.comparison
    register = comparison.register
    findings = [*register.warnings, *found.notes]
    return {
        "ward": comparison.ward_name,
        "on": register.on.isoformat(),
        "cells": cells_shown(comparison),
        "people": len(register.people),
        "exempt": sum(person.is_exempt for person in register.people),
        "errors": [plain(finding) for finding in comparison.errors[:MOST]],
        "more_errors": max(0, len(comparison.errors) - MOST),
        "notes": [plain(finding) for finding in findings[:MOST]],
        "more_notes": max(0, len(findings) - MOST),
        "passed_over": register.passed_over,
    }


def plain(finding):
    return {"sheet": finding.sheet, "row": finding.row, "text": finding.text}


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
