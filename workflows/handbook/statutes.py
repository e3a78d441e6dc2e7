"""The laws behind the handbook, as they were named on a day: the handbook cites some that have gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from events.duty_to_report import AvertJudged, ReportJudged
from events.fact import FactData
from events.guidance import Disclosed
from events.staff import Acknowledged

Statute = Literal["duty_to_inform", "duty_to_avert", "mutilation", "secrecy", "police_secrecy", "school_environment"]

Law = Literal[
    "barnevernloven_1992",
    "barnevernsloven_2021",
    "straffeloven_1902",
    "straffeloven_2005",
    "kjonnslemlestelsesloven_1995",
    "forvaltningsloven_1967",
    "politiregisterloven_2010",
    "opplaeringslova_1998",
    "opplaeringslova_2023",
]


@dataclass(frozen=True, slots=True)
class Citation:
    """A section of a law, and the first day on which it was the one in force.

    `sure`: the day stands so in what the Storting, the ministries or a collection of laws have published. Where it is
    not, that is said wherever the day is told.
    """

    law: Law
    section: str
    since: date
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Averted:
    """An offence that everybody is to try to avert: its section of straffeloven (2005), and since when, where it came
    in later. `sure` as of a citation."""

    section: int
    since: date | None = None
    sure: bool = True


WIDENED: Final = date(2021, 4, 1)
"""From here on § 196 holds for more offences, and for everybody as to genital mutilation: the Storting adopted it on
3 November 2020 (Prop. 66 L (2019-2020)). From this day on the same proposition's change of § 253 was in force; the day
of § 196 itself we have not seen in print."""

STATUTES: Final[Mapping[Statute, tuple[Citation, ...]]] = {
    "duty_to_inform": (
        Citation("barnevernloven_1992", "§ 6-4", date(1993, 1, 1), sure=False),
        Citation("barnevernsloven_2021", "§ 13-2", date(2023, 1, 1)),
    ),
    "duty_to_avert": (
        Citation("straffeloven_1902", "§ 139", date(1905, 1, 1), sure=False),
        Citation("straffeloven_2005", "§ 196", date(2015, 10, 1)),
    ),
    "mutilation": (
        Citation("kjonnslemlestelsesloven_1995", "§ 2", date(2004, 9, 1)),
        Citation("straffeloven_2005", "§ 284", date(2015, 10, 1)),
        Citation("straffeloven_2005", "§ 196", WIDENED, sure=False),
    ),
    "secrecy": (Citation("forvaltningsloven_1967", "§ 13", date(1970, 1, 1), sure=False),),
    "police_secrecy": (Citation("politiregisterloven_2010", "§ 35", date(2014, 7, 1)),),
    "school_environment": (
        Citation("opplaeringslova_1998", "§ 9 A-4", date(2017, 8, 1), sure=False),
        Citation("opplaeringslova_2023", "§ 12-4", date(2024, 8, 1)),
    ),
}
"""Oldest first; each holds until the next one. A new forvaltningslov was before the Storting in 2025; from which day it
holds is not known here, and § 13 of the old one is cited until it is."""

OF_RULES: Final[Mapping[int, tuple[Statute, ...]]] = {
    5: ("school_environment",),
    56: ("secrecy", "duty_to_inform"),
    93: ("duty_to_inform", "duty_to_avert"),
    148: ("police_secrecy",),
    **dict.fromkeys(range(164, 171), ("duty_to_inform",)),
    171: ("duty_to_avert",),
    172: ("duty_to_avert",),
    173: ("mutilation",),
    174: ("duty_to_avert",),
    175: ("duty_to_avert",),
}
"""The laws that a rule of the handbook rests on."""

AVERTED: Final[Mapping[int, tuple[Averted, ...]]] = {
    172: (
        *(Averted(section) for section in (274, 275, 282, 283, 291, 295, 299, 312, 314)),
        *(Averted(section, WIDENED, sure=False) for section in (253, 258, 284, 285, 303)),
    ),
}
"""By rule, the sections of straffeloven (2005) that are about violence and abuse and that everybody is to avert by its
§ 196. The first nine are those that the national guide at dinutvei.no names, of the eleven that the handbook counts;
which two it counts besides we have not found, and the rulebook says so. The others came in after the handbook was
written. The whole list is the statute's."""

HANDBOOK_COUNTS: Final[Mapping[int, int]] = {172: 11}
"""How many of them the handbook counts."""

OF_FACTS: Final[Mapping[type[FactData], tuple[Statute, ...]]] = {
    ReportJudged: ("duty_to_inform",),
    AvertJudged: ("duty_to_avert",),
    Disclosed: ("police_secrecy",),
    Acknowledged: ("secrecy", "duty_to_inform"),
}
"""What a fact itself is told under; it is cited as the law was named on the day on which it happened."""


def cited(statute: Statute, on: date) -> Citation | None:
    """The section in force on a day; None before there was any of these."""
    return next((one for one in reversed(STATUTES[statute]) if one.since <= on), None)


def unfound(number: int) -> int:
    """How many of the offences that the handbook counts are not among those that we name."""
    return HANDBOOK_COUNTS.get(number, 0) - sum(one.since is None for one in AVERTED.get(number, ()))


def behind(number: int, on: date) -> tuple[Citation, ...]:
    """The sections that a rule rested on, on the day of a decision."""
    return _in_force(OF_RULES.get(number, ()), on)


def told_under(model: type[FactData], on: date) -> tuple[Citation, ...]:
    """The sections under which a fact is told, as they were named on its day."""
    return _in_force(OF_FACTS.get(model, ()), on)


def _in_force(statutes: tuple[Statute, ...], on: date) -> tuple[Citation, ...]:
    found = (cited(statute, on) for statute in statutes)
    return tuple(one for one in found if one is not None)
