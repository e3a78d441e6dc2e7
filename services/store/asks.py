"""Requests to be somebody's guide, or to hold the conversation, as the one who is asked sees them: nothing that tells
who it is about (R31, R50)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.conversation import HolderAccepted
from events.guidance import GuideAccepted, GuideReplaced
from events.intake import Detection, ReferralReceived, RowRead
from events.person import ContactDataChanged, InterpreterNeeded
from events.personal import reveal
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.access import may
from workflows.case import Case, GuideState
from workflows.duties import duties
from workflows.holding import HolderState
from workflows.policy import DEFAULT, Policy
from workflows.workdays import day_of

_MOST: Final = 200

Part = Literal["guide", "holder"]

_YES: Final = {"guide": (GuideAccepted.TYPE, GuideReplaced.TYPE), "holder": (HolderAccepted.TYPE,)}
_AWAITS: Final = {"guide": "await_guide", "holder": "await_holder"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: `link` is its place in an address, made so that nobody can guess another's. `due` is when an answer
    is expected, None where it waits for something; `language` is the participant's, where an interpreter is needed or a
    language was told. `answered`: a yes that was sent waits for something else."""

    case: Case
    asked: GuideState | HolderState
    link: str
    due: date | None
    basis: tuple[str, ...]
    language: str | None = None

    @property
    def ref(self) -> str:
        """`T-…`."""
        return self.case.subject.removeprefix("case/")

    @property
    def part(self) -> Part:
        """What they are asked to be."""
        return part_of(self.asked)

    @property
    def answered(self) -> bool:
        """Whether their yes is here already, and waits."""
        return any(one.type in _YES[self.part] for one in self.case.waiting)


class Asks:
    """Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def open_to(self, actor: Actor) -> tuple[Ask, ...]:
        """Those that the actor has not answered, the first asked first. Whoever has signed what R56 asks, where it is
        asked of them, also learns the language, which is in the ledger before it is opened. Raises NotAllowed,
        KeyMissing."""
        if not may(actor.member, "see_asks"):
            raise NotAllowed(actor, "see_asks")
        types = [RowRead.TYPE, ReferralReceived.TYPE, InterpreterNeeded.TYPE, ContactDataChanged.TYPE]
        today = day_of(self._clock.now())
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["own_cases"], {"staff": actor.slug, "most": _MOST}).fetchall()
            cases = [case for row in rows if (case := _case(row[3])) is not None]
            found = [(case, asked) for case in cases for asked in requests(case) if asked.staff == actor.slug]
            refs = [case.subject.removeprefix("case/") for case, _ in found]
            practices = {case.unit: _policy(connection, case.unit, today) for case, _ in found}
            basis = [self._basis(connection, ref, asked) for ref, (_, asked) in zip(refs, found, strict=True)]
            signed = list(dict.fromkeys(refs)) if may(actor.member, "see_case") else []
            told = connection.execute(QUERIES["matters_told"], {"refs": signed, "types": types}).fetchall()
            for ref in signed:
                noted = (self._clock.now(), actor.ref, "read_ask", f"case/{ref}", "language only")
                connection.execute(QUERIES["note_in_ledger"], noted)
        # The transaction is over: the entries in the ledger are committed, and only now anything is opened.
        languages = self._languages(told)
        asks = (
            Ask(case, asked, self.link(asked), _due(case, asked, practices[case.unit]), why, languages.get(ref))
            for ref, (case, asked), why in zip(refs, found, basis, strict=True)
        )
        return tuple(sorted(asks, key=lambda one: (one.asked.asked.at, one.ref)))

    def guides(self, actor: Actor, ref: str) -> bool:
        """Whether the actor is the guide of a case, stands in, or holds its conversation: who has said yes."""
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_row"], {"ref": ref}).fetchone()
        case = _case(row[3]) if row is not None else None
        return case is not None and case.is_open and actor.slug in _guiding(case)

    def link(self, asked: GuideState | HolderState) -> str:
        """The part of an address that names a request."""
        return self._keyring.index_token("ask", asked.asked.fact).hex()[:16]

    def _basis(self, connection: Connection[TupleRow], ref: str, asked: GuideState | HolderState) -> tuple[str, ...]:
        source, _, fact_id = asked.asked.fact.partition(":")
        named = {"ref": ref, "source": source, "fact_id": fact_id}
        row = connection.execute(QUERIES["line_of_fact"], named).fetchone()
        data = decode_entry(bytes(row[0]), None).fact.data if row is not None else None
        return tuple(getattr(data, "basis", ()))

    def _languages(self, rows: Sequence[TupleRow]) -> dict[str, str]:
        """The language that was told last of each participant."""
        found: dict[str, str] = {}
        for ref, sequence, type_, body, ciphertext, key_id, epoch, wrapped in rows:
            key = self._keyring.open_key(KeyRow("case", ref, key_id, epoch, bytes(wrapped)))
            values = open_values(key, f"case/{ref}", sequence, type_, bytes(ciphertext))
            told = decode_entry(bytes(body), values).fact.data
            language = None
            if isinstance(told, Detection):
                language = reveal(told.person.language)
            elif isinstance(told, ContactDataChanged) or (
                isinstance(told, InterpreterNeeded) and told.person == "participant"
            ):
                language = reveal(told.language)
            if language is not None:
                found[ref] = str(language)
        return found


def requests(case: Case) -> Iterator[GuideState | HolderState]:
    """What somebody is asked in a case, and has not answered."""
    period = case.period
    if case.is_open:
        yield from (one for one in (period.candidate, period.holder_asked) if one is not None)


def part_of(asked: GuideState | HolderState) -> Part:
    """What they are asked to be."""
    return "holder" if isinstance(asked, HolderState) else "guide"


def _guiding(case: Case) -> tuple[str, ...]:
    said_yes = (case.period.guide, *case.period.substitutes, case.period.holder)
    return tuple(one.staff for one in said_yes if one is not None and one.accepted is not None)


def _due(case: Case, asked: GuideState | HolderState, policy: Policy) -> date | None:
    kind = _AWAITS[part_of(asked)]
    return next((duty.due_date for duty in duties(case, policy) if duty.kind == kind), None)


def _policy(connection: Connection[TupleRow], unit: str, on: date) -> Policy:
    row = connection.execute(QUERIES["policy_of"], {"unit": unit, "on": on}).fetchone()
    return DEFAULT if row is None else Policy.model_validate_json(row[0])


def _case(stored: bytes) -> Case | None:
    state = load_state("case", bytes(stored))
    return state if isinstance(state, Case) else None
