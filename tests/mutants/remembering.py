"""What was tried before, in build/mutants: verdicts stand as long as nothing has changed that they come from."""

import json
from pathlib import Path

from tests.mutants.mutating import Mutant
from tests.mutants.standing import FOLDER, standing
from tests.mutants.trying import Verdict


class Memory:
    """The verdicts on one file's mutants."""

    def __init__(self, root: Path, file: str) -> None:
        self._path = root / FOLDER / f"{Path(file).stem}.jsonl"
        self._standing = standing(root)
        self._kept: dict[str, tuple[str, Verdict]] = {}
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                told = json.loads(line)
                self._kept[told["mutant"]] = told["standing"], Verdict(told["outcome"], told["by"])

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """What came of it, where nothing has changed since."""
        standing, verdict = self._kept.get(_known(mutant), ("", None))
        return verdict if standing == self._standing else None

    def noticed_by(self, mutant: Mutant) -> tuple[str, ...]:
        """The test that noticed it last time."""
        _, verdict = self._kept.get(_known(mutant), ("", None))
        return (verdict.by,) if verdict is not None and "::" in verdict.by else ()

    def keep(self, mutant: Mutant, verdict: Verdict) -> None:
        """Written at once: a run may be interrupted at any time."""
        self._kept[_known(mutant)] = self._standing, verdict
        self._path.parent.mkdir(parents=True, exist_ok=True)
        told = {"mutant": _known(mutant), "standing": self._standing, "outcome": verdict.outcome, "by": verdict.by}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(told, ensure_ascii=False) + "\n")


def _known(mutant: Mutant) -> str:
    return f"{mutant.within}: {mutant.change}"
