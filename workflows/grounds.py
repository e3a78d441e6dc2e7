"""On which grounds a case may be closed in which phase, and what each ground needs (guide/decisions.md)."""

from collections.abc import Callable, Mapping
from typing import Final

from events.closing import Closed
from events.fact import Fact
from workflows.case import Case, Phase, Try
from workflows.known import Known
from workflows.rule import Holds
from workflows.workdays import day_of

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


def on(*grounds: str, needs: Callable[[Case, Closed, Known], bool]) -> Holds:
    """The rule that these grounds need something; other grounds it lets be."""

    def holds(case: Case, fact: Fact, known: Known) -> bool:
        closed = fact.data
        return not isinstance(closed, Closed) or closed.ground not in grounds or needs(case, closed, known)

    return holds


def youth_considered(case: Case, closed: Closed, known: Known) -> bool:
    """R76: after a guardian's no the youth was considered."""
    return not case.is_minor or closed.said_by == "participant" or case.period.youth_considered is not None


def youth_heard(case: Case, closed: Closed, _known: Known) -> bool:
    """R76: and spoken to, where that was decided."""
    considered = case.period.youth_considered
    if not case.is_minor or closed.said_by == "participant" or considered is None or not case.period.talk_to_youth:
        return True
    told = (*case.period.tries, *case.period.contacts)
    return any("participant" in one.reached and one.at >= considered.at for one in told)


def handed_over(_case: Case, closed: Closed, _known: Known) -> bool:
    """R53: to the right agency, or why to none."""
    return closed.handed_over is not None and closed.handed_over.complete


def both_views(case: Case, closed: Closed, _known: Known) -> bool:
    """R133: the participant's and the guide's, neither alone."""
    views = (closed.participant_view, closed.guide_view)
    had_a_guide = any(period.guides for period in (*case.earlier, case.period))  # the present or the latest
    return had_a_guide and all(view is not None and view.no_more_need for view in views)


def guide_heard(case: Case, closed: Closed, known: Known) -> bool:
    """Where there is a guide who can give a view."""
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


def tried_enough(case: Case, closed: Closed, known: Known) -> bool:
    """Often enough, over days enough, by two channels, both sides where both may be called, and a letter."""
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


def clearance_asked_in_vain(case: Case, closed: Closed, _known: Known) -> bool:
    """Asked, taken further up, and never given."""
    for incident in case.incidents:
        words = [w for w in incident.words if case.period.number == 1 or w.at >= case.period.since]
        answers = [w.word for w in words if w.word != "asked"]
        escalated = any(w.capacity != "investigator" for w in words)
        if incident.needs_clearance and answers[-1:] != ["given"] and escalated and closed.leader is not None:
            return True
    return False
