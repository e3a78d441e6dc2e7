"""A form in a real browser: what is wrong takes the focus, what is written is kept, and none of it needs a script."""

import re

from playwright.sync_api import expect

from tests.desk.browser.conftest import PHONE, NewPage
from tests.support.livingdesk import LivingDesk


def test_a_contact_is_logged_on_a_phone(desk: LivingDesk, page_of: NewPage):
    page = page_of("k1", PHONE)
    case = f"/sak/{desk.case('guided', 'ost')}"
    page.goto(f"{case}/ny/contact/logged")
    page.fill("#f-note", "Snakket om skoleveien")
    page.locator("#saved", has_text="Lagret").wait_for()

    page.goto(f"{case}/ny/contact/logged")
    assert page.input_value("#f-note") == "Snakket om skoleveien"
    page.get_by_role("button", name="Registrer").click()
    page.wait_for_selector("ds-error-summary:focus")
    page.locator("ds-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-direction"

    page.get_by_text("De tok kontakt").click()
    page.locator("label[for=f-channel]").click()
    page.get_by_text("Nådd", exact=True).first.click()
    page.get_by_text("Om 2 uker").click()
    page.get_by_role("button", name="Registrer").click()
    page.wait_for_url(f"**{case}")
    assert "Det er registrert." in page.inner_text("#notice")
    assert "Snakket om skoleveien" in page.inner_text("main")


def test_a_form_asks_and_answers_without_scripts(desk: LivingDesk, page_of: NewPage):
    page = page_of("k1", java_script_enabled=False)
    page.goto(f"/sak/{desk.case('guided', 'ost')}/ny/closing/closed")
    page.select_option("#f-ground", "youth_and_guide_agree")
    page.fill("#f-assessment", "Alle er enige")
    page.get_by_role("button", name="Registrer").click()
    page.wait_for_selector("#refused")
    assert "R133" in page.inner_text("#refused")
    assert page.input_value("#f-assessment") == "Alle er enige"


def test_a_line_that_is_lost_at_the_moment_of_sending_loses_nothing(desk: LivingDesk, page_of: NewPage):
    """The page of the browser says that nobody was reached; loaded again, it sends the same form, as the same fact."""
    page = page_of("k1", grumbles=True)
    case = f"/sak/{desk.case('guided', 'ost')}"
    page.goto(f"{case}/ny/contact/logged")
    page.get_by_text("De tok kontakt").click()
    page.locator("label[for=f-channel]").click()
    page.get_by_text("Nådd", exact=True).first.click()
    page.fill("#f-note", "Sendt da nettet forsvant")
    page.context.route("**/*", lambda one: one.abort() if one.request.method == "POST" else one.continue_())
    page.get_by_role("button", name="Registrer").click()
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.context.unroute("**/*")
    page.reload()
    page.wait_for_url(f"**{case}")
    expect(page.get_by_text("Sendt da nettet forsvant")).to_have_count(1)


def test_a_lost_line_is_seen_and_what_is_sent_waits_and_goes_once(desk: LivingDesk, page_of: NewPage):
    page = page_of("k1", grumbles=True)
    case = f"/sak/{desk.case('guided', 'ost')}"
    page.goto(f"{case}/ny/contact/logged")
    page.get_by_text("De tok kontakt").click()
    page.locator("label[for=f-channel]").click()
    page.get_by_text("Nådd", exact=True).first.click()
    net = page.locator("#nett")
    expect(net).to_be_hidden()
    page.context.set_offline(True)
    expect(net).to_contain_text("Det du skriver, blir stående på siden")
    page.fill("#f-note", "Skrevet uten nett")
    page.get_by_role("button", name="Registrer").click()
    expect(net).to_contain_text("Ikke sendt ennå")
    net.get_by_role("button", name="Ikke send likevel").click()
    expect(net.get_by_role("button")).to_have_count(0)
    assert page.input_value("#f-note") == "Skrevet uten nett"

    page.get_by_role("button", name="Registrer").dblclick()
    expect(net).to_contain_text("Ikke sendt ennå")
    page.context.set_offline(False)
    page.wait_for_url(f"**{case}")
    expect(page.get_by_text("Skrevet uten nett")).to_have_count(1)
