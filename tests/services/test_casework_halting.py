"""A death in one unit stops the same person's cases in the others, and tells them no more than with whom to talk."""

import pytest

from events.closing import NeedReported
from events.fact import Fact
from events.person import ContactHalted, Died
from events.values import Channel
from tests.support.happenings import assessed, fact, referral, row, someone
from tests.support.marks import rule
from tests.support.office import Office

HALTED = ("contact_halted", "recorded")


def died(case: str, unit: str = "ost", fact_id: str | None = None) -> Fact:
    return fact(Died(found_by=f"k-{unit}"), f"case/{case}", by=f"staff/k-{unit}", fact_id=fact_id)


def opened(office: Office, number: int, unit: str) -> str:
    answer = office.one(referral(someone(number), f"unit/{unit}"))
    return str(answer.subject).removeprefix("case/")


@rule(14)
def test_the_other_units_case_waits_for_a_talk_and_nobody_elses_does(office: Office):
    here, there, another = opened(office, 1, "ost"), opened(office, 1, "vest"), opened(office, 2, "vest")
    assert here != there
    assert office.one(died(here)).outcome == "recorded"
    assert office.verbs(f"case/{there}")[-1] == HALTED
    assert "ask_other_unit" in office.duties(f"case/{there}")
    assert HALTED not in office.verbs(f"case/{another}")
    assert HALTED not in office.verbs(f"case/{here}")
    office.sound()


@rule(14)
def test_it_is_told_of_the_unit_and_of_nothing_else(office: Office):
    here, there = opened(office, 1, "ost"), opened(office, 1, "vest")
    office.one(died(here))
    (body,) = office.ask("SELECT body FROM events WHERE subject_id = %s AND type = %s", there, ContactHalted.TYPE)
    assert b'"by_unit":"ost"' in bytes(body)
    assert here.encode() not in bytes(body)
    assert b"died" not in bytes(body)


@rule(14)
@pytest.mark.parametrize("together", [True, False])
def test_a_case_that_comes_after_the_death_waits_as_well(office: Office, together: bool):
    here = opened(office, 1, "ost")
    late = referral(someone(1), "unit/vest")
    told = office.take(died(here), late) if together else [*office.take(died(here)), *office.take(late)]
    there = str(told[1].subject).removeprefix("case/")
    assert office.verbs(f"case/{there}")[-1] == HALTED
    office.sound()


@rule(14)
def test_a_closed_case_knows_it_for_when_it_is_opened_again(office: Office):
    here, there = opened(office, 1, "ost"), opened(office, 1, "vest")
    office.one(assessed(there, "not", unit="vest"))
    assert office.state(f"case/{there}")["phase"] == "closed"
    office.one(died(here))
    assert office.verbs(f"case/{there}")[-1] == HALTED
    assert "ask_other_unit" not in office.duties(f"case/{there}")
    asked = NeedReported(by="participant", channel=Channel.PHONE)
    assert office.one(fact(asked, f"case/{there}", by="staff/k-vest")).outcome == "recorded"
    assert "ask_other_unit" in office.duties(f"case/{there}")


@rule(14)
def test_the_same_death_told_twice_halts_once_and_where_it_is_known_nothing_is_written(office: Office):
    here, there = opened(office, 1, "ost"), opened(office, 1, "vest")
    office.one(died(there, "vest"))
    office.take(died(here, fact_id="d1"), died(here, fact_id="d1"))
    assert office.verbs(f"case/{here}").count(HALTED) == 1
    assert HALTED not in office.verbs(f"case/{there}")


@rule(14)
def test_the_same_name_without_a_national_number_is_nobody_for_certain(office: Office):
    here = opened(office, 1, "ost")
    office.one(died(here))
    told = office.one(row(someone(1), "vest", number=False))
    assert told.case is not None
    assert HALTED not in office.verbs(f"case/{told.case}")
