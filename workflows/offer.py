"""What the family answers, weighed by happened time: the participant's own word is undone by nobody else."""

from dataclasses import replace
from datetime import datetime

from events.values import Answer
from workflows.case import Case, ConsentWord, Mark, OfferWord, ToLookAt, Try, in_order
from workflows.followup import Felt
from workflows.holding import Frequency
from workflows.outcome import Entry
from workflows.reach import GUARDIANS as GUARDIANS
from workflows.workdays import day_of


def offered_word(case: Case, word: OfferWord, recorded_at: datetime) -> Case:
    """The case after a yes or a no to the offer, weighed by happened time: the participant's own no is undone by
    nobody else, and two guardians who differ are the coordinator's to look at (D13)."""
    words = in_order((*case.period.words, word))
    accepted: Mark | None = None
    declined: OfferWord | None = None
    for one in words:
        if declined is not None and declined.by == "participant" and one.by != "participant":
            continue
        declined = None if one.yes else one
        if one.yes:
            accepted = accepted or Mark(one.at, one.fact)
    case = case.now(
        words=words,
        accepted=accepted,
        declined=Mark(declined.at, declined.fact) if declined else None,
        declined_by=declined.by if declined else None,
    )
    others = [w for w in words if w.by in GUARDIANS and w.by != word.by]
    if word.by in GUARDIANS and others and others[-1].yes != word.yes:
        return to_look_at(case, word.fact, recorded_at)
    return case


def appointed(case: Case, mark: Mark, at: datetime) -> Case:
    """A time is agreed for the conversation (R83); what was agreed last counts."""
    return case.now(appointments=case.period.appointments.agreed(mark, day_of(at)))


def to_look_at(case: Case, fact: str, since: datetime) -> Case:
    """The coordinator looks at a fact that contradicts another."""
    return replace(case, to_look_at=(*case.to_look_at, ToLookAt("review", fact, since)))


def viewed(case: Case, mark: Mark, view: str) -> Case:
    """What the participant says of feeling safe; the latest counts (R159)."""
    if case.period.viewed_at is not None and mark.at < case.period.viewed_at:
        return case
    return case.now(viewed_at=mark.at, participant_safe=mark if view == "safe_again" else None)


def wishes_contact(case: Case, mark: Mark, days: int) -> Case:
    """How often the participant wishes to be in contact; the latest word counts (R109)."""
    before = case.period.frequency
    if before is not None and mark.at < before.said.at:
        return case
    return case.now(frequency=Frequency(mark, days))


def felt(case: Case, mark: Mark, safety: int | None) -> Case:
    """How safe the participant feels, where somebody asked (R96–R98)."""
    if safety is None:
        return case
    return case.following(felt=in_order((*case.period.follow_up.felt, Felt(mark.at, mark.fact, safety))))


def wants(case: Case, mark: Mark, wanted: Answer, entry: Entry) -> Case:
    """The participant's answer to follow-up; the latest counts. From 18 a yes is the consent too (R32, R139)."""
    said_before = case.period.wanted_said
    if wanted is Answer.UNKNOWN or (said_before is not None and mark.at < said_before.at):
        return case
    case = case.now(wanted=wanted, wanted_said=mark)
    if wanted is Answer.YES and entry.decided_with.get("minor") is False:
        word = ConsentWord(given=True, by="participant", at=mark.at, fact=mark.fact)
        return case.now(consents=in_order((*case.period.consents, word)))
    return case


def conversed(case: Case, contact: Try) -> Case:
    """The conversation was held: the earliest time counts as such, each is a contact (R155)."""
    mark, before = Mark(contact.at, contact.fact), case.period.held
    return case.now(
        held=before if before is not None and before.at <= mark.at else mark,
        holders=case.period.holders if contact.by in case.period.holders else (*case.period.holders, contact.by),
        contacts=in_order((*case.period.contacts, contact)),
    )
