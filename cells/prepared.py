"""How is a queryset about whoever acts built once? Its text depends on which kinds of
posts they hold, and on nothing else (phucdong/prepared.py)."""

from functools import cache, partial
from types import SimpleNamespace

from django.db.models import BigIntegerField, DateField

from phucdong.prepared import Parameter, ParameterOfIds, Prepared

# Of an Actor: the ids of cells and committees over which posts of a kind give power.
KINDS_OF_POSTS = ("cells", "second_cells", "committees", "offices", "inspected")
OF_CELLS = frozenset({"cells", "second_cells"})


class PreparedForActor:
    """`build` gives the querysets for somebody who stands for any Actor with posts of
    the same kinds; `is_planned` as Prepared has it, of those with posts in cells alone:
    how much lies below a committee PostgreSQL has to look up each time."""

    def __init__(self, build, *, is_planned=False):
        self.build, self.is_planned = build, is_planned
        self.prepare = cache(self.prepare_for)

    def prepare_for(self, kinds):
        is_planned = self.is_planned and OF_CELLS.issuperset(kinds)
        build = partial(self.build, AnyActor(kinds))
        return Prepared(build, is_planned=is_planned)

    def fetch(self, actor, values):
        """As Prepared.fetch, for this Actor and these values of the other
        parameters."""
        ids = {kind: getattr(actor, kind) for kind in KINDS_OF_POSTS}
        kinds = tuple(kind for kind in KINDS_OF_POSTS if ids[kind])
        member = None
        if actor.member is not None:
            member = actor.member.pk
        known = {"member": member, "on": actor.on, **ids}
        return self.prepare(kinds).fetch(known | values)


class AnyActor(SimpleNamespace):
    """Has the attributes of an Actor that rules ask for, as parameters; no ids of the
    kinds of posts that are not held."""

    def __init__(self, kinds):
        super().__init__(
            member=Parameter("member", BigIntegerField()),
            on=Parameter("on", DateField()),
        )
        for kind in KINDS_OF_POSTS:
            ids = None
            if kind in kinds:
                ids = ParameterOfIds(kind)
            setattr(self, kind, ids)
