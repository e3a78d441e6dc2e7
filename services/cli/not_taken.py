"""Facts that were refused, wait for others, or have no case: looked at, tried again, answered with a reason."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.store.answers import NotTaken, TimelineLine
    from services.store.asking import Actor
    from services.texts.why import Facts

_ALL: Final[tuple[Literal["refused", "waiting", "no_case"], ...]] = ("refused", "waiting", "no_case")

_NOTHING: Final[Mapping[str, "TimelineLine"]] = MappingProxyType({})

Name = Annotated[str, typer.Argument(metavar="SOURCE:ID", help=T("help", "fact_name"))]
Unit = Annotated[str | None, typer.Option("--unit", metavar="U", help=T("help", "unit_option"), show_default=False)]
Why = Annotated[bool, typer.Option("--why", help=T("help", "why"))]


def list_all(
    call: Call,
    unit: Unit = None,
    open_only: Annotated[bool, typer.Option("--open", help=T("help", "open_only"))] = False,
    why: Why = False,
) -> None:
    """List facts that were refused, wait for others, or have no case yet, with all reasons."""
    from services.cli.look import unit_exists

    with call.service("postgres") as service:
        unit_exists(service, unit)
        found = service.reader.not_taken(call.actor(service), unit=unit, outcomes=_ALL)
    found = tuple(line for line in found if line.open or not open_only)
    if call.json:
        call.print_json([_json(call, line, why=why) for line in found])
        return
    for line in found:
        _show(call, line, why=why)
    call.say("refusals_in_all", count=len(found), open=sum(line.open for line in found))


def show(call: Call, name: Name) -> None:
    """Show one, with the rules behind each reason and who answered; what stood in it stays sealed."""
    with call.service("postgres") as service:
        actor = call.actor(service)
        line = _one(call, service.reader.not_taken(actor, outcomes=_ALL, name=name), name)
        facts = _facts(service, actor, line)
    if call.json:
        call.print_json(_json(call, line, why=True, facts=facts))
        return
    _show(call, line, why=True, facts=facts)
    call.say("refusal_open" if line.open else "refusal_answered")


def retry(call: Call, name: Name) -> None:
    """Try one again, after what was in its way has been put right: a refused fact is told anew by who tries."""
    from services.cli.setting_up import answer_json

    with call.service("postgres") as service:
        answer = service.quarantine.refusals.retry(call.actor(service), name)
    if call.json:
        call.print_json(answer_json(answer))
    else:
        call.say("told", subject=name, outcome=call.t("outcome", answer.outcome))
        for reason in answer.reasons:
            call.say("reason", says=call.t.known("refusal", reason.code))
    if answer.outcome in ("refused", "quarantined"):
        raise typer.Exit(FAILED)


def drop(call: Call, name: Name, why: Annotated[str, typer.Option("--why", help=T("help", "refusal_why"))]) -> None:
    """Answer one with a reason: nothing more is to be done, and what waits is not waited for any longer."""
    if not why.strip():
        raise Misused(what=call.t("refusal", "reason_missing"))
    with call.service("postgres") as service:
        answer = service.quarantine.refusals.drop(call.actor(service), name, why.strip())
    if answer is not None and answer.outcome == "refused":
        for reason in answer.reasons:
            call.say("reason", says=call.t.known("refusal", reason.code))
        raise typer.Exit(FAILED)
    call.say("refusal_dropped", name=name)


def _one(call: Call, found: "tuple[NotTaken, ...]", name: str) -> "NotTaken":
    if not found:
        raise Misused(what=call.t("fault", "not_there", what=name))
    return found[0]


def _facts(service: "Service", actor: "Actor", line: "NotTaken") -> "Facts":
    """The facts that made the reasons, by what they are; only their names where the actor does not see the case."""
    from services.store.asking import NotAllowed, NotThere

    kind, _, ref = (line.subject or "").partition("/")
    if kind != "case" or not any(reason.facts for reason in line.reasons):
        return {}
    try:
        view = service.reader.case(actor, ref)
    except (NotAllowed, NotThere):
        return {}
    return {told.fact.key: told for told in reversed(view.timeline)}  # the first line of each says what it said


def _show(call: Call, line: "NotTaken", *, why: bool, facts: "Facts" = _NOTHING) -> None:
    from services.texts.why import reason_lines
    from workflows.workdays import day_of

    subject = (line.subject or "").removeprefix("case/")
    call.out(
        f"{line.source}:{line.id}  {call.t.known('fact', line.type)}  {subject}  {line.unit or ''}  "
        f"{call.t('outcome', line.outcome)}  {call.t.moment(line.decided)}"
    )
    for reason in line.reasons:
        for text in reason_lines(call.t, reason, facts, day_of(line.decided), why=why):
            call.out(f"    {text}")
    if line.answered_at is not None:
        call.out(f"    {call.t.moment(line.answered_at)} {line.answered_by}: {line.why or ''}")


def _json(call: Call, line: "NotTaken", *, why: bool, facts: "Facts" = _NOTHING) -> dict[str, Any]:
    from services.texts.why import reason_json
    from workflows.workdays import day_of

    return {
        "source": line.source,
        "id": line.id,
        "type": line.type,
        "outcome": line.outcome,
        "subject": line.subject,
        "unit": line.unit,
        "received": line.received,
        "decided": line.decided,
        "open": line.open,
        "answered_by": line.answered_by,
        "answered_at": line.answered_at,
        "why": line.why,
        "reasons": [reason_json(call.t, reason, facts, day_of(line.decided), why=why) for reason in line.reasons],
    }
