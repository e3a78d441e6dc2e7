"""Figures on what was decided and offered, what the family answered, and what it came to."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from events.assessment import Assessed
from events.values import Answer
from workflows.offer import GUARDIANS
from workflows.report.figure import CaseTold, Figure
from workflows.report.found import found
from workflows.workdays import add_workdays, day_of

Word = Callable[[CaseTold], str | None]


def decided_on(told: CaseTold) -> date | None:
    """The day of the first assessment."""
    return next((day_of(e.fact.time) for e in told.log if isinstance(e.fact.data, Assessed)), None)


def _within(word: Word, wanted: str, then: Word) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """Counts those of whom `word` says `wanted`, each under one further word."""
    return found(lambda told: then(told) if word(told) == wanted else None)


def decision(told: CaseTold) -> str:
    """What became of somebody who was found (R24, R52)."""
    first = told.periods[0]
    if first.offer is not None:
        return "offer"
    if first.closing is not None:
        return "not" if first.closing.ground == "not_right_measure" else "ended_before"
    return "not_yet"


def _assessed_in_time(told: CaseTold) -> str:
    due, day = add_workdays(told.began, told.policy.assess_wd), decided_on(told)
    if day is not None:
        return "in_time" if day <= due else "late"
    if told.periods[0].closing is not None:
        return "ended_before"
    return "overdue" if told.until > due else "waiting"


def called_on(told: CaseTold) -> date | None:
    """The day of the first try to reach the family."""
    tries = told.periods[0].tries
    return day_of(tries[0].at) if tries else None


def _called_in_time(told: CaseTold) -> str:
    """By the same count as the duty to call: from assessed and cleared, and seven days from the row at the latest."""
    first, called = told.periods[0], called_on(told)
    if called is None:
        return "ended_before" if first.closing is not None else "waiting"
    tried = first.tries[0].at
    given = [w.at for i in told.case.incidents for w in i.words if w.word == "given" and w.at <= tried]
    starts = [*given, *((first.offer.at,) if first.offer is not None and first.offer.at <= tried else ())]
    start = day_of(max(starts, default=tried))
    warned = max(start, told.began + timedelta(days=told.policy.call_warn_days))
    return "in_time" if called <= min(add_workdays(start, told.policy.first_call_wd), warned) else "late"


def answered(told: CaseTold) -> str:
    """What the family said to the offer; a guardian's no leads to an assessment of whether to talk to the youth."""
    first = told.periods[0]
    if first.accepted is not None:
        return "accepted"
    if first.declined is not None and first.declined_by in GUARDIANS:
        return "guardian_considered" if first.youth_considered is not None else "guardian_not_considered"
    if first.declined is not None:
        return "participant_declined"
    ground = first.closing.ground if first.closing is not None else None
    if ground in ("safe_after_first_contact", "not_reached"):
        return ground
    return "open" if ground is None else "ended_before"


def conversation(told: CaseTold) -> str:
    """Whether the conversation was held (R82, R83)."""
    first = told.periods[0]
    if first.held is not None:
        return "held"
    return "ended_before" if first.closing is not None else "waiting"


def follow_up(told: CaseTold) -> str:
    """The answer to follow-up by a guide (R32)."""
    first = told.periods[0]
    if first.appropriate is False:
        return "not_appropriate"
    return {Answer.YES: "wanted", Answer.NO: "not_wanted"}.get(first.wanted, "unanswered")


def guided(told: CaseTold) -> str:
    """Whether follow-up began."""
    first = told.periods[0]
    if first.guided is not None:
        return "begun"
    return "ended_before" if first.closing is not None else "waiting"


def _offered(word: Word) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    return _within(decision, "offer", word)


def _accepted(told: CaseTold) -> str | None:
    return answered(told) if decision(told) == "offer" else None


def _held(told: CaseTold) -> str | None:
    return conversation(told) if _accepted(told) == "accepted" else None


def _wanted(told: CaseTold) -> str | None:
    return follow_up(told) if _held(told) == "held" else None


ON_TIME: Final = ("in_time", "late", "overdue", "waiting", "ended_before")

FIGURES: Final[tuple[Figure, ...]] = (
    Figure("decision", "offer", (8, 24, 52, 53), "case", found(decision), "decision",
           ("offer", "not", "ended_before", "not_yet"), of="cases", picture="bars"),
    Figure("assessed_in_time", "offer", (24, 28), "case", found(_assessed_in_time), "in_time", ON_TIME, of="cases"),
    Figure("called_in_time", "offer", (28, 29), "case", _offered(_called_in_time), "in_time",
           ("in_time", "late", "waiting", "ended_before"), of="decision/offer"),
    Figure("answer", "offer", (30, 76, 159, 160), "case", _offered(answered), "offer_answer",
           ("accepted", "participant_declined", "guardian_considered", "guardian_not_considered",
            "safe_after_first_contact", "not_reached", "ended_before", "open"), of="decision/offer", picture="bars"),
    Figure("conversation", "offer", (31, 82, 83), "case", _within(_accepted, "accepted", conversation),
           "conversation", ("held", "waiting", "ended_before"), of="answer/accepted"),
    Figure("follow_up", "offer", (32, 160), "case", _within(_held, "held", follow_up), "follow_up",
           ("wanted", "not_wanted", "not_appropriate", "unanswered"), of="conversation/held"),
    Figure("guided", "offer", (33, 50, 85), "case", _within(_wanted, "wanted", guided), "guided",
           ("begun", "waiting", "ended_before"), of="follow_up/wanted"),
)  # fmt: skip
