"""Who is meant by what was typed? Finds people and cells that somebody oversees
(DOMAIN.md §8).

ways.py: in which ways words mean a person · scope.py: among whom is looked · people.py,
cells.py: who and which are found, the best first · statements.py: the pieces of SQL.
"""
