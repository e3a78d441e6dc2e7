"""The one decision: what becomes of a fact, and what the subject is after it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

from events.assessment import Assessed
from events.catalogue import DERIVED
from events.consent import ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds
from events.contact import ContactLogged, FirstContactMade, FrequencyAgreed, PauseAgreed
from events.conversation import (
    ConversationAccepted,
    ConversationBooked,
    ConversationCancelled,
    ConversationHeld,
    InformationGiven,
    ParentsConsidered,
)
from events.correction import Corrected, WrongCase
from events.fact import Fact
from events.guidance import (
    AbsenceTold,
    BlConfirmed,
    Disclosed,
    GuidanceAsked,
    GuidanceGiven,
    GuideAccepted,
    GuideReplaced,
    InvestigatorTold,
    ProsecutorTold,
    ReviewHeld,
    StagnationSeen,
    WishesTold,
)
from events.intake import Detection, RowRead
from events.matter import MatterFact
from events.personal import reveal
from events.protection import InvestigatorConsulted, MeasuresConsidered, ThreatLearned
from events.unit import RowTakenBack
from events.values import Answer, Source
from workflows.access import may_report
from workflows.case import LATEST, BreachState, Case, Mark, PendingFact, Phase, ToLookAt
from workflows.chart import moved
from workflows.closing import end
from workflows.consent import consents_at
from workflows.correct import corrected
from workflows.correction import plain_of
from workflows.duties import Subject, unit_of
from workflows.duty_to_report import noticed
from workflows.guidance import assigned
from workflows.intake import new_incident
from workflows.known import Known
from workflows.outcome import Entry, Outcome, Reason, Recorded, Refused, Verb, Waiting
from workflows.places import places_told
from workflows.policy import area_of
from workflows.protection import still_to_consider
from workflows.replacing import replace
from workflows.rule import Form
from workflows.rulebook import BIRTHS, CHANGES, SUPERSEDED, rules_on
from workflows.staff import Staff
from workflows.workdays import day_of

AHEAD: Final = timedelta(minutes=5)
"""A fact that happened later than this after it is recorded is refused: somebody's clock or typing is wrong."""


OF_A_PERIOD: Final = (
    FirstContactMade,
    ContactLogged,
    FrequencyAgreed,
    PauseAgreed,
    ConversationAccepted,
    ConversationBooked,
    ConversationCancelled,
    ConversationHeld,
    InformationGiven,
    ParentsConsidered,
    ReviewHeld,
    StagnationSeen,
    WishesTold,
    AbsenceTold,
    InvestigatorTold,
    BlConfirmed,
    ProsecutorTold,
    GuidanceAsked,
    GuidanceGiven,
    Disclosed,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    ParticipantEnds,
    MeasuresConsidered,
    InvestigatorConsulted,
)
"""Facts that report what was done in one run of the programme."""


def record(state: Subject | None, fact: Fact, known: Known, now: datetime) -> Outcome:
    """What becomes of a fact on its subject (None: not there yet). Pure; nothing is changed.

    Refused by what the record itself demands (time, reporter, form). A fact that decides is refused by a hard rule, or
    waits while every reason names facts that may still arrive; a fact that reports is recorded, as a breach where a
    hard rule forbade it.
    """
    state = _as_of_period(state, fact)
    refusals = _demands(state, fact, known, now)
    if refusals:
        return Refused(entered(state, Verb.REFUSED, fact, known, now, refusals))
    reasons, form = broken(state, fact, known)
    if form or (reasons and fact.data.MODE == "decides"):
        if not form and all(reason.waits_for for reason in reasons):
            return Waiting(entered(state, Verb.WAITING, fact, known, now, reasons))
        return Refused(entered(state, Verb.REFUSED, fact, known, now, reasons))
    if reasons:
        return Recorded(entered(state, Verb.BREACHED, fact, known, now, reasons))
    if isinstance(state, Case) and superseded(state, fact):
        return Recorded(entered(state, Verb.SUPERSEDED, fact, known, now))
    recorded = entered(state, Verb.RECORDED, fact, known, now)
    if isinstance(fact.data, Corrected) and known.target is not None:
        plain = plain_of(known.target, fact.data)
        age = {} if known.age is None else {"age": known.age.plain()}
        recorded = replace(recorded, decided_with={**recorded.decided_with, "corrected": plain, **age})
    return Recorded(recorded)


def evolve(state: Subject | None, entry: Entry, log: Sequence[Entry] = ()) -> Subject:
    """The subject after one more entry. `log` (all entries before, oldest first) is read for a correction only."""
    after: Any
    if state is None:
        after = BIRTHS[type(entry.fact.data)](None, entry)
    else:
        after = _noted(state, entry)
        if entry.applies and _belongs_to(after, entry.fact) is not None:
            after = _changed_then(after, entry)
        elif entry.applies:
            after = _changed(after, entry, log)
    now: dict[str, Any] = {"sequence": after.sequence + 1}
    if isinstance(after, Case) and entry.applies:
        after = _aged(after, entry)
        if not _mends(entry.fact):
            after = settle(noticed(cast("Case | None", state), after, entry), entry)
        if after.latest is None or after.latest < entry.fact.time:
            now["latest"] = entry.fact.time
    return cast("Subject", replace(after, **now))


def fold(entries: Iterable[Entry]) -> Subject:
    """The subject that a whole log makes. Raises ValueError on an empty one."""
    state: Subject | None = None
    log: list[Entry] = []
    for entry in entries:
        state = evolve(state, entry, log)
        log.append(entry)
    if state is None:
        raise ValueError("an empty log makes no subject")
    return state


def world_at(entries: Sequence[Entry], happened: datetime) -> Case | None:
    """What was so in the world at a moment, by what is known of it in `entries`: what reports and had happened by then,
    as it has been corrected. No decision is part of it, so the phase says nothing; None before the first telling."""
    told = [e for e in entries if e.applies and (_mends(e.fact) or (_reports(e.fact) and e.fact.time <= happened))]
    if not told or type(told[0].fact.data) not in BIRTHS:
        return None
    return cast("Case", fold(told))


def _mends(fact: Fact) -> bool:
    return type(fact.data) in (Corrected, WrongCase)


def _reports(fact: Fact) -> bool:
    return fact.data.MODE == "reports"


def settle(case: Case, entry: Entry) -> Case:
    """The moves that the facts so far allow: each waits for whichever of its conditions comes last (the chart)."""
    told, period, mark = entry.fact.data, case.period, Mark(entry.fact.time, entry.fact.key)
    ends = isinstance(told, Assessed) and told.decision != "offer" and case.phase in ("detected", "reopened")
    if ends and isinstance(told, Assessed) and nothing_offered(case):
        return end(case, entry, "joined" if told.decision == "duplicate" else "not_right_measure")
    if case.phase == "detected" and period.offer is not None:
        case = _to(case, "assess_offer")
    if case.phase in ("assessed", "reopened") and period.offer is not None and period.accepted is not None:
        case = _to(case, "accept_conversation")
    if case.phase in ("conversation", "reopened") and ready_for_guidance(case):
        return _to(case.now(guided=mark), "begin_guidance")
    return case


def nothing_offered(case: Case) -> bool:
    """Whether an assessment that is no offer ends the case."""
    if not case.is_open:
        return False
    if case.phase == "reopened" and case.period.offer is None:
        return True
    return all(incident.decided in ("not", "duplicate") for incident in case.incidents)


def ready_for_guidance(case: Case) -> bool:
    """R32 wanted, R50 accepted, R139 consented, R62 considered; in a reopened case after the new assessment (R63)."""
    period = case.period
    return (
        period.offer is not None
        and (case.phase == "reopened" or period.held is not None)
        and period.wanted is Answer.YES
        and period.guide is not None
        and case.guide_in_conflict is None
        and case.guide_refused is None
        and case.said_no is None
        and period.appropriate is not False
        and consents_at(case, LATEST, case.is_minor)
        and not still_to_consider(case)
    )


def _to(case: Case, move: str) -> Case:
    phase: Phase | None = moved(case.phase, move)
    return case if phase is None else replace(case, phase=phase)


def _demands(state: Subject | None, fact: Fact, known: Known, now: datetime) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if fact.time > now + AHEAD:
        reasons.append(Reason("in_the_future"))
    if type(fact.data) in DERIVED:
        if not known.derived:
            reasons.append(Reason("derived_only"))
    elif not known.derived:
        unit = _unit_of_reporter(state, fact, known) if state is not None else known.unit
        refusal = may_report(fact, unit, known, state if isinstance(state, Case) else None)
        if refusal is not None:
            reasons.append(refusal)
    if state is None and type(fact.data) not in BIRTHS:
        reasons.append(Reason("unknown_subject"))
    if state is not None and fact.seen is not None and state.subject == fact.subject and fact.seen > state.sequence:
        reasons.append(Reason("seen_ahead"))  # nobody has seen more of a log than there is of it
    return tuple(reasons)


def _unit_of_reporter(state: Subject, fact: Fact, known: Known) -> str:
    """The unit in which a fact is reported: of a member of staff the one that they share with the reporter."""
    reporter = known.staff.get(fact.reported_by)
    if isinstance(state, Staff) and reporter is not None:
        return next((unit for unit in state.units if unit in reporter.units), unit_of(state))
    return unit_of(state)


def _belongs_to(state: Subject | None, fact: Fact) -> int | None:
    """The place in `earlier` of the period in which a fact of the family's happened; None: the present one."""
    if not isinstance(state, Case) or fact.time >= state.period.since or type(fact.data) not in OF_A_PERIOD:
        return None
    began = [n for n, period in enumerate(state.earlier) if period.since <= fact.time]
    return began[-1] if began else 0 if state.earlier else None


def _as_of_period(state: Subject | None, fact: Fact) -> Any:
    """What a late fact is judged by: the period in which it happened (R135: a new one leaves the earlier ones be)."""
    place = _belongs_to(state, fact)
    if place is None or not isinstance(state, Case):
        return state
    return replace(state, period=state.earlier[place], earlier=state.earlier[:place])


def _changed_then(state: Case, entry: Entry) -> Case:
    """A late fact changes the period in which it happened, and nothing of the present one."""
    place = _belongs_to(state, entry.fact)
    then: Case = _changed(_as_of_period(state, entry.fact), entry, ())
    earlier = (*state.earlier[:place], then.period, *state.earlier[(place or 0) + 1 :])
    return replace(then, period=state.period, earlier=earlier)


def broken(state: Subject | None, fact: Fact, known: Known) -> tuple[tuple[Reason, ...], bool]:
    """Every no to a fact, and whether the record itself says one of them.

    A rule of the handbook judges what reports by the case as it stood when it happened (`known.then`, else `state`);
    what the record itself demands is asked of it as it is now.
    """
    state = _as_of_period(state, fact)
    then = state if known.then is None else known.then
    asked = ((rule, state if isinstance(rule, Form) else then) for rule in rules_on(type(fact.data)))
    found = [(rule, by) for rule, by in asked if not rule.holds(by, fact, known)]
    return tuple(rule.reason(by, fact) for rule, by in found), any(isinstance(rule, Form) for rule, _ in found)


def superseded(case: Case, fact: Fact) -> bool:
    """Whether something that happened later is known already, so that the older value tells nothing of today."""
    return any(older(case, fact) for older in SUPERSEDED)


def entered(
    state: Subject | None, verb: Verb, fact: Fact, known: Known, now: datetime, reasons: tuple[Reason, ...] = ()
) -> Entry:
    """A line of the log, with what the decision took from `known`."""
    return Entry(verb, fact, now, reasons, _decided_with(state, fact, known))


def _decided_with(state: Subject | None, fact: Fact, known: Known) -> dict[str, Any]:
    if isinstance(fact.data, RowTakenBack):
        return {"policy": known.policy.version, "row": known.row, "unit": known.unit, "incident": known.incident}
    if fact.data.ON != "case":
        return {"policy": known.policy.version}
    taken: dict[str, Any] = {"policy": known.policy.version, "minor": known.minor}
    if known.stood_in is not None:
        taken["stood_in"] = known.stood_in
    if isinstance(fact.data, Detection):
        taken |= {
            "unit": known.unit,
            "under_18": known.under_18,
            "adult_from": known.adult_from.isoformat() if known.adult_from else None,
            "continues": known.continues,
            "incident": known.incident or new_incident(state, fact.data),
        }
        if isinstance(state, Case) and (places := places_told(state.reach, fact.data)):
            taken["places"] = list(places)
        if known.after_death:
            taken["after_death"] = True
        if known.alike or known.elsewhere:
            taken |= {"alike": list(known.alike), "elsewhere": list(known.elsewhere)}
    if isinstance(fact.data, MatterFact):
        taken["incident"] = known.incident
    if isinstance(fact.data, GuideAccepted | GuideReplaced):
        member = known.staff.get(f"staff/{assigned(fact.data)}")
        today = day_of(fact.time)
        days = [] if member is None else [(first, last) for first, last in member.absences if last >= today]
        taken["absences"] = [[first.isoformat(), last.isoformat()] for first, last in days]
    if isinstance(fact.data, ThreatLearned):
        police = (m for m in known.staff.values() if m.police)
        taken["police"] = sorted(m.ref.removeprefix("staff/") for m in police)
    if isinstance(fact.data, RowRead):
        taken["outside"] = known.outside
        area = area_of(known.policy, reveal(fact.data.district), reveal(fact.data.municipality))
        taken |= {"area": area} if area is not None else {}
    return taken


def _noted(state: Any, entry: Entry) -> Any:
    """What the verb alone changes: the fact waits, is refused, is a breach, or is none of these any more."""
    fact = entry.fact
    waiting = tuple(p for p in state.waiting if p.key != fact.key)
    if entry.verb is Verb.WAITING:
        waiting = (*waiting, PendingFact(fact.key, fact.type, entry.recorded_at, fact.time))
    after = state if len(waiting) == len(state.waiting) == 0 else replace(state, waiting=waiting)
    waited = len(waiting) < len(state.waiting)  # whoever typed it was told that it waits, and is gone
    answered = any(reason.code == "not_waited_for" for reason in entry.reasons)
    if entry.verb is Verb.REFUSED and not answered and (waited or fact.source not in (Source.DESK, Source.CLI)):
        after = replace(after, to_look_at=(*after.to_look_at, ToLookAt("refusal", fact.key, entry.recorded_at)))
    if isinstance(after, Case) and entry.verb is Verb.BREACHED:
        rules = tuple(dict.fromkeys(number for reason in entry.reasons for number in reason.rules))
        breach = BreachState(fact.key, fact.type, fact.time, entry.recorded_at, rules)
        after = replace(after, breaches=(*after.breaches, breach))
    if isinstance(after, Case) and entry.verb is Verb.LIFTED:
        after = replace(after, breaches=tuple(b for b in after.breaches if b.key != fact.key))
    return after


def _changed(state: Any, entry: Entry, log: Sequence[Entry]) -> Any:
    if _mends(entry.fact) and isinstance(state, Case):
        return corrected(state, entry, log, cast("Any", evolve))
    change = CHANGES.get(type(entry.fact.data))
    return state if change is None else change(state, entry)


def _aged(case: Case, entry: Entry) -> Case:
    """Who has come of age stays so."""
    minor = entry.decided_with.get("minor")
    if case.minor is False or minor is None or case.minor is bool(minor):
        return case
    return replace(case, minor=bool(minor))
