"""Dates in court are known beforehand; support there is considered, and no hearing ever reopens a case."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from events.court import CourtSupportConsidered, HearingCancelled, HearingFact, HearingMoved, HearingScheduled
from events.fact import Fact, FactData
from events.values import Answer, Role
from workflows.case import Case, Hearing, Mark
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import day_of


def _none_alone(_case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    return not isinstance(told, CourtSupportConsidered) or "none_wanted" not in told.support or len(told.support) == 1


HEARING_EXISTS = Form(
    "no_such_hearing",
    on=(CourtSupportConsidered,),
    holds=lambda case, fact, known: any(h.hearing_ref == fact.data.hearing_ref for h in case.hearings),
)

NONE_MEANS_NONE = Form("support_contradicts_itself", on=(CourtSupportConsidered,), holds=_none_alone)

RULES: Final[tuple[Rule, ...]] = (HEARING_EXISTS, NONE_MEANS_NONE)


def superseded(case: Case, fact: Fact) -> bool:
    """The highest sequence of a hearing counts, whichever arrives first."""
    told = fact.data
    return isinstance(told, HearingFact) and any(
        known.hearing_ref == told.hearing_ref and known.sequence >= told.sequence for known in case.hearings
    )


# duties


def _to_consider_support(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open or case.period.offer is None or case.said_no is not None:
        return
    for hearing in case.hearings:
        if hearing.cancelled or hearing.attends is Answer.NO:
            continue
        if hearing.considered is None or hearing.considered.at < hearing.told.at:
            on = day_of(hearing.starts_at)
            ahead = on - timedelta(days=policy.hearing_lead_days)
            day = max(day_of(hearing.told.at), day_of(case.period.offer.at), ahead)
            if day <= on:
                yield Owed(hearing.told.fact, day, day, party=hearing.incident or "", until=on)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("consider_court_support", (36, 119), Role.COORDINATOR, (CourtSupportConsidered,), _to_consider_support),
)


# what changes in the case


def told_of(case: Case, entry: Entry) -> Case:
    """The hearing stands as it was told last; open or closed, nobody is called because of it (R136)."""
    told, fact = said(entry.fact, HearingFact), entry.fact
    before = next((h for h in case.hearings if h.hearing_ref == told.hearing_ref), None)
    newest = Hearing(
        told.hearing_ref,
        told.sequence,
        told.starts_at,
        Mark(fact.time, fact.key),
        told.court,
        kind=told.kind,
        attends=told.participant_attends,
        cancelled=isinstance(told, HearingCancelled),
        incident=entry.decided_with.get("incident"),
        considered=before.considered if before is not None else None,
        support=before.support if before is not None else (),
    )
    return _with(case, newest)


def support_considered(case: Case, entry: Entry) -> Case:
    """Who supports the participant in court is considered, for the hearing as it was known then (R36, R119)."""
    told, mark = said(entry.fact, CourtSupportConsidered), Mark(entry.fact.time, entry.fact.key)
    for hearing in case.hearings:
        if hearing.hearing_ref != told.hearing_ref:
            continue
        if hearing.considered is None or hearing.considered.at <= mark.at:
            return _with(case, replace(hearing, considered=mark, support=told.support))
    return case


def support_told(case: Case, mark: Mark, choice: str) -> Case:
    """What the conversation came to about support in court (R119), for every hearing that was known by then."""
    support = {"both": ("vitnestotte", "guide_attends"), "not_wanted": ("none_wanted",)}.get(choice, (choice,))
    for hearing in case.hearings:
        if hearing.told.at <= mark.at and (hearing.considered is None or hearing.considered.at <= mark.at):
            case = _with(case, replace(hearing, considered=mark, support=support))
    return case


def _with(case: Case, hearing: Hearing) -> Case:
    others = tuple(h for h in case.hearings if h.hearing_ref != hearing.hearing_ref)
    return replace(case, hearings=tuple(sorted((*others, hearing), key=lambda h: (h.starts_at, h.hearing_ref))))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    HearingScheduled: told_of,
    HearingMoved: told_of,
    HearingCancelled: told_of,
    CourtSupportConsidered: support_considered,
}
