"""Facts about the criminal case: recorded on every case with the report number, held while there is none (D30)."""

from typing import TYPE_CHECKING

from events.fact import Fact
from services.casework import notices
from services.casework.batch import INBOX, Hit
from services.casework.incoming import Answer, Reading
from services.casework.knowing import known_on
from services.casework.resolve import cases_of_report
from services.casework.slot import ref_of
from services.casework.tokens import Tokens, tokens_of
from services.store.keys import NONCE_BYTES, seal

if TYPE_CHECKING:
    from services.casework.decide import Decider


def about_the_matter(decider: "Decider", read: Reading, fact: Fact, tokens: Tokens) -> Answer:
    """Decide a fact on every case with its report number, and on the one that it names; one result for each."""
    slots = cases_of_report(decider.batch, tokens)
    ref = ref_of(fact.subject)
    if ref[0] == "case":
        addressed = decider.batch.slots.get(ref)
        if addressed is None:
            return decider.unknown_subject(fact)
        slots = [addressed, *(slot for slot in slots if slot is not addressed)]
    elif ref[1] not in decider.batch.units:
        return decider.unknown_subject(fact)
    if not slots:
        return _hold(decider, read, fact, tokens)
    written = []
    for slot in slots:
        told = fact.model_copy(update={"subject": slot.subject})
        written.append(decider.decide_on(slot, told, known_on(decider, slot, told)))
    return decider.answer(fact, written)


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
