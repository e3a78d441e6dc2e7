"""Setting up: schema and streams, units, staff."""

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from events.fact import FactData
    from services.bootstrap import Service
    from services.casework.incoming import Answer


def migrate(call: Call) -> None:
    """Bring the record (schema, roles, keys) and the bus (streams) to this version; again changes nothing."""
    from services.store.connect import SCHEMA_VERSION

    with call.service("postgres", "nats", migrates=True) as service:
        made = service.migrate(call.step)
    if call.json:
        call.print_json({"schema": SCHEMA_VERSION, "made": made})
    else:
        call.say("migrated", version=SCHEMA_VERSION, made=", ".join(made) or call.t("cli", "nothing"))


def unit_list(call: Call) -> None:
    """List the units."""
    from services.store.connect import Role
    from services.store.queries import QUERIES

    with call.service("postgres") as service, service.pool(Role.WRITER).connection() as connection:
        rows = connection.execute(QUERIES["unit_list"]).fetchall()
    if call.json:
        call.print_json([{"unit": slug, "name": name, "since": since} for slug, name, since in rows])
    else:
        call.table(("unit", "name", "since"), [(slug, name, call.t.day(since)) for slug, name, since in rows])


def unit_add(
    call: Call,
    slug: Annotated[str, typer.Argument(metavar="U", help=T("help", "slug"))],
    name: Annotated[str, typer.Option("--name", help=T("help", "unit_name"))],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help=T("help", "since"), show_default=False)
    ] = None,
) -> None:
    """Add a unit: from now on it owes weekly extracts."""
    from events.unit import UnitAdded

    with call.service("postgres") as service:
        take(
            call,
            service,
            f"unit/{slug}",
            UnitAdded(name=name, since=day_typed(call, since) if since else service.today()),
        )


def staff_list(call: Call) -> None:
    """List who works here: roles and units, no names."""
    from services.store import directory

    with call.service("postgres") as service:
        found = service.ask(directory.staff)
    if call.json:
        call.print_json([{"staff": m.slug, "roles": sorted(m.roles), "units": m.units} for m in found])
        return
    call.table(
        ("staff", "roles", "units"),
        [
            (member.slug, ", ".join(call.t.known("role", r) for r in sorted(member.roles)), ", ".join(member.units))
            for member in found
        ],
    )


def staff_add(
    call: Call,
    slug: Annotated[str, typer.Argument(metavar="STAFF", help=T("help", "slug"))],
    name: Annotated[str, typer.Option("--name", help=T("help", "staff_name"))],
    role: Annotated[list[str], typer.Option("--role", metavar="ROLE", help=T("help", "role"))],
    unit: Annotated[list[str], typer.Option("--unit", metavar="U", help=T("help", "staff_unit"))],
    organisation: Annotated[str, typer.Option("--organisation", help=T("help", "organisation"))],
    email: Annotated[str | None, typer.Option("--email", help=T("help", "email"), show_default=False)] = None,
    profession: Annotated[
        str | None, typer.Option("--profession", help=T("help", "profession"), show_default=False)
    ] = None,
    not_public: Annotated[bool, typer.Option("--not-public", help=T("help", "not_public"))] = False,
    language: Annotated[
        list[str] | None, typer.Option("--language", help=T("help", "language"), show_default=False)
    ] = None,
    skill: Annotated[list[str] | None, typer.Option("--skill", help=T("help", "skill"), show_default=False)] = None,
) -> None:
    """Add a member of staff, with roles in units."""
    from events.personal import Open
    from events.staff import StaffAdded
    from events.values import Role
    from services.store import directory

    unknown = [one for one in role if one not in tuple(Role)]
    if unknown:
        raise Misused(what=call.t("fault", "no_such_role", value=", ".join(unknown), values=", ".join(Role)))
    with call.service("postgres") as service:
        there = service.ask(directory.units)
        if missing := [one for one in unit if one not in there]:
            raise Misused(what=call.t("fault", "no_such_unit", value=", ".join(missing), values=", ".join(there)))
        told = StaffAdded(
            name=Open(name),
            languages=tuple(language or ()),
            skills=tuple(skill or ()),
            email=None if email is None else Open(email),
            roles=tuple(Role(one) for one in role),
            units=tuple(unit),
            organisation=organisation,
            profession=profession,
            public_employee=not not_public,
        )
        take(call, service, f"staff/{slug}", told)


def staff_absent(
    call: Call,
    slug: Annotated[str, typer.Argument(metavar="STAFF", help=T("help", "slug"))],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=T("help", "first_day"))],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=T("help", "last_day"))],
) -> None:
    """Tell that somebody is away; it is written on each case that has them as guide."""
    from events.staff import StaffAbsent

    days = StaffAbsent(first_day=day_typed(call, first), last_day=day_typed(call, last))
    with call.service("postgres") as service:
        reporter = call.as_staff.removeprefix("staff/") if call.as_staff else slug
        take(call, service, f"staff/{slug}", days, reported_by=f"staff/{reporter}")


def take(call: Call, service: "Service", subject: str, told: "FactData", reported_by: str | None = None) -> None:
    """Record a fact from the keyboard and say what became of it; exit 1 when it was refused."""
    slug = subject.partition("/")[2]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
        raise Misused(what=call.t("fault", "no_slug", value=slug))
    answer = service.tell(subject, told, reported_by=reported_by or _reporter(call))
    if call.json:
        call.print_json(answer_json(answer))
    else:
        call.say("told", subject=subject, outcome=call.t("outcome", answer.outcome))
        for reason in answer.reasons:
            call.say("reason", says=call.t.known("refusal", reason.code))
    if answer.outcome not in ("recorded", "waiting", "breached"):
        raise typer.Exit(FAILED)


def _reporter(call: Call) -> str:
    return f"staff/{call.as_staff.removeprefix('staff/')}" if call.as_staff else "system/cli"


def answer_json(answer: "Answer") -> dict[str, Any]:
    """An answer for programs."""
    from services.casework.incoming import reason_object

    return {
        "source": answer.source,
        "id": answer.id,
        "outcome": answer.outcome,
        "subject": answer.subject,
        "sequence": answer.sequence,
        "reasons": [reason_object(reason) for reason in answer.reasons],
    }


def day_typed(call: Call, text: str) -> date:
    """A day as typed. Raises Misused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_date", value=text)) from None
