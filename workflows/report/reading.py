"""Makes out of the lines of all logs what the figures are counted from: every subject as it stood on a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from workflows.case import Case
from workflows.correct import standing
from workflows.duties import Subject
from workflows.outcome import Entry
from workflows.policy import DEFAULT, Policy
from workflows.practice import practice_on
from workflows.record import evolve
from workflows.report.figure import CaseTold, Log, ReminderTold, UnitTold
from workflows.staff import Staff
from workflows.unit import Unit
from workflows.workdays import OSLO

Lines = Mapping[str, Sequence[Entry]]
"""Every subject's log, oldest first; personal values are left sealed by whoever reads it."""

Phases = tuple[tuple[datetime, str], ...]

UNSAID: Final = "unknown"


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Norway."""
    return datetime.combine(day + timedelta(days=1), time(0), OSLO)


@dataclass(frozen=True, slots=True)
class Around:
    """What a case is read beside: units with the practice of the day, and everybody who works there."""

    until: date
    units: tuple[UnitTold, ...]
    practices: Mapping[str, Policy]
    staff: Mapping[str, Staff]
    professions: Mapping[str, str]


def around(lines: Lines, until: date) -> Around:
    """Everything but the cases, as it stood when the day was over."""
    over = end_of(until)
    units: dict[str, tuple[Unit, Sequence[Entry]]] = {}
    staff: dict[str, Staff] = {}
    professions: dict[str, str] = {}
    for subject in sorted(lines):
        log = [entry for entry in lines[subject] if entry.recorded_at < over]
        state = folded(log)[0] if log and not subject.startswith("case/") else None
        if isinstance(state, Unit):
            units[state.slug] = state, log
        elif isinstance(state, Staff):
            staff[subject] = state
            professions[subject] = _profession(log)
    practices = {slug: practice_on(unit, until) for slug, (unit, _) in units.items()}
    told = tuple(
        UnitTold(unit, tuple(entry for entry in log if entry.applies), practices[slug], until)
        for slug, (unit, log) in units.items()
    )
    return Around(until, told, practices, staff, professions)


def case_told(case: Case, phases: Phases, log: Sequence[Entry], beside: Around) -> CaseTold:
    """A case as its log stood."""
    return CaseTold(
        case=case,
        log=standing(log),
        phases=phases,
        policy=beside.practices.get(case.unit, DEFAULT),
        staff=beside.staff,
        professions=beside.professions,
        until=beside.until,
    )


def stood_on(lines: Lines, until: date, reminders: Iterable[ReminderTold] = ()) -> Log:
    """Everything as it stood when the day was over."""
    over, beside = end_of(until), around(lines, until)
    cases = []
    for subject in sorted(lines):
        log = [entry for entry in lines[subject] if entry.recorded_at < over]
        state, phases = folded(log) if log and subject.startswith("case/") else (None, ())
        if isinstance(state, Case):
            cases.append(case_told(state, phases, log, beside))
    return Log(until, tuple(cases), beside.units, tuple(one for one in reminders if one.day <= until))


def folded(log: Sequence[Entry]) -> tuple[Subject, Phases]:
    """The state, and each phase from when it happened that the case came to it."""
    if not log:
        raise ValueError("an empty log makes no subject")
    return folds(log, (len(log),))[len(log)]


def folds(log: Sequence[Entry], lengths: Collection[int]) -> Mapping[int, tuple[Subject, Phases]]:
    """The same of the first so many lines, for each length, in one go."""
    found: dict[int, tuple[Subject, Phases]] = {}
    state: Subject | None = None
    phases: list[tuple[datetime, str]] = []
    for place, entry in enumerate(log[: max(lengths, default=0)]):
        state = evolve(state, entry, log[:place])
        if isinstance(state, Case) and (not phases or phases[-1][1] != state.phase):
            phases.append((entry.fact.time, state.phase))
        if place + 1 in lengths:
            found[place + 1] = state, tuple(phases)
    return found


def _profession(log: Sequence[Entry]) -> str:
    """What somebody is, as it was told last (R1)."""
    told = [p for entry in log if entry.applies and (p := getattr(entry.fact.data, "profession", None))]
    return str(told[-1]).strip().lower() if told else UNSAID
