"""The facts that made a rule say no: each by `source:id`, so that whoever asks why is shown where it stands."""

from collections.abc import Iterable

from events.assessment import Assessed
from events.fact import Fact
from workflows.case import Case
from workflows.mark import Mark

Facts = tuple[str, ...]


def these(*marks: Mark | None) -> Facts:
    """The facts of the marks that there are, each once."""
    return tuple(dict.fromkeys(mark.fact for mark in marks if mark is not None))


def latest(told: Iterable[object]) -> Facts:
    """The fact of the last of some words, where there is one."""
    words = tuple(told)
    return (str(words[-1].fact),) if words else ()  # type: ignore[attr-defined]


def beginning(case: Case, _fact: Fact) -> Facts:
    """The row or the referral that told of the person."""
    return (case.began_with,)


def detected(case: Case, fact: Fact) -> Facts:
    """What told of the incident that is assessed."""
    incident = case.incident(fact.data.incident) if isinstance(fact.data, Assessed) else None
    return (incident.fact,) if incident else ()


def undecided(case: Case, _fact: Fact) -> Facts:
    """The incidents without an assessment; else the assessment that took the offer back."""
    waiting = tuple(incident.fact for incident in case.incidents if incident.decided is None)
    return waiting or these(case.given_up)


def closing(case: Case, _fact: Fact) -> Facts:
    """What closed the case last."""
    closed = next((one.closing for one in (case.period, *reversed(case.earlier)) if one.closing is not None), None)
    return (closed.fact,) if closed is not None else ()


def phase(case: Case, _fact: Fact) -> Facts:
    """What brought the case to the phase in which it is."""
    period = case.period
    here = {
        "assessed": period.offer,
        "conversation": period.accepted or period.held,
        "guided": period.guided,
        "reopened": Mark(period.since, period.fact),
    }
    return these(here.get(case.phase)) or (case.began_with,)


def offered(case: Case, _fact: Fact) -> Facts:
    """The offer."""
    return these(case.period.offer)


def guided(case: Case, _fact: Fact) -> Facts:
    """That there is, or was, a guide."""
    return these(case.period.guided, case.period.guide_since)


def asked(case: Case, _fact: Fact) -> Facts:
    """Who has been asked to be the guide, and who is."""
    period = case.period
    candidate = period.candidate.asked if period.candidate is not None else None
    return these(candidate, period.guide.accepted if period.guide is not None else None)


def holder_asked(case: Case, _fact: Fact) -> Facts:
    """Who has been asked to hold the conversation, and who has it."""
    period = case.period
    there = period.holder_asked.asked if period.holder_asked is not None else None
    return these(there, period.holder.accepted if period.holder is not None else None)


def follow_up(case: Case, _fact: Fact) -> Facts:
    """The conversation, and what was last said of follow-up."""
    return these(case.period.held, case.period.wanted_said)


def call(case: Case, _fact: Fact) -> Facts:
    """The call that was answered last."""
    return these(case.period.answered)


def answers(case: Case, _fact: Fact) -> Facts:
    """What the family answered to the offer."""
    return tuple(dict.fromkeys(word.fact for word in case.period.words))


def declined(case: Case, _fact: Fact) -> Facts:
    """The no to the offer."""
    return these(case.period.declined)


def consents(case: Case, _fact: Fact) -> Facts:
    """What was last said of consent."""
    return latest(case.period.consents)


def protection(case: Case, _fact: Fact) -> Facts:
    """What asks for protective measures to be considered: what came after they were, else the offer."""
    return latest(case.period.protecting.again) or these(case.period.offer)


def clearance(case: Case, _fact: Fact) -> Facts:
    """What was said of clearance."""
    return tuple(dict.fromkeys(word.fact for incident in case.incidents for word in incident.words))


def move(case: Case, _fact: Fact) -> Facts:
    """The offer to another unit that stands."""
    offer = case.whereabouts.offer
    return these(offer.offered if offer is not None else None)


def death(case: Case, _fact: Fact) -> Facts:
    """That the participant is dead."""
    return these(case.whereabouts.died)
