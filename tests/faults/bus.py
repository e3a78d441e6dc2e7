"""Connections of the harness to a bus that may be dead, paused or empty; nothing of the service's own client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nats.aio.client import Client


async def connect(url: str, seconds: float = 2) -> Client:
    """A connection that does not come back by itself; what the library raises where there is none, and nothing open."""
    client = Client()
    try:
        await client.connect(
            url,
            connect_timeout=max(1, int(seconds)),
            allow_reconnect=False,
            ping_interval=2,
            max_outstanding_pings=2,
            error_cb=_ignored,
        )
    except BaseException:
        await close(client)
        raise
    return client


async def close(client: Client) -> None:
    """Close it, also where it never was whole: the library leaves the socket of a failed attempt open."""
    await client.close()
    transport = getattr(client, "_transport", None)
    if transport is not None:
        transport.close()


@asynccontextmanager
async def connected(url: str, seconds: float = 2) -> AsyncIterator[Client]:
    client = await connect(url, seconds)
    try:
        yield client
    finally:
        await close(client)


async def _ignored(_fault: Exception) -> None:
    """The library's default prints every lost connection; here they are what is wanted."""
