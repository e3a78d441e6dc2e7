"""Who a candidate was to whom nothing was offered is nobody's to see after a time; what was decided stays (D26)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from events.intake import RowRead
from events.personal import ERASED, Open
from services.store.connect import Role
from services.store.read import Reader
from tests.support.happenings import assessed, referral, row, someone
from tests.support.office import Office
from workflows.closing import blocked_from
from workflows.policy import DEFAULT, Policy


@pytest.fixture
def reader(office: Office) -> Iterator[Reader]:
    with office.record.database.pool(Role.READER, 2) as pool:
        yield Reader(pool, office.keyring, office.clock)


def name(reader: Reader, case: str) -> object:
    """What the coordinator sees of the name; the state and the decision are seen in any case."""
    seen = reader.case(reader.actor("k-ost"), case)
    assert seen.case is not None
    told = seen.timeline[0].fact.data
    assert isinstance(told, RowRead)
    assert seen.personal == (told.person.name is not ERASED)
    return told.person.name.value if isinstance(told.person.name, Open) else None


def test_a_candidate_not_offered_is_shown_for_ninety_days(office: Office, reader: Reader) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case, "not"))
    office.clock.forward(days=89)
    assert name(reader, case) == someone(1).name
    office.clock.forward(days=1)
    assert name(reader, case) is None
    seen = reader.case(reader.actor("k-ost"), case, known=office.clock.now() - timedelta(days=60))
    assert not seen.personal  # nor as of a day on which it was still shown
    assert seen.case is not None
    assert seen.case.incidents[0].decided == "not"
    assert office.ask("SELECT detail FROM access_log ORDER BY id DESC LIMIT 1") == ["without personal data"]


def test_they_are_recognised_all_the_same_and_an_enquiry_makes_a_case_that_is_seen(
    office: Office, reader: Reader
) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case, "not"))
    office.clock.forward(days=120)
    now = office.clock.now()
    assert office.one(row(someone(1), at=now)).row == "known"
    enquiry = office.one(referral(someone(1), at=now))
    assert enquiry.case not in (None, case)
    fresh = reader.case(reader.actor("k-ost"), str(enquiry.case))
    assert fresh.personal
    assert fresh.case is not None
    assert fresh.case.continues == case


def test_a_case_that_was_offered_or_is_open_is_not_blocked(office: Office, reader: Reader) -> None:
    waits, offered = (str(answer.case) for answer in office.take(row(someone(1)), row(someone(2))))
    office.one(assessed(offered))
    office.clock.forward(days=400)
    assert name(reader, waits) == someone(1).name
    assert name(reader, offered) == someone(2).name
    for case in (waits, offered):
        seen = reader.case(reader.actor("k-ost"), case).case
        assert seen is not None
        assert blocked_from(seen, DEFAULT) is None


def test_local_practice_says_how_long(office: Office, reader: Reader) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case, "not"))
    seen = reader.case(reader.actor("k-ost"), case).case
    assert seen is not None
    first = blocked_from(seen, DEFAULT)
    later = blocked_from(seen, Policy(version="longer", candidate_days=120))
    assert first is not None
    assert later == first + timedelta(days=30)
