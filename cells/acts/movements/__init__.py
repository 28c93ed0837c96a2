"""What happens to a member: they come, move, are lent, go, die, and their plans follow.

The kinds and what each asks for are in kinds.py; recording, putting right and
cancelling in records.py.
"""
