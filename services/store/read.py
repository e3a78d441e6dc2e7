"""What may be asked of the record, by whom; what shows a person is in the ledger before the answer leaves."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.correction import Corrected
from events.court import HearingMoved, HearingScheduled
from services.clock import Clock
from services.store.answers import (
    CaseLine,
    CaseView,
    DutyLine,
    HearingLine,
    NotTaken,
    Quarantined,
    ReminderLine,
    Standing,
    TimelineLine,
    Together,
)
from services.store.asking import Actor, NotAllowed, NotThere, find_actor, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.happenings import version_for
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.rows import Rows
from services.store.trial import Trial, try_policy
from workflows.access import PRINTED, Act, may
from workflows.case import Case, Struck
from workflows.closing import blocked_from
from workflows.duties import Subject, duties
from workflows.duty import Duty
from workflows.eligible import Eligibility, eligible, guides_now
from workflows.outcome import Entry, Reason
from workflows.period import OPEN_PHASES
from workflows.places import places_decided
from workflows.policy import DEFAULT, Policy
from workflows.record import fold, world_at
from workflows.staff import Staff
from workflows.workdays import day_of

MOST: Final = 10_000
"""Longest answer; a list that long is not read by anybody."""

_MOST_TOGETHER: Final = 20


class Reader:
    """The questions, for the command line and the desk. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock
        self.rows = Rows(pool, keyring, clock)

    def actor(self, slug: str) -> Actor:
        """The member of staff who asks (`--as`). Raises NotThere."""
        with self._pool.connection() as connection:
            return find_actor(connection, slug, day_of(self._clock.now()))

    def cases(
        self, actor: Actor, today: date, *, phase: str | None = None, unit: str | None = None, overdue: bool = False
    ) -> tuple[CaseLine, ...]:
        """The cases that the actor sees, the next due first. Raises NotAllowed."""
        _require(actor, "see_overview", "see_case")
        asked = {"today": today, "phase": phase, "unit": unit, "overdue": overdue, "most": MOST}
        return tuple(
            CaseLine(ref, of_unit, in_phase, sequence, opened, touched, owed, late, next_due)
            for ref, of_unit, in_phase, sequence, people, opened, touched, owed, late, next_due in self._rows(
                actor, "cases", asked
            )
            if may(actor.member, "see_overview", of_unit)
            or may(actor.member, "see_case", of_unit, actor.part_in(ref, people))
        )

    def case(
        self,
        actor: Actor,
        ref: str,
        *,
        known: datetime | None = None,
        happened: datetime | None = None,
        paper: Act | None = None,
    ) -> CaseView:
        """One case; its log as far as recorded by `known` (default: all).

        `paper` is what it is read for, where that is more than looking: the actor must be allowed it, and personal data
        must be open to them; the ledger names it.

        With `known` the state and the duties are those of that moment, under the policy and with the today of then.
        With `happened` what had happened by then: the timeline, and the values that report the world.

        Raises NotAllowed, NotThere, KeyMissing.
        """
        _require(actor, "see_case")
        if paper is not None:
            _require(actor, paper)
        asked: dict[str, Any] = {"ref": ref, "known": known}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_row"], asked).fetchone()
            if row is None or not may(actor.member, "see_case", row[0], actor.part_in(ref, row[4])):
                raise NotThere(ref)
            unit, _, sequence, state, people, _, _, policy = row
            present, now = _case(load_state("case", state)), self._clock.now()
            personal = may(actor.member, "see_personal", unit, actor.part_in(ref, people))
            personal = personal and not _blocked(present, _policy(connection, unit, day_of(now)), day_of(now))
            if paper in PRINTED and not (personal and may(actor.member, paper, unit, tuple(people))):
                raise NotAllowed(actor, paper)
            today = day_of(known or now)
            detail = "personal" if personal else "without personal data"
            act, detail = ("read_case", detail) if paper is None else ("read_paper", f"{paper}, {detail}")
            with connection.pipeline():  # one question to the server rather than six
                asked |= {"today": today, "most": MOST, "most_together": _MOST_TOGETHER}
                told = connection.execute(QUERIES["case_lines"], asked)
                raised = connection.execute(QUERIES["case_reminders"], asked)
                stand = connection.execute(QUERIES["duties_of"], asked)
                sealed_by = connection.execute(QUERIES["key_of"], ("case", ref)) if personal else None
                alike = connection.execute(QUERIES["cases_together"], asked) if personal and known is None else None
                connection.execute(QUERIES["note_in_ledger"], (now, actor.ref, act, f"case/{ref}", detail))
            lines, reminders, rows = told.fetchall(), raised.fetchall(), stand.fetchall()
            key = sealed_by.fetchone() if sealed_by is not None else None
            together = _together(alike.fetchall(), actor) if alike is not None else ()
            if not lines:
                raise NotThere(ref)
            practices = _practices(connection, present, today) if known is not None else {}
        # The transaction is over: the entry in the ledger is committed, and only now anything is opened.
        opened = self._keyring.open_key(KeyRow("case", ref, *key)) if key is not None else None
        belongs = _elsewhere(present, lines)  # also where it is asked as of a time before
        entries = [_entry(f"case/{ref}", line, None if line[6] in belongs else opened) for line in lines]
        timeline = tuple(_shown(entry, line, belongs.get(line[6])) for entry, line in zip(entries, lines, strict=True))
        notes = tuple(ReminderLine(*one) for one in reminders)
        if happened is not None:
            then = tuple(line for line in timeline if line.happened <= happened)
            return CaseView(ref, unit, None, then, (), notes, personal, together, world_at(entries, happened))
        case = present if known is None else _case(fold(entries))
        if known is None:
            owed = tuple(_duty(row, today) for row in rows)
        else:
            standing = (duty for duty in duties(case, practices[case.unit]) if duty.stands(today))
            owed = tuple(_owed(duty, case.unit, today) for duty in standing)
        version = version_for(actor, ref, unit, sequence, policy, people)
        return CaseView(ref, case.unit, case, timeline, owed, notes, personal, together, version=version)

    def eligible(self, actor: Actor, ref: str) -> tuple[Eligibility, ...]:
        """Who of the case's unit may be its guide or hold its conversation, and why not; noted in the ledger.

        How many youths somebody has is counted over the cases that the actor sees. Raises NotAllowed, NotThere.
        """
        _require(actor, "see_eligible")
        now = self._clock.now()
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_row"], {"ref": ref, "known": None}).fetchone()
            if row is None or not may(actor.member, "see_eligible", row[0]):
                raise NotThere(ref)
            case = load_state("case", row[3])
            if not isinstance(case, Case):
                raise TypeError(f"case/{ref} is no case")
            people = [load_state("staff", state) for (state,) in connection.execute(QUERIES["staff_of_every_unit"])]
            staff = [one.as_member() for one in people if isinstance(one, Staff)]
            slugs = [member.ref.removeprefix("staff/") for member in staff if case.unit in member.units]
            states = connection.execute(QUERIES["open_cases_of"], open_cases_of(actor, slugs)).fetchall()
            policy = _policy(connection, case.unit, day_of(now))
            connection.execute(QUERIES["note_in_ledger"], (now, actor.ref, "read_eligible", f"case/{ref}", None))
        cases = (load_state("case", state) for (state,) in states)
        loads = Counter(slug for one in cases if isinstance(one, Case) for slug in guides_now(one))
        return eligible(case, staff, loads, now, policy)

    def duties(
        self,
        actor: Actor,
        today: date,
        *,
        unit: str | None = None,
        owner: str | None = None,
        overdue: bool = False,
    ) -> tuple[DutyLine, ...]:
        """What stands on the day `today`, the first due first. `owner` is a slug, or `coordinator@ost`.

        Raises NotAllowed.
        """
        _require(actor, "see_duties")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = _duty_rows(connection, today, unit=unit, owner=owner, overdue=overdue)
        return tuple(
            _duty(row, today)
            for row in rows
            if may(actor.member, "see_duties", row[1], actor.part_in(row[0].removeprefix("case/"), row[12]))
            or row[4] == actor.ref
        )

    def hearings(self, actor: Actor, today: date, *, unit: str | None = None) -> tuple[HearingLine, ...]:
        """The dates in court from `today` on, the first one first, in closed cases too: so that the unit is ready if
        the family calls (R136). Raises NotAllowed."""
        _require(actor, "see_overview", "see_case")
        found = []
        asked = {"unit": unit, "types": [HearingScheduled.TYPE, HearingMoved.TYPE]}
        for ref, of_unit, state, people in self._rows(actor, "cases_with_hearings", asked):
            case = load_state("case", state)
            part = actor.part_in(ref, people)
            theirs = may(actor.member, "see_overview", of_unit) or may(actor.member, "see_case", of_unit, part)
            if not isinstance(case, Case) or case.void or not theirs:
                continue
            found += [
                HearingLine(ref, of_unit, case.phase, h.starts_at, h.court, h.kind, h.attends.value)
                for h in case.hearings
                if not h.cancelled and day_of(h.starts_at) >= today
            ]
        return tuple(sorted(found, key=lambda line: (line.starts_at, line.ref))[:MOST])

    def try_policy(
        self, actor: Actor, unit: str, policy: Policy, since: date, on_progress: Callable[[int, int], None]
    ) -> Trial:
        """What a unit's cases would have been under another practice; nothing is written. Raises NotAllowed."""
        with self._pool.connection() as connection:
            return try_policy(connection, actor, unit, policy, since, on_progress)

    def not_taken(
        self,
        actor: Actor,
        *,
        unit: str | None = None,
        outcomes: Sequence[Literal["refused", "waiting", "no_case"]] = ("refused", "waiting"),
        name: str | None = None,
    ) -> tuple[NotTaken, ...]:
        """Facts that were refused, wait, or have no case, the latest first; with all reasons. `name` is `source:id` of
        one. Raises NotAllowed."""
        _require(actor, "see_case")
        source, _, fact_id = (name or "").partition(":")
        asked = {"outcomes": list(outcomes), "unit": unit, "source": source or None, "fact_id": fact_id, "most": MOST}
        rows = self._rows(actor, "not_taken", asked)
        return tuple(
            NotTaken(
                source, fact_id, type_, outcome, subject, of_unit, received, decided, reasons_of(answer),
                owed, *answered,
            )
            for source, fact_id, type_, outcome, subject, of_unit, received, decided, answer, people, owed, *answered
            in rows
            if may(actor.member, "see_case", of_unit, actor.part_in(subject, people))
        )  # fmt: skip

    def quarantined(
        self, actor: Actor, *, number: int | None = None, state: str | None = None, most: int = MOST
    ) -> tuple[Quarantined, ...]:
        """Messages that could not be used: why, where, since when; their content stays sealed. The oldest `most`.

        Raises NotAllowed, and NotThere where `number` is asked for and there is none.
        """
        _require(actor, "see_quarantine")
        rows = self._rows(actor, "quarantined", {"number": number, "state": state, "most": most})
        if number is not None and not rows:
            raise NotThere(f"quarantine {number}")
        return tuple(Quarantined(*row) for row in rows)

    def _rows(self, actor: Actor, name: str, asked: dict[str, Any]) -> list[TupleRow]:
        with self._pool.connection() as connection, seeing_as(connection, actor):
            return connection.execute(QUERIES[name], asked).fetchall()


def open_cases_of(actor: Actor, people: Sequence[str]) -> dict[str, Any]:
    """What the query of this name is asked with: the open cases that the actor sees and in which these have a part."""
    return {"people": list(people), "phases": list(OPEN_PHASES), "staff": actor.slug}


def standing(duty_from: date, due: date, waiting_for: Sequence[str], today: date) -> Standing:
    """How a duty stands on a day on which it is owed."""
    if waiting_for:
        return "waiting"
    if due < today:
        return "overdue"
    return "now" if duty_from <= today else "later"


def _require(actor: Actor, *acts: Act) -> None:
    """Raise NotAllowed unless the actor may do one of these anywhere at all."""
    if not any(may(actor.member, act) for act in acts):
        raise NotAllowed(actor, acts[0])


def _blocked(case: Case, policy: Policy, today: date) -> bool:
    """Whether the case is a candidate's to whom nothing was offered, long enough ago (D26), as of today."""
    blocked = blocked_from(case, policy)
    return blocked is not None and blocked <= today


def _practices(connection: Connection[TupleRow], case: Case, today: date) -> dict[str, Policy]:
    """The practice of the day in each unit that has had the case."""
    units = {case.unit, *(moved.from_unit for moved in case.whereabouts.moves)}
    return {one: _policy(connection, one, today) for one in units}


def _policy(connection: Connection[TupleRow], unit: str, on: date) -> Policy:
    row = connection.execute(QUERIES["policy_of"], {"unit": unit, "on": on}).fetchone()
    return DEFAULT if row is None else Policy.model_validate_json(row[0])


def _duty_rows(
    connection: Connection[TupleRow],
    today: date,
    *,
    unit: str | None = None,
    owner: str | None = None,
    overdue: bool = False,
) -> list[TupleRow]:
    asked = {"today": today, "unit": unit, "owner": owner, "overdue": overdue, "most": MOST}
    return connection.execute(QUERIES["duties"], asked).fetchall()


def _duty(row: TupleRow, today: date) -> DutyLine:
    subject, unit, kind, party, owner, start, due, until, rules, caused_by, cleared_by, waiting_for = row[:12]
    return DutyLine(
        subject, unit, kind, party, owner, start, due, until, tuple(rules), caused_by, tuple(cleared_by),
        tuple(waiting_for), standing(start, due, waiting_for, today),
    )  # fmt: skip


def _owed(duty: Duty, unit: str, today: date) -> DutyLine:
    return DutyLine(
        duty.subject, unit, duty.kind, duty.party, duty.owner, duty.from_date, duty.due_date, duty.until_date,
        duty.rules, duty.caused_by, duty.cleared_by, duty.waiting_for,
        standing(duty.from_date, duty.due_date, duty.waiting_for, today),
    )  # fmt: skip


def _entry(subject: str, line: TupleRow, key: bytes | None) -> Entry:
    sequence, _recorded, _happened, type_, body, ciphertext, _key = line
    if key is None or ciphertext is None:
        return decode_entry(body, None)
    return decode_entry(body, open_values(key, subject, sequence, type_, ciphertext))


def _elsewhere(case: Case, lines: Sequence[TupleRow]) -> dict[str, Struck]:
    """The facts of a log that belong to another case, by `source:id`, with what corrected them here."""
    belongs = {struck.fact: struck for struck in case.ties.struck}
    for line in lines if belongs else ():
        told = decode_entry(line[4], None).fact.data if line[3] == Corrected.TYPE else None
        if isinstance(told, Corrected) and str(told.fact) in belongs:
            belongs[line[6]] = belongs[str(told.fact)]
    return belongs


def _shown(entry: Entry, line: TupleRow, struck: Struck | None) -> TimelineLine:
    return TimelineLine(
        line[0], entry.recorded_at, entry.fact.time, entry.verb.value, entry.fact, entry.reasons,
        another=struck is not None, belongs_to=struck.to if struck is not None else None,
        policy=entry.decided_with.get("policy"), places=places_decided(entry),
    )  # fmt: skip


def _together(rows: Sequence[TupleRow], actor: Actor) -> tuple[Together, ...]:
    """Those of the cases that share something with one that are not void and that the actor may see (D5)."""
    return tuple(
        Together(other, unit, tuple(because))
        for other, unit, people, state, because in rows
        if may(actor.member, "see_case", unit, actor.part_in(other, people))
        and not _case(load_state("case", state)).void
    )


def _case(state: Subject) -> Case:
    if not isinstance(state, Case):
        raise TypeError(f"{state.subject} is no case")
    return state


def reasons_of(answer: bytes) -> tuple[Reason, ...]:
    """The reasons in an answer as the inbox keeps it."""
    return tuple(
        Reason(
            code=reason["code"],
            rules=tuple(reason["rules"]),
            facts=tuple(reason["facts"]),
            waits_for=tuple(reason["waits_for"]),
            cleared_by=tuple(reason["cleared_by"]),
        )
        for reason in orjson.loads(answer)["reasons"]
    )
