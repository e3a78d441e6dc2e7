"""The statutory duties: judged the same day, in every phase, refused by nothing (R164–R175)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged, Statutory
from events.fact import FactData
from events.protection import ThreatLearned
from events.values import Role
from workflows.case import Case, Mark, in_order
from workflows.duty import DutyKind, Owed
from workflows.followup import Concern, Judgement
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.protection import consider_again
from workflows.replacing import replace
from workflows.rule import Rule
from workflows.workdays import day_of

RULES: Final[tuple[Rule, ...]] = ()
"""No rule forbids a judgement, nor lets it wait."""


def open_concerns(case: Case, duty: Statutory) -> tuple[Concern, ...]:
    """What has been raised and not been judged since; a judgement that names a concern answers that one alone."""
    return tuple(c for c in case.statutory.concerns if c.duty == duty and not _judged(case, c))


def _judged(case: Case, concern: Concern) -> bool:
    return any(
        j.duty == concern.duty and (j.concern == concern.fact or (j.concern is None and j.at >= concern.at))
        for j in case.statutory.judgements
    )


# duties


def _to_judge(duty: Statutory) -> Callable[[Case, Policy], Iterator[Owed]]:
    def owed(case: Case, _policy: Policy) -> Iterator[Owed]:
        for concern in () if case.void else open_concerns(case, duty):
            yield Owed(concern.fact, day_of(concern.at), day_of(concern.at))

    return owed


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "judge_report",
        (17, 164, 165, 166, 167, 168, 169),
        Role.COORDINATOR,
        (ReportJudged,),
        _to_judge("report"),
    ),
    DutyKind("judge_avert", (171, 172, 173, 174, 175), Role.COORDINATOR, (AvertJudged,), _to_judge("avert")),
)


# what changes in the case


def concern_raised(case: Case, entry: Entry) -> Case:
    """Somebody says that there is something to judge."""
    return _concerned(case, entry, said(entry.fact, ConcernRaised).duty, "raised")


def noticed(before: Case | None, case: Case, entry: Entry) -> Case:
    """What raises a duty by itself: the perpetrator turns out to be family of somebody under 18 (D4: R165, and R62
    again), or a threat may yet be averted (R171)."""
    fact = entry.fact
    known = {i.key for i in before.incidents if i.family_known is not None} if before is not None else set[str]()
    fresh = tuple(i.key for i in case.incidents if i.family_known is not None and i.key not in known)
    if fresh:
        case = consider_again(case, Mark(fact.time, fact.key), *fresh)
        if entry.decided_with.get("minor") is not False:
            case = _concerned(case, entry, "report", "family")
    if isinstance(fact.data, ThreatLearned) and fact.data.imminent:
        case = _concerned(case, entry, "avert", "threat")
    return case


def _concerned(case: Case, entry: Entry, duty: Statutory, because: str) -> Case:
    concern = Concern(entry.fact.time, entry.fact.key, duty, because)  # type: ignore[arg-type]
    concerns = in_order((*case.statutory.concerns, concern))
    return replace(case, statutory=replace(case.statutory, concerns=concerns))


def _with_judgement(case: Case, judgement: Judgement) -> Case:
    judgements = in_order((*case.statutory.judgements, judgement))
    return replace(case, statutory=replace(case.statutory, judgements=judgements))


def report_judged(case: Case, entry: Entry) -> Case:
    """Who judged, when, and whether barnevern was told (R165)."""
    told, fact = said(entry.fact, ReportJudged), entry.fact
    concern = str(told.concern) if told.concern is not None else None
    return _with_judgement(case, Judgement(fact.time, fact.key, "report", told.sent, concern))


def avert_judged(case: Case, entry: Entry) -> Case:
    """Who judged, when, and what was done (R171)."""
    told, fact = said(entry.fact, AvertJudged), entry.fact
    concern = str(told.concern) if told.concern is not None else None
    return _with_judgement(case, Judgement(fact.time, fact.key, "avert", told.action != "none", concern))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConcernRaised: concern_raised,
    ReportJudged: report_judged,
    AvertJudged: avert_judged,
}
