"""`trygghet eligible`: who asks may see it, it is in the ledger, and how many youths each has is counted."""

from collections.abc import Iterator
from datetime import date

import pytest

from services.store.asking import NotAllowed, NotThere, operator
from services.store.connect import Role
from services.store.read import Reader
from tests.support.happenings import absent, assessed, cleared, guide_accepted, guide_asked, row, someone
from tests.support.office import Office


@pytest.fixture
def reader(office: Office) -> Iterator[Reader]:
    pool = office.record.database.pool(Role.READER, 2)
    yield Reader(pool, office.keyring, office.clock)
    pool.close()


def guided(office: Office, *numbers: int) -> list[str]:
    cases = [str(answer.case) for answer in office.take(*(row(someone(n)) for n in numbers))]
    for case in cases:
        office.take(assessed(case), *cleared(case), guide_asked(case), guide_accepted(case))
    return cases


def test_load_and_absence_are_those_of_the_record(office: Office, reader: Reader) -> None:
    case, _ = guided(office, 1, 2)
    office.one(absent("g-ost", date(2026, 12, 1), date(2026, 12, 20)))
    (one,) = reader.eligible(operator("test"), case)
    assert (one.staff, one.part, one.may, one.load, one.standing) == ("g-ost", "guide", True, 2, "guide")
    assert one.away == ((date(2026, 12, 1), date(2026, 12, 20)),)


def test_who_asked_stands_in_the_ledger(office: Office, reader: Reader) -> None:
    (case,) = guided(office, 1)
    reader.eligible(reader.actor("k-ost"), case)
    noted = office.ask("SELECT actor, act, subject FROM ledger WHERE act = 'read_eligible'")
    assert noted == [("staff/k-ost", "read_eligible", f"case/{case}")]


def test_only_who_chooses_sees_it_and_only_of_their_unit(office: Office, reader: Reader) -> None:
    (case,) = guided(office, 1)
    with pytest.raises(NotAllowed):
        reader.eligible(reader.actor("g-ost"), case)
    with pytest.raises(NotThere):
        reader.eligible(reader.actor("k-vest"), case)
    with pytest.raises(NotThere):
        reader.eligible(operator("test"), "T-0000-00")
