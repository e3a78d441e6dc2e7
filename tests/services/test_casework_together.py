"""Several at once: the same people from four sides make each case once, and nobody waits for nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest

from events.fact import Fact
from services.casework import casework as module
from services.casework import load as loading
from services.casework.casework import Casework
from services.casework.incoming import Answer, Incoming
from services.casework.tokens import lock_number
from tests.support.happenings import (
    absent,
    assessed,
    cleared,
    extract,
    guide_accepted,
    guide_asked,
    hearing,
    people,
    referral,
    row,
    someone,
)
from tests.support.office import Office

UNITS = ("ost", "vest", "nord", "sor")


def at_once(office: Office, sides: list[list[list[Fact]]]) -> list[list[Answer]]:
    """Each side with casework of its own, all beginning in the same moment."""
    gate = threading.Barrier(len(sides))
    works = [office.another() for _ in sides]

    def run(casework: Casework, batches: list[list[Fact]]) -> list[Answer]:
        gate.wait()
        return [answer for batch in batches for answer in casework.take([Incoming.of(fact) for fact in batch])]

    with ThreadPoolExecutor(len(sides)) as threads:
        return [
            done.result(timeout=50) for done in [threads.submit(run, w, s) for w, s in zip(works, sides, strict=True)]
        ]


def test_four_units_with_the_same_people_make_each_case_once(office: Office) -> None:
    office.take(*people("nord", "sor")[:2])
    numbers = list(range(1, 61))

    def side(unit: str, turned: Callable[[list[int]], list[int]]) -> list[list[Fact]]:
        order = turned(numbers)
        return [[row(someone(n), unit, row=n) for n in order[i : i + 20]] for i in range(0, len(order), 20)]

    turns: list[Callable[[list[int]], list[int]]] = [
        list,
        lambda x: x[::-1],
        lambda x: x[30:] + x[:30],
        lambda x: x[::2] + x[1::2],
    ]
    answers = at_once(office, [side(unit, turn) for unit, turn in zip(UNITS, turns, strict=True)])
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [60]
    assert office.ask("SELECT count(*) FROM events WHERE type LIKE '%%row_read%%'") == [60]
    outcomes = [answer.row for side_answers in answers for answer in side_answers]
    assert (outcomes.count("new"), outcomes.count("known")) == (60, 180)
    office.sound()


def test_the_same_facts_delivered_to_four_at_once_are_recorded_once(office: Office) -> None:
    facts = [row(someone(n)) for n in range(1, 30)] + [hearing(f"{10_000_000 + n}") for n in range(1, 30)]
    facts += [referral(someone(n)) for n in range(40, 50)]
    at_once(office, [[facts], [facts[::-1]], [facts[20:], facts[:20]], [facts[10:] + facts[:10]]])
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [39]
    assert office.ask("SELECT count(*) FROM (SELECT 1 FROM events GROUP BY source, fact_id HAVING count(*) > 1) x") == [
        0
    ]
    assert office.ask("SELECT count(*) FROM events WHERE type LIKE '%%hearing%%'") == [29]
    assert office.ask("SELECT count(*) FROM quarantine") == [0]
    office.sound()


def test_decisions_of_one_week_from_several_desks_end_it_once(office: Office) -> None:
    rows = [row(someone(n), row=n) for n in range(1, 25)]
    cases = [str(answer.case) for answer in office.take(*rows)]
    office.one(extract(list(zip(rows, cases, strict=True))))
    sides = [[[assessed(case)] for case in cases[i::4]] for i in range(4)]
    at_once(office, sides)
    verbs = [word for word, _ in office.verbs("unit/ost")]
    assert verbs.count("row_decided") == 24
    assert verbs.count("extract_gone_through") == 1
    assert verbs[-1] == "extract_gone_through"
    office.sound()


def test_an_absence_finds_the_guide_who_says_yes_at_the_same_moment(office: Office) -> None:
    cases = [str(answer.case) for answer in office.take(*(row(someone(n)) for n in range(1, 9)))]
    for case in cases:
        office.take(assessed(case), *cleared(case), guide_asked(case))
    yes = [[guide_accepted(case)] for case in cases]
    at_once(office, [yes[:4], yes[4:], [[absent("g-ost", date(2026, 12, 1), date(2026, 12, 9))]]])
    for case in cases:
        words = [word for word, _ in office.verbs(f"case/{case}")]
        assert words.count("guide_away") == 1, case
    office.sound()


def test_locks_are_taken_tokens_first_then_subjects_in_one_order(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [str(answer.case) for answer in office.take(*(row(someone(n)) for n in range(1, 6)))]
    asked: list[tuple[str, list[object]]] = []
    ask = loading._ask

    def noting(connection: object, name: str, *arguments: object) -> object:
        asked.append((name, list(arguments)))
        return ask(connection, name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "_ask", noting)
    office.take(*(assessed(case) for case in reversed(cases)), absent("g-ost", date(2026, 12, 1), date(2026, 12, 2)))
    names = [name for name, _ in asked]
    assert names.index("units_of_rows") < names.index("lock_subjects") < names.index("inbox_of")
    (_, (_, kinds, ids)) = next(one for one in asked if one[0] == "lock_subjects")
    pairs = list(zip(kinds, ids, strict=True))  # type: ignore[call-overload]
    assert pairs == sorted(pairs)
    assert [kind for kind, _ in pairs] == ["case"] * 5 + ["staff", "unit"]
    assert lock_number(("person", bytes(16))) == 0


def test_a_lock_that_is_not_given_is_an_outage_and_nothing_is_put_aside(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    told = assessed(case)
    with psycopg.connect(office.record.superuser_dsn, options="-c search_path=trygghet") as holder:
        holder.execute("SELECT 1 FROM subjects WHERE id = %s FOR UPDATE", [case])
        with office.pool.connection() as connection:
            connection.execute("SET lock_timeout = '200ms'")
            connection.commit()
            impatient = Casework(_Only(connection), office.keyring, office.clock)  # type: ignore[arg-type]
            with pytest.raises(module.OUTAGES):
                impatient.take([Incoming.of(told)])
            connection.execute("RESET lock_timeout")
            connection.commit()
    assert office.one(told).outcome == "recorded"
    assert office.ask("SELECT count(*) FROM quarantine") == [0]


class _Only:
    """A pool of one connection that the test has prepared."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def connection(self) -> psycopg.Transaction:
        return _Lent(self._connection)  # type: ignore[return-value]


class _Lent:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> psycopg.Connection:
        return self._connection

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._connection.rollback()
