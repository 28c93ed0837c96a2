"""Several people at the same moment, each on a connection of their own: for tests on
PostgreSQL.

SQLite's immediate transactions queue the writers, so a missing guard would not show
there.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*actions, refused=()):
    """What each action gave, in order, or which of the expected refusals it met;
    anything else is raised here."""
    gate = threading.Barrier(len(actions))

    def run(action):
        try:
            gate.wait(10)
            return action()
        except refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as people:
        return list(people.map(run, actions, timeout=60))


def refusals(results):
    return sorted(
        type(result).__name__ for result in results if isinstance(result, Exception)
    )


def meet_before(monkeypatch, owner, name, parties=2):
    """Everybody comes to this call before anybody goes on with it: the worst case, made
    certain."""
    gate, call = threading.Barrier(parties), getattr(owner, name)

    def met(*args, **more):
        gate.wait(10)
        return call(*args, **more)

    monkeypatch.setattr(owner, name, met)


def meet_after(monkeypatch, owner, name, parties=2):
    """Everybody has what this call gives before anybody goes on."""
    gate, call = threading.Barrier(parties), getattr(owner, name)

    def met(*args, **more):
        found = call(*args, **more)
        gate.wait(10)
        return found

    monkeypatch.setattr(owner, name, met)
