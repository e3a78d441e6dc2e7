"""Looking: cases, one case, what is owed, what was not taken."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.store.answers import CaseLine, DutyLine

Unit = Annotated[str | None, typer.Option("--unit", metavar="U", help=T("help", "unit_option"), show_default=False)]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=T("help", "on"), show_default=False)]
Overdue = Annotated[bool, typer.Option("--overdue", help=T("help", "overdue"))]


def cases(
    call: Call,
    phase: Annotated[
        str | None, typer.Option("--phase", metavar="P", help=T("help", "phase"), show_default=False)
    ] = None,
    unit: Unit = None,
    overdue: Overdue = False,
) -> None:
    """List the cases that the actor sees."""
    if phase is not None:
        _one_of("phase", phase, tuple(call.t.sections()["phase"]))
    with call.service("postgres") as service:
        unit_exists(service, unit)
        found = service.reader.cases(
            call.actor(service), today := service.today(), phase=phase, unit=unit, overdue=overdue
        )
    if call.json:
        call.print_json([_case_json(line) for line in found])
        return
    call.table(
        ("case", "unit", "phase", "opened", "duties", "overdue", "next_due"),
        [
            (
                line.ref,
                line.unit,
                call.t.known("phase", line.phase),
                call.t.day(line.opened.date()),
                str(line.duties),
                str(line.overdue or ""),
                f"{call.t.day(line.next_due)} ({call.t.until(line.next_due, today)})" if line.next_due else "",
            )
            for line in found
        ],
    )
    call.say("cases_in_all", count=len(found))


def case(
    call: Call,
    ref: Annotated[str, typer.Argument(metavar="REF", help=T("help", "ref"))],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="T", help=T("help", "as_of"), show_default=False)
    ] = None,
    happened: Annotated[
        str | None, typer.Option("--happened", metavar="T", help=T("help", "happened"), show_default=False)
    ] = None,
    known: Annotated[
        str | None, typer.Option("--known", metavar="K", help=T("help", "known"), show_default=False)
    ] = None,
    why: Annotated[bool, typer.Option("--why", help=T("help", "why"))] = False,
) -> None:
    """Show one case: where it stands, what is owed, its timeline, and with --why the reasons of all of it."""
    from events.refs import read_case_ref
    from services.cli.faults import Misused
    from services.cli.onecase import Telling

    try:
        ref = read_case_ref(ref)
    except ValueError:
        raise Misused(what=call.t("fault", "no_ref", ref=ref)) from None
    if as_of is not None and (happened is not None or known is not None):
        raise Misused(what=call.t("fault", "as_of_alone"))
    if (happened is None) != (known is None):
        raise Misused(what=call.t("fault", "happened_and_known"))
    known_by, happened_by = _moment(call, as_of or known), _moment(call, happened)
    with call.service("postgres") as service:
        view = service.reader.case(call.actor(service), ref, known=known_by, happened=happened_by)
        today = service.today() if known_by is None else known_by.date()
    told = Telling(view, call.t, today)
    if call.json:
        call.print_json(told.as_json(why=why))
    else:
        call.out(told.as_text(why=why))


def duties(
    call: Call,
    unit: Unit = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="O", help=T("help", "owner"), show_default=False)
    ] = None,
    overdue: Overdue = False,
    on: On = None,
) -> None:
    """List what is owed: by whom, until when, under which rules."""
    with call.service("postgres") as service:
        unit_exists(service, unit)
        today = day_of_text(call, on) or service.today()
        found = service.reader.duties(call.actor(service), today, unit=unit, owner=owner, overdue=overdue)
    if call.json:
        call.print_json([duty_json(line) for line in found])
        return
    call.table(
        ("subject", "duty", "owner", "due", "standing", "rules"),
        [
            (
                line.subject.removeprefix("case/"),
                call.t.duty(line.kind, line.party),
                call.t.owner(line.owner),
                f"{call.t.day(line.due_date)} ({call.t.until(line.due_date, today)})",
                waiting_words(call, line),
                " ".join(f"R{number}" for number in line.rules),
            )
            for line in found
        ],
    )
    call.say("duties_in_all", count=len(found))


def hearings(call: Call, unit: Unit = None, on: On = None) -> None:
    """List the coming dates in court, in closed cases too; nobody is called because of them."""
    with call.service("postgres") as service:
        unit_exists(service, unit)
        found = service.reader.hearings(call.actor(service), day_of_text(call, on) or service.today(), unit=unit)
    if call.json:
        call.print_json(
            [
                {
                    "case": line.ref,
                    "unit": line.unit,
                    "phase": line.phase,
                    "starts": line.starts_at,
                    "court": line.court,
                    "kind": line.kind,
                    "attends": line.attends,
                }
                for line in found
            ]
        )
        return
    call.table(
        ("starts", "court", "hearing", "case", "unit", "phase", "attends"),
        [
            (
                call.t.moment(line.starts_at),
                line.court,
                call.t.known("word", line.kind),
                line.ref,
                line.unit,
                call.t.known("phase", line.phase),
                call.t.known("word", line.attends),
            )
            for line in found
        ],
    )
    call.say("hearings_in_all", count=len(found))


def waiting_words(call: Call, line: "DutyLine") -> str:
    """How a duty stands, naming what is in its way."""
    if line.standing == "waiting":
        return call.t("cli", "waits_for", what=", ".join(call.t.known("duty", kind) for kind in line.waiting_for))
    return call.t("standing", line.standing)


def duty_json(line: "DutyLine") -> dict[str, Any]:
    """A duty for programs."""
    return {
        "subject": line.subject,
        "unit": line.unit,
        "kind": line.kind,
        "party": line.party or None,
        "owner": line.owner,
        "from": line.from_date,
        "due": line.due_date,
        "until": line.until_date,
        "standing": line.standing,
        "rules": line.rules,
        "caused_by": line.caused_by,
        "cleared_by": line.cleared_by,
        "waiting_for": line.waiting_for,
    }


def _case_json(line: "CaseLine") -> dict[str, Any]:
    return {
        "case": line.ref,
        "unit": line.unit,
        "phase": line.phase,
        "sequence": line.sequence,
        "opened": line.opened,
        "touched": line.touched,
        "duties": line.duties,
        "overdue": line.overdue,
        "next_due": line.next_due,
    }


def _one_of(what: str, value: str, values: tuple[str, ...]) -> None:
    from services.cli.faults import Misused

    if value not in values:
        raise Misused(what=T("fault", f"no_such_{what}", value=value, values=", ".join(values)))


def unit_exists(service: "Service", unit: str | None) -> None:
    """Raise Misused, naming the units that there are, where this is none of them."""
    from services.store.directory import units

    if unit is not None:
        _one_of("unit", unit, service.ask(units))


def day_of_text(call: Call, text: str | None) -> date | None:
    """A day as it was typed. Raises Misused where it is none."""
    from services.cli.faults import Misused

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_date", value=text)) from None


def _moment(call: Call, text: str | None) -> datetime | None:
    """A day means its end; a time without a zone is Norway's."""
    from services.cli.faults import Misused
    from workflows.workdays import OSLO

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_date", value=text)) from None
    if len(text) == len("2026-11-23"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=OSLO)
