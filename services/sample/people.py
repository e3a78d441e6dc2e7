"""Synthetic people: nobody real can have their number, their telephone, their name or their address.

*National numbers* are Tenor's: the month is 81 to 92. *Telephone numbers* have eight digits and begin with 01: the
national numbering plan of Nkom assigns eight-digit numbers from 2 upwards only, and keeps 01 for future changes of the
plan. *Names* are an adjective and a thing out of nature, each pair used once. *Mail* is at example.org (RFC 2606).
*Report numbers* begin with a letter, which the police's do not.
"""

from dataclasses import dataclass
from datetime import date
from itertools import chain
from random import Random
from typing import Final

from services.national_number import synthetic

_FIRST: Final = (
    "Blid",
    "Brå",
    "Dristig",
    "Ekte",
    "Frekk",
    "Fri",
    "Frisk",
    "Glad",
    "Grei",
    "Grønn",
    "Gul",
    "Hendig",
    "Hissig",
    "Høy",
    "Ivrig",
    "Klar",
    "Klok",
    "Kvikk",
    "Lat",
    "Lett",
    "Lur",
    "Lys",
    "Mild",
    "Modig",
    "Morgenfrisk",
    "Mørk",
    "Nøysom",
    "Ny",
    "Oransje",
    "Pen",
    "Presis",
    "Rask",
    "Rolig",
    "Rund",
    "Rød",
    "Sindig",
    "Skarp",
    "Smal",
    "Snill",
    "Spretten",
    "Stille",
    "Stolt",
    "Sær",
    "Søvnig",
    "Tapper",
    "Trygg",
    "Tykk",
    "Utålelig",
    "Vaken",
    "Varm",
    "Vennlig",
    "Viktig",
    "Våken",
    "Åpen",
)
_SECOND: Final = (
    "Ask",
    "Bekk",
    "Bjørk",
    "Blåbær",
    "Brygge",
    "Bever",
    "Einer",
    "Elg",
    "Ert",
    "Fele",
    "Fjell",
    "Flaske",
    "Foss",
    "Furu",
    "Gaupe",
    "Gran",
    "Hassel",
    "Havre",
    "Humle",
    "Hytte",
    "Iris",
    "Isbre",
    "Kanne",
    "Kløver",
    "Knott",
    "Krone",
    "Kvist",
    "Lake",
    "Lerke",
    "Linje",
    "Lupin",
    "Løk",
    "Mose",
    "Multe",
    "Måne",
    "Nype",
    "Orrfugl",
    "Osp",
    "Perle",
    "Plomme",
    "Rips",
    "Rogn",
    "Selje",
    "Sitron",
    "Skjære",
    "Sti",
    "Svale",
    "Tind",
    "Tyttebær",
    "Ugle",
    "Ungskog",
    "Vidde",
    "Ørret",
)


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian in an extract."""

    name: str
    phone: str
    kind: str


class Population:
    """Makes people, each once. The same `Random` gives the same people."""

    def __init__(self, chance: Random) -> None:
        names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
        chance.shuffle(names)
        # A large district takes double names when the single ones are used up: 150,000 of them.
        self._names = chain(names, (f"{name}-{other}" for other in _SECOND for name in names))
        self._phones = 0
        self._born: dict[date, int] = {}

    def name(self) -> str:
        """A name that nobody else here has."""
        return next(self._names)

    def phone(self) -> str:
        """A telephone number of the series that is not assigned."""
        self._phones += 1
        return f"01{self._phones:06d}"

    def number(self, born: date) -> str:
        """A Tenor number of somebody born on the day (1940 to 2039)."""
        century = 500 if born.year >= 2000 else 0
        for individual in range(self._born.get(born, century), century + 500):
            found = synthetic(born, individual)
            if found is not None:
                self._born[born] = individual + 1
                return found
        raise LookupError(f"nobody more can be born on {born}")

    def parent(self, kind: str) -> Parent:
        """A guardian of that kind."""
        return Parent(self.name(), self.phone(), kind)
