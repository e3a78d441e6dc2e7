"""What happens to a member of staff is written on every case in which they have a part, in the same transaction."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events.fact import FactData
from events.guidance import GuideAsked
from events.staff import Acknowledged, PartEnded, StaffAdded, StaffBack, StaffChanged, StaffLeft
from events.values import Role, Source
from services.store.asking import NotThere
from services.store.connect import Role as RecordRole
from services.store.read import Reader
from tests.support.happenings import NOW, absent, assessed, cleared, fact, guide_accepted, guide_asked, row, someone
from tests.support.office import Office


def guided(office: Office, *numbers: int) -> list[str]:
    cases = [str(answer.case) for answer in office.take(*(row(someone(n)) for n in numbers))]
    for case in cases:
        office.take(assessed(case), *cleared(case), guide_asked(case), guide_accepted(case))
    return cases


def of(office: Office, data: FactData, slug: str = "g-ost", by: str = "staff/l-ost") -> str:
    return office.one(fact(data, f"staff/{slug}", by=by)).outcome


def test_whoever_leaves_has_no_part_any_more(office: Office) -> None:
    cases = guided(office, 1, 2)
    (other,) = [str(answer.case) for answer in office.take(row(someone(3)))]
    assert of(office, StaffLeft()) == "recorded"
    for case in cases:
        assert office.verbs(f"case/{case}")[-1] == ("part_ended", "recorded")
        assert office.ask("SELECT people FROM subjects WHERE id = %s", case) == [["e1"]]
    assert ("part_ended", "recorded") not in office.verbs(f"case/{other}")
    assert office.one(guide_asked(other)).reasons[0].code == "not_a_guide"
    office.sound()


def test_so_does_an_investigator(office: Office) -> None:
    (case,) = guided(office, 1)
    assert of(office, StaffLeft(), "e1") == "recorded"
    assert office.verbs(f"case/{case}")[-1] == ("part_ended", "recorded")
    assert office.ask("SELECT people FROM subjects WHERE id = %s", case) == [["g-ost"]]
    office.sound()


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (StaffChanged(roles=(Role.REFERRER,)), True),
        (StaffChanged(units=("vest",)), True),
        (StaffChanged(roles=(Role.GUIDE, Role.HOLDER)), False),
        (StaffChanged(organisation="Foreningen"), False),
    ],
)
def test_roles_and_units_that_a_part_needs(office: Office, change: StaffChanged, ends: bool) -> None:
    (case,) = guided(office, 1)
    assert of(office, change) == "recorded"
    assert (office.verbs(f"case/{case}")[-1] == ("part_ended", "recorded")) is ends
    office.sound()


def test_back_sooner_is_written_on_the_cases_too(office: Office) -> None:
    (case,) = guided(office, 1)
    office.one(absent("g-ost", date(2026, 12, 1), date(2026, 12, 20)))
    assert of(office, StaffBack(first_day=date(2026, 12, 10))) == "recorded"
    assert office.verbs(f"case/{case}")[-1] == ("guide_back", "recorded")
    assert b'"last":"2026-12-09"' in office.ask("SELECT state FROM subjects WHERE id = %s", case)[0]
    office.sound()


def test_an_absence_is_written_for_a_substitute_as_well(office: Office) -> None:
    (case,) = guided(office, 1)
    extra = StaffAdded(name="Syntetisk", roles=(Role.GUIDE,), units=("ost",), organisation="Kommunen")  # type: ignore[arg-type]
    office.one(fact(extra, "staff/g-two", by="system/cli", source=Source.CLI))
    stand_in = GuideAsked(guide="g-two", basis=("relation",), first_day=date(2026, 12, 1), last_day=date(2026, 12, 20))
    office.take(fact(stand_in, f"case/{case}", by="staff/k-ost"), guide_accepted(case, "g-two"))
    office.one(absent("g-two", date(2026, 12, 3), date(2026, 12, 5)))
    assert office.verbs(f"case/{case}")[-1] == ("guide_away", "recorded")
    office.sound()


def test_a_signature_counts_for_the_facts_that_follow_in_the_batch(office: Office) -> None:
    (case,) = [str(answer.case) for answer in office.take(row(someone(1)))]
    outside = StaffAdded(
        name="Syntetisk",  # type: ignore[arg-type]
        roles=(Role.GUIDE,),
        units=("ost",),
        organisation="Foreningen",
        public_employee=False,
    )
    office.take(
        fact(outside, "staff/n-ost", by="system/cli", source=Source.CLI),
        assessed(case), *cleared(case), guide_asked(case, "n-ost"),
    )  # fmt: skip
    assert office.one(guide_accepted(case, "n-ost")).reasons[0].code == "acknowledgement_missing"
    signed = fact(Acknowledged(text_version="2026-1"), "staff/n-ost", by="staff/k-ost", at=NOW - timedelta(hours=1))
    assert [a.outcome for a in office.take(signed, guide_accepted(case, "n-ost"))] == ["recorded", "recorded"]
    office.sound()


def test_nobody_tells_it_of_a_case_by_themselves(office: Office) -> None:
    (case,) = guided(office, 1)
    told = PartEnded(member="g-ost", why="left", parts=("guide",))
    refused = office.one(fact(told, f"case/{case}", by="staff/k-ost"))
    assert "derived_only" in {reason.code for reason in refused.reasons}


def test_a_substitute_sees_the_case_to_the_last_of_the_days_and_no_longer(office: Office) -> None:
    (case,) = guided(office, 1)
    extra = StaffAdded(name="Syntetisk", roles=(Role.GUIDE,), units=("ost",), organisation="Kommunen")  # type: ignore[arg-type]
    office.one(fact(extra, "staff/g-two", by="system/cli", source=Source.CLI))
    last = NOW.date() + timedelta(days=10)
    stand_in = GuideAsked(guide="g-two", basis=("relation",), first_day=NOW.date() + timedelta(days=1), last_day=last)
    asked = fact(stand_in, f"case/{case}", by="staff/k-ost")
    assert [a.outcome for a in office.take(asked, guide_accepted(case, "g-two"))] == ["recorded", "recorded"]
    with office.record.database.pool(RecordRole.READER, 2) as pool:
        reader = Reader(pool, office.keyring, office.clock)
        office.clock.at = datetime.combine(last, time(12), UTC)
        assert reader.case(reader.actor("g-two"), case).personal
        office.clock.at += timedelta(days=1)
        gone = reader.actor("g-two")
        with pytest.raises(NotThere):
            reader.case(gone, case)
        assert (reader.cases(gone, last), reader.duties(gone, last)) == ((), ())
        assert reader.case(reader.actor("g-ost"), case).personal


def test_who_was_asked_to_clear_and_leaves_has_no_part_until_somebody_asks_them_again(office: Office) -> None:
    (case,) = guided(office, 1)
    assert office.ask("SELECT people FROM subjects WHERE id = %s", case) == [["g-ost", "e1"]]
    of(office, StaffLeft(), "e1")
    assert office.ask("SELECT people FROM subjects WHERE id = %s", case) == [["g-ost"]]
    assert office.state(f"case/{case}")["gone"] == ["e1"]
