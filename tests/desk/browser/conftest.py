"""One browser for every worker; a page for everybody who works in the district."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from services.desk.who import COOKIE
from tests.desk.browser import screens
from tests.support.livingdesk import LivingDesk

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 30_000.0  # milliseconds: the machine may be busy

WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
NARROW: Final[ViewportSize] = {"width": 320, "height": 640}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, which set-up has brought."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    assert found, "no browser here: run scripts/browser.sh as root, or apt-get install chromium"
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        # Whoever runs the tests as root, as a build server does, has no sandbox; and /dev/shm may be small there.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium: Browser, desk: LivingDesk) -> Iterator[NewPage]:
    """`page_of("k1")`: a page of a browser in which `k1` has said who they are. What its console complains of fails
    the test, unless it `grumbles` for a good reason."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(
        slug: str | None = None, size: ViewportSize = WIDE, *, at: str | None = None, grumbles: bool = False, **how: Any
    ) -> Page:
        address = at or desk.address
        context = chromium.new_context(base_url=address, viewport=size, locale="nb-NO", **how)
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        if slug is not None:
            context.add_cookies([{"name": COOKIE, "value": desk.cookie(slug), "url": address}])
        page = context.new_page()
        if grumbles:
            return page
        page.on("console", lambda line: said.append(f"{line.text} {line.location}") if _complains(line) else None)
        page.on("pageerror", lambda fault: said.append(str(fault)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def _complains(line: ConsoleMessage) -> bool:
    """Not of a page that says by its status that it is one of a fault."""
    of_the_page = line.page is not None and line.location["url"] == line.page.url
    return line.type in ("error", "warning") and not (of_the_page and line.text.startswith("Failed to load resource"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine takes its time, and the first test of a worker waits for the district."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(180))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Whoever looks at the pictures finds them on one page."""
    if not hasattr(session.config, "workerinput"):
        screens.write_index(Path(session.config.rootpath))
