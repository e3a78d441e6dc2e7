"""What counts of a case's log as it is shown to people: what took effect, with what has been corrected of it."""

from dataclasses import replace
from typing import TypeVar

from events.correction import Corrected
from events.fact import Fact, FactData
from events.personal import Erased
from services.papers.people import Shown, people_of
from services.store.answers import CaseView, TimelineLine
from workflows.correction import mended

DataT = TypeVar("DataT", bound=FactData)


def standing(view: CaseView) -> tuple[TimelineLine, ...]:
    """The lines that count, each fact as corrected as far as it can be read, the oldest happening first."""
    counting = sorted((line for line in view.timeline if line.counts), key=lambda line: line.happened)
    return tuple(replace(line, fact=right(view, line.fact)) for line in counting)


def right(view: CaseView, fact: Fact) -> Fact:
    """A fact with what has been corrected of it, as far as it can be read."""
    for line in view.timeline:
        told = line.fact.data
        if line.counts and isinstance(told, Corrected) and str(told.fact) == fact.key:
            fact = fact if isinstance(told.value, Erased) else mended(fact, told)
    return fact


def told(lines: tuple[TimelineLine, ...], model: type[DataT]) -> tuple[tuple[TimelineLine, DataT], ...]:
    """What facts of a type say, with the lines on which they stand."""
    return tuple((line, line.fact.data) for line in lines if isinstance(line.fact.data, model))


def people_in(lines: tuple[TimelineLine, ...]) -> dict[str, Shown]:
    """The people of a case by place, as its standing lines tell of them."""
    return people_of((line.fact.data, line.places) for line in lines)
