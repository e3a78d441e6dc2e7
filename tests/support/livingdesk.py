"""The desk of a small synthetic district, served on this machine with the services behind it, for a browser to use."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
from pydantic import SecretStr
from starlette.responses import Response

from events.catalogue import build
from events.fact import Fact, FactData
from events.values import Source
from services.bootstrap import Service
from services.casework.incoming import Incoming
from services.clock import SystemClock
from services.desk.who import COOKIE, Who
from services.installation import Running
from services.parts import PartName
from services.settings import Settings
from tests.support.bus import BYTES
from tests.support.loop import Loop
from tests.support.record import Record

CASES = 40
SEED = 1


@dataclass
class LivingDesk:
    """An installation whose desk is open. `ask` looks into the tables as the superuser."""

    service: Service
    superuser_dsn: str
    loop: Loop
    stop: asyncio.Event
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        assert self.service.serving is not None
        return self.service.serving.address.rstrip("/")

    def cookie(self, slug: str) -> str:
        """That somebody has said who they are, as a browser keeps it."""
        answer = Response()
        Who(self.service.keyring).sign_in(answer, slug)
        return answer.headers["set-cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]

    def ask(self, query: str, *arguments: object) -> list[Any]:
        """Rows; of one column the bare values."""
        with psycopg.connect(self.superuser_dsn, options="-c search_path=trygghet") as connection:
            rows = connection.execute(query, arguments or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def case(self, phase: str, unit: str = "%") -> str:
        """The reference of the case in that phase that came first: the same one each time, until it moves on."""
        found = self.ask(
            "SELECT s.id FROM subjects s JOIN events e ON e.subject_kind = s.kind AND e.subject_id = s.id"
            " AND e.sequence = 1 WHERE s.kind = 'case' AND s.phase = %s AND s.unit LIKE %s ORDER BY e.position LIMIT 1",
            phase,
            unit,
        )
        assert found, f"no case in {phase} in the district of the tests"
        return str(found[0])

    def tell(self, data: FactData, subject: str, by: str = "staff/k1", source: Source = Source.DESK) -> str:
        """A fact of a moment ago is recorded; the reference of its case, or the slug of its unit or colleague."""
        told = self.fact(data, subject, by, source)
        answer = self.service.casework.take([Incoming.of(told)])[0]
        assert answer.outcome == "recorded", answer
        return str(answer.subject).partition("/")[2]

    def fact(self, data: FactData, subject: str, by: str, source: Source) -> Fact:
        at = self.service.clock.now() - timedelta(seconds=5)
        return build(data, id=str(uuid4()), source=source, subject=subject, time=at, reported_by=by, recorded_by=by)

    async def _begin(self, names: Sequence[PartName]) -> None:
        self.tasks = [asyncio.create_task(part.run(self.stop)) for part in self.service.parts(names)]

    async def _end(self) -> None:
        self.stop.set()
        await asyncio.wait_for(asyncio.gather(*self.tasks), 20.0)


@contextmanager
def living_desk(
    record: Record,
    nats_url: str,
    parts: Sequence[PartName] = ("casework", "relay", "desk"),
    *,
    cases: int = CASES,
    port: int = 0,
) -> Iterator[LivingDesk]:
    """The district played (none where `cases` is 0), and the services at work until the end of the block."""
    settings = Settings(
        data=record.secrets.parent, database_url=SecretStr(record.owner_dsn), nats_url=SecretStr(nats_url),
        nats_max_bytes=BYTES, port=port, batch_wait_seconds=0.001, pool_size=8,
    )  # fmt: skip
    service = Service(settings, Running(settings, None, None), SystemClock())
    service.desk.makings.patience = 60.0
    if cases:
        district = service.sample_to_play(cases, SEED)
        assert district is not None
        service.play_sample(district, lambda _done, _of: None)
    loop = Loop()
    desk = LivingDesk(service, record.superuser_dsn, loop, asyncio.Event())
    loop.run(desk._begin(parts))
    try:
        yield desk
    finally:
        loop.run(desk._end())
        loop.close()
        service.close()
