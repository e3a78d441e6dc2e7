"""Figures on where cases stand, how they ended, and who came back."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from events.closing import NeedReported
from workflows.chart import PHASES
from workflows.grounds import MATRIX, VOIDS
from workflows.period import OPEN_PHASES, Period
from workflows.report.figure import CaseTold, Figure
from workflows.workdays import day_of


def _closings(word: Callable[[Period], str | None]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """Counts every run of the programme that ended, by the day on which it did."""

    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        for period in told.periods if told.counts else ():
            said = word(period) if period.closing is not None else None
            if said is not None and period.closing is not None:
                yield day_of(period.closing.at), said

    return counts


def _ground(period: Period) -> str:
    return period.closing.ground if period.closing is not None else ""


def _phase(period: Period) -> str:
    return period.closing.phase_before if period.closing is not None else ""


def _agreement(period: Period) -> str | None:
    if _phase(period) != "guided":
        return None
    return {"youth_and_guide_agree": "agreed", "other_measures": "other_measures"}.get(_ground(period), "not_agreed")


def _standing(told: CaseTold) -> Iterator[tuple[date, str]]:
    """Every case that is open when a year ends (of the present year: now), in the phase in which it is then."""
    for year in range(told.began.year, told.until.year + 1) if told.counts else ():
        day = min(date(year, 12, 31), told.until)
        phases = [phase for moment, phase in told.phases if day_of(moment) <= day]
        if phases and phases[-1] != "closed":
            yield day, phases[-1]


def _reopened(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        said = entry.fact.data
        if isinstance(said, NeedReported):
            yield day_of(entry.fact.time), "participant" if said.by == "participant" else "guardian"


def _void(told: CaseTold) -> Iterator[tuple[date, str]]:
    if told.case.void:
        yield told.began, told.case.ties.void_by or "registered_by_mistake"


def _length(told: CaseTold) -> Iterator[tuple[date, str]]:
    for period in told.periods if told.counts else ():
        if period.closing is not None and period.guided is not None:
            weeks = (day_of(period.closing.at) - day_of(period.guided.at)).days // 7
            word = "0_4" if weeks < 4 else "4_12" if weeks < 12 else "12_26" if weeks < 26 else "over_26"
            yield day_of(period.closing.at), word


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("standing", "ended", (6,), "case", _standing, "phase", OPEN_PHASES, picture="bars", adds_years=False),
    Figure("ground", "ended", (53, 133, 134, 159, 163), "case", _closings(_ground), "ground", (*MATRIX, *VOIDS),
           of="closings", picture="bars"),
    Figure("ended_in", "ended", (133, 159), "case", _closings(_phase), "phase",
           tuple(phase for phase in PHASES if phase != "closed"), of="closings"),
    Figure("agreement", "ended", (133, 134), "case", _closings(_agreement), "agreement",
           ("agreed", "other_measures", "not_agreed"), of="ended_in/guided"),
    Figure("length", "ended", (34, 162), "case", _length, "lasted", ("0_4", "4_12", "12_26", "over_26")),
    Figure("reopened", "ended", (135, 136), "case", _reopened, "asked", ("participant", "guardian")),
    Figure("void", "ended", (27,), "case", _void, "ground", VOIDS),
)  # fmt: skip
