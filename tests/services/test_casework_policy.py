"""Local practice in the record: it counts from its day on, and what is owed is computed anew, by whoever is first."""

from datetime import date, timedelta

from events.fact import Fact
from events.policy import PolicyChanged
from events.staff import StaffAdded
from events.values import Source
from services.store.asking import operator
from services.store.connect import Role
from services.store.read import Reader
from tests.support.happenings import NOW, assessed, fact, row, someone
from tests.support.office import Office
from workflows.policy import Policy

TODAY = date(2026, 11, 23)


def decided(unit: str = "ost", on: date = TODAY, version: str = "v1", **content: int) -> Fact:
    told = PolicyChanged(version=version, from_date=on, content=dict(content))
    return fact(told, f"unit/{unit}", by="system/cli", source=Source.CLI)


def due(office: Office, case: str, kind: str = "assess") -> date:
    found: date = office.ask("SELECT due_date FROM duties WHERE subject_id = %s AND kind = %s", case, kind)[0]
    return found


def versions(office: Office, case: str) -> str:
    return str(office.ask("SELECT policy_version FROM subjects WHERE id = %s", case)[0])


def reader(office: Office) -> Reader:
    pool = office.record.database.pool(Role.READER, 2)
    office.others.append(pool)
    return Reader(pool, office.keyring, office.clock)


def test_what_is_owed_is_computed_anew_for_the_units_cases_and_no_others(office: Office) -> None:
    here, there = (str(office.one(row(someone(n), unit)).case) for n, unit in ((1, "ost"), (2, "vest")))
    assert due(office, here) == TODAY + timedelta(days=2)
    assert office.one(decided(assess_wd=5)).outcome == "recorded"
    office.sound()  # until then the rows say under which version they were computed
    assert office.casework.compute_anew(office.clock.now()) == 1
    assert due(office, here) == TODAY + timedelta(days=7)
    assert due(office, there) == TODAY + timedelta(days=2)
    assert (versions(office, here), versions(office, there)) == ("v1", "default-1")
    assert office.casework.tick(office.clock.now()).anew == 0
    office.sound()


def test_from_a_later_day_it_counts_from_that_day(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(decided(on=TODAY + timedelta(days=3), assess_wd=5))
    assert office.casework.tick(office.clock.now()).anew == 0
    assert due(office, case) == TODAY + timedelta(days=2)
    office.clock.forward(days=3)
    assert office.casework.tick(office.clock.now()).anew == 2  # the case, and the unit itself
    assert due(office, case) == TODAY + timedelta(days=7)
    office.sound()


def test_of_two_from_the_same_day_the_one_counts_that_was_decided_last(office: Office) -> None:
    """By its place in the record, not by what it is called: v10 comes after v9."""
    case = str(office.one(row(someone(1))).case)
    office.take(decided(version="v9", assess_wd=5), decided(version="v10", assess_wd=3))
    assert office.casework.compute_anew(office.clock.now()) == 1
    assert (due(office, case), versions(office, case)) == (TODAY + timedelta(days=3), "v10")
    other = str(office.one(row(someone(2))).case)
    assert (due(office, other), versions(office, other)) == (TODAY + timedelta(days=3), "v10")
    office.sound()


def test_in_one_batch_what_follows_is_decided_under_it(office: Office) -> None:
    told = row(someone(1))
    case = str(office.take(decided(assess_wd=5), told)[1].case)
    assert due(office, case) == TODAY + timedelta(days=7)
    assert versions(office, case) == "v1"
    office.sound()


def test_a_practice_that_was_changed_behind_our_back_is_seen(office: Office) -> None:
    office.one(decided(assess_wd=5))
    with office.record.connect() as connection:
        connection.execute(
            "INSERT INTO trygghet.policies (unit, version, from_date, body) VALUES ('ost', 'x', %s, %s)",
            (TODAY, Policy(version="x", assess_wd=1).model_dump_json().encode()),
        )
    from services.store.verify import verify

    with office.record.connect(Role.AUDITOR) as connection:
        assert [difference.what for difference in verify(connection, office.keyring)] == ["policy_differs"]


def test_as_of_a_day_is_under_the_practice_of_that_day(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    before = office.clock.now()
    office.clock.forward(days=1)
    office.one(decided(on=TODAY + timedelta(days=1), assess_wd=5))
    office.casework.tick(office.clock.now())
    read = reader(office)
    k = read.actor("k-ost")
    then = read.case(k, case, known=before).duties
    now = read.case(k, case).duties
    assert [d.due_date for d in then if d.kind == "assess"] == [TODAY + timedelta(days=2)]
    assert [d.due_date for d in now if d.kind == "assess"] == [TODAY + timedelta(days=7)]


def test_another_practice_is_tried_and_nothing_is_written(office: Office) -> None:
    one, two = (str(office.one(row(someone(n))).case) for n in (1, 2))
    office.one(assessed(two))
    read = reader(office)
    before = office.ask("SELECT count(*) FROM events") + office.ask("SELECT count(*) FROM duties")
    trial = read.try_policy(operator("nils"), "ost", Policy(version="try", assess_wd=1), TODAY, lambda _done, _of: None)
    found = {tried.subject: {(d.kind, d.change) for d in tried.duties} for tried in trial.differing}
    assert found == {f"case/{one}": {("assess", "earlier")}, f"case/{two}": {("assess", "earlier")}}
    assert trial.cases == 2
    same = read.try_policy(operator("nils"), "ost", Policy(version="try"), TODAY, lambda _done, _of: None)
    assert same.differing == ()
    later = read.try_policy(
        operator("nils"), "ost", Policy(version="try", assess_wd=1), TODAY + timedelta(days=1), lambda _d, _o: None
    )
    assert {tried.subject for tried in later.differing} == {f"case/{one}"}, "the other was assessed before"
    assert before == office.ask("SELECT count(*) FROM events") + office.ask("SELECT count(*) FROM duties")
    assert office.clock.now() == NOW


def test_a_trial_sees_what_is_owed_by_the_unit_and_of_its_staff_too(office: Office) -> None:
    outside = StaffAdded.model_validate(
        {"name": "Frivillig Syntetisk", "roles": ["guide"], "units": ["ost"], "organisation": "Nattevandrerne",
         "public_employee": False}
    )  # fmt: skip
    there = outside.model_copy(update={"units": ("vest",)})
    for slug, told in (("ute", outside), ("ute-vest", there)):
        added = fact(told, f"staff/{slug}", by="system/cli", source=Source.CLI)
        assert office.one(added).outcome == "recorded"
    other = Policy(version="try", supervision_weeks=2, extract_weekday=1)
    trial = reader(office).try_policy(operator("nils"), "ost", other, TODAY, lambda _done, _of: None)
    found = {tried.subject: {(d.kind, d.change) for d in tried.duties} for tried in trial.differing}
    assert found == {
        "unit/ost": {("receive_extract", "earlier")},
        "staff/ute": {("supervise_guide", "earlier")},
    }
    assert trial.cases == 0
