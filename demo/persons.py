"""Who lives in the ward? Invented people of plausible names, ages, trades and dates."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from cells.models import Member
from demo.pool import read_data

ADMITTED_AGES = (20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 34, 37, 41)
# {(first and last year of birth): weight}. Two thirds are retired, as in a city ward.
BIRTHS = {
    (1926, 1935): 7,
    (1936, 1945): 20,
    (1946, 1955): 31,
    (1956, 1962): 19,
    (1963, 1975): 12,
    (1976, 1992): 11,
}


@dataclass
class Person:
    full_name: str
    sex: str
    born_on: date
    native_place: str
    occupation: str
    admitted_on: date | None = None
    official_on: date | None = None
    card: str = ""
    post: str = ""
    is_exempt: bool = False

    def age(self, on):
        return on.year - self.born_on.year

    def as_member(self, kind=Member.Kind.PARTY):
        """A Member that is not saved yet."""
        return Member(
            kind=kind,
            full_name=self.full_name,
            sex=self.sex,
            born_on=self.born_on,
            born_precision=Member.Precision.DAY,
            native_place=self.native_place,
            occupation=self.occupation,
            admitted_on=self.admitted_on,
            official_on=self.official_on,
            card=self.card,
        )


@dataclass
class Registry:
    """Draws people with a random.Random; no two share a card number or a name."""

    rng: object
    cards: object = field(default_factory=lambda: count(17_600_011, 3))
    names: set = field(default_factory=set)

    def party_member(self, on, *, born=None, who="", admitted_on=None):
        """Somebody of the register on a date.

        `born` is (first year, last year), `who` a kind of trade.
        """
        person = self.anybody(on, born or self.years_of_birth(who), who)
        person.admitted_on = admitted_on or self.admission(person, on)
        person.official_on = self.anniversary(person.admitted_on)
        person.card = str(next(self.cards))
        return person

    def anybody(self, on, born, who=""):
        sex = self.rng.choices("MF", (55, 45))[0]
        born_on = date(self.rng.randint(*born), 1, 1)
        born_on += timedelta(days=self.rng.randrange(365))
        occupation = self.trade(on.year - born_on.year, who)
        name = self.name(sex)
        native_place = self.rng.choice(read_data("names")["native_places"])
        return Person(name, sex, born_on, native_place, occupation)

    def years_of_birth(self, who):
        if who:
            return 1962, 1990
        return self.rng.choices(list(BIRTHS), list(BIRTHS.values()))[0]

    def name(self, sex):
        names = read_data("names")
        while True:
            family = self.weighted(names["family"])
            middle = self.weighted(names["middle"][sex])
            name = f"{family} {middle} {self.rng.choice(names['given'][sex])}"
            words = name.split()
            if name not in self.names and len(set(words)) == len(words):
                self.names.add(name)
                return name

    def trade(self, age, who):
        fit = []
        for entry in read_data("texts")["occupations"]:
            if entry["from_age"] <= age <= entry["to_age"]:
                fit.append(entry)
        wanted = [entry for entry in fit if entry["who"] == who]
        return self.weighted(wanted or fit)

    def weighted(self, entries):
        texts = [entry["text"] for entry in entries]
        weights = [entry["weight"] for entry in entries]
        return self.rng.choices(texts, weights)[0]

    def admission(self, person, on):
        year = person.born_on.year + self.rng.choice(ADMITTED_AGES)
        admitted_on = date(year, 1, 1) + timedelta(days=self.rng.randrange(33, 365))
        return min(admitted_on, on - timedelta(days=self.rng.randrange(400, 900)))

    def anniversary(self, day):
        return day.replace(year=day.year + 1, day=min(day.day, 28))
