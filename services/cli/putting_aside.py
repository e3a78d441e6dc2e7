"""The quarantine: what could not be read or believed, and what became of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED

if TYPE_CHECKING:
    from services.store.answers import Quarantined

Number = Annotated[int, typer.Argument(metavar="N", help=T("help", "number"))]


def list_all(
    call: Call, everything: Annotated[bool, typer.Option("--all", help=T("help", "quarantine_all"))] = False
) -> None:
    """List the messages in quarantine."""
    with call.service("postgres") as service:
        found = service.reader.quarantined(call.actor(service), state=None if everything else "open")
    if call.json:
        call.print_json([_json(one) for one in found])
        return
    call.table(
        ("number", "received", "source", "reason", "where", "state"),
        [
            (
                str(one.number),
                call.t.moment(one.received),
                one.source or "",
                call.t.known("quarantine", one.reason),
                one.detail,
                call.t.known("word", one.state),
            )
            for one in found
        ],
    )
    call.say("quarantine_in_all", count=len(found))


def show(call: Call, number: Number) -> None:
    """Show one: why it was put aside and what was done; what stood in it stays sealed."""
    with call.service("postgres") as service:
        one = service.reader.quarantined(call.actor(service), number=number)[0]
    if call.json:
        call.print_json(_json(one))
        return
    call.out(f"{one.number} · {call.t.moment(one.received)} · {call.t.known('word', one.state)}")
    call.out(f"  {call.t.known('quarantine', one.reason)}{f': {one.detail}' if one.detail else ''}")
    call.out(f"  {one.source or '?'}:{one.id or '?'}{f' · {one.nats_subject}' if one.nats_subject else ''}")
    if one.answered_at is not None:
        call.out(f"  {call.t.moment(one.answered_at)} {one.answered_by}: {one.why or ''}")


def retry(call: Call, number: Number) -> None:
    """Try a message again, after what was wrong with it has been mended."""
    from services.cli.setting_up import answer_json

    with call.service("postgres") as service:
        answer = service.quarantine.retry(call.actor(service), number)
    if call.json:
        call.print_json(answer_json(answer))
    else:
        call.say("retried", number=number, outcome=call.t("outcome", answer.outcome))
    if answer.outcome == "quarantined":
        raise typer.Exit(FAILED)


def drop(
    call: Call, number: Number, why: Annotated[str, typer.Option("--why", help=T("help", "quarantine_why"))]
) -> None:
    """Drop a message for good: its content is removed, that it came stays."""
    with call.service("postgres") as service:
        service.quarantine.drop(call.actor(service), number, _reason(call, why))
    call.say("dropped", number=number)


def _reason(call: Call, why: str) -> str:
    from services.cli.faults import Misused

    if not why.strip():
        raise Misused(what=call.t("refusal", "reason_missing"))
    return why.strip()


def _json(one: "Quarantined") -> dict[str, Any]:
    return {
        "number": one.number,
        "source": one.source,
        "id": one.id,
        "nats_subject": one.nats_subject,
        "reason": one.reason,
        "detail": one.detail,
        "received": one.received,
        "state": one.state,
        "answered_by": one.answered_by,
        "answered_at": one.answered_at,
        "why": one.why,
    }
