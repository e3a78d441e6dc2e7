"""What becomes of rows, sentence by sentence (guide/decisions.md, D26 to D28), through a real record."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from events.assessment import Assessed
from events.fact import Fact
from events.personal import Open
from events.unit import RejectedRowAnswered, RowTakenBack
from services.ingest.importer import Importer
from services.ingest.imports import RecordedImports
from services.ingest.summary import Summary
from services.national_number import control_digits
from tests.support.extracts import WEEK, person, without, write
from tests.support.happenings import NOW, assessed, fact
from tests.support.marks import rule
from tests.support.office import Office

LATER = "2026-W48"
NOT = {"not_because": "Ikke hatkriminalitet", "handed_over": {"reason_for_none": "Trenger ingen"}}
ADULT = {"fodselsnummer": "", "fodselsdato": "1990-01-09"}
NO, YES = {"hatmotiv": "nei"}, {"hatmotiv": "ja"}


class Extracts:
    """An office to which extracts come."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office = office
        self._folder = folder
        self._files = 0

    def read(self, *rows: dict[str, str], week: str = WEEK) -> Summary:
        self._files += 1
        office = self.office
        importer = Importer(office.casework, RecordedImports(office.pool), office.keyring.index_token, office.clock)
        summary = importer.import_file(write(self._folder, list(rows), f"{self._files}.csv"), "ost", week)
        assert summary.rows == summary.new + summary.known + summary.changed + summary.outside + len(summary.rejected)
        office.sound()
        return summary

    def week(self, week: str = WEEK) -> dict[str, Any]:
        found: dict[str, Any] = next(w for w in self.office.state("unit/ost")["weeks"] if w["week"] == week)
        return found

    def key(self, outcome: str) -> str:
        (key,) = self.office.ask("SELECT row_key FROM import_rows WHERE outcome = %s", outcome)
        return str(key)

    def cases(self) -> list[str]:
        rows: list[str] = self.office.ask("SELECT id FROM subjects WHERE kind = 'case' ORDER BY opened, id")
        return rows

    def says(self, data: Any) -> str:
        told: Fact = fact(data, "unit/ost", by="staff/k-ost", at=NOW)
        return str(self.office.one(told).outcome)


@pytest.fixture
def extracts(office: Office, tmp_path: Path) -> Extracts:
    return Extracts(office, tmp_path)


@rule(8, 26, 27)
def test_every_new_row_ends_in_an_assessment_and_the_last_one_ends_the_week(extracts: Extracts) -> None:
    extracts.read(person(1), person(2), person(3))
    one, two, three = extracts.cases()
    same = Assessed(decision="duplicate", duplicate_of=one)
    decisions = (assessed(one), assessed(two, "not"), fact(same, f"case/{three}", by="staff/k-ost"))
    for done, decision in enumerate(decisions):
        assert len(extracts.week()["open_rows"]) == 3 - done
        assert extracts.office.one(decision).outcome == "recorded"
    assert extracts.week()["gone_through"]
    assert extracts.office.verbs("unit/ost")[-1] == ("extract_gone_through", "recorded")


@rule(26)
def test_a_file_with_a_header_and_no_rows_is_a_week_done(extracts: Extracts) -> None:
    extracts.read()
    assert extracts.week()["gone_through"]
    assert "go_through_extract" not in extracts.office.duties("unit/ost")


@rule(26, 27)
def test_known_and_outside_are_decided_by_rule_and_can_be_taken_back(extracts: Extracts) -> None:
    extracts.read(person(1))
    extracts.office.one(assessed(extracts.cases()[0], "not"))
    again = extracts.read(person(1), person(2) | ADULT | NO, week=LATER)
    assert (again.known, again.outside) == (1, 1)
    assert extracts.week(LATER)["gone_through"]
    assert extracts.says(RowTakenBack(week=LATER, row_key=extracts.key("outside"), why=Open("Var 17"))) == "recorded"
    assert not extracts.week(LATER)["gone_through"]


@rule(8, 27)
def test_a_rejected_row_is_the_units_until_it_is_corrected_or_written_off_with_a_reason(extracts: Extracts) -> None:
    bad = person(1) | {"rolle": "mistenkt"}
    assert extracts.read(bad).new == 0
    assert "answer_rejected_row" in extracts.office.duties("unit/ost")
    assert extracts.week()["gone_through"]  # the row is a duty of its own
    key = extracts.key("rejected")
    assert extracts.says(RejectedRowAnswered(fingerprint=key, answer="written_off")) == "refused"
    assert extracts.says(RejectedRowAnswered(fingerprint=key, answer="written_off", why=Open("Prøve"))) == "recorded"
    assert "answer_rejected_row" not in extracts.office.duties("unit/ost")
    extracts.read(bad, week=LATER)
    assert "answer_rejected_row" not in extracts.office.duties("unit/ost")  # the same bad row is the same duty


@rule(7, 10)
@pytest.mark.parametrize("before", [NO, {}])
def test_a_change_of_a_closed_case_into_the_target_group_is_a_linked_new_detection(
    extracts: Extracts, before: dict[str, str]
) -> None:
    """Out of it by rule, or by the judgement of whoever closed the case (D24)."""
    extracts.read(person(1) | ADULT)
    (case,) = extracts.cases()
    if before:
        assert extracts.read(person(1) | ADULT | before, week=LATER).changed == 1
    judged = Assessed.model_validate({"decision": "not", "hate_motive": "no", **NOT})
    extracts.office.one(fact(judged, f"case/{case}", by="staff/k-ost"))
    assert extracts.read(person(1) | ADULT | {"saksstatus": "henlagt"}, week="2026-W49").changed == 1
    assert extracts.cases() == [case]
    extracts.read(person(1) | ADULT | YES, week="2026-W50")
    (new,) = set(extracts.cases()) - {case}
    state = extracts.office.ask("SELECT state FROM subjects WHERE id = %s", new)[0]
    assert f'"continues":"{case}"'.encode() in state
    assert len(extracts.week("2026-W50")["open_rows"]) == 1


@rule(10, 52)
def test_one_of_an_open_case_is_decided_again_and_the_week_waits_for_it(extracts: Extracts) -> None:
    young = person(1) | {"fodselsnummer": "", "fodselsdato": "2008-11-05"}
    second = young | {"anmeldelsesnr": "777", "hendelsesdato": "2026-11-10"}
    extracts.read(person(2), young | {"hendelsesdato": "2026-11-01"})
    assert extracts.read(second | NO, week=LATER).outside == 1
    assert extracts.read(second | YES, week="2026-W49").changed == 1
    assert len(extracts.week("2026-W49")["open_rows"]) == 1


@rule(7)
@pytest.mark.parametrize(
    ("born", "incident", "outside"),
    [
        (date(2008, 11, 10), date(2026, 11, 10), True),  # 18 on the day
        (date(2008, 11, 11), date(2026, 11, 10), False),  # 18 the day after
        (date(2008, 5, 19), date(2026, 5, 1), True),  # turned 18 181 days before the week
        (date(2008, 5, 20), date(2026, 5, 1), False),  # 180 days before
    ],
)
def test_who_is_outside(extracts: Extracts, born: date, incident: date, outside: bool) -> None:
    row = person(1) | NO | {"fodselsnummer": "", "fodselsdato": born.isoformat(), "hendelsesdato": incident.isoformat()}
    assert extracts.read(row).outside == outside
    assert date.fromisocalendar(2026, 47, 1) - timedelta(days=180) == date(2026, 5, 20)


@rule(11)
def test_an_adult_witness_is_outside_whatever_the_motive_and_a_young_one_is_not(extracts: Extracts) -> None:
    witness = {"rolle": "vitne"}
    assert extracts.read(person(1) | ADULT | YES | witness, person(2) | witness).outside == 1


@rule(10)
def test_an_adult_whose_hate_motive_is_unknown_is_a_question_first(extracts: Extracts) -> None:
    assert extracts.read(person(1) | ADULT).outside == 0
    (case,) = extracts.cases()
    assert "clarify_hate_motive" in extracts.office.duties(f"case/{case}")
    assert extracts.office.one(assessed(case)).reasons[0].code == "outside_target_group"
    assert extracts.office.one(assessed(case, "not")).outcome == "recorded"
    assert "clarify_hate_motive" not in extracts.office.duties(f"case/{case}")


def test_what_is_outside_is_judged_again_each_time_it_comes(extracts: Extracts) -> None:
    row = person(1) | ADULT
    assert extracts.read(row | NO).outside == 1
    assert extracts.read(row | NO, week=LATER).outside == 1
    assert extracts.read(row | YES, week="2026-W49").changed == 1
    assert len(extracts.cases()) == 1


@pytest.mark.parametrize(
    "nine",
    ["410101001", "014101900", "800000001"],  # a D-number, the police's auxiliary number, a shared one
)
def test_a_number_of_another_kind_is_never_a_reason_to_lose_a_child(extracts: Extracts, nine: str) -> None:
    numbers = (f"{nine[:6]}{n:03d}" for n in range(int(nine[6:]), 1000))
    number = next(number + end for number in numbers if (end := control_digits(number)))
    assert extracts.read(person(1) | {"fodselsnummer": number}).new == 1


def test_nor_is_none_at_all(extracts: Extracts) -> None:
    row = without(person(1), "fodselsnummer") | {"fodselsdato": "2010-01-09"}
    assert extracts.read(row).new == 1
    (case,) = extracts.cases()
    assert "identify" in extracts.office.duties(f"case/{case}")
    assert extracts.read(row, week=LATER).known == 1
    assert extracts.read(row | {"anmeldelsesnr": "777"}, week="2026-W49").new == 1  # never joined by itself
    assert len(extracts.cases()) == 2
    assert extracts.read(person(1) | {"fodselsdato": "2010-01-09"}, week="2026-W50").new == 1  # another number


def test_who_came_without_a_number_is_identified_when_it_comes(extracts: Extracts) -> None:
    extracts.read(without(person(1), "fodselsnummer") | {"fodselsdato": "2010-02-01"})
    (case,) = extracts.cases()
    assert extracts.read(person(1), week=LATER).changed == 1
    assert "identify" not in extracts.office.duties(f"case/{case}")
