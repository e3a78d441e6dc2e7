"""Figures on making the programme known: where it is anchored, and who was told."""

from collections.abc import Iterator
from datetime import date
from typing import Final, get_args

from events.outreach import Anchored, Audience, Body, MadeKnown
from workflows.report.figure import Figure, UnitTold
from workflows.workdays import day_of


def _anchored(told: UnitTold) -> Iterator[tuple[date, str]]:
    for entry in told.log:
        if isinstance(entry.fact.data, Anchored):
            yield day_of(entry.fact.time), entry.fact.data.body


def _audience(told: UnitTold) -> Iterator[tuple[date, str]]:
    for entry in told.log:
        if isinstance(entry.fact.data, MadeKnown):
            yield day_of(entry.fact.time), entry.fact.data.audience


def _with_salto(told: UnitTold) -> Iterator[tuple[date, str]]:
    for entry in told.log:
        if isinstance(entry.fact.data, MadeKnown):
            yield day_of(entry.fact.time), "with_salto" if entry.fact.data.with_salto else "alone"


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("anchored", "known", (40, 41), "unit", _anchored, "word", get_args(Body), about="work"),
    Figure("made_known", "known", (18, 42), "unit", _audience, "word", get_args(Audience), of="outreach", about="work"),
    Figure("made_known_with", "known", (20, 42), "unit", _with_salto, "made_known_with", ("with_salto", "alone"),
           of="outreach", about="work"),
)  # fmt: skip
