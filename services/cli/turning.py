"""Whom to turn to in a district, and what a unit does to make the programme known."""

from typing import Annotated, get_args

import typer

from services.cli.call import Call, T
from services.cli.faults import Misused
from services.cli.look import unit_exists
from services.cli.setting_up import take

Unit = Annotated[str, typer.Option("--unit", metavar="U", help=T("help", "directory_unit"), show_default=False)]
Entry = Annotated[str, typer.Argument(metavar="NAME", help=T("help", "directory_name"))]
For = Annotated[str, typer.Option("--for", metavar="KIND", help=T("help", "directory_for"), show_default=False)]
Area = Annotated[
    list[str] | None, typer.Option("--area", metavar="AREA", help=T("help", "directory_area"), show_default=False)
]

Person = Annotated[str | None, typer.Option("--person", help=T("help", "directory_person"), show_default=False)]
Phone = Annotated[str | None, typer.Option("--phone", help=T("help", "directory_phone"), show_default=False)]
Email = Annotated[str | None, typer.Option("--email", help=T("help", "directory_email"), show_default=False)]
Url = Annotated[str | None, typer.Option("--url", help=T("help", "directory_url"), show_default=False)]
To = Annotated[str, typer.Option("--to", metavar="WHOM", help=T("help", "made_known_to"), show_default=False)]
Reached = Annotated[
    int | None,
    typer.Option("--reached", metavar="N", min=0, help=T("help", "made_known_reached"), show_default=False),
]


def list_all(
    call: Call,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="U", help=T("help", "directory_unit"), show_default=False)
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--for", metavar="KIND", help=T("help", "directory_for"), show_default=False)
    ] = None,
    area: Annotated[
        str | None, typer.Option("--area", metavar="AREA", help=T("help", "directory_area"), show_default=False)
    ] = None,
) -> None:
    """List whom to turn to, those of an area first; what stands there is the unit's own."""
    from services.store import directory
    from services.store.connect import Role
    from services.store.contacts import Contacts

    with call.service("postgres") as service:
        unit_exists(service, unit)
        actor = call.actor(service)
        units = (unit,) if unit is not None else tuple(actor.member.units) or service.ask(directory.units)
        asked = Contacts(service.pool(Role.READER), service.keyring, service.clock)
        found = [(one, line) for one in sorted(units) for line in asked.of_unit(actor, one, kind, area or "")]
    if call.json:
        call.print_json([{"unit": one, **_json(line)} for one, line in found])
        return
    call.table(
        ("unit", "entry", "for", "agency", "areas", "person", "phone", "email"),
        [
            (
                one,
                line.entry,
                call.t.known("word", line.kind),
                line.agency,
                ", ".join(line.areas),
                line.person or "",
                line.phone or "",
                line.email or line.url or "",
            )
            for one, line in found
        ],
    )


def _json(line: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(line)  # type: ignore[call-overload, no-any-return]


def tell(
    call: Call,
    name: Entry,
    unit: Unit,
    kind: For,
    agency: Annotated[str, typer.Option("--agency", metavar="NAME", help=T("help", "directory_agency"))],
    area: Area = None,
    person: Annotated[
        str | None, typer.Option("--person", help=T("help", "directory_person"), show_default=False)
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=T("help", "directory_phone"), show_default=False)] = None,
    email: Annotated[str | None, typer.Option("--email", help=T("help", "directory_email"), show_default=False)] = None,
    url: Annotated[str | None, typer.Option("--url", help=T("help", "directory_url"), show_default=False)] = None,
) -> None:
    """Add somebody to turn to, or change what is told of them."""
    from events.directory import DirectoryTold, Help
    from events.personal import Open

    if kind not in get_args(Help):
        raise Misused(what=call.t("fault", "no_such_word", value=kind, values=", ".join(get_args(Help))))
    told = DirectoryTold(
        entry=name,
        kind=kind,  # type: ignore[arg-type]
        agency=agency,
        areas=tuple(area or ()),
        person=None if person is None else Open(person),
        phone=None if phone is None else Open(phone),
        email=None if email is None else Open(email),
        url=url,
    )
    with call.service("postgres") as service:
        unit_exists(service, unit)
        take(call, service, f"unit/{unit}", told)


def end(call: Call, name: Entry, unit: Unit) -> None:
    """Take somebody off the list."""
    from events.directory import DirectoryTold
    from services.store.connect import Role
    from services.store.contacts import Contacts

    with call.service("postgres") as service:
        unit_exists(service, unit)
        asked = Contacts(service.pool(Role.READER), service.keyring, service.clock)
        there = next((one for one in asked.of_unit(call.actor(service), unit) if one.entry == name), None)
        if there is None:
            raise Misused(what=call.t("refusal", "no_such_contact"))
        told = DirectoryTold(entry=name, kind=there.kind, agency=there.agency, areas=there.areas, ended=True)  # type: ignore[arg-type]
        take(call, service, f"unit/{unit}", told)


def anchored(
    call: Call,
    unit: Annotated[str, typer.Argument(metavar="U", help=T("help", "directory_unit"))],
    body: Annotated[str, typer.Option("--in", metavar="BODY", help=T("help", "anchored_in"), show_default=False)],
) -> None:
    """Record that the programme was taken up in the steering group of SaLTo/SLT, or in the police council."""
    from events.outreach import Anchored, Body

    if body not in get_args(Body):
        raise Misused(what=call.t("fault", "no_such_word", value=body, values=", ".join(get_args(Body))))
    with call.service("postgres") as service:
        unit_exists(service, unit)
        take(call, service, f"unit/{unit}", Anchored(body=body))  # type: ignore[arg-type]


def made_known(
    call: Call,
    unit: Annotated[str, typer.Argument(metavar="U", help=T("help", "directory_unit"))],
    audience: To,
    reached: Reached = None,
    with_salto: Annotated[bool, typer.Option("--with-salto", help=T("help", "made_known_with"))] = False,
) -> None:
    """Record that those who meet young victims were told of the programme."""
    from events.outreach import Audience, MadeKnown

    if audience not in get_args(Audience):
        raise Misused(what=call.t("fault", "no_such_word", value=audience, values=", ".join(get_args(Audience))))
    told = MadeKnown(audience=audience, reached=reached, with_salto=with_salto)  # type: ignore[arg-type]
    with call.service("postgres") as service:
        unit_exists(service, unit)
        take(call, service, f"unit/{unit}", told)
