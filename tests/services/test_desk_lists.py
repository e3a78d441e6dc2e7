"""The lists of the desk that are worked through: what lies with somebody, clearances, calls, a guide's own."""

from collections.abc import Callable

import pytest

from events.clearance import ClearanceAsked, ClearanceGiven
from events.matter import ProsecutorNamed
from events.person import AddressProtectionChanged, ContactDataChanged
from events.personal import Open
from events.staff import StaffChanged
from events.values import AddressProtection, Role, Source
from services.texts import texts
from tests.support.desk import Sitting, sits
from tests.support.happenings import assessed, cleared, fact, guide_accepted, guide_asked, row, someone, staff
from tests.support.office import Office

__all__ = ["sits"]

Sits = Callable[[str], Sitting]


@pytest.fixture
def cases(office: Office) -> list[str]:
    """Two reported cases of the same investigator, assessed and not cleared."""
    refs = [office.one(row(someone(n))).case for n in (1, 2)]
    found = [ref for ref in refs if ref is not None]
    assert len(found) == 2
    office.take(*(assessed(ref) for ref in found))
    office.clock.forward(minutes=10)
    return found


def reads(office: Office) -> list[tuple[str, str]]:
    return office.ask("SELECT act, subject FROM ledger WHERE act LIKE 'read%%' ORDER BY id")


# ---------------------------------------------------------------------------------------------- the worklist


def test_a_case_is_one_row_with_what_presses_most_and_how_many_more(office: Office, sits: Sits, cases: list[str]):
    opened = sits("k-ost").get("/")
    assert opened.status == 200
    for ref in cases:
        assert opened.html.count(f'<span class="ref">{ref}</span>') == 1
    assert "Be etterforsker om klarering" in opened.words
    assert "til" in opened.words
    duties = sits("k-ost").get("/?rad=oppgave")
    assert "+1 til" not in duties.words  # each duty has a row of its own
    assert duties.html.count(f'<span class="ref">{cases[0]}</span>') == len(
        [one for one in office.duties(f"case/{cases[0]}") if one]
    )


def test_what_was_asked_waits_for_whoever_is_asked_until_they_are_to_be_reminded(
    office: Office, sits: Sits, cases: list[str]
):
    asked = ClearanceAsked(incidents=("i1",), asked="e1")
    office.take(*(fact(asked, f"case/{ref}", by="staff/k-ost", at=office.clock.now()) for ref in cases))
    waiting = sits("k-ost").get("/?haug=waiting&rad=oppgave")
    assert all(f'<span class="ref">{ref}</span>' in waiting.html for ref in cases)
    assert waiting.words.count("Venter på Syntetisk e1 · Klarering bedt om") == 2
    office.clock.forward(days=3)  # on Thursday they are asked again
    again = sits("k-ost").get("/?haug=waiting&rad=oppgave")
    assert "Venter på Syntetisk e1" not in again.words


def test_no_name_stands_on_the_worklist_and_nothing_personal_is_read(office: Office, sits: Sits, cases: list[str]):
    before = reads(office)
    words = sits("k-ost").get("/").html
    assert not any(name in words for name in (someone(1).name, someone(2).name))
    assert reads(office) == before


def test_another_unit_s_coordinator_has_none_of_it(sits: Sits, cases: list[str]):
    words = sits("k-vest").get("/").html
    assert not any(ref in words for ref in cases)


def test_nobody_is_asked_who_they_are_first(office: Office, sits: Sits, cases: list[str]):
    nobody = sits("")
    assert (nobody.get("/").status, nobody.get("/").to) == (303, "/hvem?til=/")
    assert nobody.get(f"/sak/{cases[0]}").to == f"/hvem?til=/sak/{cases[0]}"


# ---------------------------------------------------------------------------------------------------- a case


def test_opening_a_case_is_the_showing_and_is_in_the_ledger(office: Office, sits: Sits, cases: list[str]):
    opened = sits("k-ost").get(f"/sak/{cases[0]}")
    assert someone(1).name in opened.words
    assert reads(office)[-1] == ("read_case", f"case/{cases[0]}")


def test_a_move_that_a_rule_forbids_is_grey_and_says_which(sits: Sits, cases: list[str]):
    opened = sits("k-ost").get(f"/sak/{cases[0]}")
    assert f"/sak/{cases[0]}/ny/clearance/asked" in opened.html
    blocked = opened.html.split('class="move blocked"')[1:]
    assert any("#R47" in one.split("</li>")[0] for one in blocked)


def test_a_case_of_another_unit_is_not_there(sits: Sits, cases: list[str]):
    assert sits("k-vest").get(f"/sak/{cases[0]}").status == 404
    assert sits("k-ost").get("/sak/T-NONE-00").status == 404


def test_a_reference_as_it_was_heard_finds_its_case(sits: Sits, cases: list[str]):
    heard = cases[0].replace("-", "").lower()
    assert sits("k-ost").get(f"/sak/{heard}").to == f"/sak/{cases[0]}"


# ------------------------------------------------------------------------------------------------ clearances


def test_several_are_asked_for_in_one_request_and_a_double_click_asks_once(
    office: Office, sits: Sits, cases: list[str]
):
    desk = sits("k-ost")
    opened = desk.get("/klareringer")
    assert all(ref in opened.html for ref in cases)
    shown = {name: opened.page.posted[name] for name in ("fact_id", "shown")}
    typed = {**shown, "av": "e1", "ord": "asked", "velg": [f"{ref}:i1" for ref in cases], "kanal": "phone"}
    assert desk.post("/klareringer", typed).status == 200
    office.clock.forward(seconds=2)
    again = desk.post("/klareringer", typed)
    assert again.status == 200
    assert "karantene" not in again.words
    for ref in cases:
        assert [kind for kind, _ in office.verbs(f"case/{ref}")].count("asked") == 1


def test_an_investigator_sees_their_matters_by_number_clears_them_and_the_number_was_read(
    office: Office, sits: Sits, cases: list[str]
):
    desk = sits("e1")
    opened = desk.get("/klareringer")
    assert all(ref in opened.html for ref in cases)
    assert {("read_matter", f"case/{ref}") for ref in cases} <= set(reads(office))
    assert not any(someone(n).name in opened.html for n in (1, 2))
    desk.post("/klareringer", {"fact_id": "f", "ord": "given", "velg": [f"{cases[0]}:i1"]})
    office.clock.forward(minutes=5)
    blocked = sits("k-ost").get(f"/sak/{cases[0]}").html
    assert "#R47" not in blocked
    office.sound()


def test_a_prosecutor_has_their_own_matters_clears_them_and_sees_no_other_s(
    office: Office, sits: Sits, cases: list[str]
):
    now = office.clock.now()
    office.take(staff("j1", Role.PROSECUTOR, "vest"), staff("j2", Role.PROSECUTOR, "ost"))
    named = ProsecutorNamed(report_number=Open("10000001"), incident="i1", prosecutor="j1")
    office.one(fact(named, f"case/{cases[0]}", by="staff/k-ost", at=now))
    asked = ClearanceAsked(incidents=("i1",), asked="j1", capacity="prosecutor")
    office.one(fact(asked, f"case/{cases[0]}", by="staff/k-ost", at=now))
    desk, other = sits("j1"), sits("j2")
    opened = desk.get("/klareringer")
    assert cases[0] in opened.html
    assert "10000001" in opened.words
    assert cases[1] not in opened.html
    assert ("read_matter", f"case/{cases[0]}") in reads(office)
    assert [desk.get(f"/sak/{ref}").status for ref in cases] == [200, 404]
    assert someone(1).name not in desk.get(f"/sak/{cases[0]}").words
    assert [other.get(f"/sak/{ref}").status for ref in cases] == [404, 404]
    assert "10000001" not in other.get("/klareringer").words
    assert "Syntetisk j1" in sits("k-ost").get("/klareringer").words  # whose answer is waited for
    office.clock.forward(minutes=1)
    desk.post("/klareringer", {"fact_id": "f", "ord": "given", "velg": [f"{cases[0]}:i1:prosecutor"]})
    told = office.casework.fact(("case", cases[0]), f"desk:f-given-prosecutor-{cases[0]}")
    assert told is not None
    assert isinstance(told.data, ClearanceGiven)
    assert (told.data.by, told.data.capacity) == ("j1", "prosecutor")
    assert f"/sak/{cases[0]}/ny/clearance/withdrawn?by=j1&amp;capacity=prosecutor" in desk.get("/klareringer").html
    office.clock.forward(minutes=5)
    assert "#R47" not in sits("k-ost").get(f"/sak/{cases[0]}").html


def test_who_investigates_sees_no_person_though_they_guide_others(office: Office, sits: Sits, cases: list[str]):
    told = StaffChanged(roles=(Role.INVESTIGATOR, Role.GUIDE))
    office.one(fact(told, "staff/e1", by="system/cli", source=Source.CLI, at=office.clock.now()))
    desk = sits("e1")
    opened = desk.get(f"/sak/{cases[0]}")
    assert opened.status == 200
    assert someone(1).name not in opened.words
    assert desk.get(f"/sak/{cases[0]}/logg.pdf").status == 403
    assert cases[0] in desk.get("/klareringer").html


def test_an_answer_heard_on_the_telephone_says_so(office: Office, sits: Sits, cases: list[str]):
    typed = {"fact_id": "f", "av": "e1", "ord": "refused", "velg": [f"{cases[1]}:i1"], "kanal": "phone"}
    sits("k-ost").post("/klareringer", typed)
    fact = office.casework.fact(("case", cases[1]), f"desk:f-refused-{cases[1]}")
    assert fact is not None
    assert (fact.reported_by, fact.on_behalf_channel) == ("staff/k-ost", "phone")


@pytest.mark.parametrize("typed", [{"ord": "asked"}, {"velg": ["x:i1"]}, {"ord": "given", "velg": ["nonsense:1"]}])
def test_choosing_nothing_or_nonsense_is_said(sits: Sits, cases: list[str], typed: dict[str, object]):
    assert sits("k-ost").post("/klareringer", typed).status == 422


def test_a_guide_has_no_clearances(sits: Sits, cases: list[str]):
    assert sits("g-ost").get("/klareringer").status == 403


# ------------------------------------------------------------------------------------------ calls and papers


def test_who_is_not_cleared_is_not_called_and_who_is_stands_with_a_number(office: Office, sits: Sits, cases: list[str]):
    office.take(*cleared(cases[0], at=office.clock.now()))
    office.clock.forward(minutes=5)
    opened = sits("k-ost").get("/ringeliste")
    assert f'id="ring-{cases[0]}"' in opened.html
    assert f'id="ring-{cases[1]}"' not in opened.html
    assert cases[1] in opened.words
    assert ("read_paper", f"case/{cases[0]}") in reads(office)


def test_siblings_are_taken_in_one_call_and_another_victim_is_not_spoken_of(office: Office, sits: Sits):
    home = [office.one(row(someone(n), report="22222222")).case for n in (5, 6)]
    for ref in home:
        office.take(assessed(str(ref)), *cleared(str(ref)))
    office.clock.forward(minutes=5)
    opened = sits("k-ost").get("/ringeliste")
    assert f'href="#ring-{home[1]}">{home[1]}</a>: samme' in opened.html
    assert texts("nb")("call_sheet", "together_same_home") in opened.words
    case = sits("k-ost").get(f"/sak/{home[0]}")
    assert f'href="/sak/{home[1]}"' in case.html.partition('id="sammen"')[2]
    form = sits("k-ost").get(f"/sak/{home[0]}/ny/contact/first_contact_made")
    assert f'name="also" value="{home[1]}"' in form.html.replace("  ", " ")


@pytest.mark.parametrize("paper", ["mal.pdf", "logg.pdf", "familieark.pdf", "ringeark.pdf"])
def test_a_paper_is_a_pdf_for_who_may_have_it(sits: Sits, cases: list[str], paper: str):
    opened = sits("k-ost").get(f"/sak/{cases[0]}/{paper}")
    assert opened.status == 200
    assert opened.html.startswith("%PDF-")
    assert sits("e1").get(f"/sak/{cases[0]}/{paper}").status == 403
    assert sits("k-vest").get(f"/sak/{cases[0]}/{paper}").status == 404


# ------------------------------------------------------------------------------------------------- a guide's own


def test_a_guide_has_their_own_youths_by_first_name_and_nobody_else_s(office: Office, sits: Sits, cases: list[str]):
    office.take(*cleared(cases[0], at=office.clock.now()))
    office.clock.forward(minutes=5)
    for step in (guide_asked, guide_accepted):
        answer = office.one(step(cases[0], at=office.clock.now()))
        assert answer.outcome == "recorded", answer.reasons
        office.clock.forward(minutes=5)
    office.clock.forward(minutes=5)
    opened = sits("g-ost").get("/mine")
    assert someone(1).name.split()[0] in opened.words
    assert cases[1] not in opened.html
    assert f"/sak/{cases[0]}/ny/contact/logged" in opened.html
    called = ContactDataChanged(called=Open("Lillegutt"))
    office.one(fact(called, f"case/{cases[0]}", by="staff/g-ost", at=office.clock.now()))
    opened = sits("g-ost").get("/mine")
    assert "Lillegutt" in opened.words  # what they agreed to be called, in place of the name
    assert "Vil kalles Lillegutt" in sits("g-ost").get(f"/sak/{cases[0]}").words
    strict = AddressProtectionChanged(person="participant", protection=AddressProtection.STRICT)
    office.one(fact(strict, f"case/{cases[0]}", by="staff/k-ost", at=office.clock.now()))
    assert "Lillegutt" not in sits("g-ost").get("/mine").words
    assert sits("k-ost").get("/mine").status == 403
