"""What `verify` found that is not as it was written."""

from dataclasses import dataclass
from typing import Final

MOST: Final = 1000
"""So many are named; a record with more is broken as a whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is the key of its text; `subject` and `sequence` say where (None: of no subject, of no single line).

    `detail` names fields or table entries, never a value.
    """

    what: str
    subject: str | None = None
    sequence: int | None = None
    detail: str = ""

    @property
    def only_older(self) -> bool:
        """Written by an earlier version and not folded anew yet: `trygghet migrate` puts it right."""
        return self.what == "older_fold"


class Differences:
    """Collects up to `MOST` differences and counts the others."""

    def __init__(self) -> None:
        self.found: list[Difference] = []
        self._beyond = 0

    def add(self, what: str, subject: str | None = None, sequence: int | None = None, detail: str = "") -> None:
        """One more."""
        if len(self.found) < MOST:
            self.found.append(Difference(what, subject, sequence, detail))
        else:
            self._beyond += 1

    def all(self) -> list[Difference]:
        """Those named; the last says how many more there were."""
        if not self._beyond:
            return self.found
        return [*self.found, Difference("more_differences", detail=str(self._beyond))]
