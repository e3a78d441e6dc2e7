"""Time, ids and secrets come from here and nowhere else, so that every decision can be replayed with the same ones."""

import os
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

_UNIX_MS_BITS = 48
_PIECE = 4096


class Clock(Protocol):
    """What a service asks when it needs the hour, a new id or something that nobody can guess."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def new_id(self) -> UUID:
        """An id that nobody has had; later ids sort after earlier ones, to the millisecond."""
        ...

    def token(self, n_bytes: int) -> bytes:
        """`n_bytes` bytes fit for keys and passwords."""
        ...


class SystemClock:
    """The machine's own clock and its own source of chance."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def new_id(self) -> UUID:
        """A UUID version 7 (RFC 9562, 5.7): neighbours in time are neighbours in an index."""
        return time_ordered_id(self.now(), self.token(10))

    def token(self, n_bytes: int) -> bytes:
        """`n_bytes` bytes from the operating system, fit for keys and passwords."""
        return os.urandom(n_bytes)


class Drawn:
    """A clock whose chance is drawn a piece at a time: for one transaction in one thread, and dropped with it.

    Each question to the operating system lets the other threads in, who stay for up to 5 ms: a process that does
    several things at once waited for its own chance for a sixth of the time in which it records facts.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._piece = b""
        self._used = 0

    def now(self) -> datetime:
        """As the clock behind it."""
        return self._clock.now()

    def new_id(self) -> UUID:
        """A UUID version 7, of the moment that it is."""
        return time_ordered_id(self.now(), self.token(10))

    def token(self, n_bytes: int) -> bytes:
        """`n_bytes` bytes that nobody else has been given."""
        if self._used + n_bytes > len(self._piece):
            self._piece, self._used = self._clock.token(max(_PIECE, n_bytes)), 0
        self._used += n_bytes
        return self._piece[self._used - n_bytes : self._used]


def time_ordered_id(at: datetime, chance: bytes) -> UUID:
    """A UUID version 7 out of a moment and ten bytes of chance (74 of their 80 bits are used).

    Raises ValueError when `at` is naive or `chance` is not ten bytes.
    """
    if at.tzinfo is None:
        raise ValueError("an id needs an aware moment")
    if len(chance) != 10:
        raise ValueError("an id needs ten bytes of chance")
    whole_ms = int(at.timestamp() * 1000) & ((1 << _UNIX_MS_BITS) - 1)
    noise = int.from_bytes(chance, "big")
    high = noise >> 68
    low = noise & ((1 << 62) - 1)
    return UUID(int=(whole_ms << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)
