"""A committee suspends a member from party activity, and lifts it by another decision
(DOMAIN.md §4). The case itself is not kept here."""
