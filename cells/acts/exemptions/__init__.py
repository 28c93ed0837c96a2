"""Exemption as a life record: who is exempt, by whose decision, how long, how it was
looked at again (DOMAIN.md §4).

rules.py: an exemption that was decided begins · proposals.py: what a cell proposes and
the committee decides · reviews.py: the yearly review of a cell · grounds.py: the list
of grounds that may be named.
"""
