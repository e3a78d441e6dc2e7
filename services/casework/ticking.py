"""What time alone brings to the record, without anybody reporting anything."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from psycopg import Connection
from psycopg.rows import TupleRow

from services.casework import loose
from services.casework.knowing import known_on
from services.casework.slot import Ref
from services.store.queries import QUERIES
from workflows.held import waited_in_vain
from workflows.policy import DEFAULT, Policy
from workflows.workdays import OSLO, add_workdays, day_of

if TYPE_CHECKING:
    from services.casework.decide import Decider

CLOCK = "system/clock"

DRAFTS_KEPT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many facts waited in vain and are refused now, and of how many without a case the content is gone.

    `anew`: of how many subjects what is owed was computed anew, since their unit has another practice from today on.
    `drafts`: how many were too old and are gone.
    """

    refused: int
    dropped: int
    anew: int = 0
    drafts: int = 0


def waiting_too_long(connection: Connection[TupleRow], now: datetime) -> list[Ref]:
    """The subjects with a fact that began to wait before the shortest wait of any unit began."""
    shortest = min((policy.waiting_wd for policy in _policies(connection, now).values()), default=DEFAULT.waiting_wd)
    before = _midnight(_workdays_ago(day_of(now), min(shortest, DEFAULT.waiting_wd)) + timedelta(days=1))
    rows = connection.execute(QUERIES["waiting_since"], [before], binary=True).fetchall()
    return [(kind, name) for kind, name in rows]


def refuse_in_vain(decider: "Decider", ref: Ref) -> int:
    """Refuse the facts of a locked subject that have waited longer than its unit's practice lets them; how many."""
    slot = decider.batch.slot(ref)
    today = day_of(decider.batch.now)
    wait = decider.batch.policy(slot.unit).waiting_wd
    late = [p.key for p in (slot.state.waiting if slot.state else ()) if add_workdays(day_of(p.since), wait) < today]
    for key in late:
        held = decider.history.entry(slot, key)
        known = known_on(decider, slot, held.fact)
        decider.conclude(slot, waited_in_vain(held, known, slot.moment(decider.batch.now)))
    return len(late)


def owed_by_another_policy(connection: Connection[TupleRow], now: datetime) -> list[Ref]:
    """The cases and units whose duties were computed under another practice than the one that counts today."""
    rows = connection.execute(QUERIES["subjects_of_other_policy"], [day_of(now), DEFAULT.version], binary=True)
    return [(kind, name) for kind, name in rows.fetchall()]


def compute_anew(decider: "Decider", ref: Ref) -> int:
    """Have the duties of a locked subject computed anew; 1, or 0 where another process has done it meanwhile."""
    slot = decider.batch.slots.get(ref)
    if slot is None or slot.state is None:
        return 0
    decider.batch.anew.add(ref)
    return 1


def drop_without_case(connection: Connection[TupleRow], now: datetime) -> int:
    """Drop the content of facts for which no case has appeared in time (D30); id, type, source and outcome stay."""
    policies = _policies(connection, now)
    gone = []
    for source, fact_id, unit, received in connection.execute(QUERIES["no_case_before"], [now], binary=True).fetchall():
        if received + timedelta(days=policies.get(unit, DEFAULT).no_case_days) <= now:
            gone.append((source, fact_id))
    if not gone:
        return 0
    sources, ids = [source for source, _ in gone], [fact_id for _, fact_id in gone]
    dropped = connection.execute(QUERIES["forget_held"], [now, sources, ids], binary=True).fetchall()
    names = [f"{source}:{fact_id}" for source, fact_id in dropped]
    if names:
        connection.execute(QUERIES["drop_blind_index_of_inbox"], [names])
        connection.execute(QUERIES["drop_duties"], [[key for name in names for key in loose.keys_of(name)]])
        columns = [[now] * len(names), [CLOCK] * len(names), ["no_case_dropped"] * len(names)]
        nothing = [[None] * len(names), [None] * len(names)]
        connection.execute(QUERIES["add_ledger_entries"], [*columns, *nothing, names])
    return len(names)


def drop_old_drafts(connection: Connection[TupleRow], now: datetime) -> int:
    """Drop what somebody began to write and never sent; how many."""
    connection.execute(QUERIES["see_as"], {"units": "", "staff": "*"})
    return connection.execute(QUERIES["drop_old_drafts"], {"before": now - DRAFTS_KEPT}).rowcount


def _policies(connection: Connection[TupleRow], now: datetime) -> dict[str, Policy]:
    rows = connection.execute(QUERIES["policies_on"], [day_of(now)], binary=True).fetchall()
    return {unit: Policy.model_validate_json(body) for unit, _, body in rows}


def _workdays_ago(day: date, count: int) -> date:
    """The latest day from which `count` working days had passed before `day`."""
    start = day
    while add_workdays(start, count) >= day:
        start -= timedelta(days=1)
    return start


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO)
