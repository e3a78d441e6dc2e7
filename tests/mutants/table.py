"""What was tried of each file and what came of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.mutants.mutating import Mutant
from tests.mutants.trying import Verdict


@dataclass
class Tried:
    """One file: all of its mutants, and the verdicts on those that were tried.

    What cannot be loaded is counted apart, neither noticed nor not: no test had to look.
    """

    file: str
    found: Sequence[Mutant]
    verdicts: dict[tuple[str, str, str], Verdict] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        return Counter(verdict.outcome for verdict in self.verdicts.values())

    @property
    def killed(self) -> int:
        return self.counts["killed"]

    @property
    def counted(self) -> int:
        """All that a test could have noticed."""
        return self.counts["killed"] + self.counts["survived"]

    def line(self) -> str:
        """File, how many changes there are, how many were tried, how many noticed, and what that is in per cent."""
        counts = self.counts
        return _line(self.file, len(self.found), len(self.verdicts), counts)


def _line(name: str, found: int, tried: int, counts: Counter[str]) -> str:
    counted = counts["killed"] + counts["survived"]
    rate = f"{100 * counts['killed'] / counted:5.1f} %" if counted else "      –"
    return (
        f"{name:<28} {found:6d} {tried:6d} {counts['killed']:7d} {counts['survived']:9d} "
        f"{counts['unloadable']:11d}  {rate}"
    )


def table(results: Sequence[Tried]) -> str:
    """All files, and all together."""
    head = f"{'file':<28} {'found':>6} {'tried':>6} {'noticed':>7} {'unnoticed':>9} {'not loading':>11}  noticed"
    together: Counter[str] = Counter()
    for result in results:
        together += result.counts
    found, tried = sum(len(r.found) for r in results), sum(len(r.verdicts) for r in results)
    return "\n".join(["", head, *(r.line() for r in results), _line("in all", found, tried, together)])
