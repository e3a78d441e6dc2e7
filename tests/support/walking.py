"""A case on its way through a town: facts are told day by day, and what stands is read as people there read it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import takewhile
from typing import Any, Final, TypeVar, cast

import pytest

from events.fact import FactData
from events.intake import ReferralReceived
from events.personal import Open
from events.values import Source
from services.cli import look
from services.store.asking import NotThere
from tests.support.extracts import number_of, person
from tests.support.ladder import (
    answered,
    assessed,
    clearance_asked,
    cleared,
    consented,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
)
from tests.support.people import BORN
from tests.support.story import Step, Story, day, flat
from tests.support.town import Town

T = TypeVar("T")


@dataclass
class Walk:
    """One case on its way. `when` tells facts; the rest looks at it as the coordinator does, unless said otherwise."""

    town: Town
    ref: str
    reader: str = "k1"
    last: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    looks: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, town: Town, step: Step) -> "Walk":
        """The case that a referral makes."""
        told = town.tell(step, "unit/ost")
        assert told["verb"] == "recorded", told
        return cls(town, told["subject"].removeprefix("case/"), last=told)

    @property
    def subject(self) -> str:
        return f"case/{self.ref}"

    # ------------------------------------------------------------------------------------------------------- telling

    def when(self, *steps: Any) -> "Walk":
        """Facts happen, one after the other."""
        for step in flat(steps):
            data = step.data(cast("Story", self)) if callable(step.data) else step.data
            self.last = self.town.tell(replace(step, data=data), self.subject)
            self.keys[data.TYPE] = f"{self.last['fact']['source']}:{self.last['fact']['id']}"
        return self

    def key(self, model: type[FactData]) -> str:
        """`source:id` of the latest fact of a type that was told here."""
        return self.keys[model.TYPE]

    def given(self, *steps: Any) -> "Walk":
        """Facts happen, each as it should."""
        for step in flat(steps):
            self.when(step).recorded()
        return self

    def on(self, number: int) -> "Walk":
        """It is the morning of day `number`."""
        self.town.on(number)
        return self

    # ------------------------------------------------------------------------------------------------------- judging

    def recorded(self) -> "Walk":
        """The last fact stands, without breach."""
        assert (self.last["verb"], self.last["reasons"]) == ("recorded", []), self.last
        return self

    def refused(self, code: str, *rules: int) -> "Walk":
        return self._said("refused", code, rules)

    def waiting(self, code: str, *rules: int) -> "Walk":
        return self._said("waiting", code, rules)

    def breach(self, code: str, *rules: int) -> "Walk":
        return self._said("breached", code, rules)

    def answered(self) -> "Walk":
        """The coordinator says what was done about the breach that was told last."""
        source, fact_id = self.last["fact"]["source"], self.last["fact"]["id"]
        return self.given(answered("breach", f"{source}:{fact_id}"))

    def superseded(self) -> "Walk":
        """The last fact stands, and something later is known already."""
        assert (self.last["verb"], self.last["reasons"]) == ("superseded", []), self.last
        return self

    def _said(self, verb: str, code: str, rules: tuple[int, ...]) -> "Walk":
        assert self.last["verb"] == verb, self.last
        reasons = {reason["code"]: reason["rules"] for reason in self.last["reasons"]}
        assert code in reasons, self.last
        assert set(rules) <= set(reasons[code]), self.last
        return self

    # ------------------------------------------------------------------------------------------------------- looking

    def read_by(self, reader: str) -> "Walk":
        """From here on somebody else looks."""
        self.reader = reader
        return self

    def hidden_from(self, *slugs: str) -> "Walk":
        """For them there is no such case."""
        for slug in slugs:
            with pytest.raises(NotThere):
                self.seen(by=slug)
        return self

    def seen(self, by: str | None = None) -> dict[str, Any]:
        """`trygghet case REF --json --as BY`."""
        who = by or self.reader
        return self._looked(who, "json", lambda: self.town.command(look.case, self.ref, by=who, json=True).value)

    def why(self, by: str | None = None) -> str:
        """`trygghet case REF --why --as BY`."""
        who = by or self.reader
        return self._looked(who, "text", lambda: self.town.command(look.case, self.ref, why=True, by=who).text)

    def _looked(self, by: str, how: str, look_now: Callable[[], T]) -> T:
        """One look for all that is said of the same moment."""
        moment = (by, how, self.town.told, self.town.clock.at)
        if moment not in self.looks:
            self.looks[moment] = look_now()
            self.town.looked.append((f"staff/{by}", self.subject))
        found: T = self.looks[moment]
        return found

    def phase(self, phase: str, ground: str | None = None) -> "Walk":
        seen = self.seen()
        assert seen["phase"] == phase
        if ground is not None:
            assert seen["closing"]["ground"] == ground
        return self

    def owes(
        self,
        kind: str,
        owner: str | None = None,
        due: int | None = None,
        *,
        party: str | None = None,
        waiting_for: str | None = None,
        standing: str | None = None,
    ) -> "Walk":
        """A duty of this kind stands: whose it is, on which day of the walk it is due."""
        found = self.seen()["duties"]
        duties = [d for d in found if d["kind"] == kind and (party is None or d["party"] == party)]
        assert duties, f"{kind} is not owed; owed are {sorted(d['kind'] for d in found)}"
        told = duties[0]
        if owner is not None:
            assert told["owner"] == owner, told
        if due is not None:
            assert told["due"] == day(due).isoformat(), f"{kind} is due on day {_day_of(told['due'])}"
        if waiting_for is not None:
            assert waiting_for in told["waiting_for"], told
        if standing is not None:
            assert told["standing"] == standing, told
        return self

    def owes_no(self, *kinds: str) -> "Walk":
        assert not {d["kind"] for d in self.seen()["duties"]} & set(kinds), self._owed()
        return self

    def owes_only(self, *kinds: str) -> "Walk":
        assert {d["kind"] for d in self.seen()["duties"]} == set(kinds), self._owed()
        return self

    def owes_nothing(self) -> "Walk":
        assert self.seen()["duties"] == [], self._owed()
        return self

    def _owed(self) -> str:
        return ", ".join(f"{d['kind']} ({d['owner']}, day {_day_of(d['due'])})" for d in self.seen()["duties"])

    def reads(self, line: str, *under: str, by: str | None = None) -> "Walk":
        """The explanation has a line that begins with `line`; what is said there and under it holds each of `under`."""
        text = self.why(by)
        found = list(_passages(text, line))
        assert found, f"{line!r} is not in\n{text}"
        told = "\n---\n".join(found)
        assert any(all(words in one for words in under) for one in found), f"{under} are not together in\n{told}"
        return self

    def reads_not(self, *words: str, by: str | None = None) -> "Walk":
        text = self.why(by)
        assert [one for one in words if one in text] == [], text
        return self

    def reminded(self, kind: str, step: str) -> "Walk":
        """The clock has raised this reminder."""
        raised = [(r["kind"], r["step"]) for r in self.seen()["reminders"]]
        assert (kind, step) in raised, raised
        return self


def _day_of(due: str) -> int:
    return (date.fromisoformat(due) - day(0)).days


_NUMBER_AND_MOMENT: Final = re.compile(r"\s+\d+  [\d.]+ \d\d\.\d\d\s+")
"""What a line of the timeline begins with."""


def _passages(text: str, begins: str) -> Iterator[str]:
    """Every line that begins so (behind number and moment), with what is indented under it."""
    lines = text.splitlines()
    for n, line in enumerate(lines):
        if _NUMBER_AND_MOMENT.sub("", line).strip().startswith(begins):
            under = takewhile(partial(_is_under, line), lines[n + 1 :])
            yield "\n".join((line, *under))


def _is_under(line: str, more: str) -> bool:
    return len(more) - len(more.lstrip()) > len(line) - len(line.lstrip())


def row_of(n: int = 1, /, **columns: str) -> dict[str, str]:
    """A row of the police's extract: the n-th youth, robbed; mother and father; e2 investigates. Columns by name."""
    return person(
        n,
        **{
            "hendelsesdato": day(-9).isoformat(),
            "sakstype": "ran",
            "saksstatus": "under etterforskning",
            "telefon": "+47 00000001",
            "foresatt_1_navn": "Syntetisk Mor",
            "foresatt_1_telefon": "+47 00000002",
            "foresatt_1_rolle": "mor",
            "foresatt_2_navn": "Syntetisk Far",
            "foresatt_2_telefon": "+47 00000003",
            "foresatt_2_rolle": "far",
            "bor_hos": "begge",
            "etterforsker_id": "e2",
            **columns,
        },
    )


def referred_by(role: str = "r1", *, n: int = 1, born: date = BORN, **about: Any) -> Step:
    """Somebody has turned to the coordinator about the n-th youth, whose national number is known there."""
    step = referred(born=born, **about).reported_by(role, Source.MUNICIPALITY)
    assert isinstance(step.data, ReferralReceived)
    who = step.data.person.model_copy(update={"national_number": Open(number_of(born, n))})
    return replace(step, data=step.data.model_copy(update={"person": who}))


def cleared_by_police(**when: Any) -> tuple[Step, ...]:
    """Asked by the coordinator, and answered by the investigator in the police's own system."""
    return (clearance_asked(**when), cleared(**when).reported_by("e2", Source.POLICE))


def to_follow_up(*, reported: bool = True, **about: Any) -> tuple[Step, ...]:
    """From the detection on day 0 to a guide who follows up from day 9; the conversation is held on day 7."""
    return (
        assessed(day=1, **about),
        considered(),
        *(cleared_by_police(day=2) if reported else ()),
        family_called(day=2, hour=14),
        conversation_held(day=7).reported_by("h1", Source.MUNICIPALITY),
        guide_asked(day=8),
        guide_accepted(day=9).reported_by("g1", Source.GUIDELOG),
        consented().reported_by("g1", Source.GUIDELOG),
    )


def guidelog(step: Step) -> Step:
    """What the guide writes in the guide's own log."""
    return step.reported_by("g1", Source.GUIDELOG)
