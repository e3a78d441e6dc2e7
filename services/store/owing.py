"""Cases by what they owe, and one's own: for lists that are worked through at one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.intake import ReferralReceived, RowRead
from events.matter import MatterReported
from events.personal import reveal
from services.clock import Clock
from services.store.answers import DutyLine
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.read import standing
from workflows.access import may
from workflows.case import Case
from workflows.eligible import guides_now

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OwedCase:
    """A case, and those of its duties that were asked for, the first due first."""

    case: Case
    duties: tuple[DutyLine, ...]

    @property
    def ref(self) -> str:
        """`T-…`."""
        return self.case.subject.removeprefix("case/")


class Owing:
    """Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def of_kinds(self, actor: Actor, today: date, kinds: Sequence[str]) -> tuple[OwedCase, ...]:
        """The cases of the actor's units that owe one of these kinds of duty, the first due first; at most `MOST`.

        Raises NotAllowed.
        """
        if not may(actor.member, "see_duties"):
            raise NotAllowed(actor, "see_duties")
        asked = {"units": sorted(actor.member.units), "kinds": list(kinds), "today": today, "most": MOST}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["owing_kinds"], asked).fetchall()
        found: dict[str, OwedCase] = {}
        for state, people, *row in rows:
            duty = _duty(row, today)
            ref = duty.subject.removeprefix("case/")
            if not may(actor.member, "see_case", duty.unit, actor.part_in(ref, people)):
                continue
            case = load_state("case", bytes(state)) if ref not in found else found[ref].case
            if isinstance(case, Case):
                before = found[ref].duties if ref in found else ()
                found[ref] = OwedCase(case, (*before, duty))
        return tuple(found.values())

    def own(self, actor: Actor) -> tuple[Case, ...]:
        """The open cases in which the actor has a part, the latest touched first. Raises NotAllowed."""
        if not may(actor.member, "see_case"):
            raise NotAllowed(actor, "see_case")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["own_cases"], {"staff": actor.slug, "most": MOST}).fetchall()
        found = (
            load_state("case", bytes(state))
            for ref, unit, people, state in rows
            if may(actor.member, "see_case", unit, actor.part_in(ref, people))
        )
        return tuple(case for case in found if isinstance(case, Case))

    def followed(self, actor: Actor, slug: str) -> tuple[Case, ...]:
        """The open cases that somebody guides, stands in for, or holds the conversation of, as far as the actor sees
        them, the latest touched first. Raises NotAllowed."""
        if not may(actor.member, "see_case"):
            raise NotAllowed(actor, "see_case")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["own_cases"], {"staff": slug, "most": MOST}).fetchall()
        found = (
            load_state("case", bytes(state))
            for ref, unit, people, state in rows
            if may(actor.member, "see_case", unit, actor.part_in(ref, people))
        )
        return tuple(case for case in found if isinstance(case, Case) and slug in _following(case))

    def numbers(self, actor: Actor, cases: Sequence[Case]) -> Mapping[tuple[str, str], str]:
        """The report numbers of the incidents that are the actor's, by case and incident: how an investigator or a
        prosecutor knows which matter is asked about. In the ledger before they are opened. Raises NotAllowed,
        KeyMissing."""
        own = [case for case in cases if any(actor.slug in one.theirs for one in case.incidents)]
        refs = [case.subject.removeprefix("case/") for case in own]
        if not own:
            return {}
        if not may(actor.member, "see_matter"):
            raise NotAllowed(actor, "see_matter")
        types = [RowRead.TYPE, ReferralReceived.TYPE, MatterReported.TYPE]
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["matters_told"], {"refs": refs, "types": types}).fetchall()
            for ref in refs:
                told = (self._clock.now(), actor.ref, "read_matter", f"case/{ref}", "report number")
                connection.execute(QUERIES["note_in_ledger"], told)
        # The transaction is over: the entries in the ledger are committed, and only now anything is opened.
        by_ref = {case.subject.removeprefix("case/"): case for case in own}
        found: dict[tuple[str, str], str] = {}
        for ref, sequence, type_, body, ciphertext, key_id, epoch, wrapped in rows:
            key = self._keyring.open_key(KeyRow("case", ref, key_id, epoch, bytes(wrapped)))
            fact = decode_entry(bytes(body), open_values(key, f"case/{ref}", sequence, type_, bytes(ciphertext))).fact
            number = reveal(getattr(fact.data, "report_number", None))
            for incident in by_ref[ref].incidents:
                named = getattr(fact.data, "incident", None)
                about = incident.key == named if isinstance(named, str) else incident.fact == fact.key
                if number is not None and about and actor.slug in incident.theirs:
                    found[ref, incident.key] = str(number)
        return found


def _following(case: Case) -> tuple[str, ...]:
    holder = case.period.holder
    holds = holder is not None and holder.accepted is not None and case.phase == "conversation"
    return (*guides_now(case), *((holder.staff,) if holder is not None and holds else ()))


def _duty(row: Sequence[object], today: date) -> DutyLine:
    subject, unit, kind, party, owner, start, due, until, rules, caused_by, cleared_by, waiting_for = row
    return DutyLine(
        subject, unit, kind, party, owner, start, due, until, tuple(rules), caused_by, tuple(cleared_by),  # type: ignore[arg-type]
        tuple(waiting_for), standing(start, due, waiting_for, today),  # type: ignore[arg-type]
    )  # fmt: skip
