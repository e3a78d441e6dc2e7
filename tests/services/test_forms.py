"""Every fact that people report has a form, in their own words; what is typed is the fact, and nothing is lost."""

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.catalogue import CATALOGUE
from events.catalogue import read as read_fact
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationHeld
from events.correction import Corrected
from events.fact import FactData
from events.personal import Open
from events.protection import MeasuresConsidered
from scripts.samples import FOLDER
from services.desk.forms.field import Choice, Field, Form
from services.desk.forms.filling import filled, first
from services.desk.forms.layout import COMMON, layout_of
from services.desk.forms.reading import read
from services.desk.forms.shape import form_of, name_of
from services.desk.forms.wording import capital
from services.texts import LANGUAGES, texts
from tests.support.browser import Page
from tests.support.forms import AROUND, REPORTED, anything, drawn
from workflows.checklists import TICK

NB = texts("nb")
NAMED = pytest.mark.parametrize("model", REPORTED, ids=[name_of(model) for model in REPORTED])
WHOLE = pytest.mark.parametrize(
    "model", [m for m in REPORTED if m is not Corrected], ids=[name_of(m) for m in REPORTED if m is not Corrected]
)
"""A correction is told in steps: which fact, which field, what is right."""

SAME_WORD = frozenset({"guide", "kontaktforbud", "oppholdsforbud", "video", "voldsalarm"})
"""Codes that are words of Norwegian."""


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every(field.parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_everything_in_the_words_of_its_language(language: Any):
    t = texts(language)
    for model in REPORTED:
        form = form_of(model, AROUND, t)
        words = [form.title, *Page(drawn(form, first(form.fields), t)).words]
        offered = {one.type for one in AROUND.facts}
        for one in set(words) - offered:
            assert not re.search(r"[a-z]_[a-z]|\{|\}", one), (form.model, one)
        for field in every(form.fields):
            assert field.kind == "given" or field.label, (form.model, field.name)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_nothing_of_it_is_a_code_or_english_in_norwegian(language: Any):
    ours = {one.value for one in (*AROUND.people, *AROUND.incidents, *AROUND.units)}
    for model in REPORTED:
        fields = every(form_of(model, AROUND, texts(language)).fields)
        english = every(form_of(model, AROUND, texts("en")).fields)
        for field, other in zip(fields, english, strict=True):
            assert field.label.casefold() != field.name.replace("_", " ") or field.name in SAME_WORD, field
            assert field.label != other.label or field.kind == "given", field
            for choice in field.choices:
                same = choice.label == capital(choice.value.replace("_", " "))
                named = choice.value in SAME_WORD | ours or field.fact or not choice.value.isidentifier()
                assert not same or named, (model.TYPE, choice)


@NAMED
def test_every_question_has_a_label_that_belongs_to_it(model: type[FactData]):
    form = form_of(model, AROUND, NB)
    page = Page(drawn(form, first(form.fields), NB))
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.named) <= set(page.ids)


@WHOLE
@settings(max_examples=5, deadline=None)
@given(chance=st.randoms(use_true_random=True))
def test_what_is_told_comes_back_as_it_was_told(model: type[FactData], chance: Random):
    form = form_of(model, AROUND, NB)
    told = anything(form, model, chance)
    posted = Page(drawn(form, filled(form.fields, told), NB)).posted
    again = read(form, model, posted, NB)
    assert again.faults == ()
    assert again.data == told


@WHOLE
@pytest.mark.parametrize("name", ["full", "minimal"])
def test_the_frozen_samples_come_back_too(model: type[FactData], name: str):
    told = read_fact((FOLDER / f"{model.TYPE}.{name}.json").read_bytes()).data
    numbers = {field: () if field == "checklist" else (93,) for field in ("checklist", "items") if hasattr(told, field)}
    told = model.model_validate({**{f: getattr(told, f) for f in told.model_fields_set}, **numbers})
    form = form_of(model, AROUND, NB)
    posted = Page(drawn(form, filled(form.fields, told), NB)).posted
    again = read(form, model, posted, NB)
    assert (again.faults, again.data) == ((), told)


@NAMED
def test_an_empty_form_asks_for_what_it_needs_and_nothing_else(model: type[FactData]):
    form = form_of(model, AROUND, NB)
    posted = Page(drawn(form, first(form.fields), NB)).posted
    found = read(form, model, posted, NB)
    for fault in found.faults:
        assert re.search(r"[Vv]elg|[Ff]yll ut|[Kk]ryss|[Oo]ppgi|[Ss]var", fault.says), fault
        assert fault.path.split(".")[0] in {field.name for field in form.fields}


def test_what_nobody_has_said_is_not_said():
    form = form_of(ContactLogged, AROUND, NB)
    posted = Page(drawn(form, first(form.fields), NB)).posted
    posted |= {"direction": ["out"], "channel": ["phone"], "parties.participant.reached": ["yes"]}
    told = read(form, ContactLogged, posted, NB).data
    assert told is not None
    assert told.model_fields_set == {"direction", "channel", "parties"}


def test_each_person_of_the_case_is_a_line_of_its_own():
    form = form_of(FirstContactMade, AROUND, NB)
    page = Page(drawn(form, first(form.fields), NB))
    for person in AROUND.people:
        assert f"parties.{person.value}.reached" in page.posted
    posted = {"parties.guardian_1.reached": ["no"], "parties.guardian_2.reached": ["yes"], "answer": ["call_back"]}
    told = read(form, FirstContactMade, posted, NB).data
    assert isinstance(told, FirstContactMade)
    assert [(one.party, one.reached) for one in told.parties] == [("guardian_1", False), ("guardian_2", True)]


def test_a_guardian_that_there_is_not_is_never_offered():
    form = form_of(FirstContactMade, replace(AROUND, people=AROUND.people[:2]), NB)
    assert [key.value for key in form.field("parties").keys] == ["participant", "guardian_1"]


def test_the_incident_is_asked_for_only_where_there_are_several():
    alone = replace(AROUND, incidents=(Choice("i1", "Ran"),))
    form = form_of(MeasuresConsidered, alone, NB)
    assert form.field("incidents").kind == "given"
    posted = Page(drawn(form, first(form.fields), NB)).posted
    assert posted["incidents"] == ["i1"]
    assert form_of(MeasuresConsidered, AROUND, NB).field("incidents").kind == "many"


def test_the_items_of_a_conversation_are_those_that_are_only_said():
    numbers = [one.value for one in form_of(ConversationHeld, AROUND, NB).field("checklist").choices]
    assert numbers == ["86", "87", "91", "92", "93", "94", "99", "105", "113", "114", "118", "120"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            {"next_agreed_at.date": ["2026-12-01"]},
            "«Neste avtale» trenger både dato og klokkeslett, eller ingen av dem.",
        ),
        (
            {"next_agreed_at.date": ["tirsdag"], "next_agreed_at.time": ["10.00"]},
            "«Neste avtale» er ikke en dato. Skriv dag, måned og år, for eksempel 24.11.2026.",
        ),
        (
            {"next_agreed_at.date": ["1.12.2026"], "next_agreed_at.time": ["25.00"]},
            "«Neste avtale» har et klokkeslett som ikke finnes. Skriv for eksempel 14.30.",
        ),
        (
            {"next_agreed_at.date": ["2027-03-28"], "next_agreed_at.time": ["02:30"]},
            "Klokkeslettet i «Neste avtale» finnes ikke den dagen: klokken stilles fram. Velg en time senere.",
        ),
        ({"note": ["a" * 4001]}, "«Notat» er for lang. Kort ned til 4000 tegn."),
        ({"channel": ["pigeon"]}, "Svaret på «Hvordan?» finnes ikke blant valgene. Velg et av dem."),
        ({"direction": [""]}, "Velg et svar på «Hvem tok kontakt?»."),
    ],
)
def test_a_fault_says_how_to_mend_it(typed: dict[str, list[str]], says: str):
    form = form_of(ContactLogged, AROUND, NB)
    base = {"direction": ["out"], "channel": ["phone"], "parties.participant.reached": ["yes"]}
    found = read(form, ContactLogged, {**base, **typed}, NB)
    assert [fault.says for fault in found.faults] == [says]


def test_what_was_typed_stands_there_again_beside_what_is_wrong_with_it():
    form = form_of(ContactLogged, AROUND, NB)
    typed = {"note": ["Ringte <mor> & far"], "next_agreed_at.date": ["i morgen"], "channel": ["phone"]}
    found = read(form, ContactLogged, typed, NB)
    page = Page(drawn(form, typed, NB, {fault.path: fault.says for fault in found.faults}))
    assert page.posted["note"] == ["Ringte <mor> & far"]
    assert page.posted["next_agreed_at.date"] == ["i morgen"]
    assert {"f-direction-fault", "f-next_agreed_at-fault"} <= set(page.ids)


def _correcting(target: type[FactData], field: str | None) -> Form:
    given = {"field": field} if field else {}
    return form_of(Corrected, replace(AROUND, target=target, given=given), NB)


def test_a_correction_asks_for_the_field_as_its_own_form_does():
    fields = _correcting(ContactLogged, None).field("field").choices
    assert Choice("channel", "Hvordan?") in fields
    form = _correcting(ContactLogged, "channel")
    assert form.field("value").choices == form_of(ContactLogged, AROUND, NB).field("channel").choices
    posted = {"fact": ["desk:g1"], "field": ["channel"], "value": ["sms"], "why": ["Feil kryss"]}
    told = read(form, Corrected, posted, NB).data
    assert isinstance(told, Corrected)
    assert (told.field, told.value) == ("channel", Open("sms"))


@pytest.mark.parametrize("target", [m for m in CATALOGUE if m.ON == "case"], ids=name_of)
def test_whatever_stands_on_a_case_can_be_corrected(target: type[FactData]):
    for field in _correcting(target, None).field("field").choices:
        assert _correcting(target, field.value).field("value").label == field.label


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("interpreter", {"value": ["no"]}, False),
        ("safety", {"value": [""]}, None),
        ("kinds", {}, []),
        ("note", {"value": ["Nytt"]}, "Nytt"),
        ("next_agreed_at", {"value.date": ["2026-12-01"], "value.time": ["10:00"]}, "2026-12-01T10:00:00+01:00"),
        ("parties", {"value.guardian_1.reached": ["yes"]}, [{"party": "guardian_1", "reached": True}]),
    ],
)
def test_a_correction_tells_any_kind_of_value(field: str, typed: dict[str, list[str]], value: Any):
    posted = {"fact": ["desk:g1"], "field": [field], "why": ["Feil"], **typed}
    told = read(_correcting(ContactLogged, field), Corrected, posted, NB)
    assert told.faults == ()
    assert isinstance(told.data, Corrected)
    assert told.data.value == (Open(value) if value is not None else None)


@NAMED
def test_a_form_is_laid_out_with_every_field_once(model: type[FactData]):
    form = form_of(model, AROUND, NB)
    common = tuple(Field(name, "short", name) for name in COMMON)
    _, groups = layout_of(form, common)
    drawn = [field.name for group in groups for field in group.fields]
    items = {one.value for group in groups if group.items for one in group.items.choices}
    left = [] if not items else [TICK]
    assert sorted([*drawn, *left]) == sorted([*COMMON, *(field.name for field in form.fields)])
    assert not items or items == {one.value for one in form.field(TICK).choices}
    for name in (group.name for group in groups if group.name):
        assert NB("form_group", name)
