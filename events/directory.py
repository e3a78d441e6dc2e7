"""Whom to turn to in a district: kept by the unit, never written into the service (R20, R38, R54, D21)."""

from typing import Literal

from events.fact import FactData
from events.personal import Personal
from events.values import Short

Help = Literal[
    "salto",
    "slt",
    "court_support",
    "support_centre",
    "barnevern",
    "crisis_centre",
    "witness_protection",
    "police",
    "health",
    "other",
]
"""What somebody in the directory is turned to for."""


class DirectoryTold(FactData):
    """Somebody to turn to, for an area (bydel, kommune, the whole district), added or changed; `ended`: no more.

    `entry` names it for good within the unit. What a person is called and reached by is personal; `agency`, `url` and
    `areas` are not.
    """

    TYPE = "trygghet.directory.told.v1"
    MODE = "reports"
    ON = "unit"

    entry: Short
    kind: Help
    agency: Short
    areas: tuple[Short, ...] = ()
    person: Personal[Short] | None = None
    phone: Personal[Short] | None = None
    email: Personal[Short] | None = None
    url: Short | None = None
    ended: bool = False
