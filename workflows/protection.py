"""The five protective measures, whoever is responsible for them, and what makes a case serious."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, get_args

from events.fact import FactData
from events.protection import (
    InvestigatorConsulted,
    Measure,
    MeasuresConsidered,
    ResponsibleContacted,
    SeriousJudged,
)
from events.values import Role
from workflows.case import Case, Mark, in_order
from workflows.duty import DutyKind, Owed
from workflows.followup import Looked, Need, Noted, Protecting, SeriousWord
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of

MEASURES: Final[frozenset[str]] = frozenset(get_args(Measure))

ALL_FIVE = Form(
    "boxes_missing",
    on=(MeasuresConsidered,),
    holds=lambda case, fact, known: (
        {box.measure for box in fact.data.boxes} == MEASURES
        and all(not box.needed or box.action is not None or box.contacted is not None for box in fact.data.boxes)
    ),
)

INCIDENTS_EXIST = Form(
    "no_such_incident",
    on=(MeasuresConsidered,),
    holds=lambda case, fact, known: all(case.incident(key) for key in fact.data.incidents),
)

RULES: Final[tuple[Rule, ...]] = (ALL_FIVE, INCIDENTS_EXIST)


def still_to_consider(case: Case) -> tuple[str, ...]:
    """The offered incidents for which R62 has not been answered in this period, or is to be answered again."""
    return tuple(i.key for i in case.offered if i.key not in case.period.measures_for)


def consider_again(case: Case, mark: Mark, *incidents: str) -> Case:
    """R62 is owed again for these incidents; for all where none is named (a threat, R151)."""
    looked = Looked(mark.at, mark.fact, incidents)
    return _recounted(case, replace(case.period.protecting, again=in_order((*case.period.protecting.again, looked))))


def _recounted(case: Case, protecting: Protecting) -> Case:
    keys = {key for looked in protecting.considered for key in looked.incidents}
    done = (key for key in keys if _last(protecting.considered, key) >= _last(protecting.again, key))
    return case.now(protecting=protecting, measures_for=tuple(sorted(done)))


def _covers(looked: Looked, key: str) -> bool:
    return not looked.incidents or key in looked.incidents


def _last(looked: tuple[Looked, ...], key: str) -> float:
    return max((one.at.timestamp() for one in looked if _covers(one, key)), default=float("-inf"))


def serious_since(case: Case) -> Mark | None:
    """Since when the case counts as serious in this period; None where it does not."""
    since: Mark | None = None
    for word in case.period.protecting.serious:
        since = (since or Mark(word.at, word.fact)) if word.yes else None
    return since


def open_needs(case: Case) -> tuple[Need, ...]:
    """Needed measures for which nobody responsible has been contacted since; of each measure the first (R35)."""
    found: dict[str, Need] = {}
    for need in case.safeguards.needs:
        if not _contacted(case, need.measure, need.at):
            found.setdefault(need.measure, need)
    return tuple(found.values())


def _contacted(case: Case, about: str, since: datetime) -> bool:
    return any(one.about == about and one.at >= since for one in case.safeguards.contacted)


def still_matters(case: Case) -> bool:
    """Whether records and protection may still be owed: also after a closing, not for a mistake nor after a death."""
    return not case.void and case.whereabouts.died is None


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
        again = [one for one in period.protecting.again if _covers(one, incident.key) and one.at > mark.at]
        if again:
            mark = Mark(again[-1].at, again[-1].fact)
        threatened = any(not one.incidents for one in again)
        day = day_of(mark.at)
        due = day if period.serious or threatened else add_workdays(day, policy.protection_wd)
        yield Owed(mark.fact, day, due, party=incident.key)


def _to_contact(case: Case, policy: Policy) -> Iterator[Owed]:
    if not still_matters(case):
        return
    for need in open_needs(case):
        day = day_of(need.at)
        due = day if case.period.serious else add_workdays(day, policy.protection_wd)
        yield Owed(need.fact, day, due, party=f"measure:{need.measure}")


def _to_contact_witness_protection(case: Case, _policy: Policy) -> Iterator[Owed]:
    since = serious_since(case)
    if case.is_open and since is not None and not _contacted(case, "witness_protection", since.at):
        yield Owed(since.fact, day_of(since.at), day_of(since.at))


def _to_consult(case: Case, _policy: Policy) -> Iterator[Owed]:
    since = serious_since(case)
    if not case.is_open or since is None or not any(i.needs_clearance for i in case.offered):
        return
    if not any(one.at >= since.at for one in case.period.protecting.consulted):
        yield Owed(since.fact, day_of(since.at), day_of(since.at))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("consider_protection", (62, 118, 151), Role.COORDINATOR, (MeasuresConsidered,), _to_consider),
    DutyKind("contact_responsible", (35,), Role.COORDINATOR, (ResponsibleContacted,), _to_contact),
    DutyKind(
        "contact_witness_protection",
        (37,),
        Role.COORDINATOR,
        (ResponsibleContacted, SeriousJudged),
        _to_contact_witness_protection,
    ),
    DutyKind("consult_investigator", (117, 118), Role.COORDINATOR, (InvestigatorConsulted, SeriousJudged), _to_consult),
)


# what changes in the case


def considered(case: Case, entry: Entry) -> Case:
    """R62 is answered for these incidents; what is needed is a task until whoever is responsible is contacted."""
    told, fact = said(entry.fact, MeasuresConsidered), entry.fact
    period, safe = case.period, case.safeguards
    looked = Looked(fact.time, fact.key, told.incidents)
    needed = tuple(Need(fact.time, fact.key, box.measure) for box in told.boxes if box.needed)
    done = tuple(Noted(fact.time, fact.key, box.measure) for box in told.boxes if box.needed and box.contacted)
    latest = period.measures is None or period.measures.at <= fact.time
    case = case.now(measures=Mark(fact.time, fact.key) if latest else period.measures)
    safe = replace(safe, needs=in_order((*safe.needs, *needed)), contacted=in_order((*safe.contacted, *done)))
    if not told.incidents:
        return replace(case, safeguards=safe)
    looks = in_order((*period.protecting.considered, looked))
    return replace(_recounted(case, replace(period.protecting, considered=looks)), safeguards=safe)


def responsible_contacted(case: Case, entry: Entry) -> Case:
    """Who and when (R35, R37)."""
    told, fact = said(entry.fact, ResponsibleContacted), entry.fact
    contacted = in_order((*case.safeguards.contacted, Noted(fact.time, fact.key, told.about)))
    return replace(case, safeguards=replace(case.safeguards, contacted=contacted))


def judged_serious(case: Case, mark: Mark, yes: bool) -> Case:
    """Serious or not; the latest word counts."""
    words = in_order((*case.period.protecting.serious, SeriousWord(mark.at, mark.fact, yes)))
    return case.now(serious=words[-1].yes, protecting=replace(case.period.protecting, serious=words))


def serious_judged(case: Case, entry: Entry) -> Case:
    """The coordinator's judgement (R37)."""
    told, fact = said(entry.fact, SeriousJudged), entry.fact
    return judged_serious(case, Mark(fact.time, fact.key), told.serious)


def investigator_consulted(case: Case, entry: Entry) -> Case:
    """The measures were talked over (R117, R118)."""
    consulted = in_order((*case.period.protecting.consulted, Noted(entry.fact.time, entry.fact.key)))
    return case.now(protecting=replace(case.period.protecting, consulted=consulted))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    MeasuresConsidered: considered,
    ResponsibleContacted: responsible_contacted,
    SeriousJudged: serious_judged,
    InvestigatorConsulted: investigator_consulted,
}
