"""No follow-up without an end in sight: reviewed every few weeks, and looked at when nothing gets better."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from events.assessment import Assessed
from events.closing import Closed
from events.fact import FactData
from events.guidance import GuideAsked, ReviewHeld, StagnationSeen
from events.measure import AgencyReferred
from events.values import Role
from workflows.case import Case, Mark, in_order
from workflows.duty import DutyKind, Owed
from workflows.followup import Felt, Noted, Review
from workflows.offer import felt
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of

SAFEST: Final = 5
"""As safe as it can be said: nothing stagnates there."""

AHEAD_DAYS: Final = 14
"""So long before its day a review presses."""

NEXT_REVIEW_IS_LATER = Form(
    "next_review_not_later",
    on=(ReviewHeld,),
    holds=lambda case, fact, known: fact.data.next_on is None or fact.data.next_on > day_of(fact.time),
)

RULES: Final[tuple[Rule, ...]] = (NEXT_REVIEW_IS_LATER,)


# duties


def _going_on(case: Case) -> Mark | None:
    """Since when follow-up runs; None where it does not, or the participant has ended it."""
    return case.period.guided if case.phase == "guided" and case.said_no is None else None


def next_review(case: Case, policy: Policy) -> date | None:
    """The day of the next review: after the agreed weeks at the latest, sooner where the last one said so (R34)."""
    guided, reviews = _going_on(case), case.period.follow_up.reviews
    if guided is None:
        return None
    start = day_of(reviews[-1].at if reviews else guided.at)
    last = start + timedelta(weeks=policy.review_weeks)
    agreed = reviews[-1].next_on if reviews else None
    return last if agreed is None or agreed <= start else min(last, agreed)


def _to_review(case: Case, policy: Policy) -> Iterator[Owed]:
    due, guided, reviews = next_review(case, policy), case.period.guided, case.period.follow_up.reviews
    if due is None or guided is None:
        return
    start = day_of(reviews[-1].at if reviews else guided.at)
    yield Owed(reviews[-1].fact if reviews else guided.fact, max(start, due - timedelta(days=AHEAD_DAYS)), due)


def stagnated(case: Case, policy: Policy) -> tuple[Mark, date] | None:
    """What the wait for better safety began with, and the day from which it has lasted too long (R152).

    Better is more than ever before in this period; a review that looked at it begins the wait anew.
    """
    guided, follow = _going_on(case), case.period.follow_up
    if guided is None:
        return None
    since, best, latest, reviewed = guided, 0, 0, list[date]()
    steps: list[Felt | Review] = sorted((*follow.felt, *follow.reviews), key=lambda s: (s.at, isinstance(s, Review)))
    for step in steps:
        if isinstance(step, Felt):
            latest = step.safety
            if step.safety > best:
                best, reviewed = step.safety, []
                since = Mark(step.at, step.fact) if step.at > guided.at else guided
        elif step.considered:
            since, best, reviewed = Mark(step.at, step.fact), latest, []
        else:
            reviewed.append(day_of(step.at))
    if latest == SAFEST:
        return None
    days = [day_of(since.at) + timedelta(days=policy.stagnation_days)]
    if len(reviewed) >= policy.stagnation_reviews:
        days.append(reviewed[policy.stagnation_reviews - 1])
    return since, min(days)


def _to_consider(case: Case, policy: Policy) -> Iterator[Owed]:
    if _going_on(case) is None:
        return
    follow, slow = case.period.follow_up, stagnated(case, policy)
    looked = max((r.at for r in follow.reviews if r.considered), default=None)
    seen = next((n for n in follow.stagnant if looked is None or n.at > looked), None)
    if seen is not None:
        day = day_of(seen.at)
        yield Owed(seen.fact, day, add_workdays(day, policy.answer_wd), party="guide")
    elif slow is not None:
        yield Owed(slow[0].fact, slow[1], add_workdays(slow[1], policy.answer_wd))


def _outcome(case: Case, outcome: str) -> Review | None:
    reviews = case.period.follow_up.reviews
    if _going_on(case) is None or not reviews or reviews[-1].outcome != outcome:
        return None
    return reviews[-1]


def _to_hand_over(case: Case, policy: Policy) -> Iterator[Owed]:
    review, period = _outcome(case, "hand_over"), case.period
    if review is None:
        return
    asked = [g.asked.at for g in (period.guide, period.candidate) if g is not None]
    if not any(at >= review.at for at in (*asked, *(a.at for a in case.arranged.agencies if not a.in_advice))):
        yield Owed(review.fact, day_of(review.at), add_workdays(day_of(review.at), policy.close_wd))


def _to_wind_down(case: Case, policy: Policy) -> Iterator[Owed]:
    review = _outcome(case, "close")
    if review is not None:
        yield Owed(review.fact, day_of(review.at), add_workdays(day_of(review.at), policy.close_wd))


def _to_reassess(case: Case, policy: Policy) -> Iterator[Owed]:
    reviews = case.period.follow_up.reviews
    if _going_on(case) is None or not reviews or reviews[-1].still_right:
        return
    last = reviews[-1]
    if not any(i.decided_at is not None and i.decided_at >= last.at for i in case.incidents):
        yield Owed(last.fact, day_of(last.at), add_workdays(day_of(last.at), policy.assess_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("assess_right_measure", (52, 63), Role.COORDINATOR, (Assessed, Closed, ReviewHeld), _to_reassess),
    DutyKind("hold_review", (34, 63), Role.COORDINATOR, (ReviewHeld, Closed), _to_review),
    DutyKind("consider_going_on", (152, 153, 154), Role.COORDINATOR, (ReviewHeld, Closed), _to_consider),
    DutyKind("hand_over", (153,), Role.COORDINATOR, (GuideAsked, AgencyReferred, ReviewHeld, Closed), _to_hand_over),
    DutyKind("wind_down", (154, 133, 134), Role.COORDINATOR, (Closed, ReviewHeld), _to_wind_down),
)


# what changes in the case


def review_held(case: Case, entry: Entry) -> Case:
    """The follow-up goes on, is handed over or wound down; the latest review counts."""
    told, fact = said(entry.fact, ReviewHeld), entry.fact
    review = Review(fact.time, fact.key, told.outcome, told.next_on, told.going_on_considered, told.still_right)
    case = case.following(reviews=in_order((*case.period.follow_up.reviews, review)))
    return felt(case, Mark(fact.time, fact.key), told.safety)


def stagnation_seen(case: Case, entry: Entry) -> Case:
    """The guide says that it has stopped (R152)."""
    seen = Noted(entry.fact.time, entry.fact.key)
    return case.following(stagnant=in_order((*case.period.follow_up.stagnant, seen)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ReviewHeld: review_held,
    StagnationSeen: stagnation_seen,
}
