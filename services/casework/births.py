"""When somebody is born, as rows, referrals and their corrections tell it; personal, and only ever in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from events.correction import Corrected
from events.fact import Fact
from events.intake import Detection
from services.casework.tokens import born_on
from workflows.correction import mended
from workflows.outcome import Entry, Verb
from workflows.ties import Ties


@dataclass(slots=True)
class Births:
    """`told` are rows and referrals by key, as corrected; `right` leads from a corrected date to the right one."""

    told: dict[str, Fact] = field(default_factory=dict)
    days: dict[str, date | None] = field(default_factory=dict)
    right: dict[date, date] = field(default_factory=dict)

    @classmethod
    def of(cls, log: Iterable[Entry], ties: Ties) -> "Births":
        """What the entries of a case tell, oldest first; other types, and what is another's, are passed over."""
        births = cls()
        for entry in log:
            data = entry.fact.data
            if ties.is_struck(entry.fact.key):
                continue
            if isinstance(data, Detection) and entry.verb not in (Verb.REFUSED, Verb.WAITING):
                births._tell(entry.fact, births.corrected(born_on(data.person)))
            elif isinstance(data, Corrected) and entry.applies and str(data.fact) in births.told:
                births._mend(data, entry)
        return births

    @property
    def born(self) -> date | None:
        """The birth date as the latest telling has it, a correction being one."""
        return next((day for day in reversed(self.days.values()) if day is not None), None)

    def corrected(self, day: date | None) -> date | None:
        """The right date for one that is told again although it has been corrected."""
        return self.right.get(day, day) if day is not None else None

    def _tell(self, fact: Fact, day: date | None) -> None:
        self.told[fact.key] = fact
        self.days.pop(fact.key, None)  # the latest stands last
        self.days[fact.key] = day

    def _mend(self, correction: Corrected, entry: Entry) -> None:
        fact = mended(self.told[str(correction.fact)], correction, entry.decided_with.get("corrected"))
        self.told[fact.key] = fact
        if correction.field != "person" or not isinstance(fact.data, Detection):
            return
        wrong, day = self.days[fact.key], born_on(fact.data.person)
        self._tell(fact, day)
        if wrong is not None and day is not None:
            self.right = {was: day if now == wrong else now for was, now in self.right.items()} | {wrong: day}
            self.right.pop(day, None)
