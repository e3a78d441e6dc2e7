"""Telling: what may be said to the service, and a synthetic district to try it with."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.call import Call, T


def schema(
    call: Call,
    asyncapi: Annotated[bool, typer.Option("--asyncapi", help=T("help", "asyncapi"))] = False,
) -> None:
    """Print the JSON Schema of every fact and an AsyncAPI 3 document of both streams."""
    from services.contracts.schemas import asyncapi_document, documents

    call.print_json(asyncapi_document() if asyncapi else documents())


def sample(
    call: Call,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=T("help", "sample_out"))],
    cases: Annotated[int, typer.Option("--cases", metavar="N", min=1, max=5000, help=T("help", "sample_cases"))] = 300,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help=T("help", "sample_seed"))] = 1,
) -> None:
    """Write a synthetic district: extracts, referrals, hearings, guide logs; the same seed gives the same on a day."""
    from services.clock import SystemClock
    from services.sample.district import make
    from services.sample.files import write
    from workflows.workdays import day_of

    written = write(make(cases, seed, day_of(SystemClock().now())), out)
    if call.json:
        call.print_json({"folder": str(out), "files": [str(path) for path in written]})
    else:
        for path in written:
            call.out(str(path))
        call.say("sample_written", count=len(written), folder=out)
