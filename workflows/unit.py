"""A unit as its facts have made it: which weekly extracts came, which rows wait, which could not be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from events.assessment import Assessed
from events.fact import FactData
from events.unit import (
    ExtractGoneThrough,
    ExtractReceived,
    RejectedRowAnswered,
    RowDecided,
    RowRejected,
    RowTakenBack,
    UnitAdded,
)
from events.values import Role
from workflows.case import PendingFact, ToLookAt
from workflows.duty import DutyKind, Owed
from workflows.outcome import Entry, said
from workflows.policy import Policy, PolicyVersion
from workflows.replacing import replace
from workflows.report.versions import YearReport
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of, monday_of, week_of


@dataclass(frozen=True, slots=True)
class WeekState:
    """One week's extract: the facts that brought it, the rows that wait, those decided before it was complete.

    `searched` are searches of the week (R43): their rows are decided like others, but they are no extract (R25).
    """

    week: str
    received: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    open_rows: tuple[str, ...] = ()
    decided_rows: tuple[str, ...] = ()
    gone_through: bool = False


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be used and that nobody has answered yet."""

    fingerprint: str
    week: str
    fact: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """Something that the unit did to make the programme known: `what` is the body (R40, R41) or `made_known`."""

    at: datetime
    fact: str
    what: str


@dataclass(frozen=True, slots=True)
class Contact:
    """An entry of the directory (R20, R38, R54); names and numbers lie sealed in the fact."""

    entry: str
    kind: str
    fact: str
    at: datetime
    areas: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A geographic operational unit (R19)."""

    subject: str
    sequence: int
    since: date
    weeks: tuple[WeekState, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    answered_rows: tuple[str, ...] = ()
    policies: tuple[PolicyVersion, ...] = ()
    outreach: tuple[Done, ...] = ()
    directory: tuple[Contact, ...] = ()
    to_look_at: tuple[ToLookAt, ...] = ()
    waiting: tuple[PendingFact, ...] = ()
    reports: tuple[YearReport, ...] = ()

    @property
    def slug(self) -> str:
        """`ost` of `unit/ost`."""
        return self.subject.removeprefix("unit/")

    def week(self, week: str) -> WeekState:
        """What is known of a week."""
        return next((w for w in self.weeks if w.week == week), WeekState(week))

    def first_missing_week(self) -> str:
        """The oldest week since the unit began that has no extract (R25)."""
        received = {w.week for w in self.weeks if w.received}
        monday = monday_of(week_of(self.since))
        while week_of(monday) in received:
            monday += timedelta(days=7)
        return week_of(monday)

    def missing_weeks(self, today: date) -> tuple[str, ...]:
        """The weeks that have ended by `today` and have no extract."""
        received = {w.week for w in self.weeks if w.received}
        monday, missing = monday_of(week_of(self.since)), []
        while monday + timedelta(days=7) <= today:
            if week_of(monday) not in received:
                missing.append(week_of(monday))
            monday += timedelta(days=7)
        return tuple(missing)

    def report(self, year: int) -> YearReport:
        """What is known of a year's report."""
        return next((one for one in self.reports if one.year == year), YearReport(year))

    def first_unreported_year(self) -> int:
        """The oldest year since the unit began of whose report there is no version (R3)."""
        there, year = {one.year for one in self.reports if one.versions}, self.since.year
        while year in there:
            year += 1
        return year

    def with_report(self, report: YearReport) -> "Unit":
        """The unit with one year's report replaced or added, in order of years."""
        others = [one for one in self.reports if one.year != report.year]
        return replace(self, reports=tuple(sorted((*others, report), key=lambda one: one.year)))

    def with_week(self, state: WeekState) -> "Unit":
        """The unit with one week replaced or added, in order of weeks."""
        others = [w for w in self.weeks if w.week != state.week]
        return replace(self, weeks=tuple(sorted((*others, state), key=lambda w: w.week)))


EXISTS_ONCE = Form("exists_already", on=(UnitAdded,), holds=lambda unit, fact, known: unit is None)
COUNTS_ADD_UP = Form(
    "counts_do_not_add_up",
    on=(ExtractReceived,),
    holds=lambda unit, fact, known: (
        fact.data.rows == fact.data.new + fact.data.known + fact.data.changed + fact.data.outside + fact.data.rejected
    ),
)
ROW_IS_OPEN = Form(
    "no_such_rejected_row",
    on=(RejectedRowAnswered,),
    holds=lambda unit, fact, known: any(r.fingerprint == fact.data.fingerprint for r in unit.rejected),
)
WRITE_OFF_HAS_A_REASON = Form(
    "reason_missing",
    on=(RejectedRowAnswered,),
    holds=lambda unit, fact, known: fact.data.answer != "written_off" or fact.data.why is not None,
)
ONLY_DERIVED = Form("derived_only", on=(RowDecided, ExtractGoneThrough), holds=lambda unit, fact, known: known.derived)

RULES_DECIDED_IT = Form(
    "no_row_to_take_back", on=(RowTakenBack,), holds=lambda unit, fact, known: known.row is not None
)

RULES: Final[tuple[Rule, ...]] = (
    RULES_DECIDED_IT,
    EXISTS_ONCE,
    COUNTS_ADD_UP,
    ROW_IS_OPEN,
    WRITE_OFF_HAS_A_REASON,
    ONLY_DERIVED,
)


# duties


def over_on(week: str) -> date:
    """The Monday on which a week is over, and its extract may be fetched."""
    return monday_of(week) + timedelta(days=7)


def extract_due(week: str, policy: Policy) -> date:
    """The day of the week after by which the unit has an extract, and has gone through it (R25, local practice)."""
    return over_on(week) + timedelta(days=policy.extract_weekday - 1)


def _to_receive(unit: Unit, policy: Policy) -> Iterator[Owed]:
    week = unit.first_missing_week()
    yield Owed(week, over_on(week), extract_due(week, policy))


def _to_go_through(unit: Unit, policy: Policy) -> Iterator[Owed]:
    for week in unit.weeks:
        brought = (*week.searched, *week.received)
        if brought and week.open_rows:
            yield Owed(brought[-1], monday_of(week.week), extract_due(week.week, policy), party=week.week)


def _to_answer(unit: Unit, policy: Policy) -> Iterator[Owed]:
    for row in unit.rejected:
        yield Owed(row.fact, day_of(row.at), add_workdays(day_of(row.at), policy.answer_wd), party=row.fingerprint)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("receive_extract", (25,), Role.COORDINATOR, (ExtractReceived,), _to_receive),
    DutyKind("go_through_extract", (26, 27), Role.COORDINATOR, (Assessed,), _to_go_through),
    DutyKind("answer_rejected_row", (8, 27), Role.COORDINATOR, (RejectedRowAnswered,), _to_answer),
)


# what changes in the unit


def added(_unit: Unit | None, entry: Entry) -> Unit:
    """The unit begins to owe weekly extracts."""
    told = said(entry.fact, UnitAdded)
    return Unit(entry.fact.subject, 0, told.since)


def extract_received(unit: Unit, entry: Entry) -> Unit:
    """The week's rows are read; those not decided yet stand open."""
    told = said(entry.fact, ExtractReceived)
    week = unit.week(told.week)
    there = {*week.decided_rows, *week.open_rows}
    fresh = [key for key in dict.fromkeys(row.row_key for row in told.open) if key not in there]
    return unit.with_week(
        replace(
            week,
            received=(*week.received, entry.fact.key) if told.kind == "extract" else week.received,
            searched=(*week.searched, entry.fact.key) if told.kind == "search" else week.searched,
            open_rows=(*week.open_rows, *fresh),
            gone_through=week.gone_through and not fresh,
        )
    )


def row_rejected(unit: Unit, entry: Entry) -> Unit:
    """The row is the unit's duty until it is answered; the same bad row again is the same duty.

    One that was to mend an earlier row, and is no better, takes its place.
    """
    told = said(entry.fact, RowRejected)
    if told.corrects is not None and told.corrects != told.fingerprint:
        unit = _answered(unit, told.corrects)
    if told.fingerprint in unit.answered_rows or any(r.fingerprint == told.fingerprint for r in unit.rejected):
        return unit
    row = RejectedRow(told.fingerprint, told.week, entry.fact.key, entry.fact.time)
    return replace(unit, rejected=(*unit.rejected, row))


def rejected_row_answered(unit: Unit, entry: Entry) -> Unit:
    """Corrected, or written off with a reason."""
    return _answered(unit, said(entry.fact, RejectedRowAnswered).fingerprint)


def _answered(unit: Unit, fingerprint: str) -> Unit:
    left = tuple(r for r in unit.rejected if r.fingerprint != fingerprint)
    if len(left) == len(unit.rejected):
        return unit
    return replace(unit, rejected=left, answered_rows=(*unit.answered_rows, fingerprint))


def row_decided(unit: Unit, entry: Entry) -> Unit:
    """The row waits no more."""
    told = said(entry.fact, RowDecided)
    week = unit.week(told.week)
    return unit.with_week(
        replace(
            week,
            open_rows=tuple(key for key in week.open_rows if key != told.row_key),
            decided_rows=week.decided_rows if told.row_key in week.decided_rows else (*week.decided_rows, told.row_key),
        )
    )


def row_taken_back(unit: Unit, entry: Entry) -> Unit:
    """A row that rules decided is a person's to decide after all; the week is open again."""
    told = said(entry.fact, RowTakenBack)
    week = unit.week(told.week)
    return unit.with_week(
        replace(
            week,
            open_rows=week.open_rows if told.row_key in week.open_rows else (*week.open_rows, told.row_key),
            decided_rows=tuple(key for key in week.decided_rows if key != told.row_key),
            gone_through=False,
        )
    )


def gone_through(unit: Unit, entry: Entry) -> Unit:
    """No row of the week is open."""
    told = said(entry.fact, ExtractGoneThrough)
    return unit.with_week(replace(unit.week(told.week), gone_through=True))


CHANGES: Final[Mapping[type[FactData], Callable[[Unit, Entry], Unit]]] = {
    ExtractReceived: extract_received,
    RowRejected: row_rejected,
    RejectedRowAnswered: rejected_row_answered,
    RowDecided: row_decided,
    ExtractGoneThrough: gone_through,
}
