"""What was done to the system and what it answered, one JSON object a line: the only thing the checker believes.

An operation is `invoke`d and ends as `ok`, `fail` (the other side said that nothing happened) or `unknown`. No answer
is unknown, never fail: what is unknown may have happened, and may still happen.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

State = Literal["invoke", "ok", "fail", "unknown", "info"]


class History:
    """A file that several threads add to; every line is written before `add` returns."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.seed = seed
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._file = path.open("a", encoding="utf-8")
        self._numbers = 0
        self.add("harness", "begin", "info", seed=seed)

    def add(self, who: str, op: str, state: State, **about: Any) -> int:
        """One line; gives its number, by which the end of an operation names its beginning."""
        with self._lock:
            self._numbers += 1
            line = {"n": self._numbers, "at": round(time.monotonic() - self._began, 4), "who": who, "op": op}
            json.dump({**line, "state": state, **about}, self._file)
            self._file.write("\n")
            self._file.flush()
            return self._numbers

    def close(self) -> None:
        self._file.close()


@dataclass
class Published:
    """Everything that the history tells of one (source, id): which bodies, by their `time`, and which were acked."""

    bodies: set[str] = field(default_factory=set)
    acked: set[str] = field(default_factory=set)
    person: str | None = None
    report: str | None = None
    kind: str = "fact"


def read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def published(path: Path) -> dict[tuple[str, str], Published]:
    """(source, id) -> what was sent under it. A body is named by its digest."""
    found: dict[tuple[str, str], Published] = {}
    invoked: dict[int, tuple[tuple[str, str], str]] = {}
    for line in read(path):
        if line["op"] != "publish":
            continue
        if line["state"] == "invoke":
            key = (line["source"], line["id"])
            entry = found.setdefault(key, Published())
            entry.bodies.add(line["body"])
            entry.person, entry.report, entry.kind = line.get("person"), line.get("report"), line["kind"]
            invoked[line["n"]] = (key, line["body"])
        elif line["state"] == "ok":
            key, body = invoked[line["of"]]
            found[key].acked.add(body)
    return found
