"""References that no case has: looked up before one is given, so that one that is taken costs nothing."""

from collections.abc import Iterator
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from events.refs import case_ref
from services.clock import Clock
from services.store.queries import QUERIES

_ENTROPY_BYTES: Final = 4
_SPARE: Final = 16
"""So many more are drawn than a batch may need; of 33 million references 100 000 cases have one in 300."""


def free_references(connection: Connection[TupleRow], clock: Clock, wanted: int) -> Iterator[str]:
    """References for new cases, each once, drawn `wanted` and some at a time with one question to the record.

    Another transaction may take one at the same moment: the key of `subjects` tells, and the batch is begun anew.
    """
    given: set[str] = set()
    while True:
        drawn = list(dict.fromkeys(case_ref(clock.token(_ENTROPY_BYTES)) for _ in range(wanted + _SPARE)))
        rows = connection.execute(QUERIES["references_taken"], [drawn], binary=True).fetchall()
        given.update(name for (name,) in rows)
        for name in drawn:
            if name not in given:
                given.add(name)
                yield name
