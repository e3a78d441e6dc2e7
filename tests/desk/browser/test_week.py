"""A coordinator goes through a week's extract with the keyboard alone, from file to last decision (R25-R27, D26)."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.desk.browser.byhand import ByKeyboard
from tests.desk.browser.conftest import NewPage
from tests.support.extracts import number_of, person, write
from tests.support.livingdesk import LivingDesk


def test_a_week_is_gone_through_with_the_keyboard_alone(page_of: NewPage, desk: LivingDesk, tmp_path: Path):
    today = desk.service.clock.now().date()
    rows = [
        person(
            n, hendelsesdato=str(today - timedelta(days=9)), hatmotiv="nei",
            fodselsnummer=number_of(today.replace(year=today.year - 14, day=1) + timedelta(days=n)),
        )
        for n in range(800, 804)
    ]  # fmt: skip
    rows[3]["rolle"] = "utsatt for noe"
    page = page_of("k2")
    hand = ByKeyboard(page, write(tmp_path, rows))
    page.goto("/")
    hand.push("Ukeuttrekk")
    page.wait_for_url("**/uttrekk")
    week = page.locator("#uke").input_value()
    hand.tab_to("Fil fra politiet")
    hand.press("Enter")
    expect(page.get_by_label("Fil fra politiet")).not_to_have_value("")
    hand.push("Les inn")

    expect(page.get_by_role("heading", name="Lest inn")).to_be_visible()
    expect(page.get_by_text("4 rader inn")).to_be_visible()
    hand.is_at("Gå til radene")
    hand.press("Enter")

    hand.is_at("Rad 1")
    expect(page.locator("#balanse")).to_contain_text("4 venter")
    offered = page.locator("#rad-navn .ref").inner_text()
    hand.press("t", "ArrowRight")
    expect(page.get_by_label("Nei", exact=True).first).to_be_checked()
    hand.push("Tilby")

    hand.is_at("Rad 2")
    hand.press("i")
    hand.write("Har tid til et annet tiltak")
    hand.tab_to("Hvorfor ikke? (valgfritt)")
    hand.write("Familien ville ikke ha noen annen")
    hand.push("Ikke tilby")

    hand.is_at("Rad 3")
    hand.press("d")
    hand.write(offered)
    hand.tab_to("Hvorfor")
    hand.write("Meldt to ganger")
    hand.push("Det er samme sak")

    hand.is_at("Rad 4")
    expect(page.get_by_text("Raden kunne ikke brukes: rolle har et ukjent ord.")).to_be_visible()
    hand.tab_to("Rolle")
    hand.press("Control+a")
    hand.write("fornærmet")
    hand.push("Les inn den rettede raden")
    hand.is_at("Rad")
    hand.press("t", "ArrowRight")
    hand.push("Tilby")
    expect(page.get_by_role("heading", name="Uken er gjennomgått")).to_be_visible()
    expect(page.locator("#balanse")).to_contain_text("0 venter")
    hand.push("Til ukene")
    done = page.locator("tr", has=page.locator(f"a[href='/uttrekk/vest/{week}']"))
    expect(done.first).to_contain_text("Gjennomgått")
