"""Facts about the criminal case: recorded on every case with the report number, held while there is none (D30)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from events.fact import Fact
from events.matter import MatterFact
from services.casework import notices
from services.casework.batch import INBOX, Hit
from services.casework.catching_up import catch_up
from services.casework.incoming import Answer, Reading
from services.casework.knowing import known_on
from services.casework.resolve import cases_of_report, incident_of_report
from services.casework.slot import Line, Slot, ref_of
from services.casework.tokens import Tokens, tokens_of
from services.store.keys import NONCE_BYTES, seal
from workflows.access import may_report
from workflows.matter import incident_of
from workflows.outcome import Reason, Verb

if TYPE_CHECKING:
    from services.casework.decide import Decider


def about_the_matter(decider: "Decider", read: Reading, fact: Fact, tokens: Tokens) -> Answer:
    """Decide a fact on every case with its report number, and on the one that it names; one result for each."""
    slots = cases_of_report(decider.batch, tokens)
    ref = ref_of(fact.subject)
    addressed: Slot | None = None
    if ref[0] == "case":
        addressed = decider.batch.slots.get(ref)
        if addressed is None:
            return decider.unknown_subject(fact)
        slots = [addressed, *(slot for slot in slots if slot is not addressed)]
    elif ref[1] not in decider.batch.units:
        return decider.unknown_subject(fact)
    elif tokens.report is None:
        return notices.without_entry(decider, fact, "refused", ref[1], (Reason("report_number_missing"),))
    if not slots:
        return _hold(decider, read, fact, tokens)
    unit, case = (ref[1], None) if addressed is None else (addressed.unit or "any", addressed.case)
    may = may_report(fact, unit, known_on(decider, slots[0], fact), case) is None
    written = []
    for slot in slots:
        told = fact.model_copy(update={"subject": slot.subject})
        known = known_on(decider, slot, told, derived=may and slot is not addressed)  # may once, may on all of them
        known = replace(known, incident=_incident(decider, slot, told, tokens, named=slot is addressed))
        written.append(decider.decide_on(slot, told, known))
    if addressed is not None and written[0][1].entry.verb is not Verb.REFUSED:
        _found_by_number(decider, *written[0], tokens)
    return decider.answer(fact, written)


def _incident(decider: "Decider", slot: Slot, fact: Fact, tokens: Tokens, *, named: bool) -> str | None:
    """The incident that a fact concerns on a case: the one that it names there, the one with its number, the only."""
    told = fact.data
    if not isinstance(told, MatterFact):
        raise TypeError(f"{fact.type} is not about a criminal case")
    found = incident_of_report(decider.batch, tokens, slot)
    key = found.key if found is not None else None
    return incident_of(slot.case, told if named else told.model_copy(update={"incident": None}), key)


def _found_by_number(decider: "Decider", slot: Slot, line: Line, tokens: Tokens) -> None:
    """The case is found by the number from now on, and gets what has waited for one (D30)."""
    incident = line.entry.decided_with.get("incident")
    if tokens.report is not None and incident is not None:
        decider.batch.note(tokens.report, Hit("case", slot.ref[1], str(incident)))
        catch_up(decider, line.entry.fact, slot, str(incident), tokens)
        claim(decider, tokens)


def claim(decider: "Decider", tokens: Tokens) -> None:
    """Decide the facts that have waited for a case with one of these tokens."""
    batch = decider.batch
    names = [hit.id for token in tokens.locked for hit in batch.found(token) if hit.kind == INBOX]
    for name in dict.fromkeys(names):
        for token in tokens.locked:
            found = batch.found(token)
            found[:] = [hit for hit in found if (hit.kind, hit.id) != (INBOX, name)]
        read = batch.waiting_for_case.pop(name, None)
        if read is None or read.fact is None:
            continue
        batch.claimed.append(name)
        batch.inbox[read.key].held = None
        theirs = tokens_of(read.fact, decider.keyring.index_token)
        decider.settled(read.fact, about_the_matter(decider, read, read.fact, theirs))


def _hold(decider: "Decider", read: Reading, fact: Fact, tokens: Tokens) -> Answer:
    """No case: the whole fact waits under the installation's key until one appears."""
    batch = decider.batch
    if batch.installation is None:
        raise RuntimeError("the installation has no key of its own: run migrate")
    nonce = decider.clock.token(NONCE_BYTES)
    batch.inbox[read.key].held = seal(batch.installation, f"{INBOX}|{fact.key}", read.incoming.raw, nonce)
    for token in tokens.locked:
        batch.note(token, Hit(INBOX, fact.key, None))
    batch.waiting_for_case[fact.key] = read
    return notices.without_entry(decider, fact, "no_case", ref_of(fact.subject)[1])
