"""The yearly report on the command line."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from services.cli.call import Call, T
from services.cli.look import Unit, day_of_text, unit_exists

FORMATS = ("json", "html", "pdf", "xlsx")


def report(
    call: Call,
    year: Annotated[int, typer.Argument(metavar="YEAR", help=T("help", "report_year"))],
    unit: Unit = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=T("help", "report_as_of"), show_default=False)
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help=T("help", "report_version"), show_default=False)
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="F", help=T("help", "report_format"))] = "json",
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="L", help=T("help", "report_lang"), show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=T("help", "report_out"), show_default=False)
    ] = None,
) -> None:
    """Write the yearly report."""
    from services.cli.faults import Misused
    from services.report.forms import FORMS
    from services.report.reports import DayNotOver, NoSuchVersion, Reports
    from services.store.connect import Role
    from services.texts import LANGUAGES, texts

    for what, value, values in (("format", format_, FORMATS), ("language", lang or call.t.language, LANGUAGES)):
        if value not in values:
            raise Misused(what=call.t("fault", f"no_such_{what}", value=value, values=", ".join(values)))
    if version is not None and (unit is None or as_of is not None):
        raise Misused(what=call.t("fault", "report_version_unit"))
    if out is None and format_ in ("pdf", "xlsx") and sys.stdout.isatty():
        raise Misused(what=call.t("fault", "report_to_terminal", format=format_.upper()))
    t = texts(next((one for one in LANGUAGES if one == lang), call.t.language))
    with call.service("postgres") as service:
        unit_exists(service, unit)
        try:
            reports = Reports(service.pool(Role.READER), service.keyring, service.clock)
            made = reports.report(call.actor(service), year, unit, day_of_text(call, as_of), version)
        except DayNotOver as fault:
            raise Misused(what=_no_day(call, fault.day, fault.first, fault.last, year)) from None
        except NoSuchVersion as fault:
            numbers = ", ".join(map(str, fault.numbers)) or call.t("word", "none")
            told = call.t("fault", "report_no_version", version=version, year=year, versions=numbers)
            raise Misused(what=told) from None
    content = FORMS[format_](made, t)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    out.write_bytes(content)
    call.say("report_written", file=out, hidden=made.hidden, numbers=made.numbers)


def _no_day(call: Call, day: date, first: date, last: date, year: int) -> str:
    if first > last or year < first.year:
        return call.t("fault", "report_year", year=year, first=call.t.day(first), last=call.t.day(last))
    return call.t("fault", "report_day", day=call.t.day(day), year=year, first=call.t.day(first), last=call.t.day(last))
