"""The clock of casework: what time alone brings is looked for every minute."""

import asyncio
from typing import Final

from services import log
from services.bus.meters import Meters
from services.bus.pace import Lane, pause
from services.casework.casework import OUTAGES, Casework
from services.clock import Clock
from services.errors import StartError

_TICK_SECONDS: Final = 60.0

_log = log.get("casework")


class Clockwork:
    """Several processes may have one: the same tick twice does nothing the second time."""

    def __init__(self, casework: Casework, clock: Clock, meters: Meters) -> None:
        self._casework = casework
        self._clock = clock
        self._meters = meters
        self._lane = Lane("clockwork")

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop`; a database that is away is asked again at the next tick."""
        try:
            while not stop.is_set():
                try:
                    ticked = await self._lane.run(self._casework.tick, self._clock.now())
                    if any((ticked.refused, ticked.dropped, ticked.anew, ticked.drafts)):
                        counts = {"refused": ticked.refused, "no_case": ticked.dropped, "anew": ticked.anew}
                        _log.info("ticked", **counts, drafts=ticked.drafts)
                except (*OUTAGES, StartError):
                    _log.warning("tick_missed", exc_info=True)
                    self._meters.interrupted.labels("clockwork").inc()
                await pause(stop, _TICK_SECONDS)
        finally:
            await self._lane.close()
