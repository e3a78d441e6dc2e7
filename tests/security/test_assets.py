"""What a browser loads: kept for good under a name of its content, compressed, and little of it."""

import re
from collections.abc import Iterator
from typing import Final

import httpx
import pytest

from services.desk.assets import FOLDER, Assets
from tests.security.conftest import House
from tests.security.test_guard import amiss, ask

MOST: Final = 120 * 1024
"""Bytes of a first load as they come over the wire, without the font."""

PAGES: Final = (
    ("k-ost", "/"), ("k-ost", "/saker"), ("k-ost", "/sak/{ref}"), ("k-ost", "/sak/{ref}/ny/contact/logged"),
    ("g-ost", "/mine"), ("e1", "/klareringer"), ("l-ost", "/uttrekk"), ("drift", "/drift"), ("k-ost", "/regler"),
    ("k-ost", "/sak/{ref}/ny/conversation/held"), ("l-ost", "/integrasjon"), ("l-ost", "/praksis"),
    ("k-ost", "/overlevering"),
)  # fmt: skip

ACCEPTED: Final = {"accept-encoding": "zstd, br, gzip"}


def loaded(html: str) -> Iterator[str]:
    """What a page loads at once: styles, scripts, pictures; the font is counted apart."""
    for tag in re.findall(r"<(?:link|script|img|use)\b[^>]*>", html):
        found = re.search(r'(?:href|src)="(/static/[^"#]+)', tag)
        if found is not None and not found[1].endswith(".woff2"):
            yield found[1]


def wire(
    house: House, path: str, slug: str | None = None, accepted: str = "zstd, br, gzip"
) -> tuple[httpx.Response, int]:
    """An answer, and how many bytes of it came over the wire."""
    came = 0
    cookies = house.room.sit(slug).cookies if slug is not None else None

    async def asked() -> httpx.Response:
        nonlocal came
        transport = httpx.ASGITransport(house.room.app, client=("127.0.0.1", 50_000))
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=cookies) as client,
            client.stream("GET", path, headers={"accept-encoding": accepted}) as answer,
        ):
            async for piece in answer.aiter_raw():
                came += len(piece)
        return answer

    return house.room.loop.run(asked()), came


@pytest.mark.parametrize(("slug", "path"), PAGES)
def test_a_first_load_is_small(house: House, slug: str, path: str):
    path = path.format(ref=house.case)
    html = house.room.sit(slug).get(path)
    assert html.status_code == 200
    files = dict.fromkeys(loaded(html.text))
    assert len(files) >= 5
    _, page = wire(house, path, slug)
    sizes = {file: wire(house, file)[1] for file in files}
    assert page + sum(sizes.values()) < MOST, (page, sizes)


def test_a_file_is_kept_for_good_and_its_name_is_its_content(house: House):
    names = Assets()
    for file in ("desk.css", "htmx.js", "icons.svg", "inter.woff2"):
        answer = ask(house, "GET", names(file), headers=ACCEPTED)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert list(amiss(answer)) == []
        assert "set-cookie" not in answer.headers
        assert re.fullmatch(r"/static/[0-9a-f]{12}\.[a-z-]+\.(css|js|svg|woff2)", names(file))


@pytest.mark.parametrize("accepted", ["zstd", "br", "gzip", "identity"])
def test_what_is_text_is_compressed_as_the_browser_can(house: House, accepted: str):
    names = Assets()
    whole = len((FOLDER / "vendor/htmx.js").read_bytes())
    answer, came = wire(house, names("htmx.js"), accepted=accepted)
    assert answer.headers.get("content-encoding", "identity") == accepted
    assert (came < whole / 2) is (accepted != "identity")
    assert "accept-encoding" in answer.headers["vary"].lower()
    page, _ = wire(house, "/saker", "k-ost", accepted)
    assert page.headers.get("content-encoding", "identity") == accepted
    font, _ = wire(house, names("inter.woff2"), accepted=accepted)
    assert "content-encoding" not in font.headers  # compressed already


def test_a_page_about_somebody_is_kept_nowhere_and_differs_by_who_asks(house: House):
    for path in ("/", "/saker", f"/sak/{house.case}", "/kalender"):
        answer = house.room.sit("k-ost").get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "cookie" in answer.headers["vary"]
        assert "etag" not in answer.headers
        assert "last-modified" not in answer.headers


def test_what_is_compressed_says_the_same(house: House):
    plain = ask(house, "GET", Assets()("desk.css"), headers={"accept-encoding": "identity"}).content
    for accepted in ("zstd", "br", "gzip"):
        assert ask(house, "GET", Assets()("desk.css"), headers={"accept-encoding": accepted}).content == plain
