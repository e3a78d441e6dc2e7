"""Whether an installation has been given a sample before: it is finished where it stopped, and never given a second."""

from datetime import date, datetime

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.sample.district import District, make
from services.store.directory import has_cases
from services.store.queries import QUERIES
from workflows.workdays import OSLO

_BEGUN = QUERIES["sample_begun"]
_RECEIVED = QUERIES["sample_received"]


def still_to_play(pool: ConnectionPool[Connection[TupleRow]], cases: int, seed: int, today: date) -> District | None:
    """The one that was begun before, else a new one where there is no case yet; None where one has been played to its
    end, or where others have been at work."""
    with pool.connection() as connection:
        begun = connection.execute(_BEGUN).fetchone()
        if begun is None:
            return None if has_cases(connection) else make(cases, seed, today)
        _, first_seed, first_cases, day, *_ = str(begun[0]).split(".")
        district = make(int(first_cases), int(first_seed), datetime.strptime(day, "%Y%m%d").replace(tzinfo=OSLO).date())
        last = district.steps[-1]
        played = connection.execute(_RECEIVED, (last.source.value, last.id)).fetchone()
        return district if played is None else None
