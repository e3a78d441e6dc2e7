"""People do their work at the desk, from where they begin to what it leads to, by the words that they see."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from events.catalogue import to_wire
from events.court import HearingScheduled
from events.fact import Fact
from events.person import GuardianTold
from events.personal import Open
from events.subjects import INTAKE
from events.values import GuardianKind, Source
from services.bus.broker import Denials, connect
from services.bus.publish import message_of
from services.bus.sending import Sender
from services.casework.incoming import Incoming
from tests.desk.browser.conftest import PHONE, NewPage
from tests.desk.browser.newcase import closed, detected, offered, to_be_called
from tests.support.happenings import referral, someone
from tests.support.livingdesk import LivingDesk


def choice(page: Page, question: str | re.Pattern[str], answer: str) -> None:
    """One of the answers to a question is chosen by its words."""
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()


def recorded(page: Page, ref: str) -> None:
    """Back on the case, which says so."""
    page.wait_for_url(f"**/sak/{ref}")
    expect(page.locator("#notice")).to_have_text("Det er registrert.")


def test_a_family_is_phoned_with_the_sheet_beside_the_form(page_of: NewPage, desk: LivingDesk):
    ref = to_be_called(desk)
    page = page_of("k1")
    page.goto("/")
    page.get_by_role("link", name="Ringeliste").click()
    page.locator("section.call", has=page.get_by_role("heading", name=ref)).get_by_role(
        "link", name="Registrer samtalen"
    ).click()
    sheet = page.get_by_role("complementary", name="Ringeark")
    expect(sheet).to_contain_text("hva vitnet har forklart")
    expect(sheet).to_contain_text("R78")
    expect(sheet.get_by_role("link", name="+47 00 00 00 00")).to_have_attribute("href", "tel:+4700000000")

    choice(page, re.compile("^Mor, "), "Nådd")
    page.get_by_role("group", name="Hvem svarte?").get_by_label(re.compile("^Mor, ")).check()
    for said in page.get_by_role("group", name="Sagt i samtalen").get_by_role("checkbox").all():
        said.check()
    choice(page, "Hva ble det?", "Behov for samtale")
    page.get_by_label("Takket ja").check()
    page.get_by_role("button", name="Registrer").click()
    recorded(page, ref)
    owed = page.locator(".next, .owed").all_inner_texts()
    assert "Hold trygghetssamtalen" in " ".join(owed)
    assert "Ring familien" not in " ".join(owed)


def test_a_guide_logs_a_contact_on_a_phone(page_of: NewPage, desk: LivingDesk):
    ref = desk.case("guided", "ost")
    reader = desk.service.desk.reader
    case = reader.case(reader.actor("k1"), ref).case
    assert case is not None
    assert case.period.guide is not None
    guide = case.period.guide.staff
    page = page_of(guide, PHONE, has_touch=True, is_mobile=True)
    page.goto("/mine")
    card = page.locator("section.card", has=page.get_by_role("link", name=ref))
    card.get_by_role("link", name="Logg kontakt").tap()
    choice(page, "Hvem tok kontakt?", "Vi tok kontakt")
    choice(page, "Hvordan?", "Telefon")
    choice(page, re.compile("^Den utsatte"), "Nådd")
    page.get_by_role("textbox", name="Notat").fill("Går alene til skolen igjen.")
    choice(page, "Neste avtale", "Om 1 uke")
    page.get_by_role("button", name="Registrer").tap()
    recorded(page, ref)
    expect(page.locator("main")).to_contain_text("Går alene til skolen igjen.")
    page.goto("/mine")
    expect(card).to_contain_text("Siste kontakt")


def test_an_investigator_clears_one_matter_and_then_several_at_once(page_of: NewPage, desk: LivingDesk):
    one, *several = (offered(desk, "e1b") for _ in range(3))
    page = page_of("e1b")
    page.goto("/klareringer")
    row(page, one).get_by_role("checkbox").check()
    page.get_by_role("button", name="Klarer de valgte").click()
    expect(row(page, one)).to_contain_text("Gitt")
    for ref in several:
        expect(row(page, ref)).to_contain_text("Bedt om")
        row(page, ref).get_by_role("checkbox").check()
    page.get_by_role("button", name="Klarer de valgte").click()
    for ref in several:
        expect(row(page, ref)).to_contain_text("Gitt")
        expect(page.get_by_role("status").first).to_contain_text(ref)


def row(page: Page, ref: str) -> Locator:
    return page.locator("tr", has=page.get_by_role("link", name=ref))


def test_a_hearing_that_the_bus_brings_is_shown_and_told_on_the_open_case(page_of: NewPage, desk: LivingDesk):
    ref, report = detected(desk)
    page = page_of("k1")
    page.goto(f"/sak/{ref}")
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    starts = desk.service.clock.now() + timedelta(days=30)
    told = HearingScheduled(
        report_number=Open(report), hearing_ref=f"r-{report}", sequence=1, starts_at=starts, court="Oslo tingrett"
    )
    desk.loop.run(put(desk, desk.fact(told, "unit/ost", "system/court", Source.COURT)))
    expect(page.get_by_role("alert").or_(page.locator(".ds-alert"))).to_contain_text("Rettsmøte")
    expect(page.locator(".line")).to_contain_text("Rettsmøte berammet")
    said = page.get_by_role("status").and_(page.locator("#said"))
    expect(said).not_to_be_empty()
    assert said.get_attribute("aria-live") in (None, "polite")


async def put(desk: LivingDesk, fact: Fact) -> None:
    """On the bus, as the courts do."""
    connection = await connect(desk.service.running.nats_url, "a court", 5.0, Denials())
    await Sender(connection, INTAKE, Denials()).send([message_of(to_wire(fact))[1]])
    await connection.close()


def test_a_family_that_asks_again_has_its_case_reopened(page_of: NewPage, desk: LivingDesk):
    ref = closed(desk)
    page = page_of("k1")
    page.goto("/")
    page.get_by_role("searchbox", name="Søk etter en sak").fill(ref)
    page.get_by_role("button", name="Søk").click()
    page.get_by_role("link", name="Registrer nytt behov").click()
    page.get_by_role("group", name="Hvem ba om det?").get_by_label(re.compile("^Mor")).check()
    choice(page, "Hvordan tok de kontakt?", "Telefon")
    page.get_by_label("Hva sa de?").fill("Hun tør ikke ta bussen.")
    page.get_by_role("button", name="Registrer").click()
    recorded(page, ref)
    expect(page.locator(".tags")).to_contain_text("Gjenopptatt")
    expect(page.locator(".line li").first).to_contain_text("foresatt 1")


def test_operations_retry_a_message_that_was_put_aside(
    page_of: NewPage, desk: LivingDesk, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        broken.setattr("services.casework.owed.check", lambda *_: 1 / 0)
        message = desk.fact(referral(someone(901)).data, "unit/ost", "system/municipality", Source.MUNICIPALITY)
        answer = desk.service.casework.take([Incoming(to_wire(message), None)])[0]
    assert answer.outcome == "quarantined"
    page = page_of("drift")
    page.goto("/drift")
    page.get_by_role("link", name=f"Se {answer.number}", exact=True).click()
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.locator("#notice")).to_have_text("Meldingen er lest og tatt imot.")
    assert desk.ask("SELECT state, answered_by FROM quarantine WHERE number = %s", answer.number) == [
        ("retried", "staff/drift")
    ]


def test_a_refusal_names_each_rule_and_loses_nothing(page_of: NewPage, desk: LivingDesk):
    page = page_of("k1")
    page.goto(f"/sak/{desk.case('guided', 'ost')}")
    page.get_by_role("link", name="Avslutt saken").click()
    page.get_by_label("Hvorfor avsluttes saken?").select_option(label="Ungdom og guide er enige")
    page.get_by_label("Koordinators vurdering").fill("Ingen svarer.")
    page.get_by_role("button", name="Registrer").click()
    refused = page.get_by_role("alert")
    expect(refused).to_be_focused()
    reasons = refused.locator(".reasons > li").all_inner_texts()
    assert reasons
    assert [reason for reason in reasons if not re.search(r"\bR\d+ ", reason)] == []
    expect(page.get_by_label("Koordinators vurdering")).to_have_value("Ingen svarer.")


def test_who_writes_while_somebody_else_does_is_told_and_keeps_the_text(page_of: NewPage, desk: LivingDesk):
    ref = to_be_called(desk)
    page = page_of("k1")
    page.goto(f"/sak/{ref}/ny/contact/first_contact_made")
    page.get_by_role("textbox", name="Notat").fill("Mor ville snakke med far først.")
    other = GuardianTold(place="guardian_2", kind=GuardianKind.FATHER, name=Open("Syntetisk Far"))
    desk.tell(other, f"case/{ref}", by="staff/k1b")

    choice(page, re.compile("^Mor, "), "Nådd")
    page.get_by_label("Vil tenke på det").check()
    with page.expect_response(f"**/sak/{ref}/ny/contact/first_contact_made") as sent:
        page.get_by_role("button", name="Registrer").click()
    assert sent.value.status == 409
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("foresatt")
    expect(page.get_by_role("textbox", name="Notat")).to_have_value("Mor ville snakke med far først.")
    expect(page.get_by_label("Vil tenke på det")).to_be_checked()
    page.get_by_role("button", name="Registrer").click()
    recorded(page, ref)


def test_a_case_is_worked_on_without_scripts(page_of: NewPage, desk: LivingDesk):
    ref = to_be_called(desk)
    page = page_of("k1", java_script_enabled=False)
    page.goto("/saker")
    page.get_by_role("searchbox").fill(ref)
    page.get_by_role("button", name="Søk").click()
    page.get_by_role("link", name="Registrer første kontakt").first.click()
    choice(page, re.compile("^Mor, "), "Prøvd, ikke nådd")
    page.get_by_role("button", name="Registrer").click()
    page.get_by_role("link", name="Svar på tilbudet om samtale").click()
    page.get_by_label("Ingen ble nådd").check()
    page.get_by_role("button", name="Registrer").click()
    recorded(page, ref)
    expect(page.locator(".line")).to_contain_text("Første kontakt")
