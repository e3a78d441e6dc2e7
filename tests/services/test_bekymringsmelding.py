"""The report to barnevern: the shape that municipalities receive, what the case knows of it, what a person fills in."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from events.duty_to_report import ConcernRaised, ReportJudged
from events.fact import FactData
from events.person import ContactDataChanged, GuardianTold, InterpreterNeeded, SafeToContact
from events.personal import Open
from events.values import AddressProtection
from services.bekymringsmelding.draft import Draft, draft, merged
from services.bekymringsmelding.judgement import Judged, judged, reporter
from services.bekymringsmelding.shape import Bekymringsmelding
from services.papers.people import people_of
from services.papers.standing import standing
from services.texts import LANGUAGES, texts
from tests.support import paper
from tests.support.ladder import referred
from tests.support.ladder_person import address_protection
from tests.support.marks import rule
from tests.support.melding import WHOLE
from tests.support.story import Step, given
from tests.support.terminal import Terminal

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


def but(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The whole document with one thing changed."""
    told = deepcopy(WHOLE)
    change(told)
    return told


def test_a_whole_document_comes_out_as_it_went_in():
    assert Bekymringsmelding.model_validate(WHOLE).as_json() == WHOLE


REQUIRED = (
    "kommunenummer",
    "kommunenavn",
    "bydelsnummer",
    "bydelsnavn",
    "offentligMelder",
    "offentligMelder.personnavn",
    "offentligMelder.rolle",
    "offentligMelder.telefonnummer",
    "offentligMelder.epost",
    "offentligMelder.virksomhet",
    "offentligMelder.virksomhet.navn",
    "offentligMelder.virksomhet.adresse",
    "offentligMelder.virksomhet.adresse.adresselinje1",
    "offentligBarn",
    "offentligBarn.0.fnr",
    "offentligBarn.0.ufoedt",
    "offentligBarn.0.personnavn",
    "offentligBarn.0.adresse",
    "offentligBarn.0.adresse.adresselinje1",
    "offentligBarn.0.orientert",
    "foresatte",
    "foresatte.0.personnavn",
    "foresatte.0.orientert",
    "melding",
    "melding.melding",
    "melding.historie",
    "sendingstidspunkt",
    "leveringskanal",
)


@pytest.mark.parametrize("field", REQUIRED)
def test_what_the_document_asks_for_has_to_be_there(field: str):
    def without(told: Any) -> None:
        *above, last = field.split(".")
        for step in above:
            told = told[int(step) if step.isdigit() else step]
        del told[last]

    with pytest.raises(ValidationError) as wrong:
        Bekymringsmelding.model_validate(but(without))
    assert [".".join(map(str, error["loc"])) for error in wrong.value.errors()] == [field]


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(kommunenummer="301"),
        lambda told: told.update(kommunenummer="٠٣٠١"),
        lambda told: told.update(bydelsnummer="1"),
        lambda told: told.update(bydelsnummer="A1"),
        lambda told: told.update(kommunenavn="Oslo\nBergen"),
        lambda told: told.update(leveringskanal=" "),
        lambda told: told["offentligMelder"].update(telefonnummer="22 00  00"),
        lambda told: told["offentligMelder"].update(telefonnummer="tlf 22000000"),
        lambda told: told["offentligMelder"].update(epost="koordinator"),
        lambda told: told["offentligMelder"].update(epost="k@example"),
        lambda told: told["offentligMelder"].update(epost="k o@example.org"),
        lambda told: told.update(offentligBarn=[]),
        lambda told: told.update(foresatte=[]),
        lambda told: told.update(foresatte=told["foresatte"] * 3),
        lambda told: told.update(sendingstidspunkt="2026-11-27"),
        lambda told: told.update(sendingstidspunkt="2026-11-27T09:30:00"),
        lambda told: told.update(noe="annet"),
    ],
)
def test_what_the_document_does_not_take_is_refused(change: Callable[[dict[str, Any]], object]):
    with pytest.raises(ValidationError):
        Bekymringsmelding.model_validate(but(change))


# what the case knows


def made(*told: FactData, filled: dict[str, Any] | None = None, protected: bool = False, **more: Any) -> Draft:
    return draft(told, people_of((one, ()) for one in told), filled or {}, NOW, protected=protected, **more)


def detection() -> FactData:
    data = referred().data
    assert isinstance(data, FactData)
    return data


ADDRESS = ContactDataChanged(address=Open("Veien 2"))


def gaps(told: Draft) -> dict[str, str]:
    return {gap.field: gap.why for gap in told.gaps}


@rule(165)
def test_the_case_gives_what_it_knows_and_makes_nothing_up():
    told = made(detection(), ADDRESS)
    assert told.document is None
    child = told.known["offentligBarn"][0]
    assert child == {
        "ufoedt": False,
        "personnavn": "Ungdom Syntetisk",
        "fnr": "15891012345",
        "telefonnummer": "00000001",
        "adresse": {"adresselinje1": "Veien 2"},
    }
    assert told.known["foresatte"] == [
        {"personnavn": "Forelder Syntetisk", "telefonnummer": "00000002"},
        {"personnavn": "Forelder Syntetisk", "telefonnummer": "00000003"},
    ]
    assert gaps(told) == {
        "kommunenummer": "unknown",
        "kommunenavn": "unknown",
        "bydelsnummer": "unknown",
        "bydelsnavn": "unknown",
        "offentligMelder.personnavn": "unknown",
        "offentligMelder.rolle": "unknown",
        "offentligMelder.telefonnummer": "unknown",
        "offentligMelder.epost": "unknown",
        "offentligMelder.virksomhet.navn": "unknown",
        "offentligMelder.virksomhet.adresse.adresselinje1": "unknown",
        "offentligBarn.0.orientert": "to_judge",
        "foresatte.0.orientert": "to_judge",
        "foresatte.1.orientert": "to_judge",
        "melding.melding": "to_judge",
        "melding.historie": "to_judge",
        "leveringskanal": "unknown",
    }


def test_with_what_a_person_fills_in_it_is_whole():
    filled = {
        **{name: value for name, value in WHOLE.items() if name not in ("offentligBarn", "foresatte")},
        "offentligBarn": [{"orientert": True}],
        "foresatte": [{"orientert": False, "orientertGrunn": "Kan være farlig"}, {"orientert": True}],
    }
    told = made(detection(), ADDRESS, filled=filled)
    assert told.gaps == ()
    assert told.document is not None
    assert told.document.offentligBarn[0].personnavn == "Ungdom Syntetisk"
    assert [one.orientert for one in told.document.foresatte] == [False, True]


def test_what_a_person_fills_in_goes_before_what_the_case_knows():
    told = made(detection(), filled={"offentligBarn": [{"personnavn": "Ungdom Rettet"}]})
    assert told.known["offentligBarn"][0]["personnavn"] == "Ungdom Rettet"
    assert told.known["offentligBarn"][0]["fnr"] == "15891012345"
    assert merged({"a": [1, 2]}, {"a": [3]}) == {"a": [3, 2]}


def test_what_does_not_fit_is_named_and_not_mended():
    told = made(detection(), ADDRESS, filled={"kommunenummer": "301", "ukjent": "felt"})
    assert gaps(told)["kommunenummer"] == "does_not_fit"
    assert gaps(told)["ukjent"] == "does_not_fit"


@rule(165)
def test_a_protected_address_is_left_to_a_person():
    told = made(detection(), ADDRESS, protected=True)
    assert "Veien 2" not in str(told.known)
    assert "telefonnummer" not in told.known["offentligBarn"][0]
    assert gaps(told)["offentligBarn.0.adresse.adresselinje1"] == "protected"
    assert {gaps(told)[name] for name in ("kommunenavn", "bydelsnavn", "kommunenummer")} == {"protected"}
    own = {"offentligBarn": [{"adresse": {"adresselinje1": "Sendes på annen måte"}}]}
    assert "offentligBarn.0.adresse.adresselinje1" not in gaps(made(detection(), ADDRESS, filled=own, protected=True))


@rule(17)
def test_a_number_that_the_perpetrator_can_answer_is_not_passed_on():
    shared = SafeToContact(person="guardian_1", safe=False, shared_number=True)
    assert made(detection(), shared).known["foresatte"][0] == {"personnavn": "Forelder Syntetisk"}


def test_nobody_known_is_nobody_named():
    told = made()
    assert told.known["offentligBarn"] == [{"ufoedt": False, "adresse": {}}]
    assert "foresatte" not in told.known
    assert gaps(told)["foresatte"] == "unknown"
    assert gaps(told)["offentligBarn.0.fnr"] == "unknown"


def test_languages_are_told_where_an_interpreter_is_needed():
    def need(person: Any, language: str | None, *, needed: bool = True) -> InterpreterNeeded:
        return InterpreterNeeded(person=person, needed=needed, language=None if language is None else Open(language))

    assert made(need("participant", "somali"), need("guardian_1", "somali")).known["behovForTolk"] == "somali"
    assert made(need("participant", None)).known["behovForTolk"] == "ja"
    assert "behovForTolk" not in made(need("participant", "somali"), need("participant", None, needed=False)).known


def test_a_third_guardian_does_not_fit_in():
    third = GuardianTold(place="guardian_3", name=Open("Verge Syntetisk"))
    assert len(made(detection(), third).known["foresatte"]) == 2


def test_every_gap_that_there_can_be_has_its_words():
    for language in LANGUAGES:
        words = texts(language).sections()["melding"]
        for field in REQUIRED:
            plain = ".".join(step for step in field.split(".") if not step.isdigit())
            assert plain in words or plain == "offentligBarn.ufoedt", plain


# what was judged


def report_of(*steps: Any) -> Judged:
    return judged(standing(paper.view_of(given(referred(), *steps))), texts("nb"))


JUDGED_SO = {"why": Open("Bor med den som slo"), "grounds": ("neglect", "behaviour")}


def judgement(**more: Any) -> Step:
    return Step(ReportJudged.model_validate({"sent": True, **JUDGED_SO, **more}), by="staff/g1")


@rule(165, 166, 167, 168, 169)
def test_the_report_says_the_law_of_the_day_the_grounds_and_the_words_of_who_judged():
    raised = Step(ConcernRaised(duty="report", what=Open("Blåmerker")), by="staff/g1")
    told = report_of(raised, judgement())
    assert told.by == "g1"
    assert told.text is not None
    paragraphs = told.text.split("\n\n")
    assert paragraphs[0] == "Meldes etter opplysningsplikten, barnevernsloven (2021) § 13-2 bokstav a, c."
    assert paragraphs[1].startswith("Det er grunn til å tro at barnet blir eller vil bli mishandlet")
    assert paragraphs[2].startswith("Barnet viser alvorlige atferdsvansker")
    assert paragraphs[3:] == ["Blåmerker", "Bor med den som slo"]
    document = made(detection(), judged=told)
    assert document.known["melding"] == {"melding": told.text}
    assert "melding.melding" not in gaps(document)
    assert gaps(document)["melding.historie"] == "to_judge"


@rule(165)
@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((), "not_judged"),
        ((judgement(sent=False),), "not_to_be_sent"),
        ((judgement(grounds=()),), "no_ground"),
    ],
)
def test_what_was_not_judged_so_is_left_to_a_person_with_the_reason(steps: tuple[Step, ...], why: str):
    told = report_of(*steps)
    assert told.text is None
    assert gaps(made(detection(), judged=told))["melding.melding"] == why


def test_who_reports_is_who_judged_as_far_as_the_record_knows_them():
    assert reporter(paper.WORKERS["g1"], texts("nb")) == {
        "personnavn": "Guide Syntetisk",
        "rolle": "trygghetsguide",
        "epost": "guide@example.org",
        "virksomhet": {"navn": "Kommunen", "adresse": {}},
    }
    own = reporter(replace(paper.WORKERS["g1"], profession="Fritidsleder"), texts("nb"))
    assert own["rolle"] == "Fritidsleder"


@rule(164)
def test_what_somebody_does_not_see_is_theirs_to_fill_in():
    told = made(seen=False)
    assert gaps(told)["offentligBarn.0.fnr"] == "not_seen"
    assert gaps(told)["foresatte"] == "not_seen"
    assert gaps(told)["offentligMelder.telefonnummer"] == "unknown"


@pytest.mark.parametrize("person", ["participant", "guardian_1"])
def test_the_address_of_one_gives_away_that_of_the_others(person: Any):
    assert given(referred(), address_protection(AddressProtection.PROTECTED, person)).state.address_protected
    assert not given(referred()).state.address_protected


# at the keyboard


@rule(164, 165)
def test_what_a_person_fills_in_is_an_object_in_a_file_and_the_case_is_a_reference(tmp_path: Path):
    file = tmp_path / "fill.json"
    file.write_text("[]")
    ref = "T-7K3M-9K"
    assert Terminal(tmp_path / "d")("bekymringsmelding", ref, "--fill", tmp_path / "none.json").code == 2
    said = Terminal(tmp_path / "d")("bekymringsmelding", ref, "--fill", file)
    assert said.code == 2
    assert "det er ikke et objekt" in said.err
    assert Terminal(tmp_path / "d")("bekymringsmelding", "T-0000-01").code == 2
