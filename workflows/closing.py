"""Closing by ground and phase, and the reopening that only the family can ask for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, cast

from events.closing import Closed, ClosingAnnulled, NeedReported
from events.contact import ContactLogged, FirstContactMade, YouthConsidered
from events.conversation import ConversationHeld
from events.fact import FactData
from events.person import Died
from events.protection import MeasuresConsidered
from events.values import Answer, Role
from workflows import because
from workflows.case import Case, ClosingState, Mark, Period, Phase
from workflows.chart import moved
from workflows.contact import declined_for_good
from workflows.duty import DutyKind, Owed
from workflows.grounds import (
    MATRIX,
    NO_RETURN,
    VOIDS,
    both_views,
    clearance_asked_in_vain,
    guide_heard,
    handed_over,
    on,
    tried_enough,
    vain_tries,
    youth_considered,
    youth_heard,
)
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.protection import still_to_consider
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

GROUND_FITS_PHASE = Form(
    "ground_not_in_phase",
    on=(Closed,),
    holds=lambda case, fact, known: not case.is_open or case.phase in MATRIX[fact.data.ground],
    because=because.phase,
)
CASE_IS_OPEN = Form("case_closed", on=(Closed,), holds=lambda case, fact, known: case.is_open, because=because.closing)

HANDED_OVER_TO_THE_RIGHT_AGENCY = Hard(
    53,
    (Handbook("2"),),
    "handover_missing",
    (Closed,),
    on("not_right_measure", needs=handed_over),
    also=(63,),
    because=because.offered,
)
SOMEBODY_DECLINED = Form(
    "said_by_missing",
    on=(Closed,),
    holds=on(
        "offer_declined",
        "ended_by_participant",
        needs=lambda case, closed, known: closed.said_by == "participant" or (bool(closed.said_by) and case.is_minor),
    ),
    because=because.declined,
)
YOUTH_IS_CONSIDERED_AFTER_A_GUARDIANS_NO = Hard(
    76,
    (Handbook("4"),),
    "youth_not_considered",
    (Closed,),
    on("offer_declined", "ended_by_participant", needs=youth_considered),
    because=lambda case, fact: (case.period.declined.fact,) if case.period.declined else (),
    waits_for=(YouthConsidered,),
)
YOUTH_IS_HEARD_WHERE_THAT_WAS_DECIDED = Hard(
    76,
    (Handbook("4"),),
    "youth_not_heard",
    (Closed,),
    on("offer_declined", "ended_by_participant", needs=youth_heard),
    because=lambda case, fact: (case.period.youth_considered.fact,) if case.period.youth_considered else (),
    cleared_by=(FirstContactMade, ContactLogged, ConversationHeld),
)
SAFE_BY_THE_PARTICIPANTS_WORD = Hard(
    159,
    (Handbook("short"),),
    "participant_not_heard",
    (Closed,),
    on("safe_after_first_contact", needs=lambda case, closed, known: case.period.participant_safe is not None),
    because=because.call,
)
PROTECTION_BEFORE_AN_EARLY_CLOSE = Hard(
    62,
    (Handbook("2"),),
    "protection_not_considered",
    (Closed,),
    on("safe_after_first_contact", needs=lambda case, closed, known: not still_to_consider(case)),
    waits_for=(MeasuresConsidered,),
    because=because.protection,
)
NO_GUIDE_IS_THE_PARTICIPANTS_ANSWER = Hard(
    32,
    (Handbook("1"),),
    "answer_to_follow_up_missing",
    (Closed,),
    on("no_guide_wanted", needs=lambda case, closed, known: case.period.wanted is Answer.NO),
    because=because.follow_up,
)
PARENTS_NEED_IS_CONSIDERED = Hard(
    88,
    (Handbook("5"),),
    "parents_need_open",
    (Closed,),
    on("no_guide_wanted", needs=lambda c, f, k: f.parents_need_considered or c.period.parents_need_seen),
    also=(115,),
    because=because.follow_up,
)
BOTH_VIEWS = Hard(
    133,
    (Handbook("6"), Handbook("5")),
    "both_views_missing",
    (Closed,),
    on("youth_and_guide_agree", needs=both_views),
    also=(163,),
    because=because.guided,
)
SAFETY_BY_ARENA = Hard(
    13,
    (Handbook("1"),),
    "safety_by_arena_missing",
    (Closed,),
    on("youth_and_guide_agree", needs=lambda case, closed, known: bool(closed.restored)),
    because=because.guided,
)
WHICH_MEASURE_AND_WHOSE = Hard(
    134,
    (Handbook("6"),),
    "other_measure_missing",
    (Closed,),
    on("other_measures", needs=lambda case, closed, known: closed.other_measure is not None),
    also=(163,),
    because=because.offered,
)
GUIDE_AND_COORDINATOR_ARE_HEARD = Form(
    "views_on_ending_missing",
    on=(Closed,),
    holds=on(
        "ended_by_participant", needs=lambda c, closed, k: closed.assessment is not None and guide_heard(c, closed, k)
    ),
    because=because.guided,
)
TRIED_ENOUGH = Form(
    "not_tried_enough",
    on=(Closed,),
    holds=on("not_reached", needs=tried_enough),
    because=lambda case, fact: tuple(one.fact for one in vain_tries(case)),
)
CLEARANCE_ASKED_IN_VAIN = Form(
    "clearance_not_escalated",
    on=(Closed,),
    holds=on("clearance_never_given", needs=clearance_asked_in_vain),
    because=because.clearance,
)
MOVED_AND_HANDED_OVER = Form(
    "handover_missing",
    on=(Closed,),
    holds=on("left_district", needs=lambda c, closed, k: c.whereabouts.settled or handed_over(c, closed, k)),
    because=because.phase,
)
SOMEBODY_FOUND_IT = Form(
    "found_by_missing",
    on=(Closed,),
    holds=on("died", needs=lambda case, closed, known: closed.found_by is not None),
)

NOT_ONE_THAT_NEVER_WAS = Form(
    "undone_otherwise",
    on=(ClosingAnnulled,),
    holds=lambda case, fact, known: case.ties.void_by is None,
    because=because.closing,
)
CASE_IS_CLOSED = Form(
    "case_not_closed",
    on=(NeedReported, ClosingAnnulled),
    holds=lambda case, fact, known: case.period.closing is not None,
    because=because.phase,
)
ONLY_WHO_IS_LEFT = Form(
    "closed_for_good",
    on=(NeedReported,),
    holds=lambda case, fact, known: (
        not case.void
        and case.whereabouts.died is None
        and (case.period.closing is None or case.period.closing.ground not in NO_RETURN)
    ),
    because=because.closing,
)
THE_FAMILY_ASKS = Hard(
    136,
    (Handbook("6"), Decision("D25")),
    "participant_must_agree",
    (NeedReported,),
    lambda case, fact, known: known.minor is not False or fact.data.by == "participant" or fact.data.participant_agrees,
    also=(135,),
    because=because.closing,
)
NOT_WHOM_THE_YOUTH_IS_AFRAID_OF = Hard(
    17,
    (Handbook("1"), Decision("D4")),
    "need_by_unsafe_guardian",
    (NeedReported,),
    lambda case, fact, known: (
        fact.data.participant_agrees or fact.data.by == "participant" or not case.unsafe(fact.data.by, fact.time)
    ),
    also=(136,),
    because=lambda case, fact: tuple(
        told for told in (i.endangered_by(fact.data.by, fact.time) for i in case.incidents) if told is not None
    ),
)

RULES: Final[tuple[Rule, ...]] = (
    CASE_IS_OPEN,
    GROUND_FITS_PHASE,
    HANDED_OVER_TO_THE_RIGHT_AGENCY,
    SOMEBODY_DECLINED,
    YOUTH_IS_CONSIDERED_AFTER_A_GUARDIANS_NO,
    YOUTH_IS_HEARD_WHERE_THAT_WAS_DECIDED,
    SAFE_BY_THE_PARTICIPANTS_WORD,
    PROTECTION_BEFORE_AN_EARLY_CLOSE,
    NO_GUIDE_IS_THE_PARTICIPANTS_ANSWER,
    PARENTS_NEED_IS_CONSIDERED,
    BOTH_VIEWS,
    SAFETY_BY_ARENA,
    WHICH_MEASURE_AND_WHOSE,
    GUIDE_AND_COORDINATOR_ARE_HEARD,
    TRIED_ENOUGH,
    CLEARANCE_ASKED_IN_VAIN,
    MOVED_AND_HANDED_OVER,
    SOMEBODY_FOUND_IT,
    CASE_IS_CLOSED,
    NOT_ONE_THAT_NEVER_WAS,
    ONLY_WHO_IS_LEFT,
    THE_FAMILY_ASKS,
    NOT_WHOM_THE_YOUTH_IS_AFRAID_OF,
)


# duties


def _to_close(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not case.is_open:
        return
    cause = case.said_no or case.whereabouts.left
    if cause is None and case.phase not in ("detected", "reopened"):
        cause = case.given_up
    if cause is None and declined_for_good(case):
        cause = period.declined
    if cause is None and case.phase == "conversation" and period.appropriate is False:
        cause = period.held
    if cause is not None:
        start = day_of(max(cause.at, period.since))
        yield Owed(cause.fact, start, add_workdays(start, policy.close_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("close_case", (32, 82, 133, 134, 159), Role.COORDINATOR, (Closed,), _to_close),
)


# what changes in the case


def end(case: Case, entry: Entry, ground: str, *, said_no: bool = False) -> Case:
    """The present period ends on a ground; the case stands closed."""
    phase = moved(case.phase, "close")
    if phase is None:
        return case
    closing = ClosingState(ground, entry.fact.time, entry.fact.key, case.phase, said_no)
    return replace(case.now(closing=closing), phase=phase, whereabouts=replace(case.whereabouts, offer=None))


def blocked_from(case: Case, policy: Policy) -> date | None:
    """The day from which nobody is shown who a candidate was to whom nothing was offered (D26); None for every other.

    The decision and the figures stay, and the person is still recognised when a row or a referral comes again.
    """
    closing = case.period.closing
    if case.is_open or closing is None:
        return None
    if (closing.ground, closing.phase_before) != ("not_right_measure", "detected"):
        return None
    return day_of(closing.at) + timedelta(days=policy.candidate_days)


def closed(case: Case, entry: Entry) -> Case:
    """The case is closed by the coordinator's decision."""
    told = said(entry.fact, Closed)
    if told.ground == "died":
        return died(case, entry)
    return end(case, entry, told.ground, said_no=told.said_by == "participant")


def died(case: Case, entry: Entry) -> Case:
    """Everything stops at once, in whatever phase; a case that was closed before stays closed, now for good."""
    whereabouts = replace(case.whereabouts, offer=None, died=Mark(entry.fact.time, entry.fact.key))
    return replace(end(case, entry, "died"), whereabouts=whereabouts)


def need_reported(case: Case, entry: Entry) -> Case:
    """A new period begins; earlier ones stay as they were (R135). Clearance and consent are asked for anew (D25)."""
    told, phase = said(entry.fact, NeedReported), moved(case.phase, "report_need")
    if phase is None:
        raise ValueError(f"{case.subject} is {case.phase}: nothing to reopen")
    theirs = told.by == "participant" or told.participant_agrees
    period = Period(
        case.period.number + 1,
        entry.fact.time,
        entry.fact.key,
        wanted=Answer.YES if theirs else Answer.UNKNOWN,
        no_before=None if theirs else _last_no(case.period),  # nobody else undoes it
    )
    return replace(case, phase=phase, earlier=(*case.earlier, case.period), period=period)


def _last_no(period: Period) -> Mark | None:
    """The participant's own no with which a period ended."""
    closing = period.closing
    return period.said_no() or (Mark(closing.at, closing.fact) if closing is not None and closing.said_no else None)


def annulled(case: Case, entry: Entry) -> Case:
    """The case stands where it stood before the closing that was a mistake."""
    closing = case.period.closing
    if closing is None:
        raise ValueError(f"{case.subject} is not closed")
    if case.void and closing.ground not in VOIDS:
        return replace(case, void=False)  # the mistake is annulled, the closing before it stands
    alive = replace(case, whereabouts=replace(case.whereabouts, died=None))
    if case.whereabouts.died is not None and closing.ground != "died":
        return alive  # so is a death that was told of somebody else; the closing before it stands
    phase = moved(case.phase, "annul", closing.phase_before)
    open_again = replace(alive.now(closing=None), phase=cast("Phase", phase), void=False)
    for incident in case.incidents:
        if incident.decided_fact == closing.fact:  # an assessment closed it by mistake: another one is owed (R52)
            undecided = replace(incident, decided=None, decided_fact=None, decided_at=None)
            open_again = open_again.with_incident(undecided)
    return open_again


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    Closed: closed,
    Died: died,
    NeedReported: need_reported,
    ClosingAnnulled: annulled,
}
