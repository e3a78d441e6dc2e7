"""Every page and state is for everybody: axe finds nothing, nothing hides its focus, nothing is pushed off a phone.

A page of PAGES is here by itself; where its address has a part that is not known, `addresses.py` must tell it.
"""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.desk.browser import axe, screens
from tests.desk.browser.addresses import FORMS, STATES, State
from tests.desk.browser.conftest import NARROW, PHONE, WIDE, NewPage
from tests.support.livingdesk import LivingDesk

_FOCUSABLE: Final = "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']"

_WITHOUT_FOCUS: Final = """(which) => {
  const look = (el) => ((s) => [s.outlineStyle, s.outlineWidth, s.boxShadow].join())(getComputedStyle(el));
  const looks = (el) => [el, el.closest("label, .ds-field") || el].map(look).join();
  document.activeElement.blur();
  const seen = [...document.querySelectorAll(which)].filter((el) => el.checkVisibility() && !el.disabled);
  const same = seen.filter((el) => {
    const before = looks(el);
    el.focus({preventScroll: true});
    return document.activeElement === el && looks(el) === before;
  });
  document.activeElement.blur();
  return same.map((el) => el.outerHTML.slice(0, 120));
}"""

_TOO_WIDE: Final = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > innerWidth
      && !el.closest(".me-name, .menu"))
    .slice(0, 5).map((el) => el.outerHTML.slice(0, 120))"""

_NO_UNDERLINE: Final = """() => [...document.querySelectorAll("main a[href], footer a[href]")]
  .filter((el) => !el.closest("svg") && getComputedStyle(el).display === "inline"
    && !getComputedStyle(el).textDecorationLine.includes("underline"))
  .map((el) => el.outerHTML.slice(0, 120))"""
"""A link that may stand in a line of text is seen without its colour, whatever happens to stand beside it today."""

_RAW: Final = re.compile(r"\b(?:[a-z]+_[a-z_]+|trygghet\.[a-z_.0-9]+|None|True|False)\b")
"""What only a program would say."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_is_for_everybody(state: State, desk: LivingDesk, page_of: NewPage, request: pytest.FixtureRequest):
    page = page_of(state.slug)
    address = state.at(desk)
    asked = page.request.get(address)
    assert asked.status == state.status
    if "text/html" not in asked.headers["content-type"]:
        assert asked.body()
        return  # a paper or a feed, which other tests read
    page.context.add_init_script(path=axe.AXE)
    page.goto(address)
    expect(page.locator("#said")).to_be_empty()  # what was just said lies above the page for some seconds

    found = {"light": axe.faults(page)}
    shot(page, request, state, "wide-light")
    page.emulate_media(color_scheme="dark")
    found["dark"] = axe.faults(page, colours_only=True)
    shot(page, request, state, "wide-dark")
    page.emulate_media(forced_colors="active")
    found["forced colours"] = axe.faults(page, colours_only=True)

    page.set_viewport_size(PHONE)
    page.emulate_media(forced_colors="none")
    shot(page, request, state, "phone-dark")
    page.emulate_media(color_scheme="light")
    shot(page, request, state, "phone-light")
    page.set_viewport_size(NARROW)
    found["320 px"] = axe.faults(page)
    found["link without underline"] = page.evaluate(_NO_UNDERLINE)
    found["wider than 320 px"] = page.evaluate(_TOO_WIDE)
    page.set_viewport_size(WIDE)

    page.keyboard.press("Tab")
    found["no visible focus"] = page.evaluate(_WITHOUT_FOCUS, _FOCUSABLE)
    page.evaluate("document.querySelectorAll('code').forEach((el) => el.remove())")  # meant for a program
    found["codes"] = _RAW.findall(page.inner_text("body"))
    assert [f"{where}: {fault}" for where, faults in found.items() for fault in faults] == []


def shot(page: Page, request: pytest.FixtureRequest, state: State, name: str) -> None:
    screens.take(page, request.config.rootpath, state.name, name)


def test_the_skip_link_comes_first_and_leads_to_the_content(page_of: NewPage):
    page = page_of("k1")
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(".ds-skip-link")
    assert skip.evaluate("el => el === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["width"] > 40
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#innhold').contains(document.activeElement)")


@pytest.mark.parametrize("part", range(4))
def test_every_form_is_for_everybody(part: int, desk: LivingDesk, page_of: NewPage):
    """Drawn out of the same fields as those above, so narrow and light is enough."""
    about = {"case": f"/sak/{desk.case('guided', 'ost')}", "unit": "/enhet/ost", "staff": "/folk/g1"}
    page = page_of("k1", NARROW)
    page.context.add_init_script(path=axe.AXE)
    found = []
    for kind, name in FORMS[part::4]:
        answer = page.goto(f"{about[kind]}/ny/{name}", wait_until="load")
        assert answer is not None
        found += [f"{name}: {fault}" for fault in (*axe.faults(page), *page.evaluate(_TOO_WIDE))]
    assert found == []
