"""A message that was put aside is tried again or dropped, by an operator, with the ledger knowing."""

from unittest.mock import Mock

import pytest

from events.catalogue import to_wire
from events.person import ResidenceChecked
from events.values import Answer, LivesWith, Role
from services.casework.incoming import Incoming
from services.casework.quarantine import AnsweredAlready, Quarantine
from services.store.asking import Actor, NotAllowed, NotThere, operator
from tests.support.happenings import fact, hearing, row, someone
from tests.support.office import Office
from workflows.known import StaffMember

OPERATOR = operator("drift")


@pytest.fixture
def quarantine(office: Office) -> Quarantine:
    return Quarantine(office.casework, office.pool, office.keyring, office.clock)


def test_a_fact_that_a_bug_put_aside_is_recorded_when_tried_again(
    office: Office, quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.one(row(someone(1))).case
    told = ResidenceChecked(parents_live_together=Answer.YES, lives_with=LivesWith.BOTH)
    checked = fact(told, f"case/{case}", by="staff/k-ost")
    with monkeypatch.context() as patched:
        patched.setattr("services.casework.owed.check", lambda *_: 1 / 0)
        answer = office.one(checked)
    assert (answer.outcome, answer.number) == ("quarantined", 1)
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = %s", checked.id) == ["quarantined"]
    assert quarantine.retry(OPERATOR, 1).outcome == "recorded"
    assert office.ask("SELECT state, answered_by, why FROM quarantine") == [
        ("retried", "system/operator:drift", "recorded")
    ]
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = %s", checked.id) == ["recorded"]
    assert office.ask("SELECT detail FROM ledger WHERE act = 'quarantine_retried'") == ["quarantine 1"]
    with pytest.raises(AnsweredAlready):
        quarantine.retry(OPERATOR, 1)
    office.sound()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_whoever_stops_a_command_in_the_midst_of_a_fact_stops_it_and_nothing_is_put_aside(
    office: Office, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    incoming = [Incoming.of(row(someone(n))) for n in range(3)]
    before = office.ask("SELECT count(*) FROM inbox")
    with monkeypatch.context() as patched:
        patched.setattr("events.personal.to_jsonable_python", Mock(side_effect=stop))
        with pytest.raises(stop):
            office.casework.take(incoming)
    assert office.ask("SELECT count(*) FROM quarantine") == [0]
    assert office.ask("SELECT count(*) FROM inbox") == before
    assert [answer.outcome for answer in office.casework.take(incoming)] == ["recorded"] * 3


def test_what_is_still_broken_stays_under_its_number(office: Office, quarantine: Quarantine) -> None:
    assert office.raw(b"{broken")[0].number == 1
    answer = quarantine.retry(OPERATOR, 1)
    assert (answer.outcome, answer.number) == ("quarantined", 1)
    assert office.ask("SELECT number, state FROM quarantine") == [(1, "open")]


def test_a_message_from_the_wrong_source_is_so_when_tried_again(office: Office, quarantine: Quarantine) -> None:
    office.raw(to_wire(hearing("1")), nats_subject="trygghet.intake.police.any.court")
    assert quarantine.retry(OPERATOR, 1).reasons[0].code == "wrong_source"


def test_a_dropped_message_is_gone_and_the_same_one_again_is_not_put_aside_twice(
    office: Office, quarantine: Quarantine
) -> None:
    office.raw(b"{broken")
    with pytest.raises(ValueError, match="reason"):
        quarantine.drop(OPERATOR, 1, " ")
    quarantine.drop(OPERATOR, 1, "en prøve")
    assert office.ask("SELECT state, raw, why FROM quarantine") == [("dropped", None, "en prøve")]
    assert office.raw(b"{broken")[0].number == 1
    assert office.ask("SELECT act FROM ledger WHERE detail = 'quarantine 1'") == ["quarantine_dropped"]
    with pytest.raises(AnsweredAlready):
        quarantine.drop(OPERATOR, 1, "igjen")


def test_only_who_runs_the_installation_may(office: Office, quarantine: Quarantine) -> None:
    office.raw(b"{broken")
    member = StaffMember("staff/k-ost", frozenset({Role.COORDINATOR}), frozenset({"ost"}))
    for act in (lambda who: quarantine.retry(who, 1), lambda who: quarantine.drop(who, 1, "x")):
        with pytest.raises(NotAllowed):
            act(Actor(member.ref, member))
    with pytest.raises(NotThere):
        quarantine.retry(OPERATOR, 99)


def test_two_bodies_of_one_fact_both_put_aside_are_two_numbers(office: Office) -> None:
    first, second, third = (to_wire(hearing(str(n), fact_id="h1")) for n in (1, 2, 3))
    assert [a.number for a in office.raw(first, second, third)] == [None, 1, 2]
    assert [a.number for a in office.casework.take([Incoming(third), Incoming(second)])] == [2, 1]


def test_a_name_where_an_id_should_be_is_kept_in_the_seal_only(office: Office) -> None:
    message = b'{"source": "Kanari Fugl", "id": "Kanari Fugl", "type": "Kanari Fugl", "subject": "Kanari Fugl"}'
    (answer,) = office.raw(message)
    assert (answer.outcome, answer.source, answer.id) == ("quarantined", None, None)
    assert office.ask("SELECT source, fact_id FROM quarantine") == [(None, None)]
    for table in ("quarantine", "outbox", "ledger", "inbox"):
        assert office.ask(f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%%Kanari%%'") == [0]
    (body,) = office.ask("SELECT body FROM outbox ORDER BY id DESC LIMIT 1")
    assert b"Kanari" not in bytes(body)
