"""What the family answers, weighed by happened time: the participant's own word is undone by nobody else."""

from datetime import datetime

from events.refs import Party
from events.values import Answer
from workflows.case import Case, ConsentWord, Mark, OfferWord, ToLookAt, Try, in_order
from workflows.followup import Felt
from workflows.holding import Frequency
from workflows.outcome import Entry
from workflows.reach import GUARDIANS as GUARDIANS
from workflows.replacing import replace
from workflows.workdays import day_of


def has_a_say(case: Case, by: Party | None, at: datetime) -> bool:
    """Whether somebody's answer is one: not that of a guardian who was known then to be the perpetrator, or to protect
    them, however it came (D4)."""
    return by is None or not case.unsafe(by, at)


def offered_word(case: Case, word: OfferWord) -> Case:
    """The case after a yes or a no to the offer, by somebody who has a say; else somebody else is asked."""
    return weighed(case.now(words=in_order((*case.period.words, word)))) if has_a_say(case, word.by, word.at) else case


def weighed(case: Case) -> Case:
    """What all answers to the offer come to, by happened time: the participant's own no is undone by nobody else, and
    of two guardians who differ the one counts whom the coordinator follows (D13)."""
    yes = next((w for w in _heard(case.period.words) if w.yes), None)  # said once, whoever is followed after it
    last = next(reversed(_heard(_counting(case))), None)
    declined = last if last is not None and not last.yes else None
    return case.now(
        accepted=Mark(yes.at, yes.fact) if yes is not None else None,
        declined=Mark(declined.at, declined.fact) if declined is not None else None,
        declined_by=declined.by if declined is not None else None,
    )


def _heard(words: tuple[OfferWord, ...]) -> tuple[OfferWord, ...]:
    """The answers, without those of others after the participant's own no."""
    heard: list[OfferWord] = []
    for one in words:
        if not (heard and heard[-1].by == "participant" and not heard[-1].yes and one.by != "participant"):
            heard.append(one)
    return tuple(heard)


def _counting(case: Case) -> tuple[OfferWord, ...]:
    """The answers; without the other guardians' where one is followed and nobody has answered since."""
    words, followed = case.period.words, case.period.followed
    guardians = [w for w in words if w.by in GUARDIANS]
    if not followed or not guardians or guardians[-1].at > followed[-1].at:
        return words
    theirs = followed[-1].guardian
    return tuple(w for w in words if w.by not in GUARDIANS or w.by == theirs)


def differing(case: Case) -> Mark | None:
    """Since when two guardians answer the offer differently, and nobody has decided whose answer counts (D13)."""
    latest = {w.by: w for w in case.period.words if w.by in GUARDIANS and not case.unsafe(w.by)}
    if len({word.yes for word in latest.values()}) < len((True, False)):
        return None
    last = max(latest.values(), key=lambda w: w.at)
    return None if any(f.at >= last.at for f in case.period.followed) else Mark(last.at, last.fact)


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


def wished(case: Case, *parties: Party) -> Case:
    """Who has been asked whom they want as guide (R84)."""
    if not parties:
        return case
    return case.now(wished=tuple(sorted({*case.period.wished, *parties})))


def informed(case: Case, items: tuple[int, ...]) -> Case:
    """What the family has been told of, by number of the rule (R93, R94, R112)."""
    if not items:
        return case
    return case.now(informed=tuple(sorted({*case.period.informed, *items})))


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
