"""Figures on time: how many days lie between one step and the next, and how long the investigator's answer took."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from workflows.period import Period
from workflows.report.figure import CaseTold, Figure
from workflows.report.offer import called_on, decided_on
from workflows.workdays import day_of

SPANS: Final = ("0_2", "3_7", "8_14", "15_28", "over_28")
_UPPER: Final = ((2, "0_2"), (7, "3_7"), (14, "8_14"), (28, "15_28"))

WEEK: Final = 7

Days = Callable[[CaseTold, Period], tuple[date | None, date | None]]


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment is not None else None


def _between(days: Days) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """Counts the cases in which both steps were taken, by the year in which somebody was found."""

    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        start, end = days(told, told.periods[0])
        if told.counts and start is not None and end is not None:
            yield told.began, _span((end - start).days)

    return counts


def _span(days: int) -> str:
    return next((name for most, name in _UPPER if days <= most), "over_28")


def _called(told: CaseTold, first: Period) -> tuple[date | None, date | None]:
    return (_day(first.offer.at) if first.offer is not None else None), called_on(told)


def _held(_told: CaseTold, first: Period) -> tuple[date | None, date | None]:
    return tuple(_day(mark.at) if mark is not None else None for mark in (first.accepted, first.held))  # type: ignore[return-value]


def _guided(_told: CaseTold, first: Period) -> tuple[date | None, date | None]:
    return tuple(_day(mark.at) if mark is not None else None for mark in (first.held, first.guided))  # type: ignore[return-value]


def _whole_way(told: CaseTold, first: Period) -> tuple[date | None, date | None]:
    return told.began, (_day(first.held.at) if first.held is not None else None)


def _clearance(told: CaseTold) -> Iterator[tuple[date, str]]:
    """Each incident for which the investigator was asked, by the first answer (R47, R48)."""
    for incident in told.case.incidents if told.counts else ():
        asked = next((word for word in incident.words if word.word == "asked"), None)
        if asked is None:
            continue
        answers = [word for word in incident.words if word.word != "asked" and word.at >= asked.at]
        given = next((word for word in answers if word.word == "given"), None)
        if given is not None:
            within = (day_of(given.at) - day_of(asked.at)).days <= WEEK
            yield day_of(asked.at), "within_week" if within else "over_week"
        elif answers:
            yield day_of(asked.at), "refused"
        else:
            yield day_of(asked.at), "open_over_week" if (told.until - day_of(asked.at)).days > WEEK else "open"


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("days_to_assessed", "pace", (24, 28), "case", _between(lambda told, _: (told.began, decided_on(told))),
           "days", SPANS),
    Figure("clearance", "pace", (47, 48), "case", _clearance, "clearance",
           ("within_week", "over_week", "refused", "open", "open_over_week")),
    Figure("days_to_call", "pace", (28,), "case", _between(_called), "days", SPANS),
    Figure("days_to_conversation", "pace", (83,), "case", _between(_held), "days", SPANS),
    Figure("days_to_guide", "pace", (50,), "case", _between(_guided), "days", SPANS),
    Figure("days_in_all", "pace", (28, 83), "case", _between(_whole_way), "days", SPANS, picture="bars"),
)  # fmt: skip
