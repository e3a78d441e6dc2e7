"""What comes in from the keyboard: extracts and facts."""

import signal
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final, Literal

import typer

from services.cli.call import Call, T
from services.cli.faults import REJECTED, Misused

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.bus.publish import Line
    from workflows.access import Act

Key = tuple[str, str]

UTTREKK: Final = "uttrekk"
SOK: Final = "sok"


def import_file(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=T("help", "extract_file"))],
    unit: Annotated[str, typer.Option("--unit", metavar="U", help=T("help", "import_unit"))],
    week: Annotated[str, typer.Option("--week", metavar="2026-W47", help=T("help", "week"))],
    source: Annotated[str, typer.Option("--source", metavar="uttrekk|sok", help=T("help", "import_source"))] = UTTREKK,
    purpose: Annotated[
        str | None, typer.Option("--purpose", metavar="TEXT", help=T("help", "purpose"), show_default=False)
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help=T("help", "sheet"), show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=T("help", "dry_run"))] = False,
) -> None:
    """Read a weekly extract into the record; the summary is JSON on stdout."""
    purpose = _purpose(call, source, purpose)
    with call.service("postgres") as service:
        actor = _importing(call, service, unit, searching=purpose is not None)
        importer = service.rehearsal if dry_run else service.importer
        try:
            with call.progress("trying" if dry_run else "importing") as progress:
                summary = importer.import_file(
                    file, unit, week, actor=actor, purpose=purpose, sheet=sheet, on_progress=progress
                )
        except KeyboardInterrupt:
            call.say("import_tried_halfway" if dry_run else "import_halfway")
            raise typer.Exit(128 + signal.SIGINT) from None
    call.print_json(summary.as_json())
    if dry_run:
        call.say("nothing_written")
    if summary.rejected:
        call.say("rows_rejected_dry" if dry_run else "rows_rejected", count=len(summary.rejected))
        raise typer.Exit(REJECTED)


def _purpose(call: Call, source: str, purpose: str | None) -> str | None:
    """The purpose of a search (R43)."""
    from services.ingest.purpose import Unfit, purpose_of

    if source not in (UTTREKK, SOK):
        raise Misused(what=call.t("fault", "no_such_source", value=source, values=f"{UTTREKK}, {SOK}"))
    if source == UTTREKK:
        if purpose is not None:
            raise Misused(what=call.t("fault", "purpose_of_a_search"))
        return None
    try:
        return purpose_of(purpose or "")
    except Unfit as fault:
        raise Misused(what=call.t("fault", fault.code)) from None


def _importing(call: Call, service: "Service", unit: str, *, searching: bool) -> str:
    """Who imports, as the record names them. A search is a coordinator's or a leader's own; raises NotAllowed."""
    from services.store.asking import NotAllowed
    from workflows.access import may

    act: Act = "search" if searching else "import"
    if not call.as_staff:
        if searching:
            raise Misused(what=call.t("fault", "search_by_nobody"))
        return "system/import"
    actor = call.actor(service)
    if not may(actor.member, act, unit):
        raise NotAllowed(actor, act)
    return actor.ref


def publish(
    call: Call,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=T("help", "facts_file"))],
    wait: Annotated[bool, typer.Option("--wait", help=T("help", "wait"))] = False,
) -> None:
    """Put facts (NDJSON of CloudEvents) on the bus; --wait tells what became of each."""
    import asyncio

    with call.service("postgres", "nats") as service, _source(call, file) as source:
        rejected = asyncio.run(_publish(call, service, source, wait=wait))
    if rejected:
        raise typer.Exit(REJECTED)


async def _publish(call: Call, service: "Service", source: BinaryIO, *, wait: bool) -> bool:
    """Whether something was not taken: a line that is no fact, or with `wait` one that was refused or put aside."""
    from services.bus.outcomes import Outcomes
    from services.bus.publish import publish as put

    seconds = service.settings.connect_timeout_seconds
    lines: list[Line] = []
    if not wait:
        async for line in put(service.running.nats_url, source, seconds=seconds):
            lines.append(line)
            _unreadable(call, line)
        _published(call, lines)
        return any(line.state == "unreadable" for line in lines)
    bad = False
    outcomes = Outcomes(service.running.nats_url, seconds=seconds, inbox=lambda keys: answers(service, keys))
    async with outcomes:
        async for line in put(service.running.nats_url, source, seconds=seconds):
            lines.append(line)
            _unreadable(call, line)
        _published(call, lines)
        keys = list(dict.fromkeys(line.key for line in lines if line.key is not None))
        async for key, answer in outcomes.of(keys):
            bad = _outcome(call, key, answer) or bad
    return bad or any(line.state == "unreadable" for line in lines)


def answers(service: "Service", keys: Collection[Key]) -> Mapping[Key, dict[str, Any]]:
    """What the inbox has to say of facts whose outcome was not heard."""
    from services.casework.incoming import Answer, reason_object
    from services.store.connect import Role
    from services.store.queries import QUERIES
    from workflows.outcome import Reason

    sources, ids = [source for source, _ in keys], [fact_id for _, fact_id in keys]
    with service.pool(Role.WRITER).connection() as connection:
        rows = connection.execute(QUERIES["inbox_of"], (sources, ids)).fetchall()
        aside = connection.execute(QUERIES["put_aside_of"], (sources, ids)).fetchall()
    found: dict[Key, dict[str, Any]] = {
        (source, fact_id): {
            "fact": {"source": source, "id": fact_id},
            "verb": "quarantined",
            "number": number,
            "reasons": [reason_object(Reason(reason))],
        }
        for source, fact_id, number, reason in aside
    }
    for source, fact_id, _hash, _outcome, stored in rows:
        answer = Answer.read(source, fact_id, bytes(stored))
        found[source, fact_id] = {
            "fact": {"source": source, "id": fact_id},
            "verb": answer.outcome,
            "subject": answer.subject,
            "sequence": answer.sequence,
            "reasons": [reason_object(reason) for reason in answer.reasons],
        }
    return found


def _outcome(call: Call, key: Key, answer: dict[str, Any]) -> bool:
    verb = str(answer["verb"])
    if call.json:
        call.print_json({"source": key[0], "id": key[1], **answer}, one_line=True)
    else:
        word = call.t.known("outcome", {"breached": "breached", "lifted": "recorded"}.get(verb, verb))
        reasons = "; ".join(_reason(call, reason) for reason in answer.get("reasons", ()))
        call.out(f"{key[0]}:{key[1]}  {word}{f' – {reasons}' if reasons else ''}")
    return verb in ("refused", "quarantined")


def _reason(call: Call, reason: dict[str, Any]) -> str:
    code = str(reason["code"])
    texts = call.t.sections()
    text = texts["refusal"].get(code) or texts["quarantine"].get(code) or code
    rules = " ".join(f"R{number}" for number in reason.get("rules", ()))
    return f"{text} ({rules})" if rules else text


def _published(call: Call, lines: "list[Line]") -> None:
    count: dict[Literal["published", "already_there", "unreadable"], int] = dict.fromkeys(
        ("published", "already_there", "unreadable"), 0
    )
    for line in lines:
        count[line.state] += 1
    call.say("published", **count)


def _unreadable(call: Call, line: "Line") -> None:
    if line.state == "unreadable":
        call.say("line_unreadable", number=line.number, why=line.why)


@contextmanager
def _source(call: Call, file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below; only the opening is explained
    except OSError as fault:
        raise Misused(what=call.t("fault", "file", file=file, reason=fault.strerror or "?")) from None
    with opened:
        yield opened
