"""The desk over a record of a test's own, in the process of the test: somebody opens pages and sends forms."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.desk.app import app
from services.desk.desk import Desk, Given, Proof
from services.ops.standing import Standing
from services.settings import Settings
from services.store import directory
from services.store.connect import Role, closed_after
from tests.support.browser import Page
from tests.support.office import Office


@dataclass
class Opened:
    """A page as it came back."""

    status: int
    html: str
    to: str

    @property
    def page(self) -> Page:
        return Page(self.html)

    @property
    def words(self) -> str:
        return " ".join(self.page.words)


@dataclass
class Sitting:
    """Somebody at the desk."""

    app: FastAPI
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str) -> Opened:
        return asyncio.run(self._ask("GET", path, None))

    def post(self, path: str, typed: Mapping[str, Any]) -> Opened:
        return asyncio.run(self._ask("POST", path, dict(typed)))

    async def _ask(self, method: str, path: str, typed: dict[str, Any] | None) -> Opened:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=self.cookies) as client:
            answer = await client.request(method, path, data=typed)
            self.cookies = client.cookies
        return Opened(answer.status_code, answer.text, answer.headers.get("location", ""))

    def fill(self, path: str, **answers: Any) -> tuple[str, dict[str, Any]]:
        """A form as it stands when it is opened, with answers written into it; `a__b` is the field `a.b`."""
        opened = self.get(path)
        assert opened.status == 200, opened.html
        return path, {**opened.page.posted, **{name.replace("__", "."): told for name, told in answers.items()}}

    def send(self, path: str, **answers: Any) -> Opened:
        """Open a form, fill it in and send it."""
        return self.post(*self.fill(path, **answers))


@pytest.fixture
def sits(office: Office) -> Iterator[Callable[[str], Sitting]]:
    """Lets a member of staff sit down at the desk."""
    pool = office.record.database.pool(Role.READER, 4)

    def members() -> tuple[directory.Member, ...]:
        with office.pool.connection() as connection:
            return directory.staff(connection)

    def units() -> dict[str, str]:
        with office.pool.connection() as connection:
            return directory.unit_names(connection)

    def proof(ref: str) -> Proof:
        with closed_after(connection := office.record.database.connect(Role.AUDITOR)):
            return desk.papers.proof(connection, ref)

    desk = Desk.of(
        Given(
            read_pool=pool,
            write_pool=office.pool,
            database=office.record.database,
            casework=office.casework,
            keyring=office.keyring,
            clock=office.clock,
            standing=Standing(pool, lambda: "nats://127.0.0.1:1", Settings(), office.clock),
            members=members,
            units=units,
            proof=proof,
        )
    )
    made = app(desk)

    def sits_down(slug: str) -> Sitting:
        sitting = Sitting(made)
        sitting.post("/hvem", {"hvem": slug})
        return sitting

    yield sits_down
    pool.close()
