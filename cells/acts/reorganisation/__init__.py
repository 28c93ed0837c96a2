"""Cells merge, split, dissolve and get other names by one decision.

Old cells are closed, never deleted; people and posts end and begin by dated rows, and
plans that are not filed go along. A decision is prepared as a draft (drafts.py,
parts.py), worked out (situation.py, outcomes.py, foresight.py) and shown (preview.py,
troubles.py), applied (application.py) and, for seven days, taken back (dependents.py,
reversal.py).
"""
