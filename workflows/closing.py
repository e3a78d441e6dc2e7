"""Closing by ground and phase, and the reopening that only the family can ask for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, cast

from events.closing import Closed, ClosingAnnulled, NeedReported
from events.contact import ContactLogged, FirstContactMade, YouthConsidered
from events.conversation import ConversationHeld
from events.fact import Fact, FactData
from events.person import Died
from events.protection import MeasuresConsidered
from events.values import Answer, Role
from workflows.case import Case, ClosingState, Mark, Period, Phase, Try
from workflows.chart import moved
from workflows.contact import declined_for_good
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.protection import still_to_consider
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Holds, Rule
from workflows.workdays import add_workdays, day_of

MATRIX: Final[Mapping[str, tuple[Phase, ...]]] = {
    "not_right_measure": ("detected", "assessed", "conversation", "guided", "reopened"),
    "offer_declined": ("assessed", "conversation", "reopened"),
    "safe_after_first_contact": ("assessed", "conversation"),
    "no_guide_wanted": ("conversation", "reopened"),
    "youth_and_guide_agree": ("guided", "reopened"),
    "other_measures": ("assessed", "conversation", "guided", "reopened"),
    "ended_by_participant": ("detected", "assessed", "conversation", "guided", "reopened"),
    "not_reached": ("assessed", "conversation", "guided", "reopened"),
    "clearance_never_given": ("assessed", "conversation", "guided", "reopened"),
    "left_district": ("detected", "assessed", "conversation", "guided", "reopened"),
    "died": ("detected", "assessed", "conversation", "guided", "reopened"),
}
"""Closing grounds and the phases in which each may close a case (guide/decisions.md, the closing matrix)."""

NO_RETURN: Final = ("died", "joined", "registered_by_mistake")
"""Grounds after which nobody reports a need again."""

VOIDS: Final = ("joined", "registered_by_mistake")
"""Grounds by which a case is counted only as such."""

ENOUGH_CHANNELS: Final = 2


def _on(*grounds: str, needs: Callable[[Case, Closed, Known], bool]) -> Holds:
    def holds(case: Case, fact: Fact, known: Known) -> bool:
        closed = fact.data
        return not isinstance(closed, Closed) or closed.ground not in grounds or needs(case, closed, known)

    return holds


def _youth_considered(case: Case, closed: Closed, known: Known) -> bool:
    return not case.is_minor or closed.said_by == "participant" or case.period.youth_considered is not None


def _youth_heard(case: Case, closed: Closed, _known: Known) -> bool:
    considered = case.period.youth_considered
    if not case.is_minor or closed.said_by == "participant" or considered is None or not case.period.talk_to_youth:
        return True
    told = (*case.period.tries, *case.period.contacts)
    return any("participant" in one.reached and one.at >= considered.at for one in told)


def _handed_over(_case: Case, closed: Closed, _known: Known) -> bool:
    return closed.handed_over is not None and closed.handed_over.complete


def _both_views(case: Case, closed: Closed, _known: Known) -> bool:
    views = (closed.participant_view, closed.guide_view)
    had_a_guide = any(period.guides for period in (*case.earlier, case.period))  # the present or the latest
    return had_a_guide and all(view is not None and view.no_more_need for view in views)


def _guide_heard(case: Case, closed: Closed, known: Known) -> bool:
    guide = case.period.guide
    if guide is None or guide.accepted is None or closed.guide_view is not None:
        return True
    member = known.staff.get(f"staff/{guide.staff}")
    return member is None or not member.active


def vain_tries(case: Case) -> tuple[Try, ...]:
    """The tries of this period since somebody of the family was last reached."""
    tries = sorted((*case.period.tries, *case.period.contacts), key=lambda t: t.at)
    last = max((n for n, t in enumerate(tries, 1) if t.reached), default=0)
    return tuple(tries[last:])


def _tried_enough(case: Case, closed: Closed, known: Known) -> bool:
    tries, policy = vain_tries(case), known.policy
    if len(tries) < policy.unreachable_tries or closed.letter_sent_on is None:
        return False
    spread = (day_of(tries[-1].at) - day_of(tries[0].at)).days >= policy.unreachable_days
    wanted = {"participant", *case.callable_guardians()} if case.is_minor else {"participant"}
    return (
        spread
        and len({t.channel for t in tries}) >= ENOUGH_CHANNELS
        and wanted <= {party for t in tries for party in t.tried}
    )


def _clearance_asked_in_vain(case: Case, closed: Closed, _known: Known) -> bool:
    for incident in case.incidents:
        words = [w for w in incident.words if case.period.number == 1 or w.at >= case.period.since]
        answers = [w.word for w in words if w.word != "asked"]
        escalated = any(w.capacity != "investigator" for w in words)
        if incident.needs_clearance and answers[-1:] != ["given"] and escalated and closed.leader is not None:
            return True
    return False


GROUND_FITS_PHASE = Form(
    "ground_not_in_phase",
    on=(Closed,),
    holds=lambda case, fact, known: not case.is_open or case.phase in MATRIX[fact.data.ground],
)
CASE_IS_OPEN = Form("case_closed", on=(Closed,), holds=lambda case, fact, known: case.is_open)

HANDED_OVER_TO_THE_RIGHT_AGENCY = Hard(
    53, (Handbook("2"),), "handover_missing", (Closed,), _on("not_right_measure", needs=_handed_over), also=(63,)
)
SOMEBODY_DECLINED = Form(
    "said_by_missing",
    on=(Closed,),
    holds=_on(
        "offer_declined",
        "ended_by_participant",
        needs=lambda case, closed, known: closed.said_by == "participant" or (bool(closed.said_by) and case.is_minor),
    ),
)
YOUTH_IS_CONSIDERED_AFTER_A_GUARDIANS_NO = Hard(
    76,
    (Handbook("4"),),
    "youth_not_considered",
    (Closed,),
    _on("offer_declined", "ended_by_participant", needs=_youth_considered),
    because=lambda case, fact: (case.period.declined.fact,) if case.period.declined else (),
    waits_for=(YouthConsidered,),
)
YOUTH_IS_HEARD_WHERE_THAT_WAS_DECIDED = Hard(
    76,
    (Handbook("4"),),
    "youth_not_heard",
    (Closed,),
    _on("offer_declined", "ended_by_participant", needs=_youth_heard),
    because=lambda case, fact: (case.period.youth_considered.fact,) if case.period.youth_considered else (),
    cleared_by=(FirstContactMade, ContactLogged, ConversationHeld),
)
SAFE_BY_THE_PARTICIPANTS_WORD = Hard(
    159,
    (Handbook("short"),),
    "participant_not_heard",
    (Closed,),
    _on("safe_after_first_contact", needs=lambda case, closed, known: case.period.participant_safe is not None),
)
PROTECTION_BEFORE_AN_EARLY_CLOSE = Hard(
    62,
    (Handbook("2"),),
    "protection_not_considered",
    (Closed,),
    _on("safe_after_first_contact", needs=lambda case, closed, known: not still_to_consider(case)),
    waits_for=(MeasuresConsidered,),
)
NO_GUIDE_IS_THE_PARTICIPANTS_ANSWER = Hard(
    32,
    (Handbook("1"),),
    "answer_to_follow_up_missing",
    (Closed,),
    _on("no_guide_wanted", needs=lambda case, closed, known: case.period.wanted is Answer.NO),
)
PARENTS_NEED_IS_CONSIDERED = Hard(
    88,
    (Handbook("5"),),
    "parents_need_open",
    (Closed,),
    _on("no_guide_wanted", needs=lambda c, f, k: f.parents_need_considered or c.period.parents_need_seen),
    also=(115,),
)
BOTH_VIEWS = Hard(
    133,
    (Handbook("6"), Handbook("5")),
    "both_views_missing",
    (Closed,),
    _on("youth_and_guide_agree", needs=_both_views),
    also=(163,),
)
SAFETY_BY_ARENA = Hard(
    13,
    (Handbook("1"),),
    "safety_by_arena_missing",
    (Closed,),
    _on("youth_and_guide_agree", needs=lambda case, closed, known: bool(closed.restored)),
)
WHICH_MEASURE_AND_WHOSE = Hard(
    134,
    (Handbook("6"),),
    "other_measure_missing",
    (Closed,),
    _on("other_measures", needs=lambda case, closed, known: closed.other_measure is not None),
    also=(163,),
)
GUIDE_AND_COORDINATOR_ARE_HEARD = Form(
    "views_on_ending_missing",
    on=(Closed,),
    holds=_on(
        "ended_by_participant", needs=lambda c, closed, k: closed.assessment is not None and _guide_heard(c, closed, k)
    ),
)
TRIED_ENOUGH = Form("not_tried_enough", on=(Closed,), holds=_on("not_reached", needs=_tried_enough))
CLEARANCE_ASKED_IN_VAIN = Form(
    "clearance_not_escalated", on=(Closed,), holds=_on("clearance_never_given", needs=_clearance_asked_in_vain)
)
MOVED_AND_HANDED_OVER = Form(
    "handover_missing",
    on=(Closed,),
    holds=_on("left_district", needs=lambda c, closed, k: c.whereabouts.settled or _handed_over(c, closed, k)),
)
SOMEBODY_FOUND_IT = Form(
    "found_by_missing",
    on=(Closed,),
    holds=_on("died", needs=lambda case, closed, known: closed.found_by is not None),
)

NOT_ONE_THAT_NEVER_WAS = Form(
    "undone_otherwise",
    on=(ClosingAnnulled,),
    holds=lambda case, fact, known: case.ties.void_by is None,
)
CASE_IS_CLOSED = Form(
    "case_not_closed",
    on=(NeedReported, ClosingAnnulled),
    holds=lambda case, fact, known: case.period.closing is not None,
)
ONLY_WHO_IS_LEFT = Form(
    "closed_for_good",
    on=(NeedReported,),
    holds=lambda case, fact, known: (
        not case.void
        and case.whereabouts.died is None
        and (case.period.closing is None or case.period.closing.ground not in NO_RETURN)
    ),
)
THE_FAMILY_ASKS = Hard(
    136,
    (Handbook("6"), Decision("D25")),
    "participant_must_agree",
    (NeedReported,),
    lambda case, fact, known: known.minor is not False or fact.data.by == "participant" or fact.data.participant_agrees,
    also=(135,),
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
