"""The stream of an open page: it says when to look again and no more, holds nobody up, and is never kept back."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from services.desk.who import COOKIE
from tests.support.livingdesk import LivingDesk, living_desk
from tests.support.record import Record

NOWHERE = "nats://127.0.0.1:9"


@contextmanager
def stream(
    desk: LivingDesk, side: str, slug: str | None = "k1", sett: str = "", *, to: str | None = None
) -> Iterator[httpx.Response]:
    cookies = {} if slug is None else {COOKIE: desk.cookie(slug)}
    with (
        httpx.Client(base_url=to or desk.address, cookies=cookies, timeout=30) as client,
        client.stream("GET", "/strom", params={"side": side, "sett": sett}) as answer,
    ):
        yield answer


def events(answer: httpx.Response) -> Iterator[tuple[str, str, str]]:
    """(name, id, data) of each."""
    told: dict[str, str] = {}
    for line in answer.iter_lines():
        if not line:
            yield told["event"], told.get("id", ""), told["data"]
            told = {}
        else:
            name, _, value = line.partition(":")
            told[name] = value.strip()


def test_it_is_neither_compressed_nor_kept(desk: LivingDesk):
    with stream(desk, "/") as answer:
        assert "br" in answer.request.headers["accept-encoding"] or "gzip" in answer.request.headers["accept-encoding"]
        assert "content-encoding" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"].startswith("text/event-stream")
        next(events(answer))


def test_it_tells_of_what_came_between_page_and_stream_and_else_only_that_it_is_there(desk: LivingDesk):
    with stream(desk, "/", sett="older") as answer:
        name, version, said = next(events(answer))
        assert (name, bool(version)) == ("endret", True)
        assert said.startswith("Arbeidslisten er oppdatert.")
    with stream(desk, "/", sett=version) as answer:
        assert next(events(answer)) == ("puls", "", "")


def test_another_choice_of_the_list_is_another_picture(desk: LivingDesk):
    versions = set()
    for side in ("/", "/?rad=oppgave", "/?haug=week"):
        with stream(desk, side) as answer:
            versions.add(next(events(answer))[1])
    assert len(versions) == 3


def test_who_may_not_see_the_page_is_told_that_it_is_over(desk: LivingDesk):
    ref = desk.case("guided", "ost")
    for slug in (None, "nobody", "k2", "salto"):
        with stream(desk, f"/sak/{ref}", slug) as answer:
            assert list(events(answer)) == [("lukket", "", "")], slug


def test_looking_whether_a_case_has_changed_is_not_reading_it(desk: LivingDesk):
    ref = desk.case("conversation", "ost")
    with stream(desk, f"/sak/{ref}") as answer:
        assert next(events(answer))[0] == "endret"
    assert desk.ask("SELECT count(*) FROM ledger WHERE act = 'read_case' AND subject = %s", f"case/{ref}") == [0]


def test_a_page_that_does_not_change_has_none(desk: LivingDesk):
    for side in ("", "/hvem", "/finnes/ikke", "/static/x"):
        with stream(desk, side) as answer:
            assert answer.status_code == 404, side


def test_open_streams_end_when_the_desk_stops(desk: LivingDesk, shared: Record):
    """To their last byte: they were not cut off when patience was over."""
    with living_desk(shared, NOWHERE, ("desk",), cases=0) as other:
        opened = stream(other, "/")
        answer = opened.__enter__()
        told = events(answer)
        next(told)
    assert [name for name, _, _ in told] == []
    opened.__exit__(None, None, None)
