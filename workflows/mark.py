"""When something happened and which fact says so; and the order in which such things stand."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
LATEST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mark:
    """That something happened, when, and which fact says so."""

    at: datetime
    fact: str


class Timed(Protocol):
    """Something that happened at a moment."""

    @property
    def at(self) -> datetime: ...


TimedT = TypeVar("TimedT", bound=Timed)


def in_order(items: tuple[TimedT, ...]) -> tuple[TimedT, ...]:
    """By happened time: what arrives late takes its place."""
    return tuple(sorted(items, key=lambda item: item.at))
