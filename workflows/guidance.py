"""Who may be the guide, and what happens when the guide is away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, cast

from events.fact import Fact, FactData
from events.guidance import GuideAccepted, GuideAsked, GuideAway
from events.values import Answer, Role
from workflows.case import Absence, Case, GuideState, Mark
from workflows.clearance import CLEARANCE_DUTIES
from workflows.duty import DutyKind, Owed
from workflows.fortnight import next_contact_due
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

ASSIGNMENTS: Final = (GuideAsked, GuideAccepted)


def _does_not_investigate(case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    return not isinstance(told, ASSIGNMENTS) or all(i.investigator != told.guide for i in case.incidents)


def _is_a_guide(_case: Case, fact: Fact, known: Known) -> bool:
    told = fact.data
    if not isinstance(told, ASSIGNMENTS):
        return True
    member = known.staff.get(f"staff/{told.guide}")
    return member is not None and member.active and Role.GUIDE in member.roles


def _was_asked(case: Case, fact: Fact, _known: Known) -> bool:
    asked = case.period.candidate
    return asked is not None and asked.staff == said(fact, GuideAccepted).guide and asked.asked.at <= fact.time


INVESTIGATOR_IS_NEVER_GUIDE = Hard(
    51,
    also=(68,),
    cites=(Handbook("2"), Handbook("3")),
    refusal="investigator_in_own_case",
    on=ASSIGNMENTS,
    holds=_does_not_investigate,
    because=lambda case, fact: tuple(i.fact for i in case.incidents if i.investigator == fact.data.guide),
)

GUIDE_IS_ASKED_FIRST = Hard(
    50,
    cites=(Handbook("2"),),
    refusal="guide_not_asked",
    on=(GuideAccepted,),
    holds=_was_asked,
    waits_for=(GuideAsked,),
)

IS_A_GUIDE = Form("not_a_guide", on=ASSIGNMENTS, holds=_is_a_guide)

CASE_IS_OPEN = Form("case_closed", on=ASSIGNMENTS, holds=lambda case, fact, known: case.is_open)

RULES: Final[tuple[Rule, ...]] = (INVESTIGATOR_IS_NEVER_GUIDE, GUIDE_IS_ASKED_FIRST, IS_A_GUIDE, CASE_IS_OPEN)


# duties


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if period.offer is None or period.wanted is not Answer.YES or case.phase not in ("conversation", "reopened"):
        return
    if case.said_no is not None or case.given_up is not None or period.appropriate is False:
        return
    if period.guide is None and period.candidate is None and (case.phase == "reopened" or period.held is not None):
        start = period.held or period.offer
        day = day_of(start.at)
        yield Owed(start.fact, day, day + timedelta(days=policy.guide_in_place_days))


def _to_answer(case: Case, policy: Policy) -> Iterator[Owed]:
    asked = case.period.candidate
    if case.is_open and asked is not None:
        day = day_of(asked.asked.at)
        yield Owed(asked.asked.fact, day, add_workdays(day, policy.guide_answer_wd))


def _to_substitute(case: Case, policy: Policy) -> Iterator[Owed]:
    guide, due = case.period.guide, next_contact_due(case, policy)
    if case.phase != "guided" or guide is None or case.period.candidate is not None:
        return
    for absence in guide.absences:
        falls_due = due is not None and absence.first <= due <= absence.last
        if falls_due or (absence.last - absence.first).days >= policy.long_absence_days:
            known = min(absence.known_on, absence.last)
            yield Owed(absence.fact, known, max(known, absence.first), until=absence.last)


def _to_replace(case: Case, _policy: Policy) -> Iterator[Owed]:
    conflict = case.guide_in_conflict
    if case.is_open and conflict is not None and case.period.candidate is None:
        day = day_of(conflict.at)
        yield Owed(conflict.fact, day, day)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_guide", (2, 49, 50, 160), Role.COORDINATOR, (GuideAsked,), _to_ask),
    DutyKind(
        "await_guide",
        (50,),
        Role.COORDINATOR,
        (GuideAccepted, GuideAsked),
        _to_answer,
        blocked_by=(*CLEARANCE_DUTIES,),
    ),
    DutyKind("consider_substitute", (57, 58, 59), Role.COORDINATOR, (GuideAsked,), _to_substitute),
    DutyKind("replace_guide", (51,), Role.COORDINATOR, (GuideAsked,), _to_replace),
)


# what changes in the case


def guide_asked(case: Case, entry: Entry) -> Case:
    """The one asked last is the one whose answer is waited for; a guide who has accepted stays until then."""
    told = said(entry.fact, GuideAsked)
    return case.now(candidate=GuideState(told.guide, Mark(entry.fact.time, entry.fact.key)))


def guide_accepted(case: Case, entry: Entry) -> Case:
    """The guide has said yes."""
    told, asked = said(entry.fact, GuideAccepted), case.period.candidate
    mark = Mark(entry.fact.time, entry.fact.key)
    days = cast("list[list[str]]", entry.decided_with.get("absences", []))
    absences = tuple(
        Absence(date.fromisoformat(first), date.fromisoformat(last), mark.fact, day_of(mark.at)) for first, last in days
    )
    first_asked = asked.asked if asked is not None else mark
    guide = GuideState(told.guide, first_asked, accepted=mark, absences=absences)
    return case.now(
        guide=guide,
        candidate=None,
        guides=(*(g for g in case.period.guides if g != told.guide), told.guide),
        guide_since=case.period.guide_since or mark,
    )


def guide_away(case: Case, entry: Entry) -> Case:
    """The guide's days away; the 14 days keep running (R59)."""
    told, guide = said(entry.fact, GuideAway), case.period.guide
    if guide is None or guide.staff != told.guide:
        return case
    if any((a.first, a.last) == (told.first_day, told.last_day) for a in guide.absences):
        return case  # known since the guide's yes
    absence = Absence(told.first_day, told.last_day, entry.fact.key, day_of(entry.fact.time))
    absences = tuple(sorted((*guide.absences, absence), key=lambda a: (a.first, a.last, a.fact)))
    return case.now(guide=replace(guide, absences=absences))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    GuideAsked: guide_asked,
    GuideAccepted: guide_accepted,
    GuideAway: guide_away,
}
