"""The frame of every page: the menu stays one line, and single keys help whoever wants them and nobody else."""

from playwright.sync_api import expect

from tests.desk.browser.conftest import PHONE, NewPage

FOCUSED = "document.activeElement.textContent.trim()"


def test_the_menu_is_one_line_and_holds_the_rest_under_more(page_of: NewPage):
    page = page_of("k1", {"width": 1024, "height": 700})
    page.goto("/")
    menu, brand = page.locator(".menu > ul").bounding_box(), page.locator(".mark").bounding_box()
    assert menu is not None
    assert brand is not None
    assert menu["height"] <= brand["height"]
    more = page.locator(".more-menu summary")
    more.press("Enter")
    expect(page.get_by_role("link", name="Lokal praksis")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Lokal praksis")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "Mer"
    page.set_viewport_size(PHONE)
    more.click()
    page.get_by_role("link", name="Ukeuttrekk").click()
    page.wait_for_url("**/uttrekk")


def test_keys_walk_the_list_search_and_tell_of_themselves(page_of: NewPage):
    page = page_of("k1")
    page.goto("/")
    rows = page.locator(".work .do")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#sok")).to_be_focused()
    page.keyboard.type("j?/k")
    expect(page.locator("#sok")).to_have_value("j?/k")  # whoever writes, writes

    rows.nth(0).focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Hurtigtaster")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(rows.nth(0)).to_be_focused()

    page.get_by_role("button", name="Hurtigtaster").click()
    sheet.get_by_role("button", name="Slå av hurtigtastene").click()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_page_without_a_search_leads_to_the_one_that_has_it(page_of: NewPage):
    page = page_of("k1")
    page.goto("/kalender")
    page.keyboard.press("/")
    page.wait_for_url("**/saker#sok")
    expect(page.locator("#sok")).to_be_focused()
