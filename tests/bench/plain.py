"""What the same input costs without rules: parse the JSON, insert it into a plain table, commit, acknowledge.

Run as `python -m tests.bench.plain each|batch DSN URL`; it consumes INTAKE until it is ended.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any

import nats
import orjson
import psycopg

CONNECTIONS = 8
BATCH = 500

TABLE = """
CREATE TABLE IF NOT EXISTS plain (
    source text NOT NULL, id text NOT NULL, type text NOT NULL, subject text NOT NULL, time timestamptz NOT NULL,
    body bytea NOT NULL, PRIMARY KEY (source, id))
"""
INSERT = "INSERT INTO plain (source, id, type, subject, time, body) VALUES (%s, %s, %s, %s, %s, %s)"


def row(raw: bytes) -> tuple[Any, ...]:
    fact = orjson.loads(raw)
    return (fact["source"], fact["id"], fact["type"], fact["subject"], fact["time"], raw)


class Each:
    """A transaction per fact, on eight connections."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._threads = ThreadPoolExecutor(CONNECTIONS)
        self._mine = local()

    async def take(self, messages: list[Any]) -> None:
        loop = asyncio.get_running_loop()

        async def one(message: Any) -> None:
            await loop.run_in_executor(self._threads, self._insert, message.data)
            await message.ack()

        await asyncio.gather(*map(one, messages))

    def _insert(self, raw: bytes) -> None:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = psycopg.connect(self._dsn)
        with self._mine.connection.transaction():
            self._mine.connection.execute(INSERT, row(raw))


class Batched:
    """One transaction for up to 500 facts, an INSERT for each."""

    def __init__(self, dsn: str) -> None:
        self._connection = psycopg.connect(dsn)

    async def take(self, messages: list[Any]) -> None:
        await asyncio.to_thread(self._insert, [message.data for message in messages])
        for message in messages:
            await message.ack()

    def _insert(self, raws: list[bytes]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(INSERT, [row(raw) for raw in raws])


async def consume(mode: str, dsn: str, url: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(TABLE)
    worker = Each(dsn) if mode == "each" else Batched(dsn)
    connection_ = await nats.connect(url)
    facts = await connection_.jetstream().pull_subscribe_bind("casework", "INTAKE")
    print("ready", flush=True)
    while True:
        try:
            messages = await facts.fetch(BATCH, timeout=0.5)
        except TimeoutError:
            continue
        await worker.take(messages)


if __name__ == "__main__":
    asyncio.run(consume(*sys.argv[1:4]))
