"""Figures on coverage: the rows of the weekly extracts, and what became of each (rows in = decisions out)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, get_args

from events.unit import Decision, ExtractReceived, RejectedRowAnswered, RowDecided, RowRejected, RowTakenBack
from workflows.report.figure import Figure, UnitTold
from workflows.unit import extract_due
from workflows.workdays import day_of, monday_of, week_of

OUTCOMES: Final = ("new", "changed", "known", "outside", "rejected")


def _rows(told: UnitTold) -> Iterator[tuple[date, str]]:
    for entry in told.log:
        said = entry.fact.data
        if isinstance(said, ExtractReceived):
            for outcome in OUTCOMES:
                for _ in range(getattr(said, outcome)):
                    yield _thursday(said.week), outcome


def _decided(told: UnitTold) -> Iterator[tuple[date, str]]:
    """Every row that somebody had to decide, by the decision that stands."""
    standing: dict[tuple[str, str], str] = {}
    for entry in told.log:
        said = entry.fact.data
        if isinstance(said, ExtractReceived):
            for row in said.open:
                standing.setdefault((said.week, row.row_key), "open")
        elif isinstance(said, RowTakenBack):
            standing[said.week, said.row_key] = "open"
        elif isinstance(said, RowDecided) and (said.week, said.row_key) in standing:
            standing[said.week, said.row_key] = said.decision
    for (week, _key), decision in standing.items():
        yield _thursday(week), decision


def _rejected(told: UnitTold) -> Iterator[tuple[date, str]]:
    """Every bad row once, however often it came, by how it was answered."""
    answers = {
        said.fingerprint: said.answer
        for said in (entry.fact.data for entry in told.log)
        if isinstance(said, RejectedRowAnswered)
    }
    waiting = {row.fingerprint for row in told.state.rejected}
    seen: set[str] = set()
    for entry in told.log:
        said = entry.fact.data
        if isinstance(said, RowRejected) and said.fingerprint not in seen:
            seen.add(said.fingerprint)
            answer = "open" if said.fingerprint in waiting else answers.get(said.fingerprint, "corrected")
            yield _thursday(said.week), answer


def _weeks(told: UnitTold) -> Iterator[tuple[date, str]]:
    """Every week since the unit began that is over, by when its extract came."""
    came: dict[str, date] = {}
    for entry in told.log:
        said = entry.fact.data
        if isinstance(said, ExtractReceived) and said.kind == "extract":
            came.setdefault(said.week, day_of(entry.fact.time))
    monday = monday_of(week_of(told.state.since))
    while monday + timedelta(days=7) <= told.until:
        week = week_of(monday)
        due = extract_due(week, told.policy)
        if week in came:
            yield _thursday(week), "in_time" if came[week] <= due else "late"
        else:
            yield _thursday(week), "overdue" if told.until > due else "waiting"
        monday += timedelta(days=7)


def _thursday(week: str) -> date:
    """An ISO week belongs to the year of its Thursday."""
    return monday_of(week) + timedelta(days=3)


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("weeks", "rows", (25,), "unit", _weeks, "in_time", ("in_time", "late", "overdue", "waiting"), about="work"),
    Figure("rows", "rows", (8, 27), "unit", _rows, "row", OUTCOMES, picture="bars"),
    Figure("row_decision", "rows", (8, 26, 27), "unit", _decided, "row_decision", (*get_args(Decision), "open")),
    Figure("rejected", "rows", (27,), "unit", _rejected, "row_rejected", ("corrected", "written_off", "open")),
)
