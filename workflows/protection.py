"""The five protective measures are considered from the assessment on, before a guide and before an early closing."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, get_args

from events.fact import FactData
from events.protection import Measure, MeasuresConsidered
from events.values import Role
from workflows.case import Case, Mark
from workflows.duty import DutyKind, Owed
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of

MEASURES: Final[frozenset[str]] = frozenset(get_args(Measure))

ALL_FIVE = Form(
    "boxes_missing",
    on=(MeasuresConsidered,),
    holds=lambda case, fact, known: (
        {box.measure for box in fact.data.boxes} == MEASURES
        and all(not box.needed or box.action is not None for box in fact.data.boxes)
    ),
)

INCIDENTS_EXIST = Form(
    "no_such_incident",
    on=(MeasuresConsidered,),
    holds=lambda case, fact, known: all(case.incident(key) for key in fact.data.incidents),
)

RULES: Final[tuple[Rule, ...]] = (ALL_FIVE, INCIDENTS_EXIST)


def still_to_consider(case: Case) -> tuple[str, ...]:
    """The offered incidents for which R62 has not been answered in this period."""
    return tuple(i.key for i in case.offered if i.key not in case.period.measures_for)


# duties


def _to_consider(case: Case, policy: Policy) -> Iterator[Owed]:
    offer, period = case.period.offer, case.period
    if not case.is_open or offer is None:
        return
    for incident in case.offered:
        if incident.key in period.measures_for:
            continue
        own = incident.decided_at is not None and incident.decided_at >= offer.at
        mark = Mark(incident.decided_at, str(incident.decided_fact)) if own and incident.decided_at else offer
        day = day_of(mark.at)
        due = day if period.serious else add_workdays(day, policy.protection_wd)
        yield Owed(mark.fact, day, due, party=incident.key)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("consider_protection", (62, 118), Role.COORDINATOR, (MeasuresConsidered,), _to_consider),
)


# what changes in the case


def considered(case: Case, entry: Entry) -> Case:
    """R62 is answered for these incidents."""
    told, fact = said(entry.fact, MeasuresConsidered), entry.fact
    keys = tuple(sorted({*case.period.measures_for, *told.incidents}))
    return case.now(measures=Mark(fact.time, fact.key), measures_for=keys)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {MeasuresConsidered: considered}
