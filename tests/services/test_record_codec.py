"""A line of a log comes back as it was written, for every fact that there is, and tells nothing without the key."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.catalogue import CATALOGUE, build
from events.closing import ClosingAnnulled
from events.fact import FactData
from events.personal import ERASED, Open, Personal
from events.refs import case_ref
from events.values import Source
from services.store.codec import (
    FIRST,
    EncodedEvent,
    chained,
    decode_entry,
    encode_entry,
    open_values,
    takes_sealed,
)
from services.store.keys import SealError
from tests.support.facts import CANARY, entries, personal_texts
from workflows.outcome import Entry, Verb

KEY = bytes(range(32))
OTHER = bytes(32)
NONCE = b"n" * 12


def written(entry: Entry) -> EncodedEvent:
    return encode_entry(entry, 7, KEY, NONCE)


def read(entry: Entry, event: EncodedEvent) -> Entry:
    fact = entry.fact
    values = None
    if event.ciphertext is not None:
        values = open_values(KEY, fact.subject, 7, fact.type, event.ciphertext)
    return decode_entry(event.body, values)


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_every_fact_of_the_catalogue_comes_back(model: type[FactData]):
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(entries([model]))
    def comes_back(entry: Entry) -> None:
        event = written(entry)
        assert read(entry, event) == entry
        assert CANARY.encode() not in event.body
        assert event.ciphertext is None or CANARY.encode() not in event.ciphertext
        assert takes_sealed(event.body) == (event.ciphertext is not None)
        assert bool(personal_texts(entry.fact.data)) <= (event.ciphertext is not None)
        assert orjson.dumps(orjson.loads(event.body), option=orjson.OPT_SORT_KEYS) == event.body

    comes_back()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries(), st.sampled_from(["key", "sequence", "subject", "type", "ciphertext"]))
def test_a_sealed_part_opens_only_in_its_own_place(entry: Entry, wrong: str):
    event = written(entry)
    if event.ciphertext is None:
        return
    place = [KEY, entry.fact.subject, 7, entry.fact.type, event.ciphertext]
    place[["key", "subject", "sequence", "type", "ciphertext"].index(wrong)] = {
        "key": OTHER,
        "subject": "case/T-0000-00" if entry.fact.subject != "case/T-0000-00" else "case/T-7K3M-9K",
        "sequence": 8,
        "type": "trygghet.other.v1",
        "ciphertext": event.ciphertext[:-1] + bytes([event.ciphertext[-1] ^ 1]),
    }[wrong]
    with pytest.raises(SealError):
        open_values(*place)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries())
def test_after_an_erasure_the_line_is_read_and_its_chain_holds(entry: Entry):
    event = written(entry)
    erased = decode_entry(event.body, None)
    assert (erased.verb, erased.reasons, erased.fact.key) == (entry.verb, entry.reasons, entry.fact.key)
    assert personal_texts(erased.fact.data) == []
    assert event.hash(FIRST) == chained(FIRST, event.body, event.sealed_hash)
    again = encode_entry(erased, 7, None, NONCE)
    assert not takes_sealed(again.body)


def annulled(why: Personal[str]) -> Entry:
    fact = build(
        ClosingAnnulled(why=why, leader_told="l1"),
        id="a1",
        source=Source.DESK,
        subject=f"case/{case_ref(bytes(4))}",
        time=datetime(2026, 11, 2, 9, tzinfo=UTC),
        reported_by="staff/k1",
        recorded_by="staff/k1",
    )
    return Entry(Verb.RECORDED, fact, datetime(2026, 11, 2, 9, tzinfo=UTC))


def test_what_is_personal_is_never_written_without_a_key():
    with pytest.raises(ValueError, match="no key to seal"):
        encode_entry(annulled(Open(CANARY)), 1, None, NONCE)


def test_an_erased_value_keeps_its_place_and_needs_no_key():
    event = encode_entry(annulled(ERASED), 1, None, NONCE)
    assert orjson.loads(event.body)["fact"]["data"]["why"] == {"$sealed": -1}
    assert decode_entry(event.body, None) == annulled(ERASED)
