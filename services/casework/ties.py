"""Cases that are joined or separated, and facts that stood on the wrong one: told again where they belong."""

from dataclasses import replace
from typing import TYPE_CHECKING

from events.catalogue import build
from events.correction import CasesJoined, CasesSeparated, Corrected, WrongCase
from events.fact import Fact, FactData
from events.intake import Detection
from events.values import Source
from services.casework import detection
from services.casework.batch import Received
from services.casework.incoming import Answer, Incoming, reading
from services.casework.knowing import known_of_detection, known_on
from services.casework.resolve import place_on
from services.casework.retelling import CLOCK, as_right, keep, named, retold
from services.casework.slot import Slot, ref_of
from services.casework.tokens import Token, tokens_of
from workflows.correction import corrects, mended
from workflows.known import Known
from workflows.outcome import Entry, Verb

if TYPE_CHECKING:
    from services.casework.decide import Decider


def joined_or_separated(decider: "Decider", fact: Fact) -> Answer:
    """Decide on the case that it changes first, and where it stands there, on the other; one result for each."""
    told = fact.data
    if not isinstance(told, CasesJoined | CasesSeparated):
        raise TypeError(f"{fact.type} joins and separates nothing")
    addressed = decider.batch.slots.get(ref_of(fact.subject))
    first = decider.batch.slots.get(("case", told.joined if isinstance(told, CasesJoined) else told.separated))
    if addressed is None:
        return decider.unknown_subject(fact)
    if first is None or first.state is None or addressed.unit != first.unit:
        first = addressed  # which refuses it
    into = told.into if isinstance(told, CasesJoined) else first.case.ties.joined_into
    was_open = first.case.is_open
    second = decider.batch.slots.get(("case", into)) if into is not None else None
    if second is None and into is not None and not isinstance(told, CasesJoined):
        second = decider.batch.slot(("case", into))  # not named by the fact, so not locked yet
    both = [slot for slot in (first, second) if slot is not None]
    known = {slot.ref: known_on(decider, slot, _on(slot, fact)) for slot in both}  # as the two were before it
    written = [decider.decide_on(first, _on(first, fact), known[first.ref])]
    if written[0][1].entry.verb is not Verb.RECORDED or second is None:
        return decider.answer(fact, written)
    written.append(decider.decide_on(second, _on(second, fact), known[second.ref]))
    if isinstance(told, CasesJoined) and was_open:
        _bring(decider, fact, first, second)
    elif isinstance(told, CasesSeparated):
        _take_away(decider, fact, first, second)
    return decider.answer(fact, written)


def wrong_case(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """The wrong case is no longer found by what the fact told; the right one has it, decided by the rules there."""
    told = fact.data
    if not isinstance(told, WrongCase):
        return
    log = decider.history.log(slot)
    struck = [entry for entry in log if entry.fact.key == str(told.fact)]
    _forget(decider, slot, log, struck[-1].fact)
    for entry in (struck[-1], *(one for one in log if corrects(one.fact, str(told.fact)))):
        decider.batch.withhold(slot.ref[1], entry.fact)
    if told.right_case is None or fact.source is Source.CLOCK:  # what was brought by a joining stands there already
        return
    _again(decider, fact, slot, as_right(log, struck[-1].fact), decider.batch.slot(("case", told.right_case)))


def _on(slot: Slot, fact: Fact) -> Fact:
    return fact.model_copy(update={"subject": slot.subject})


def _bring(decider: "Decider", cause: Fact, joined: Slot, into: Slot) -> None:
    """What made the joined case comes to the one that lives on, so that no incident is lost (R14)."""
    log = decider.history.log(joined)
    for entry in _detections(joined, log):
        _again(decider, cause, joined, as_right(log, entry.fact), into)


def _take_away(decider: "Decider", cause: Fact, separated: Slot, into: Slot) -> None:
    """What a joining brought is not of the case that goes on."""
    for entry in decider.history.log(into):
        brought = entry.decided_with.get("stood_in") == separated.ref[1] and entry.applies
        if brought and not into.case.ties.is_struck(entry.fact.key):
            data = WrongCase.model_validate(
                {"fact": entry.fact.ref, "right_case": separated.ref[1], "why": "Sakene er skilt igjen."}
            )
            _derived(decider, cause, into, data, entry.fact.key)


def _detections(slot: Slot, log: tuple[Entry, ...]) -> list[Entry]:
    told = {}
    for entry in log:
        if isinstance(entry.fact.data, Detection) and entry.applies and not slot.case.ties.is_struck(entry.fact.key):
            told[entry.fact.key] = entry
    return list(told.values())


def _again(decider: "Decider", cause: Fact, stood: Slot, fact: Fact, to: Slot) -> None:
    """Tell a fact anew on another case, under an id that comes out of the cause; it names where it stood."""
    subject = to.subject if "case" in fact.data.addressed() else f"unit/{to.unit}"
    copy = retold(cause, fact, subject, to)
    if isinstance(copy.data, Detection):
        _detected(decider, copy, stood, to)
        return
    known = known_on(decider, to, copy, derived=True)
    keep(decider, copy, decider.answer(copy, [decider.decide_on(to, copy, _from(known, stood))]), to)


def _detected(decider: "Decider", fact: Fact, stood: Slot, to: Slot) -> None:
    read = reading(Incoming.of(fact), decider.keyring.index_token)
    if read.key in decider.batch.inbox:
        return
    decider.batch.inbox[read.key] = Received(read.body_hash, Answer(*read.key, "refused"), fact.type, fresh=True)
    tokens = tokens_of(fact, decider.keyring.index_token)
    place = place_on(decider.batch, tokens, to)
    known = known_of_detection(decider, fact, tokens, str(to.unit), place, derived=True)
    decider.settled(fact, detection.recorded(decider, read, fact, tokens, place, None, _from(known, stood)))


def _from(known: Known, stood: Slot) -> Known:
    return replace(known, stood_in=stood.ref[1])


def _derived(decider: "Decider", cause: Fact, slot: Slot, data: FactData, *parts: str) -> None:
    fact = build(
        data,
        id=named(cause, data.TYPE, slot.subject, *parts),
        source=Source.CLOCK,
        subject=slot.subject,
        time=cause.time,
        reported_by=cause.reported_by,
        recorded_by=CLOCK,
    )
    written = decider.decide_on(slot, fact, known_on(decider, slot, fact, derived=True))
    keep(decider, fact, decider.answer(fact, [written]), slot)


def _forget(decider: "Decider", slot: Slot, log: tuple[Entry, ...], struck: Fact) -> None:
    """By what other facts of the case tell it is still found."""
    if not isinstance(struck.data, Detection):
        return
    kept = {token for entry in _detections(slot, log) for token in _tokens(decider, log, entry.fact)}
    for token in _tokens(decider, log, struck):
        if token not in kept:
            decider.batch.forget(token, slot.ref[1])


def _tokens(decider: "Decider", log: tuple[Entry, ...], fact: Fact) -> list[Token]:
    """As it was told, and as it was corrected."""
    found = dict.fromkeys(tokens_of(fact, decider.keyring.index_token).all)
    for entry in log:
        data = entry.fact.data
        if isinstance(data, Corrected) and entry.applies and str(data.fact) == fact.key:
            fact = mended(fact, data, entry.decided_with.get("corrected"))
            found |= dict.fromkeys(tokens_of(fact, decider.keyring.index_token).all)
    return list(found)
