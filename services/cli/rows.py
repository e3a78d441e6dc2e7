"""The rows of an extract: what became of each, which ones wait, and the rejected ones as a file to correct."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T
from services.cli.faults import Misused

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.store.rows import RowLine

SHORT = 8
"""So many signs of a row's key are shown, and are enough to name it."""


def rows(
    call: Call,
    unit: Annotated[str, typer.Option("--unit", metavar="U", help=T("help", "import_unit"))],
    week: Annotated[str, typer.Option("--week", metavar="2026-W47", help=T("help", "week"))],
    open_only: Annotated[bool, typer.Option("--open", help=T("help", "rows_open"))] = False,
    rejected: Annotated[bool, typer.Option("--rejected", help=T("help", "rows_rejected"))] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=T("help", "rows_out"), show_default=False)
    ] = None,
) -> None:
    """List the rows of a week's extracts and searches; --rejected --out FILE writes those to be corrected."""
    from services.cli.look import unit_exists

    if out is not None and not rejected:
        raise Misused(what=call.t("fault", "out_of_rejected"))
    with call.service("postgres") as service:
        unit_exists(service, unit)
        if out is not None:
            _save(call, service, unit, week, out)
            return
        found = service.reader.rows.of_week(call.actor(service), unit, week)
    found = tuple(
        line
        for line in found
        if (line.state == "open" or not open_only) and (line.outcome == "rejected" or not rejected)
    )
    if call.json:
        call.print_json([row_json(line) for line in found])
        return
    call.table(
        ("row", "number", "outcome", "state", "case", "reason"),
        [
            (
                line.key[:SHORT],
                str(line.row),
                call.t("row", line.outcome),
                row_state(call, line),
                line.case or "",
                f"{line.reason[0]}: {call.t.known('rejected', line.reason[1])}" if line.reason else "",
            )
            for line in found
        ],
    )
    call.say("rows_in_all", count=len(found), open=sum(line.state == "open" for line in found))


def row_state(call: Call, line: "RowLine") -> str:
    """Whether it waits, and what a person decided."""
    said = call.t("row_state", line.state)
    return f"{said}: {call.t.known('word', line.decision)}" if line.decision else said


def row_json(line: "RowLine") -> dict[str, Any]:
    """A row for programs."""
    return {
        "row_key": line.key,
        "unit": line.unit,
        "week": line.week,
        "row": line.row,
        "outcome": line.outcome,
        "state": line.state,
        "decision": line.decision,
        "case": line.case,
        "column": line.reason[0] if line.reason else None,
        "reason": line.reason[1] if line.reason else None,
    }


def _save(call: Call, service: "Service", unit: str, week: str, out: Path) -> None:
    """What somebody corrects is about people: they say who they are, and the file is theirs alone (0600)."""
    from services.ingest.columns import CORRECTS
    from services.ingest.rejected import content, save

    kind = out.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        raise Misused(what=call.t("fault", "out_csv_or_xlsx", file=out))
    if out.exists():
        raise Misused(what=call.t("fault", "out_is_there", file=out))
    found = service.reader.rows.rejected(call.actor(service), unit, week)
    if found:
        told = [(row.fingerprint, f"{row.column}: {call.t.known('rejected', row.reason)}", row.cells) for row in found]
        try:
            save(out, content(told, kind))
        except FileExistsError:
            raise Misused(what=call.t("fault", "out_is_there", file=out)) from None
    if call.json:
        call.print_json({"file": str(out) if found else None, "rows": len(found)})
    elif found:
        call.say("rejected_saved", count=len(found), file=out, column=CORRECTS)
        call.say("up_line", command=call.with_data(f"import {out} --unit {unit} --week {week}"))
    else:
        call.say("nothing_rejected")
