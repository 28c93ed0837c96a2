"""How much of a sent list is taken, and by which exit codes does the process that reads
it say why not?

A list of 10,000 people has about 10,000 rows (the official register up to three for a
person), 25 columns and 3,000,000 characters.
"""

from phucdong import guarded_child

MOST_SHEETS = 400
MOST_ROWS = 60_000  # of all sheets
MOST_COLUMNS = 256  # as many as an .xls can have
MOST_VALUES = 1_000_000
MOST_AREA = 3_000_000  # rows × widest row, of all sheets: cells that are blank count
MOST_TEXT = 8_000_000  # characters
LONGEST_TEXT = 2_000  # of one cell; the rest is cut
LONGEST_NAME = 200
MOST_MERGED = 100_000
# Bytes between the processes. A letter is three, or six where it is escaped.
LONGEST_LINE = 4 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024

DAMAGED, TOO_LARGE = guarded_child.DAMAGED, guarded_child.TOO_LARGE
NEEDS_PASSWORD = 20
WORD_DOCUMENT = 21
OTHER_DOCUMENT = 22
WEB_PAGE = 23
NOT_TEXT = 24
TOO_MANY_SHEETS = 25
TOO_MANY_ROWS = 26
TOO_MANY_COLUMNS = 27
TOO_MUCH_TEXT = 28
