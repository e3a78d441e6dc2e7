"""What can be done with a case now, and what stands in the way of the rest: asked of the rules before anybody does it.

Each move is tried with the least that could be said: what a rule then still holds against it, no answer in the form
would mend.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from events.assessment import Assessed
from events.clearance import ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.closing import Closed, NeedReported
from events.consent import ConsentGiven
from events.contact import ContactLogged, FirstContactMade, Tried
from events.conversation import ConversationBooked, ConversationHeld, HolderAsked
from events.duty_to_report import ConcernRaised
from events.fact import Fact, FactData
from events.guidance import GuideAsked, ReviewHeld
from events.personal import Open
from events.protection import MeasuresConsidered
from events.refs import Party
from events.values import Answer, Channel, Role, Source
from workflows.access import MAY_REPORT
from workflows.case import Case, Phase
from workflows.known import Known
from workflows.outcome import Reason
from workflows.period import OPEN_PHASES
from workflows.rule import Hard
from workflows.rulebook import rules_on

SAID: Final = Open("-")

Probe = Callable[[Case, datetime], FactData]


@dataclass(frozen=True, slots=True)
class Move:
    """Something that people do with a case: the fact that it is, and in which phases it is offered."""

    fact: type[FactData]
    phases: tuple[Phase, ...]
    least: Probe


@dataclass(frozen=True, slots=True)
class Possible:
    """A move that the actor may make; `blocked` are the rules' reasons why not now."""

    fact: type[FactData]
    blocked: tuple[Reason, ...] = ()


def moves_of(case: Case, roles: frozenset[Role], actor: str, known: Known, now: datetime) -> tuple[Possible, ...]:
    """What somebody of these roles does with the case in its phase, in the order of the handbook; `actor` is
    `staff/…`."""
    if case.void:
        return ()
    return tuple(
        Possible(move.fact, _against(case, move.least(case, now), actor, known, now))
        for move in MOVES
        if case.phase in move.phases and _may(roles, move.fact)
    )


def _may(roles: frozenset[Role], fact: type[FactData]) -> bool:
    rule = MAY_REPORT[fact]
    return bool(roles & rule.roles) and Source.DESK in rule.sources


def _against(case: Case, data: FactData, actor: str, known: Known, now: datetime) -> tuple[Reason, ...]:
    """The rules that no answer in the form would mend: not those that the same fact, told fully, clears."""
    fact = Fact.model_construct(
        id="asked", source=Source.DESK, type=data.TYPE, subject=case.subject, time=now, reported_by=actor,
        recorded_by=actor, on_behalf_channel=None, seen=None, data=data,
    )  # fmt: skip
    hard = (rule for rule in rules_on(type(data)) if isinstance(rule, Hard) and not rule.holds(case, fact, known))
    return tuple(reason for rule in hard if (reason := rule.reason(case, fact)).cleared_by != (data.TYPE,))


def _called(case: Case, _now: datetime) -> FactData:
    guardians = case.callable_guardians()
    party: Party = guardians[0] if case.is_minor and guardians else "participant"
    return FirstContactMade(parties=(Tried(party=party, reached=True),), answered_by=party, answer="wants_time")


def _logged(case: Case, _now: datetime) -> FactData:
    return ContactLogged(direction="out", channel=Channel.PHONE, parties=(Tried(party="participant", reached=True),))


def _asked_to_clear(case: Case, _now: datetime) -> FactData:
    return ClearanceAsked(incidents=_keys(case), asked="somebody")


def _held(case: Case, _now: datetime) -> FactData:
    period = case.period
    holder = period.holder.staff if period.holder is not None else "somebody"
    return ConversationHeld(
        held_by=holder, parties=("participant",), follow_up_appropriate=True, follow_up_wanted=Answer.YES
    )


def _consented(case: Case, _now: datetime) -> FactData:
    guardians = case.callable_guardians()
    by: Party = guardians[0] if case.is_minor and guardians else "participant"
    return ConsentGiven(by=by, how=Channel.PHONE)


def _assessed(case: Case, _now: datetime) -> FactData:
    return Assessed(decision="offer", perpetrator_in_family=Answer.NO, stated_need=SAID, reason_to_go_on=SAID)


def _investigator(case: Case) -> str:
    return next((incident.investigator for incident in case.incidents if incident.investigator), "somebody")


def _keys(case: Case) -> tuple[str, ...]:
    return tuple(incident.key for incident in case.incidents)


_FOUND: Final[tuple[Phase, ...]] = ("detected", "reopened")
_BEFORE_GUIDED: Final[tuple[Phase, ...]] = ("assessed", "conversation", "reopened")
_AFTER_ASSESSED: Final[tuple[Phase, ...]] = ("assessed", "conversation", "guided", "reopened")

MOVES: Final[tuple[Move, ...]] = (
    Move(Assessed, _FOUND, _assessed),
    Move(ClearanceAsked, OPEN_PHASES, _asked_to_clear),
    Move(ClearanceGiven, OPEN_PHASES, lambda c, _: ClearanceGiven(incidents=_keys(c), by=_investigator(c))),
    Move(ClearanceRefused, OPEN_PHASES, lambda c, _: ClearanceRefused(incidents=_keys(c), by=_investigator(c))),
    Move(FirstContactMade, _BEFORE_GUIDED, _called),
    Move(
        HolderAsked,
        _BEFORE_GUIDED,
        lambda _c, _n: HolderAsked(holder="somebody", organisation="municipality", role="-"),
    ),
    Move(
        ConversationBooked,
        ("conversation",),
        lambda _, now: ConversationBooked(appointment_at=now, parties=("participant",)),
    ),
    Move(ConversationHeld, ("assessed", "conversation"), _held),
    Move(GuideAsked, _AFTER_ASSESSED, lambda _c, _n: GuideAsked(guide="somebody", basis=("relation",))),
    Move(ConsentGiven, _AFTER_ASSESSED, _consented),
    Move(MeasuresConsidered, _AFTER_ASSESSED, lambda c, _: MeasuresConsidered(incidents=_keys(c), boxes=())),
    Move(ContactLogged, _AFTER_ASSESSED, _logged),
    Move(ReviewHeld, ("guided",), lambda _c, _n: ReviewHeld(outcome="go_on")),
    Move(NeedReported, ("closed",), lambda _c, _n: NeedReported(by="participant", channel=Channel.PHONE)),
    Move(Closed, OPEN_PHASES, lambda _c, _n: Closed(ground="other_measures")),
    Move(ConcernRaised, (*OPEN_PHASES, "closed"), lambda _c, _n: ConcernRaised(duty="report")),
)
"""In the order in which the handbook comes to them."""
