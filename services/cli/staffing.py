"""Members of staff who come back, leave, change roles or units; what those from outside sign, and their supervision."""

from typing import Annotated

import typer

from services.cli.call import Call, T
from services.cli.faults import Misused
from services.cli.setting_up import day_typed, take

Slug = Annotated[str, typer.Argument(metavar="STAFF", help=T("help", "slug"))]
Roles = Annotated[list[str] | None, typer.Option("--role", metavar="ROLE", help=T("help", "role"), show_default=False)]
Units = Annotated[
    list[str] | None, typer.Option("--unit", metavar="U", help=T("help", "staff_unit"), show_default=False)
]


def back(
    call: Call,
    slug: Slug,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=T("help", "first_day_back"))],
) -> None:
    """Tell that somebody is at work again, sooner than was said or after having left."""
    from events.staff import StaffBack

    with call.service("postgres") as service:
        take(call, service, f"staff/{slug}", StaffBack(first_day=day_typed(call, first)))


def left(call: Call, slug: Slug) -> None:
    """Tell that somebody has left; it is written on each case in which they had a part."""
    from events.staff import StaffLeft

    with call.service("postgres") as service:
        take(call, service, f"staff/{slug}", StaffLeft())


def change(
    call: Call,
    slug: Slug,
    role: Roles = None,
    unit: Units = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help=T("help", "organisation"), show_default=False)
    ] = None,
) -> None:
    """Give somebody other roles, units or another employer; what is not told stays."""
    from events.staff import StaffChanged
    from events.values import Role
    from services.store import directory

    unknown = [one for one in role or () if one not in tuple(Role)]
    if unknown:
        raise Misused(what=call.t("fault", "no_such_role", value=", ".join(unknown), values=", ".join(Role)))
    with call.service("postgres") as service:
        there = service.ask(directory.units)
        if missing := [one for one in unit or () if one not in there]:
            raise Misused(what=call.t("fault", "no_such_unit", value=", ".join(missing), values=", ".join(there)))
        told = StaffChanged(
            roles=tuple(Role(one) for one in role) if role else None,
            units=tuple(unit) if unit else None,
            organisation=organisation,
        )
        take(call, service, f"staff/{slug}", told)


def signed(
    call: Call,
    slug: Slug,
    text: Annotated[str, typer.Option("--text", metavar="VERSION", help=T("help", "text_version"))],
) -> None:
    """Record that a guide who is not publicly employed has signed the statement on secrecy and the duty to report."""
    from events.staff import Acknowledged

    with call.service("postgres") as service:
        take(call, service, f"staff/{slug}", Acknowledged(text_version=text))


def supervised(call: Call, slug: Slug) -> None:
    """Record that a guide who is not publicly employed has been supervised."""
    from events.staff import SupervisionHeld

    with call.service("postgres") as service:
        take(call, service, f"staff/{slug}", SupervisionHeld())
