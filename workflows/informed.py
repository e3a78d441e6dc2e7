"""What the guide is told and asks, and what the investigation is told of the guide."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, Literal

from events.fact import Fact, FactData
from events.guidance import (
    BlConfirmed,
    Disclosed,
    GuidanceAsked,
    GuidanceGiven,
    GuideInformed,
    InvestigatorTold,
    ProsecutorTold,
)
from events.values import MatterStatus, Role
from workflows import because
from workflows.absence import on_every_guide
from workflows.case import Case, Incident, Mark
from workflows.duty import DutyKind, Owed
from workflows.followup import AgencyReferral
from workflows.guiding import Advice, Noted, Question
from workflows.known import Known
from workflows.mark import in_order
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.remembered import remembered
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

What = Literal["investigator", "bl_guide", "bl_programme", "prosecutor"]

TOLD: Final = (InvestigatorTold, BlConfirmed, ProsecutorTold)


def _secret(_case: Case, fact: Fact, known: Known) -> bool:
    told = fact.data
    if not isinstance(told, Disclosed) or told.secrecy_imposed:
        return True
    member = known.staff.get(f"staff/{told.guide}")
    return member is not None and member.public_employee


SECRECY_IS_IMPOSED = Hard(
    148,
    cites=(Handbook("7"), Decision("R56")),
    refusal="secrecy_not_imposed",
    on=(Disclosed,),
    holds=_secret,
    because=because.asked,
)

INCIDENTS_EXIST = Form(
    "no_such_incident",
    on=TOLD,
    holds=lambda case, fact, known: all(case.incident(key) for key in fact.data.incidents),
)

RULES: Final[tuple[Rule, ...]] = (SECRECY_IS_IMPOSED, INCIDENTS_EXIST)


# duties


@remembered
def investigated(case: Case) -> tuple[Incident, ...]:
    """The reported incidents whose matter is not over."""
    over = (MatterStatus.DISMISSED, MatterStatus.DECIDED, MatterStatus.JUDGED)
    return tuple(i for i in case.incidents if i.needs_clearance and i.matter not in over)


def _since(mark: Mark, *incidents: Incident) -> date:
    """The day from which it can be told: both are there, and the first of the matters is reported (D8)."""
    reported = min(incident.needed_since() or incident.came_at for incident in incidents)
    return day_of(max(mark.at, reported))


def _unknown(case: Case, what: What, guide: str | None = None) -> Iterator[Incident]:
    """The incidents of which the investigation has not been told this in the present period."""
    for incident in investigated(case):
        if not any((n.what, n.incident, n.guide) == (what, incident.key, guide) for n in case.period.noted):
            yield incident


def _of_the_guide(what: What) -> Callable[[Case, Policy], Iterator[Owed]]:
    def owed(case: Case, policy: Policy) -> Iterator[Owed]:
        guide = case.period.guide
        if case.is_open and guide is not None and guide.accepted is not None:
            for incident in _unknown(case, what, guide.staff):
                day = _since(guide.accepted, incident)
                yield Owed(guide.accepted.fact, day, add_workdays(day, policy.guide_told_wd), party=incident.key)

    return owed


def _of_the_programme(what: What) -> Callable[[Case, Policy], Iterator[Owed]]:
    def owed(case: Case, policy: Policy) -> Iterator[Owed]:
        accepted = case.period.accepted
        if case.phase in ("conversation", "guided", "reopened") and accepted is not None:
            for incident in _unknown(case, what):
                day = _since(accepted, incident)
                # Whoever investigates and is none of us sees nothing of the case: then the coordinator sees to it.
                owner = f"staff/{incident.investigator}" if incident.investigator else Role.COORDINATOR.value
                due = add_workdays(day, policy.guide_told_wd)
                yield Owed(accepted.fact, day, due, party=incident.key, owner=owner)

    return owed


def _to_inform(case: Case, policy: Policy) -> Iterator[Owed]:
    matters = investigated(case)
    if case.is_open and matters:
        for guide in (case.period.guide, *case.period.substitutes):
            if guide is not None and guide.accepted is not None and not guide.may_be_witness_told:
                day = _since(guide.accepted, *matters)
                yield Owed(guide.accepted.fact, day, add_workdays(day, policy.guide_told_wd), party=guide.staff)


def unanswered(case: Case) -> tuple[Question, ...]:
    """What guides have asked and nobody has advised them on since."""
    period = case.period
    return tuple(q for q in period.questions if not any(a.guide == q.guide and a.at >= q.at for a in period.advice))


def _to_advise(case: Case, policy: Policy) -> Iterator[Owed]:
    if case.is_open:
        for question in unanswered(case):
            day = day_of(question.at)
            yield Owed(question.fact, day, day if question.urgent else add_workdays(day, policy.advice_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("give_guidance", (143, 144), Role.COORDINATOR, (GuidanceGiven,), _to_advise),
    DutyKind("inform_guide", (141,), Role.COORDINATOR, (GuideInformed,), _to_inform),
    DutyKind("tell_investigator", (60,), Role.COORDINATOR, (InvestigatorTold,), _of_the_guide("investigator")),
    DutyKind("confirm_bl_guide", (61,), Role.COORDINATOR, (BlConfirmed,), _of_the_guide("bl_guide")),
    DutyKind("confirm_bl_programme", (66,), Role.INVESTIGATOR, (BlConfirmed,), _of_the_programme("bl_programme")),
    DutyKind("tell_prosecutor", (67,), Role.INVESTIGATOR, (ProsecutorTold,), _of_the_programme("prosecutor")),
)


# what changes in the case


def _note(case: Case, fact: Fact, what: What, incidents: tuple[str, ...], guide: str | None = None) -> Case:
    new = tuple(Noted(what, key, guide, fact.time, fact.key) for key in incidents)
    return case.now(noted=in_order((*case.period.noted, *new)))


def investigator_told(case: Case, entry: Entry) -> Case:
    """The investigator knows of this guide."""
    told = said(entry.fact, InvestigatorTold)
    return _note(case, entry.fact, "investigator", told.incidents, told.guide)


def bl_confirmed(case: Case, entry: Entry) -> Case:
    """It stands in BL; of a guide whose name is not told, the one there is."""
    told, guide = said(entry.fact, BlConfirmed), case.period.guide
    if told.of == "programme":
        return _note(case, entry.fact, "bl_programme", told.incidents)
    return _note(case, entry.fact, "bl_guide", told.incidents, told.guide or (guide.staff if guide else None))


def prosecutor_told(case: Case, entry: Entry) -> Case:
    """The prosecutor knows of the programme."""
    return _note(case, entry.fact, "prosecutor", said(entry.fact, ProsecutorTold).incidents)


def guide_informed(case: Case, entry: Entry) -> Case:
    """The guide knows that they may be a witness."""
    staff = said(entry.fact, GuideInformed).guide
    return on_every_guide(case, staff, lambda guide: replace(guide, may_be_witness_told=True))


def advice_asked(case: Case, entry: Entry) -> Case:
    """The guide waits for advice."""
    told, fact = said(entry.fact, GuidanceAsked), entry.fact
    question = Question(fact.time, fact.key, told.guide, told.urgent)
    return case.now(questions=in_order((*case.period.questions, question)))


def advice_given(case: Case, entry: Entry) -> Case:
    """What this guide had asked by then is answered; what comes of the agencies turned to is asked after (R144)."""
    told, fact = said(entry.fact, GuidanceGiven), entry.fact
    case = case.now(advice=in_order((*case.period.advice, Advice(fact.time, fact.key, told.guide))))
    if not told.contacted:
        return case
    referral = AgencyReferral(fact.time, fact.key, "other", "participant", in_advice=True)
    return replace(case, arranged=replace(case.arranged, agencies=in_order((*case.arranged.agencies, referral))))


def disclosed(case: Case, entry: Entry) -> Case:
    """A guide knows something of the matter, under secrecy."""
    mark = Mark(entry.fact.time, entry.fact.key)
    return case.now(disclosures=in_order((*case.period.disclosures, mark)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    GuideInformed: guide_informed,
    GuidanceAsked: advice_asked,
    GuidanceGiven: advice_given,
    Disclosed: disclosed,
    InvestigatorTold: investigator_told,
    BlConfirmed: bl_confirmed,
    ProsecutorTold: prosecutor_told,
}
