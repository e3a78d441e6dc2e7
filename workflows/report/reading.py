"""Makes out of the lines of all logs what the figures are counted from: every subject as it stood on a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from workflows.case import Case
from workflows.correct import standing
from workflows.duties import Subject
from workflows.outcome import Entry
from workflows.policy import DEFAULT
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


def stood_on(lines: Lines, until: date, reminders: Iterable[ReminderTold] = ()) -> Log:
    """Everything as it stood when the day was over."""
    over = end_of(until)
    cases: list[tuple[Case, Sequence[Entry], Phases]] = []
    units: dict[str, tuple[Unit, Sequence[Entry]]] = {}
    staff: dict[str, Staff] = {}
    professions: dict[str, str] = {}
    for subject in sorted(lines):
        log = [entry for entry in lines[subject] if entry.recorded_at < over]
        if not log:
            continue
        state, phases = _folded(log)
        if isinstance(state, Case):
            cases.append((state, log, phases))
        elif isinstance(state, Unit):
            units[state.slug] = state, log
        else:
            staff[subject] = state
            professions[subject] = _profession(log)
    practices = {slug: practice_on(unit, until) for slug, (unit, _) in units.items()}
    return Log(
        until,
        tuple(
            CaseTold(
                case=case,
                log=standing(log),
                phases=phases,
                policy=practices.get(case.unit, DEFAULT),
                staff=staff,
                professions=professions,
                until=until,
            )
            for case, log, phases in cases
        ),
        tuple(
            UnitTold(unit, tuple(entry for entry in log if entry.applies), practices[slug], until)
            for slug, (unit, log) in units.items()
        ),
        tuple(one for one in reminders if one.day <= until),
    )


def _folded(log: Sequence[Entry]) -> tuple[Subject, Phases]:
    """The state, and each phase from when it happened that the case came to it."""
    state: Subject | None = None
    phases: list[tuple[datetime, str]] = []
    for place, entry in enumerate(log):
        state = evolve(state, entry, log[:place])
        if isinstance(state, Case) and (not phases or phases[-1][1] != state.phase):
            phases.append((entry.fact.time, state.phase))
    if state is None:
        raise ValueError("an empty log makes no subject")
    return state, tuple(phases)


def _profession(log: Sequence[Entry]) -> str:
    """What somebody is, as it was told last (R1)."""
    told = [p for entry in log if entry.applies and (p := getattr(entry.fact.data, "profession", None))]
    return str(told[-1]).strip().lower() if told else UNSAID
