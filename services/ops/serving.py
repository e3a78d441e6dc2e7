"""Serves a page on this machine, and stops when it is told to."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from services.errors import PortInUse, StartError

_GRACE_SECONDS: Final = 1


class NoAddress(StartError):
    """{host} er ikke en adresse som {what} kan svare på. Sett TRYGGHET_HOST til 127.0.0.1 (bare denne maskinen),
    eller til en adresse som maskinen har."""

    exit_code = 2


class Serving:
    """A page on a port. The port is taken at once, so that a taken one is told before anything else begins."""

    def __init__(self, app: ASGIApp, host: str, port: int, what: str, setting: str) -> None:
        """`port` 0 takes a free one; `what` the page is, and the `setting` of its port, are for who has to mend it.

        Raises PortInUse, or NoAddress where `host` is none of this machine's.
        """
        self._app = app
        self._socket = _bound(host, port, what, setting)

    @property
    def address(self) -> str:
        """Where the page is."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; requests in hand have a second to finish."""
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = _Quiet(config)
        task = asyncio.create_task(server.serve(sockets=[self._socket]))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        stopped.cancel()
        await task

    def close(self) -> None:
        """Give the port back; serving that has ended has done so."""
        self._socket.close()


class _Quiet(uvicorn.Server):
    """Signals are ours: uvicorn would raise them again when it ends, and what comes after it would never run."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def _bound(host: str, port: int, what: str, setting: str) -> socket.socket:
    name = "127.0.0.1" if host == "localhost" else host
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        raise NoAddress(host=host, what=what) from None
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # The protocol is named: without it asyncio leaves Nagle on, and an answer over a kept connection waits for 40 ms.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((name, port))
        bound.listen(128)
    except OSError as fault:
        bound.close()
        if fault.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortInUse(port=port, host=host, what=what, setting=setting) from fault
        raise NoAddress(host=host, what=what) from fault
    bound.setblocking(False)
    return bound
