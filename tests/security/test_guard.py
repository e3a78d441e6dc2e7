"""What the desk answers to whom: this machine only, by its own name, to its own pages, with headers on every answer."""

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import httpx
import pytest
from starlette.responses import Response

from services.desk.guard import POLICY
from services.texts import texts
from tests.security.conftest import ANNA, REPORT, House
from tests.support.ways_in import closed

HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

KEPT: Final = re.compile(r"^(no-store|private, no-store)$")


def ask(
    house: House, method: str, path: str, *, client: str = "127.0.0.1", slug: str | None = None, **sent: Any
) -> Any:
    """A request as somebody else's program may make it."""
    base = sent.pop("base", "http://127.0.0.1")
    cookies = house.room.sit(slug).cookies if slug is not None else None

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(house.room.app, raise_app_exceptions=False, client=(client, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=base, cookies=cookies) as browser:
            return await browser.request(method, path, **sent)

    return house.room.loop.run(asked())


class Unsafe(HTMLParser):
    """What of a page a policy with nothing unsafe would stop, or what should not be there at all."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_script = tag == "script"
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")
        if tag == "script" and "src" not in given:
            self.found.append("script without src")
        self.found += [f"{name} on {tag}" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        for name in ("href", "src", "action", "formaction"):
            told = given.get(name, "").strip().lower()
            if told.startswith(("javascript:", "http:", "https:", "//", "vbscript:", "data:text")):
                self.found.append(f"{tag} {name}={told[:40]}")

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.found.append("script with content")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def amiss(answer: httpx.Response) -> Iterator[str]:
    """What is wrong with an answer, whatever it says."""
    for name, wanted in HEADERS.items():
        if answer.headers.get_list(name) != [wanted]:
            yield f"{name}: {answer.headers.get_list(name)}"
    if "text/html" in answer.headers.get("content-type", ""):
        yield from Unsafe(answer.text).found
    for cookie in answer.headers.get_list("set-cookie"):
        if not {"httponly", "samesite=strict"} <= set(cookie.lower().split("; ")):
            yield f"cookie {cookie.partition('=')[0]}"
    if "server" in answer.headers or "x-powered-by" in answer.headers:
        yield "tells what it is"


def test_nothing_in_the_policy_is_unsafe():
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert "default-src 'none'" in POLICY
    assert not re.search(r"https?:", POLICY)


def test_every_answer_of_every_address_has_the_headers_and_no_page_has_anything_unsafe(house: House):
    for way in closed(house.room.app):
        for slug in (None, "k-ost", "l-ost", "g-ost", "e1", "drift", "salto"):
            answer = house.come(way, slug)
            assert list(amiss(answer)) == [], (way, slug)
            assert answer.status_code < 500, (way, slug)
            told = answer.headers.get("cache-control", "")
            assert KEPT.match(told) or answer.status_code in (303, 301), (way, slug, told)


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/none", {}, 404),
        ("POST", "/kalender", {}, 405),
        ("PUT", "/", {}, 405),
        ("TRACE", "/", {}, 405),
        ("OPTIONS", "/sak/T-0000-00", {}, 405),
        ("GET", "/static/none", {}, 404),
        ("GET", "/healthz", {}, 200),
        ("GET", "/hvem", {}, 200),
        ("POST", "/hvem", {"content": b"x" * 10, "headers": {"content-type": "multipart/form-data"}}, 400),
        ("GET", "/strom?side=/none", {}, 404),
        ("GET", "/kalender.ics", {}, 404),
        ("GET", "/api/v1/none", {}, 404),
        ("DELETE", "/api/v1/facts", {}, 405),
        ("GET", "/", {"base": "http://elsewhere.example"}, 403),
    ],
)
def test_errors_have_them_too(house: House, method: str, path: str, sent: dict[str, Any], status: int):
    answer = ask(house, method, path, **sent)
    assert answer.status_code == status
    assert list(amiss(answer)) == []
    assert "Traceback" not in answer.text


def test_so_has_what_a_bug_of_ours_is_answered_with_and_it_says_nothing_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def stumbles(*_: object) -> Response:
        raise RuntimeError(ANNA.name)

    for page in ("services.desk.pages.calendar.address_of", "services.texts.onecase.step_of"):
        monkeypatch.setattr(page, stumbles)
    with caplog.at_level(logging.DEBUG):
        said_of = {"/kalender": ("desk_fault", "broken"), f"/api/v1/cases/{house.case}": ("problem", "fault")}
        for path, said in ((one, texts("nb")(*code)) for one, code in said_of.items()):
            answer = ask(house, "GET", path, slug="k-ost")
            assert answer.status_code == 500
            assert list(amiss(answer)) == []
            assert answer.headers["cache-control"] == "no-store"
            assert ANNA.name not in answer.text
            assert said in answer.text


@pytest.mark.parametrize(
    "client", ["192.0.2.7", "10.0.0.1", "169.254.1.1", "2001:db8::1", "::ffff:192.0.2.7", "", "localhost", "0.0.0.0"]
)
def test_no_other_machine_is_answered(house: House, client: str):
    for path in ("/", "/healthz", "/static/none", "/api/v1/openapi.json", "/kalender.ics"):
        answer = ask(
            house, "GET", path, client=client, headers={"x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1"}
        )
        assert answer.status_code == 403
        assert answer.text == texts("nb")("desk_guard", "only_here")


@pytest.mark.parametrize("client", ["127.0.0.1", "127.9.9.9", "::1"])
def test_this_one_is(house: House, client: str):
    assert ask(house, "GET", "/healthz", client=client).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "127.0.0.1.elsewhere.example",
        "localhost.elsewhere.example",
        "0.0.0.0",
        "[::2]",
        "2130706433",
        "",
        "@".join(("127.0.0.1", "elsewhere.example")),
        "][",
    ],
)
def test_it_answers_to_its_own_name_alone(house: House, host: str):
    """A page of somebody else that has pointed its own name at this machine reads nothing."""
    answer = ask(house, "GET", "/saker", slug="k-ost", headers={"host": host})
    assert answer.status_code == 403
    assert list(amiss(answer)) == []


def test_a_second_host_does_not_help(house: House):
    headers = [("host", "127.0.0.1"), ("host", "elsewhere.example")]
    assert ask(house, "GET", "/saker", slug="k-ost", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none", "origin": "http://elsewhere.example"},
    ],
)
def test_what_another_page_sends_is_not_taken(house: House, headers: dict[str, str]):
    for way in closed(house.room.app):
        if way.method == "POST":
            answer = ask(house, "POST", way.at(house.parts), slug="k-ost", headers=headers)
            assert answer.status_code == 403, way
            assert answer.text == texts("nb")("desk_guard", "other_page")
    for path in ("/hvem", "/valg"):
        assert ask(house, "POST", path, headers=headers).status_code == 403


def test_its_own_pages_may_send(house: House):
    own = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert ask(house, "POST", "/saker", slug="k-ost", data={"sok": "x"}, headers=own).status_code == 200


def test_no_header_makes_another_method_of_a_request(house: House):
    before = house.room.ask("SELECT count(*) FROM inbox")
    for name in ("x-http-method-override", "x-method-override", "x-http-method"):
        assert ask(house, "GET", "/drift/karantene/1", slug="drift", headers={name: "POST"}).status_code in (200, 404)
        assert ask(house, "POST", "/kalender", slug="k-ost", data={"_method": "GET"}).status_code == 405
    head = ask(house, "HEAD", f"/sak/{house.case}", slug="k-vest")
    assert head.status_code == 404
    assert house.room.ask("SELECT count(*) FROM inbox") == before


def test_nothing_about_anybody_stands_in_an_address_a_log_or_an_error(house: House, caplog: pytest.LogCaptureFixture):
    wanted = (ANNA.name, ANNA.name.replace(" ", "%20"), ANNA.name.replace(" ", "+"), ANNA.number, REPORT)
    with caplog.at_level(logging.DEBUG):
        for way in closed(house.room.app):
            answer = house.come(way, "k-ost")
            links = re.findall(r'(?:href|action|hx-get|hx-post|src)="([^"]*)"', answer.text)
            assert not [
                link for link in [*links, answer.headers.get("location", "")] for one in wanted if one in link
            ], way
            if answer.status_code not in (200, 409, 422):  # what is no page, and no form to mend
                assert ANNA.name not in answer.text, way
        found = house.room.sit("k-ost").post("/saker", data={"sok": ANNA.number})
        assert ANNA.number not in str(found.url)
    heard = "\n".join(record.getMessage() for record in caplog.records)
    assert not [one for one in (ANNA.name, ANNA.number, REPORT) if one in heard]


def test_a_signature_of_somebody_else_does_not_sign(house: House):
    mine = house.room.sit("g-ost").cookies["who"]
    slug, _, signature = mine.partition(".")
    assert slug == "g-ost"
    zeros = "0" * len(signature)
    for forged in (
        f"k-ost.{signature}",
        "k-ost.",
        "k-ost",
        f"k-ost.{zeros}",
        f".{signature}",
        "k-ost.æøå",
        "\xff.\xff",
    ):
        answer = ask(house, "GET", "/saker", headers=[("cookie", f"who={forged}".encode())])
        assert (answer.status_code, answer.headers.get("location")) == (303, "/hvem?til=/saker"), forged


@pytest.mark.parametrize(
    "to",
    [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "/%0d%0aset-cookie: a=b",
        "\r\nx: y",
    ],
)
def test_nobody_is_sent_elsewhere(house: House, to: str):
    for path, field in (("/hvem", "til"), ("/valg", "tilbake")):
        answer = house.nobody().post(path, data={"hvem": "k-ost", field: to})
        where = answer.headers["location"]
        assert answer.status_code == 303
        assert httpx.URL("http://127.0.0.1").join(where).host == "127.0.0.1"
        assert re.match(r"^/(?![/\\\t])", where), where
        assert "x" not in answer.headers
        assert set(answer.cookies) <= {"who"}
