"""How large may the paper of a decision be?

And by which exit codes does the process that opens it say why it is not taken?
"""

from phucdong import guarded_child

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PAGES = 50
LONGEST_SIDE = 3000
MOST_PAINTED = 20 * 1024 * 1024  # bytes of a picture that was painted anew

DAMAGED, TOO_LARGE = guarded_child.DAMAGED, guarded_child.TOO_LARGE
LOCKED = 20
TOO_MANY_PAGES = 21
HOLDS_CODE = 22
