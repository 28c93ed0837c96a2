"""Who is meant by what was typed? Finds people and cells that somebody oversees (DOMAIN.md §8).

    scope = Scope(actor)
    people.shown(people.find(scope, words), scope)
    cells.find(scope, words)

words.py says which condition the words are, scope.py among whom is looked, people.py and cells.py ask. The statements
are SQL by hand, the same on SQLite and PostgreSQL: built by the ORM they took 20 ms of the processor, these take two.
"""
