"""A clock that stands still and chance that is none."""

from datetime import UTC, datetime
from uuid import UUID


class FixedClock:
    """Always the same moment, always the same byte."""

    def __init__(self, byte: bytes = b"\x01", at: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)) -> None:
        self._byte = byte
        self._at = at

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._at

    def new_id(self) -> UUID:
        """The same id every time."""
        return UUID(bytes=self._byte * 16)

    def token(self, n_bytes: int) -> bytes:
        """The same byte, `n_bytes` times."""
        return self._byte * n_bytes
