"""Plants one bug in the real code and then is the command line: `python -m tests.faults.planted BUG serve casework …`.

A harness that has never seen a bug proves nothing. Each of these is a mistake that somebody could make in an afternoon;
the harness must find every one. Nothing of this can be reached from the product.
"""

import sys
from collections.abc import Callable
from typing import Any, Final


def ack_before_commit() -> None:
    """The bus is told that a batch is safe before it is."""
    from services.casework.consumer import IntakeConsumer

    decided = IntakeConsumer._decided

    async def too_early(self: Any, facts: Any, messages: list[Any]) -> Any:
        await self._acknowledge(messages)
        return await decided(self, facts, messages)

    setattr(IntakeConsumer, "_decided", too_early)  # noqa: B010 - mypy forbids assigning to a method


def missing_inbox_check() -> None:
    """Nobody looks whether a fact has been here before."""
    _query("inbox_of", lambda statement: f"{statement} WHERE false")
    _query("add_inbox", lambda statement: f"{statement} ON CONFLICT DO NOTHING")


def outbox_by_maximum_id() -> None:
    """The relay takes what is above its highest number: a transaction that commits late is passed over."""
    above = "feed IS NULL AND id > (SELECT coalesce(max(id), 0) FROM outbox WHERE feed IS NOT NULL)"
    _query("number_feed", lambda statement: statement.replace("feed IS NULL", above))


def unsealed_field() -> None:
    """Somebody has forgotten to mark a field as personal."""
    from pydantic.fields import FieldInfo

    from events.contact import ContactLogged, FirstContactMade
    from events.values import Long

    for model in (ContactLogged, FirstContactMade):
        model.model_fields["note"] = FieldInfo(annotation=Long | None, default=None)
        model.model_rebuild(force=True)


def duty_lost_on_rollback() -> None:
    """What a transaction was about to write is remembered as written, also where it was rolled back."""
    from services.casework import owed, write

    judged = owed.changed_duties
    believed: set[Any] = set()

    def forgetful(batch: Any, touched: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        gone, come = judged(batch, touched)
        fresh = [row for row in come if row[_KEY] in gone or _why(row) not in believed]
        believed.update(_why(row) for row in come)
        return gone, fresh

    def _why(row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Kind, party and cause of a duty: the same when the batch is tried again."""
        return (row[4], row[5], row[11])

    setattr(write, "changed_duties", forgetful)  # noqa: B010


_KEY: Final = 2
"""Where a duty's row has its key."""

BUGS: Final[dict[str, Callable[[], None]]] = {
    bug.__name__: bug
    for bug in (ack_before_commit, missing_inbox_check, outbox_by_maximum_id, unsealed_field, duty_lost_on_rollback)
}


def program(bug: str) -> tuple[str, ...]:
    """The command line with a bug in it."""
    return (sys.executable, "-m", "tests.faults.planted", bug)


def _query(name: str, changed: Callable[[str], str]) -> None:
    """Another statement under a name, before anybody has looked it up."""
    from services.store import queries

    statement = changed(queries.QUERIES[name])
    if statement == queries.QUERIES[name]:
        raise AssertionError(f"the query {name} is not what the bug was made for")
    setattr(queries, "QUERIES", {**queries.QUERIES, name: statement})  # noqa: B010


if __name__ == "__main__":
    bug = sys.argv.pop(1)
    BUGS[bug]()
    from services.cli import main

    main()
