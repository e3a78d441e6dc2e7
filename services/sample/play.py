"""Plays the district through casework, day by day, with the clock standing where the story is.

Every id comes out of the seed, so a play that was interrupted goes on where it stopped when it is played again.
"""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from events.fact import Fact, FactData, FactRef
from events.intake import Detection, RowRead
from events.personal import reveal
from events.refs import CaseRef
from events.unit import RowRejected, RowTakenBack
from services.casework.incoming import Answer, Incoming
from services.clock import Clock, time_ordered_id
from services.ingest.importer import Importer, Takes
from services.ingest.imports import Imports
from services.ingest.keys import Token
from services.sample.district import District
from services.sample.tale import Step
from services.sample.weekly import Extract

_TOGETHER: Final = timedelta(hours=12)
"""Facts no further apart than this are recorded in one transaction."""

_WRITTEN_AFTER: Final = timedelta(minutes=5)
"""How long after it happened the last of them is written down."""

_MOST: Final = 200


class StoryClock:
    """Stands where the story is; ids sort by its hour, and chance is the machine's own."""

    def __init__(self, real: Clock, at: datetime) -> None:
        self._real = real
        self.at = at

    def now(self) -> datetime:
        """The story's hour."""
        return self.at

    def new_id(self) -> UUID:
        """A UUID version 7 of the story's hour."""
        return time_ordered_id(self.at, self.token(10))

    def token(self, n_bytes: int) -> bytes:
        """Real chance: keys of the sample are as good as any."""
        return self._real.token(n_bytes)


@dataclass(slots=True)
class Played:
    """What became of it: facts by outcome, rows by outcome, and the case of each participant by name."""

    facts: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)
    """Ids of facts that came out otherwise than the story says: there should be none."""
    cases: dict[str, CaseRef] = field(default_factory=dict)


class _Remembering:
    """Casework, with a note of whose case is whose: references are only known once a row or a referral is in."""

    def __init__(self, casework: Takes, played: Played) -> None:
        self._casework = casework
        self._played = played
        self._names: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._read: dict[tuple[str, str], FactRef] = {}
        self._rejected: dict[str, str] = {}

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        answers = self._casework.take(facts)
        for incoming, answer in zip(facts, answers, strict=True):
            if incoming.fact is not None:
                self._note(incoming.fact, answer)
        return answers

    def _note(self, fact: Fact, answer: Answer) -> None:
        told = fact.data
        if isinstance(told, RowRejected):
            self._rejected[told.fingerprint] = (reveal(told.content) or {}).get("anmeldelsesnr", "")
        if isinstance(told, RowRead):
            self._keys[reveal(told.report_number) or ""] = told.row_key
            self._names[told.row_key] = reveal(told.person.name) or ""
            self._read.setdefault((reveal(told.report_number) or "", self._names[told.row_key]), fact.ref)
        if isinstance(told, Detection) and answer.case is not None:
            self._found(reveal(told.person.name) or "", answer.case)
        if isinstance(told, RowTakenBack) and answer.case is not None:
            self._found(self._names[told.row_key], answer.case)

    def _found(self, name: str, case: CaseRef) -> None:
        """The first case of a person goes by their name, the second has a number."""
        cases = self._played.cases
        if case not in (cases.get(name), cases.get(f"{name} #2")):
            cases[name if name not in cases else f"{name} #2"] = case

    def case(self, handle: str) -> CaseRef:
        """The reference of a participant's case."""
        return self._played.cases[handle]

    def rejected(self, report: str) -> str:
        """The fingerprint of a rejected row."""
        return next(fingerprint for fingerprint, told in self._rejected.items() if report in told)

    def row(self, report: str) -> str:
        """The key of a row."""
        return self._keys[report]

    def read(self, report: str, name: str) -> FactRef:
        """The fact that told of a row first."""
        return self._read[report, name]


def play(
    district: District,
    casework: Callable[[Clock], Takes],
    imports: Imports,
    token: Token,
    clock: Clock,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> Played:
    """Play the whole story. `casework` makes one with the clock it is given; `on_progress` counts facts and files."""
    return _Player(district, casework, imports, token, clock, on_progress).play()


class _Player:
    def __init__(
        self,
        district: District,
        casework: Callable[[Clock], Takes],
        imports: Imports,
        token: Token,
        clock: Clock,
        on_progress: Callable[[int, int], None],
    ) -> None:
        self._district = district
        self._clock = StoryClock(clock, district.began)
        self._played = Played()
        self._casework = _Remembering(casework(self._clock), self._played)
        self._importer = Importer(self._casework, imports, token, self._clock)
        self._units = imports.units
        self._on_progress = on_progress
        self._of = len(district.extracts) + len(district.steps)
        self._done = 0

    def play(self) -> Played:
        there = self._units()
        self._take([step for step in self._district.units if step.about.partition("/")[2] not in there])
        self._take(self._district.staff)
        coming = list(self._district.steps)
        for extract in self._district.extracts:
            before = [step for step in coming if step.told < extract.at]
            coming = coming[len(before) :]
            self._tell(before)
            self._import(extract)
        self._tell(coming)
        return self._played

    def _import(self, extract: Extract) -> None:
        self._clock.at = extract.at
        told = self._importer.import_bytes(io.BytesIO(extract.csv()), extract.name, extract.unit, extract.week)
        self._played.rows.update({k: v for k, v in told.counts().items() if k != "rows"})
        self._count(1)

    def _tell(self, steps: Sequence[Step]) -> None:
        """In batches of half a day; a step on a case that the batch itself makes begins the next one."""
        batch: list[Step] = []
        for step in steps:
            if batch and (step.told - batch[0].told > _TOGETHER or len(batch) == _MOST or not self._known(step)):
                self._take(batch)
                batch = []
            batch.append(step)
        self._take(batch)

    def _known(self, step: Step) -> bool:
        return ("/" in step.about and isinstance(step.said, FactData)) or step.about in self._played.cases

    def _take(self, steps: Sequence[Step]) -> None:
        if not steps:
            return
        self._clock.at = max(self._clock.at, steps[-1].told + _WRITTEN_AFTER)
        answers = self._casework.take([Incoming.of(step.fact(self._casework)) for step in steps])
        for step, answer in zip(steps, answers, strict=True):
            self._played.facts[answer.outcome] += 1
            if answer.outcome != step.outcome and not answer.repeated:  # what waited in a play before may wait no more
                self._played.unlike.append(step.id)
        self._count(len(steps))

    def _count(self, more: int) -> None:
        self._done += more
        self._on_progress(min(self._done, self._of), self._of)
