"""An open page is as the record is, as its own actor, with or without the bus; and says so when it is not."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from events.personal import Open
from events.protection import ThreatLearned
from events.staff import StaffLeft
from tests.desk.browser.conftest import NewPage
from tests.support.livingdesk import LivingDesk, living_desk
from tests.support.record import Record

NOWHERE = "nats://127.0.0.1:9"
"""A bus that nobody reaches."""


def is_live(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "on")


def threatened(desk: LivingDesk, ref: str, by: str = "staff/k1") -> None:
    desk.tell(ThreatLearned(what=Open("Noe ble sagt på skolen.")), f"case/{ref}", by)


def test_the_worklist_renews_itself_and_says_so(page_of: NewPage, desk: LivingDesk):
    page = page_of("k1")
    ref = desk.case("closed", "ost")
    page.goto("/")
    is_live(page)
    page.locator(".work .do").nth(2).focus()
    focused = page.evaluate("document.activeElement.closest('tr').id")
    threatened(desk, ref)
    expect(page.locator("#said")).to_contain_text(f"Arbeidslisten er oppdatert. Trussel, {ref}.")
    expect(page.locator(".feed li").first).to_contain_text(re.compile(f"Trussel\\s+{ref}"))
    assert page.evaluate("document.activeElement.closest('tr').id") == focused


def test_what_happens_elsewhere_leaves_the_worklist_in_peace(page_of: NewPage, desk: LivingDesk):
    mine, theirs = page_of("k1"), page_of("k2")
    for page in (mine, theirs):
        page.goto("/")
        is_live(page)
    before = mine.locator(".feed").inner_text()
    ref = desk.case("closed", "vest")
    threatened(desk, ref, by="staff/k2")
    expect(theirs.locator(".feed li").first).to_contain_text(ref)
    assert mine.locator(".feed").inner_text() == before
    assert ref not in mine.content()


def test_a_case_renews_itself_and_keeps_what_was_opened(page_of: NewPage, desk: LivingDesk):
    page = page_of("k1")
    ref = desk.case("guided", "ost")
    page.goto(f"/sak/{ref}")
    is_live(page)
    reads = len(reads_of(desk, ref))
    why = page.locator(".next .whybox")
    why.locator("summary").press("Enter")
    lines = page.locator(".line > li").count()
    threatened(desk, ref)
    expect(page.locator(".line > li")).to_have_count(lines + 1)
    expect(page.locator("#said")).not_to_be_empty()
    assert why.evaluate("el => el.open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert len(reads_of(desk, ref)) == reads + 1  # what is shown anew has been read anew


def reads_of(desk: LivingDesk, ref: str) -> list[Any]:
    return desk.ask("SELECT id FROM ledger WHERE act = 'read_case' AND subject = %s", f"case/{ref}")


def test_who_may_not_see_a_case_any_more_loses_it_at_once(page_of: NewPage, desk: LivingDesk):
    page = page_of("k3b")
    ref = desk.case("closed", "sentrum")
    page.goto(f"/sak/{ref}")
    is_live(page)
    desk.tell(StaffLeft(), "staff/k3b", by="staff/l3")
    expect(page.locator("html")).to_have_attribute("data-live", "closed")
    expect(page.locator("#innhold .fault")).to_be_visible()
    assert ref not in page.locator("main").inner_text()


def test_a_page_that_is_cut_off_says_so_and_comes_back(page_of: NewPage, desk: LivingDesk, shared: Record):
    with living_desk(shared, NOWHERE, ("desk",), cases=0) as first:
        at = first.address
        page = page_of("k1", at=at, grumbles=True)
        page.goto("/")
        is_live(page)
    expect(page.locator("html")).to_have_attribute("data-live", "off")
    expect(page.locator("#said")).to_contain_text("Frakoblet, prøver igjen")
    ref = desk.case("closed", "ost")
    threatened(desk, ref)
    with living_desk(shared, NOWHERE, ("desk",), cases=0, port=int(at.rpartition(":")[2])):
        is_live(page)
        expect(page.locator(".feed li").first).to_contain_text(ref)
        expect(page.locator("#said")).not_to_contain_text("Frakoblet")


def test_pages_renew_themselves_with_the_bus_away_and_after_the_database_was(
    page_of: NewPage, desk: LivingDesk, shared: Record
):
    with living_desk(shared, NOWHERE, ("desk",), cases=0) as alone:
        page = page_of("k1", at=alone.address)
        page.goto("/")
        is_live(page)
        ref = desk.case("detected", "ost")
        threatened(alone, ref)
        expect(page.locator(".feed li").first).to_contain_text(ref)
        assert desk.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
        other = desk.case("closed", "ost")
        threatened(alone, other)
        expect(page.locator(".feed li").first).to_contain_text(other)
