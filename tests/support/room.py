"""A desk on a record of a file's own, in the process of the test: who sits down opens pages as a browser does."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import Connection
from psycopg.rows import TupleRow
from pydantic import SecretStr

from events.fact import Fact
from services.bootstrap import Service
from services.casework.incoming import Answer, Incoming
from services.desk.app import app
from services.installation import Running
from services.settings import Settings
from tests.conftest import Databases, RecordTemplate
from tests.support.happenings import SteppingClock, people
from tests.support.loop import Loop
from tests.support.record import copied


@dataclass
class Browser:
    """Somebody's browser, without a network between. It follows no redirect."""

    app: FastAPI
    loop: Loop
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.loop.run(self._ask("GET", path, headers=headers))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **sent: Any) -> httpx.Response:
        return self.loop.run(self._ask("POST", path, data=data, **sent))

    async def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=self.cookies) as client:
            answer = await client.request(method, path, **sent)
            self.cookies = client.cookies
        return answer


@dataclass
class Room:
    """Units `ost` and `vest` with their people (`k-ost`, `g-ost`, `l-ost`, …, `e1`), and the desk that they share."""

    service: Service
    clock: SteppingClock
    app: FastAPI
    eye: Connection[TupleRow]
    loop: Loop
    sitting: dict[str, Browser] = field(default_factory=dict)

    def sit(self, slug: str) -> Browser:
        """A browser in which somebody has said who they are; it follows no redirect."""
        if slug not in self.sitting:
            browser = Browser(self.app, self.loop)
            assert browser.post("/hvem", data={"hvem": slug}).status_code == 303
            self.sitting[slug] = browser
        return self.sitting[slug]

    def take(self, *facts: Fact) -> list[Answer]:
        """All in one batch."""
        return self.service.casework.take([Incoming.of(fact) for fact in facts])

    def case(self, fact: Fact) -> str:
        """The reference of the case that a fact opens."""
        (answer,) = self.take(fact)
        assert answer.outcome == "recorded", answer
        assert answer.subject is not None
        return answer.subject.removeprefix("case/")

    def ask(self, query: str, *arguments: object) -> list[Any]:
        """Rows, as the superuser sees them; of one column the bare values."""
        rows = self.eye.execute(query, arguments or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def words(html: str) -> str:
    """What is read on a page, without its head."""
    body = re.sub(r"<(script|style|svg|template)\b.*?</\1>", " ", html.partition("<body")[2], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.partition(">")[2])).split())


@contextmanager
def opened_room(template: RecordTemplate, make_database: Databases, folder: Path) -> Iterator[Room]:
    """A room of its own until the end of the block."""
    with copied(template, make_database, folder) as record:
        settings = Settings(
            data=folder, database_url=SecretStr(record.owner_dsn), nats_url=SecretStr("nats://127.0.0.1:1")
        )
        clock, loop = SteppingClock(), Loop()
        service = Service(settings, Running(settings, None, None), clock)
        service.desk.makings.patience = 60.0
        with psycopg.connect(record.superuser_dsn, options="-c search_path=trygghet", autocommit=True) as eye:
            opened = Room(service, clock, app(service.desk), eye, loop)
            assert {answer.outcome for answer in opened.take(*people("ost", "vest"))} == {"recorded"}
            yield opened
        service.close()
        loop.close()


@pytest.fixture(scope="module")
def room(
    record_template: RecordTemplate, make_database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    """Open for work, one for all tests of a file."""
    with opened_room(record_template, make_database, tmp_path_factory.mktemp("room")) as opened:
        yield opened
