"""What an import says when it is done; the counts always add up to the rows."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

COUNTED: Final = ("new", "known", "changed", "outside")


@dataclass(frozen=True, slots=True)
class Noted:
    """One row and column with the reason why it was rejected or only partly read. Row 0 is the header."""

    row: int
    column: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As in the command line's output."""
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(slots=True)
class Summary:
    """The outcome of one file. rows = new + known + changed + outside + len(rejected), always."""

    rows: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    outside: int = 0
    rejected: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)

    def count(self, outcome: Literal["new", "known", "changed", "outside"]) -> None:
        """One more row of that outcome (new, known, changed or outside)."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.rows += 1

    def reject(self, row: int, column: str, reason: str) -> None:
        """One more row that could not be used."""
        self.rejected.append(Noted(row, column, reason))
        self.rows += 1

    def again(self) -> "Summary":
        """The same file imported before: everything that then became a case, or changed one, is known now."""
        known = self.new + self.known + self.changed
        return Summary(self.rows, 0, known, 0, self.outside, self.rejected, self.warnings)

    def counts(self) -> dict[str, int]:
        """The figures alone, as kept with the import."""
        return {name: getattr(self, name) for name in ("rows", *COUNTED)} | {"rejected": len(self.rejected)}

    def as_json(self) -> dict[str, Any]:
        """`{"rows","new","known","changed","outside","rejected":[{"row","column","reason"}],"warnings":[…]}`."""
        return {name: getattr(self, name) for name in ("rows", *COUNTED)} | {
            "rejected": [noted.as_json() for noted in self.rejected],
            "warnings": [noted.as_json() for noted in self.warnings],
        }
