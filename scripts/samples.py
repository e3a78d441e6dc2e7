"""Writes the frozen samples of every fact type that has none yet: one with every field, one with only what is needed.

A sample that exists is never written again: what was once published must parse for ever.
Run `python -m scripts.samples`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from events.catalogue import CATALOGUE, build
from events.fact import FactData
from services.contracts.examples import SUBJECTS, fields, written

FOLDER: Final = Path(__file__).resolve().parents[1] / "tests" / "events" / "samples"


def samples(model: type[FactData]) -> Iterator[tuple[Path, bytes]]:
    """The file and content of the full and the minimal sample of a type."""
    for name, full in (("full", True), ("minimal", False)):
        data = model.model_validate(fields(model, full=full))
        about: dict[str, Any] = {"on_behalf_channel": "phone", "seen": 3} if full else {}
        fact = build(
            data,
            id=f"sample-{name}",
            source="desk",
            subject=SUBJECTS[model.addressed()[0]],
            time="2026-11-23T08:00:00Z",
            reported_by="staff/k1",
            recorded_by="staff/k1",
            **about,
        )
        yield FOLDER / f"{model.TYPE}.{name}.json", written(fact)


def main() -> int:
    """Write what is missing; say so where a file would come out differently today, and leave it as it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for model in CATALOGUE:
        for path, content in samples(model):
            if path.exists():
                if path.read_bytes() != content:
                    print(f"{path.name}: the type has another shape now; the sample stays as it was")
                continue
            path.write_bytes(content)
            print(f"{path.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
