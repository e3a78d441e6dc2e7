"""What stands on the papers, and what must not: the form, the extract for the court, the two sheets."""

from dataclasses import replace
from typing import Any

import pytest

from events.contact import ContactLogged
from events.personal import Open
from events.values import AddressProtection, Answer, Channel, PerpetratorIs, Reported
from services.papers import callsheet, family, guidelog, template
from services.papers.papers import Written
from services.store.answers import Together
from services.texts import LANGUAGES, texts
from tests.support import paper
from tests.support.ladder import (
    assessed,
    cleared,
    contact,
    conversation_held,
    corrected,
    family_called,
    referred,
    to_conversation,
    to_guided,
)
from tests.support.ladder_conversation import booked
from tests.support.ladder_follow import addendum, frequency_agreed, measure_agreed
from tests.support.ladder_matter import cleared_with, report_withdrawn
from tests.support.ladder_person import address_protection, interpreter_needed, relation_learned, safe_to_contact
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import Story, at, given, told

NB = texts("nb")


# the form of the conversation


@rule(121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132)
def test_the_blank_form_has_the_headings_of_the_handbook_in_its_order():
    form = template.blank(NB)
    assert [field["label"] for field in form["fields"]] == [
        "Kontaktinfo Ungdom",
        "Kontaktinfo Foresatt/Verge",
        "Anmeldelses nummer",
        "Dato/klokkeslett/sted",
        "Trygghetsguide",
    ]
    assert [section["label"] for section in form["sections"]] == [
        "1. Informasjon om trygghetsprogrammet",
        "2. Fornærmede får sette ord på utryggheten",
        "3. Hva kan ungdommen og familien selv gjøre?",
        "4. Hva kan politiet/samarbeidspartnere gjøre?",
        "Notater",
    ]
    assert not any(part["value"] for part in (*form["fields"], *form["sections"]))
    assert form["footer"] == "Trygghetsprogrammet · taushetsbelagt når skjemaet er fylt ut"


def filled(story: Story) -> dict[str, str]:
    """Label -> what stands there."""
    form = template.filled(paper.material(story), NB)
    assert form["footer"] == "Trygghetsprogrammet · taushetsbelagt"
    return {part["label"]: part["value"] for part in (*form["fields"], *form["sections"])}


@rule(121, 122, 124, 125, 126, 127, 128, 129, 130, 131, 132)
def test_the_filled_form_says_what_the_conversation_said():
    said: dict[str, Any] = {
        "place": "Biblioteket",
        "information": "Fortalt",
        "insecurity": "På vei hjem",
        "already_done": "Går med venner",
        "partners": "Samtale hver uke",
        "note": "Rolig",
    }
    story = given(*to_conversation(), conversation_held(day=3, hour=14, **said))
    form = filled(story)
    assert form["Kontaktinfo Ungdom"] == "Ungdom Syntetisk\n00000001"
    assert form["Kontaktinfo Foresatt/Verge (mor)"] == "Forelder Syntetisk\n00000002"
    assert form["Dato/klokkeslett/sted"] == "15.1.2026 14.00 · Biblioteket"
    assert form["1. Informasjon om trygghetsprogrammet"] == "Fortalt"
    assert form["2. Fornærmede får sette ord på utryggheten"] == "På vei hjem"
    assert form["3. Hva kan ungdommen og familien selv gjøre?"] == "Går med venner"
    assert form["4. Hva kan politiet/samarbeidspartnere gjøre?"] == "Samtale hver uke"
    assert form["Notater"] == "Rolig"


def test_before_the_conversation_the_form_says_when_it_is_to_be():
    assert filled(given(*to_conversation(), booked(4)))["Dato/klokkeslett/sted"].startswith("16.1.2026")


@rule(127)
def test_the_guide_stands_on_the_form_once_there_is_one():
    assert filled(given(*to_guided()))["Trygghetsguide"] == "Guide Syntetisk"
    assert filled(given(*to_conversation()))["Trygghetsguide"] == ""


@rule(123)
def test_the_report_number_is_hidden_where_nothing_is_reported():
    assert "Anmeldelses nummer" not in filled(given(referred(reported=False)))
    assert "Anmeldelses nummer" in filled(given(referred(reported=True)))
    assert "Anmeldelses nummer" in filled(given(referred(reported=Reported.UNKNOWN)))
    assert "Anmeldelses nummer" not in filled(given(referred(reported=True), report_withdrawn()))


def test_who_must_not_be_contacted_does_not_stand_on_a_form_that_lies_on_the_table():
    story = given(referred(), relation_learned(PerpetratorIs.GUARDIAN_2))
    labels = filled(story)
    assert "Kontaktinfo Foresatt/Verge (mor)" in labels
    assert "Kontaktinfo Foresatt/Verge (far)" not in labels
    assert template.left_out(paper.material(story)) == 1


def test_a_protected_address_is_not_written_and_a_shared_number_neither():
    story = given(referred(), address_protection())
    assert filled(story)["Kontaktinfo Ungdom"].endswith("Adressen er beskyttet og skal ikke skrives her.")
    shared = given(referred(), safe_to_contact(shared=True, phone="00000077"))
    assert filled(shared)["Kontaktinfo Ungdom"] == "Ungdom Syntetisk\n00000077"


# the extract for the court


def extract(story: Story) -> dict[str, Any]:
    lines, head = paper.proof(story)
    return guidelog.extract(paper.material(story), lines, head, NB)


@rule(141, 142)
def test_each_entry_has_the_proof_of_when_it_was_written():
    story = given(*to_guided(), contact(day=9, note=Open("Gikk til skolen alene"), safety=4))
    (entry,) = extract(story)["entries"]
    assert (entry["when"], entry["by"], entry["text"]) == (
        "21.1.2026 09.00",
        "Guide Syntetisk",
        "Gikk til skolen alene",
    )
    assert "den utsatte: nådd" in entry["facts"]
    number = len(story.log)
    assert entry["proof"]["hash"] == f"{number:064x}"
    assert f"linje {number} i loggen" in entry["proof"]["words"]
    assert f"Nummer {100 + number} i protokollen" in entry["proof"]["words"]
    assert entry["proof"]["words"].startswith("2026-01-21 08:00:00 UTC")


@rule(142)
def test_an_addendum_and_a_correction_stand_under_the_entry_that_stays_as_it_was():
    story = given(
        *to_guided(),
        contact(day=9, note=Open("Ringte"), safety=2),
        addendum(ContactLogged, day=10),
        corrected(ContactLogged, "safety", 3, day=11),
    )
    (entry,) = extract(story)["entries"]
    assert (entry["text"], "trygghet 2 av 5" in entry["facts"]) == ("Ringte", True)
    assert [after["what"] for after in entry["after"]] == ["Tillegg", "Rettelse av trygghet"]
    assert entry["after"][0]["text"] == "Det var mor som ringte"
    assert entry["after"][1]["text"].startswith("Rettet til: 3")
    assert len({after["proof"]["hash"] for after in entry["after"]} | {entry["proof"]["hash"]}) == 3


@rule(92)
def test_what_was_said_in_the_conversation_is_not_for_the_court():
    story = given(*to_conversation(), conversation_held(insecurity="Det som ble sagt"))
    assert extract(story)["entries"] == []
    assert "Det som ble sagt" not in paper.words_on(extract(story))


def test_a_line_that_is_not_chained_yet_is_said_to_be_so():
    story = given(*to_guided(), contact(day=9))
    lines = {n: Written(n, "0" * 64, None) for n in range(1, len(story.log) + 1)}
    made = guidelog.extract(paper.material(story), lines, None, NB)
    assert "Ikke ført inn i protokollen ennå" in made["entries"][0]["proof"]["words"]
    assert made["head"]["rows"] == []
    assert "Ta utskriften på nytt" in made["head"]["words"]


# the family's sheet


def family_sheet(story: Story, **more: Any) -> dict[str, Any]:
    return family.sheet(paper.material(story, **more), NB, large=False)


@rule(112)
def test_the_sheet_says_who_the_guide_is_what_is_agreed_and_whom_to_call():
    story = given(
        *to_guided(),
        frequency_agreed(7, day=8),
        measure_agreed("accompanied", day=8, hour=11),
        contact(day=9, agreed_on=12),
    )
    sheet = family_sheet(story)
    assert (sheet["title"], sheet["guide"]["name"]) == ("Trygghetsprogrammet", "Guide Syntetisk")
    assert sheet["agreed"]["items"] == [
        "Vi snakkes neste gang 24.1.2026 14.00.",
        "Vi har kontakt minst hver 7. dag.",
        "Noen følger deg når du skal ut.",
    ]
    assert sheet["emergency"]["lines"] == [["000", "Nødnummer"], ["00 000", "Politiet, når det ikke haster"]]


def test_a_time_that_is_over_is_not_agreed_any_more():
    story = given(*to_guided(), contact(day=9, agreed_on=12), contact(day=13))
    assert family_sheet(story)["agreed"]["items"] == []


@rule(112)
def test_without_numbers_in_the_directory_none_is_made_up():
    made = paper.material(given(*to_guided()), directory=())
    assert family.sheet(made, NB, large=True)["emergency"]["lines"] == []
    assert family.emergency_numbers(made) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_what_happened_or_of_others_stands_on_the_sheet(language: Any):
    story = given(
        *to_guided(),
        measure_agreed("visit_the_scene", day=8, what="Der det skjedde"),
        measure_agreed("accompanied", day=8, hour=11, what="Fra Storgata 1"),
        contact(day=9, note=Open("Fortalte om slaget")),
    )
    words = paper.words_on(family.sheet(paper.material(story), texts(language), large=False))
    for secret in (
        "Der det skjedde",
        "Storgata",
        "slaget",
        "Ungdom Syntetisk",
        "Forelder",
        "0000000",
        "T-7K3M",
        "vold",
    ):
        assert secret not in words


@rule(17)
@pytest.mark.parametrize(
    "danger",
    [
        (relation_learned(PerpetratorIs.FAMILY, day=10),),
        (relation_learned(PerpetratorIs.ACQUAINTED, protected_by=("guardian_2",), day=10),),
        (safe_to_contact(safe=False, day=10),),
        (address_protection(AddressProtection.PROTECTED, "guardian_1", day=10),),
    ],
)
def test_where_home_is_not_safe_the_sheet_gives_nothing_away(danger: tuple[Any, ...]):
    sheet = family_sheet(told(*to_guided(), frequency_agreed(7, day=8), contact(day=9, agreed_on=12), *danger))
    assert (sheet["title"], sheet["guide"]["name"]) == ("Til deg", "Guide Syntetisk")
    assert not sheet["agreed"]["shown"]
    assert sheet["agreed"]["items"] == []
    assert sheet["guide"]["body"] == ""
    assert "rygghetsprogram" not in paper.words_on(sheet)
    assert len(sheet["emergency"]["lines"]) == 2


@rule(17)
def test_what_nobody_has_answered_counts_as_not_safe():
    assert family_sheet(given(referred()))["title"] == "Til deg"
    assert family_sheet(given(referred(), assessed(family=Answer.NO)))["title"] == "Trygghetsprogrammet"


# the sheet for the first call


def call_sheet(story: Story) -> dict[str, Any]:
    return callsheet.sheet(paper.material(story), NB)


@rule(47, 69)
def test_before_clearance_the_sheet_says_not_to_call_and_has_no_number():
    sheet = call_sheet(given(referred(reported=True), assessed()))
    assert sheet["may"]["stop"]
    assert "(R47)" in sheet["may"]["why"][0]
    assert sheet["call"]["people"] == []
    assert "0000000" not in paper.words_on(sheet)


@rule(70, 74)
def test_cleared_the_one_with_whom_the_youth_lives_is_first():
    sheet = call_sheet(given(referred(reported=True), assessed(), cleared()))
    assert not sheet["may"]["stop"]
    assert [(one["who"], one["phone"], one["first"]) for one in sheet["call"]["people"]] == [
        ("mor", "00000002", "først"),
        ("far", "00000003", ""),
    ]


@pytest.mark.parametrize(
    ("because", "told"),
    [
        (("name", "phone", "report"), "same_home"),
        (("name", "report"), "may_be"),
        (("person",), "may_be"),
        (("report",), "same_matter"),
    ],
)
def test_a_sibling_is_taken_in_the_same_call_and_of_another_victim_nothing_is_said(because: tuple[str, ...], told: str):
    made = paper.material(given(referred(), assessed()))
    view = replace(made.view, together=(Together("T-3333-38", "ost", because),))
    (one,) = callsheet.sheet(replace(made, view=view), NB)["together"]["items"]
    assert one["ref"] == "T-3333-38"
    assert one["words"].endswith(NB("call_sheet", f"together_{told}"))


@rule(78, 79, 80, 81, 30, 75, 83, 84, 46)
def test_the_items_of_the_call_stand_in_their_order():
    sheet = call_sheet(given(referred(), assessed()))
    assert [line["rule"] for line in sheet["items"]["lines"]] == [
        "R78", "R79", "R80", "R81", "R46", "R30", "R75", "R83", "R84",
    ]  # fmt: skip


@rule(47)
def test_the_conditions_of_the_clearance_stand_on_the_sheet():
    story = given(referred(reported=True), assessed(), cleared_with(not_whom=("guardian_2",), until=20))
    sheet = call_sheet(story)
    assert [one["who"] for one in sheet["call"]["people"]] == ["mor"]
    assert [(one["who"], one["why"]) for one in sheet["not"]["people"]] == [("far", "klareringen tillater det ikke")]
    assert "Ikke med: far." in sheet["conditions"]["items"]
    assert "Gjelder til og med 1.2.2026." in sheet["conditions"]["items"]
    later = call_sheet(given(referred(reported=True), assessed(), cleared_with(not_before=at(9))))
    assert later["may"]["stop"]


@rule(17)
def test_the_number_of_somebody_unsafe_stands_nowhere():
    sheet = call_sheet(given(referred(), relation_learned(PerpetratorIs.GUARDIAN_2), assessed(reason="Begrunnet")))
    assert [one["who"] for one in sheet["not"]["people"]] == ["far"]
    assert "00000003" not in paper.words_on(sheet)


@rule(71)
def test_an_adult_is_called_themselves():
    sheet = call_sheet(given(referred(born=ADULT_BORN, hate=Answer.YES), assessed()))
    assert [one["who"] for one in sheet["call"]["people"]] == ["den utsatte"]
    assert ("de foresatte", "den utsatte er fylt 18 og kontaktes selv") in [
        (one["who"], one["why"]) for one in sheet["not"]["people"]
    ]
    assert "R75" not in [line["rule"] for line in sheet["items"]["lines"]]


def test_an_interpreter_and_how_to_call_are_told():
    sheet = call_sheet(given(referred(), interpreter_needed(), assessed()))
    assert "Trenger tolk (somali)." in sheet["call"]["people"][0]["note"]


def test_after_the_yes_nobody_is_to_be_called_first_any_more():
    story = given(referred(), assessed(), family_called(channel=Channel.PHONE))
    assert call_sheet(story)["may"]["why"] == ["Saken er ikke der at familien skal ringes."]
