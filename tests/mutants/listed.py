"""The changes that no test notices, each with the reason why it may be so (survivors.toml)."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.mutants.table import Tried

_FILE: Final = Path(__file__).with_name("survivors.toml")

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Reason by file, definition and change."""

    reasons: dict[Key, str]

    @classmethod
    def read(cls, text: str | None = None) -> Self:
        """`[[survivor]]` with file, within, changes and reason; a reason holds for one change or for several."""
        found = tomllib.loads(_FILE.read_text(encoding="utf-8") if text is None else text)
        told = {
            (one["file"], one["within"], change): one["reason"]
            for one in found.get("survivor", [])
            for change in one["changes"]
        }
        empty = sorted(str(key) for key, reason in told.items() if not reason.strip())
        if empty:
            raise ValueError(f"without a reason in survivors.toml: {', '.join(empty)}")
        return cls(told)


def faults(listed: Listed, results: Sequence[Tried]) -> tuple[str, ...]:
    """What the list and the run do not agree on."""
    return tuple(_faults(listed, results))


def _faults(listed: Listed, results: Sequence[Tried]) -> Iterator[str]:
    for result in results:
        there = {mutant.key: mutant for mutant in result.found}
        for key, verdict in result.verdicts.items():
            if verdict.outcome == "survived" and key not in listed.reasons:
                yield f"no test notices {there[key]}: write the test, or its reason into survivors.toml"
            elif verdict.outcome != "survived" and key in listed.reasons:
                yield f"noticed by {verdict.by or 'whoever loads it'}: take it off survivors.toml: {there[key]}"
        for file, within, change in listed.reasons:
            if file == result.file and (file, within, change) not in there:
                yield f"no such change any more: take it off survivors.toml: {file} in {within}: {change}"
