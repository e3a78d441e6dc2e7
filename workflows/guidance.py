"""Who may be the guide: wished for, asked, answered, replaced when in conflict or not wanted, found anew when gone."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, cast

from events.closing import Closed
from events.fact import Fact, FactData
from events.guidance import (
    GuideAccepted,
    GuideAsked,
    GuideDeclined,
    GuideEnded,
    GuideReplaced,
    WishesTold,
)
from events.values import Answer, Role
from workflows import because
from workflows.case import Absence, Case, GuideState, Mark
from workflows.clearance import BEFORE_CONTACT, PARTICIPANT_BARRED
from workflows.duty import DutyKind, Owed
from workflows.guiding import GuideWord
from workflows.known import Known
from workflows.mark import in_order
from workflows.matter import prosecutor_warned
from workflows.offer import GUARDIANS, to_look_at, wants, wished
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

ASSIGNMENTS: Final = (GuideAsked, GuideAccepted, GuideReplaced)
ANSWERS: Final = (GuideAccepted, GuideReplaced)


def assigned(data: FactData) -> str | None:
    """Whom a fact asks to be the guide, or makes it."""
    if isinstance(data, GuideReplaced):
        return data.successor
    return data.guide if isinstance(data, GuideAsked | GuideAccepted) else None


def _is_a_guide(_case: Case, fact: Fact, known: Known) -> bool:
    member = known.staff.get(f"staff/{assigned(fact.data)}")
    return member is not None and member.active and Role.GUIDE in member.roles


def _was_asked(case: Case, fact: Fact, _known: Known) -> bool:
    told, asked = fact.data, case.period.candidate
    staff = told.guide if isinstance(told, GuideDeclined) else assigned(told)
    return asked is not None and asked.staff == staff and asked.asked.at <= fact.time


def _acknowledged(case: Case, fact: Fact, known: Known) -> bool:
    member, asked = known.staff.get(f"staff/{assigned(fact.data)}"), case.period.candidate
    if member is None or member.public_employee:
        return True
    signed = member.acknowledged_on
    if known.policy.acknowledge_each == "assignment" and asked is not None and signed is not None:
        return signed >= day_of(asked.asked.at)
    return member.may_be_told(day_of(fact.time))


def _refused(case: Case, fact: Fact) -> tuple[str, ...]:
    no = case.period.refused(assigned(fact.data))
    return (no.fact,) if no is not None else ()


def _guides(case: Case, staff: str) -> bool:
    return any(one is not None and one.staff == staff for one in (case.period.guide, *case.period.substitutes))


INVESTIGATOR_IS_NEVER_GUIDE = Hard(
    51,
    also=(68,),
    cites=(Handbook("2"), Handbook("3")),
    refusal="investigator_in_own_case",
    on=ASSIGNMENTS,
    holds=lambda case, fact, known: all(i.investigator != assigned(fact.data) for i in case.incidents),
    because=lambda case, fact: tuple(i.fact for i in case.incidents if i.investigator == assigned(fact.data)),
)

GUIDE_IS_ASKED_FIRST = Hard(
    50,
    cites=(Handbook("2"),),
    refusal="guide_not_asked",
    on=(GuideAccepted, GuideReplaced, GuideDeclined),
    holds=_was_asked,
    waits_for=(GuideAsked,),
    because=because.asked,
)

GUIDE_IS_ONE_THE_PARTICIPANT_FEELS_SAFE_WITH = Hard(
    161,
    also=(84,),
    cites=(Handbook("short"), Handbook("4")),
    refusal="guide_not_wanted",
    on=ASSIGNMENTS,
    holds=lambda case, fact, known: not _refused(case, fact),
    because=_refused,
    cleared_by=(WishesTold,),
)

GUIDE_HAS_ACKNOWLEDGED = Hard(
    56,
    cites=(Handbook("2"), Decision("R56")),
    refusal="acknowledgement_missing",
    on=ANSWERS,
    holds=_acknowledged,
    because=because.asked,
)

IS_A_GUIDE = Form("not_a_guide", on=ASSIGNMENTS, holds=_is_a_guide)

CASE_IS_OPEN = Form(
    "case_closed",
    on=(*ASSIGNMENTS, GuideDeclined, GuideEnded),
    holds=lambda case, fact, known: case.is_open,
    because=because.closing,
)

GUIDES_THIS_CASE = Form(
    "not_the_guide",
    on=(GuideEnded, GuideReplaced),
    holds=lambda case, fact, known: _guides(case, fact.data.guide),
    because=because.asked,
)

BOTH_DAYS_OR_NONE = Form(
    "days_out_of_order",
    on=(GuideAsked,),
    holds=lambda case, fact, known: (
        (fact.data.first_day is None) == (fact.data.last_day is None)
        and (fact.data.first_day is None or fact.data.first_day <= fact.data.last_day)
    ),
)

RULES: Final[tuple[Rule, ...]] = (
    INVESTIGATOR_IS_NEVER_GUIDE,
    GUIDE_IS_ASKED_FIRST,
    GUIDE_IS_ONE_THE_PARTICIPANT_FEELS_SAFE_WITH,
    GUIDE_HAS_ACKNOWLEDGED,
    IS_A_GUIDE,
    CASE_IS_OPEN,
    GUIDES_THIS_CASE,
    BOTH_DAYS_OR_NONE,
)


# duties


def asked_in_vain(case: Case) -> bool:
    """Whether nobody is asked, or only somebody who investigates the matter (D7)."""
    candidate = case.period.candidate
    return candidate is None or case.investigated_by(candidate.staff) is not None


def _going_on(case: Case) -> bool:
    return case.said_no is None and case.given_up is None and case.period.appropriate is not False


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if period.offer is None or period.wanted is not Answer.YES or case.phase not in ("conversation", "reopened"):
        return
    if not _going_on(case) or period.guide is not None or period.candidate is not None:
        return
    if case.phase == "reopened" or period.held is not None:
        start, lost = period.held or period.offer, period.guide_lost
        if lost is not None and lost.at > start.at:
            yield Owed(lost.fact, day_of(lost.at), add_workdays(day_of(lost.at), policy.guide_answer_wd))
        else:
            day = day_of(start.at)
            yield Owed(start.fact, day, day + timedelta(days=policy.guide_in_place_days))


def wishes_missing(case: Case) -> tuple[str, ...]:
    """Who has not been asked whom they want (R84): the youth, and under 18 the guardians who may be called."""
    asked, guardians = case.period.wished, case.callable_guardians()
    unasked = case.is_minor and bool(guardians) and not set(guardians).intersection(asked)
    return (*(("participant",) if "participant" not in asked else ()), *(("guardian",) if unasked else ()))


def _to_ask_wishes(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if period.offer is None or period.wanted is not Answer.YES or case.phase not in ("conversation", "reopened"):
        return
    start = period.held or (period.offer if case.phase == "reopened" else None)
    if start is None or not _going_on(case) or period.guide is not None:
        return
    for party in wishes_missing(case):
        day = day_of(start.at)
        yield Owed(start.fact, day, add_workdays(day, policy.guide_answer_wd), party=f"wish:{party}")


def _to_find(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not case.is_open or not _going_on(case) or period.candidate is not None:
        return
    cause = case.guide_refused or (period.guide_lost if case.phase == "guided" and period.guide is None else None)
    if cause is not None:
        day = day_of(cause.at)
        yield Owed(cause.fact, day, add_workdays(day, policy.guide_answer_wd))


def _to_answer(case: Case, policy: Policy) -> Iterator[Owed]:
    asked = case.period.candidate
    if case.is_open and asked is not None and not asked_in_vain(case):
        day = day_of(asked.asked.at)
        yield Owed(asked.asked.fact, day, add_workdays(day, policy.guide_answer_wd))


def _to_replace(case: Case, _policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not case.is_open or not asked_in_vain(case):
        return
    guide = [("", period.guide)] if period.guide is not None else []
    candidate = [("candidate", period.candidate)] if period.candidate is not None else []
    for party, one in (*guide, *candidate, *(("substitute", sub) for sub in period.substitutes)):
        conflict = case.investigated_by(one.staff)
        if conflict is not None:
            day, until = day_of(conflict.at), one.days[1] if party == "substitute" and one.days else None
            if until is None or day <= until:
                yield Owed(conflict.fact, day, day, party=party, until=until)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "ask_wishes",
        (84, 137, 161),
        Role.COORDINATOR,
        (WishesTold, GuideAccepted),
        _to_ask_wishes,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED),
    ),
    DutyKind("ask_guide", (2, 49, 50, 160), Role.COORDINATOR, (GuideAsked,), _to_ask),
    DutyKind(
        "await_guide",
        (50,),
        Role.COORDINATOR,
        (GuideAccepted, GuideReplaced, GuideDeclined, GuideAsked),
        _to_answer,
        blocked_by=(*BEFORE_CONTACT,),
    ),
    DutyKind("replace_guide", (51,), Role.COORDINATOR, (GuideAsked, GuideEnded), _to_replace),
    DutyKind("find_guide", (49, 50, 161), Role.COORDINATOR, (GuideAsked, WishesTold, Closed), _to_find),
)


# what changes in the case


def wishes_told(case: Case, entry: Entry) -> Case:
    """The participant's answer to a guide is R32's; a no to this one asks for another, a guardian's no for a look."""
    told, fact = said(entry.fact, WishesTold), entry.fact
    mark, case = Mark(fact.time, fact.key), wished(case, told.by)
    if told.by == "participant":
        case = wants(case, mark, told.a_guide, entry)
    elif told.by in GUARDIANS and Answer.NO in (told.a_guide, told.this_guide):
        case = to_look_at(case, fact.key, entry.recorded_at)
    if told.guide is None or told.this_guide is Answer.UNKNOWN:
        return case
    return spoken_of(case, GuideWord(mark.at, mark.fact, told.by, told.guide, told.this_guide is Answer.YES))


def spoken_of(case: Case, word: GuideWord) -> Case:
    """The case after a word on one guide by name; who is asked and not wanted is asked no more."""
    mark = Mark(word.at, word.fact)
    case = case.now(guide_words=in_order((*case.period.guide_words, word)))
    asked = case.period.candidate
    if asked is not None and case.period.refused(asked.staff) is not None:
        return case.now(candidate=None, guide_lost=mark)
    return case


def guide_asked(case: Case, entry: Entry) -> Case:
    """The one asked last is the one whose answer is waited for; a guide who has accepted stays until then."""
    told, mark = said(entry.fact, GuideAsked), Mark(entry.fact.time, entry.fact.key)
    days = (told.first_day, told.last_day) if told.first_day is not None and told.last_day is not None else None
    candidate = GuideState(told.guide, mark, days=days, may_be_witness_told=told.may_be_witness_told)
    case = case.now(candidate=candidate)
    return case if told.reason_to_go_on is not None else prosecutor_warned(case, entry, told.guide)


def guide_accepted(case: Case, entry: Entry) -> Case:
    """The guide has said yes, or a substitute for their days; the 14 days are not counted anew (R59)."""
    staff, asked = str(assigned(entry.fact.data)), case.period.candidate
    mark = Mark(entry.fact.time, entry.fact.key)
    days = cast("list[list[str]]", entry.decided_with.get("absences", []))
    absences = tuple(
        Absence(date.fromisoformat(first), date.fromisoformat(last), mark.fact, day_of(mark.at)) for first, last in days
    )
    one = replace(asked or GuideState(staff, mark), staff=staff, accepted=mark, absences=absences)
    case = case.now(
        candidate=None,
        guides=(*(g for g in case.period.guides if g != staff), staff),
        guide_since=case.period.guide_since or mark,
    )
    if one.days is not None and not isinstance(entry.fact.data, GuideReplaced):
        others = tuple(sub for sub in case.period.substitutes if sub.staff != staff)
        return case.now(substitutes=tuple(sorted((*others, one), key=lambda sub: (sub.days or (), sub.staff))))
    return case.now(guide=replace(one, days=None), guide_lost=None)


def guide_declined(case: Case, entry: Entry) -> Case:
    """Nobody is asked any more."""
    lost = case.period.guide_lost if case.period.guide is not None else Mark(entry.fact.time, entry.fact.key)
    return case.now(candidate=None, guide_lost=lost)


def guide_ended(case: Case, entry: Entry) -> Case:
    """Whoever ended guides no more, nor stands in."""
    return without_guide(case, said(entry.fact, GuideEnded).guide, Mark(entry.fact.time, entry.fact.key))


def without_guide(case: Case, staff: str, mark: Mark) -> Case:
    """The case without somebody as guide, candidate and substitute."""
    period = case.period
    guide = None if period.guide is not None and period.guide.staff == staff else period.guide
    asked = None if period.candidate is not None and period.candidate.staff == staff else period.candidate
    lost = mark if guide is None and (guide, asked) != (period.guide, period.candidate) else period.guide_lost
    substitutes = tuple(sub for sub in period.substitutes if sub.staff != staff)
    return case.now(guide=guide, candidate=asked, substitutes=substitutes, guide_lost=lost)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    WishesTold: wishes_told,
    GuideAsked: guide_asked,
    GuideAccepted: guide_accepted,
    GuideDeclined: guide_declined,
    GuideReplaced: guide_accepted,
    GuideEnded: guide_ended,
}
