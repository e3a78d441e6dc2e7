"""A new case has a reference that is nobody else's, and a key that no erasure takes along."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from services.casework.batch import Batch
from services.casework.incoming import Answer
from services.casework.load import load
from services.casework.references import free_references
from services.casework.write import write
from services.store.connect import Role
from services.store.erase import erase
from tests.support.happenings import NOW, SteppingClock, row, someone
from tests.support.office import Office


class Narrow:
    """Chance that draws references one after the other, and is as wide as ever for keys."""

    def __init__(self, first: int = 0) -> None:
        self._numbers = count(first)
        self.drawn = 0

    def token(self, n_bytes: int) -> bytes:
        if n_bytes != 4:
            return SteppingClock().token(n_bytes)
        self.drawn += 1
        return next(self._numbers).to_bytes(4, "big")


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many facts each transaction loaded."""
    loaded: list[int] = []

    def counted(*told: Any) -> Batch:
        loaded.append(len(told[1]))
        return load(*told)

    monkeypatch.setattr("services.casework.casework.load", counted)
    return loaded


def test_references_that_are_taken_are_passed_over_in_the_same_transaction(
    office: Office, monkeypatch: pytest.MonkeyPatch, tries: list[int]
) -> None:
    monkeypatch.setattr(office.clock, "token", Narrow().token)
    before = {answer.case for answer in office.take(*(row(someone(n)) for n in range(1, 31)))}
    monkeypatch.setattr(office.clock, "token", Narrow().token)
    after = {answer.case for answer in office.take(*(row(someone(n)) for n in range(31, 61)))}
    assert tries == [30, 30]
    assert len(before) == len(after) == 30
    assert not before & after
    office.sound()


def test_more_are_drawn_when_nearly_all_are_taken(
    office: Office, monkeypatch: pytest.MonkeyPatch, tries: list[int]
) -> None:
    monkeypatch.setattr(office.clock, "token", Narrow().token)
    office.take(*(row(someone(n)) for n in range(1, 101)))
    chance = Narrow()
    monkeypatch.setattr(office.clock, "token", chance.token)
    assert office.one(row(someone(200))).case is not None
    assert chance.drawn > 100
    assert tries == [100, 1]


def test_one_that_somebody_takes_at_the_same_moment_makes_the_batch_begin_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch, tries: list[int]
) -> None:
    first = str(office.one(row(someone(1))).case)
    looked_up = iter([iter([first])])

    def free(*told: Any) -> Iterator[str]:
        return next(looked_up, None) or free_references(*told)

    monkeypatch.setattr("services.casework.decide.free_references", free)
    second = str(office.one(row(someone(2))).case)
    assert second != first
    assert tries == [1, 1, 1]
    office.sound()


def test_an_erasure_while_a_batch_is_decided_leaves_no_key_under_the_old_epoch(
    office: Office, monkeypatch: pytest.MonkeyPatch, tries: list[int]
) -> None:
    gone = str(office.one(row(someone(1))).case)
    erasures = iter([f"case/{gone}"])

    def written(*told: Any) -> list[Answer]:
        for subject in erasures:  # the first try has its keys, and has written nothing
            with office.record.connect(Role.ERASER) as connection:
                erase(connection, office.record.keyring, subject, actor="system/operator:x", at=NOW, why="retention")
        return write(*told)

    monkeypatch.setattr("services.casework.casework.write", written)
    answers = office.take(*(row(someone(n)) for n in range(2, 12)))
    assert {answer.outcome for answer in answers} == {"recorded"}
    assert tries == [1, 10, 10]
    assert {key.epoch for key in office.record.all_keys()} == {2}
    office.sound()
