"""The rulebook: every number of the handbook, what carries it out, and the tests that prove it."""

from typing import Annotated

import typer

from services.cli.call import Call, T
from services.texts import LANGUAGES


def rules(
    call: Call,
    html: Annotated[bool, typer.Option("--html", help=T("help", "rules_html"))] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="|".join(LANGUAGES), help=T("help", "rules_lang"), show_default=False),
    ] = None,
) -> None:
    """Print what carries out each rule of the handbook, and by which tests; with --html a page to read."""
    from services.cli.faults import Misused
    from services.rulebook.conformance import as_json, rows
    from services.rulebook.proofs import folder_of_tests, proofs
    from services.texts import texts

    language = next((one for one in LANGUAGES if one == lang), None)
    if lang is not None and language is None:
        raise Misused(what=call.t("fault", "no_such_language", value=lang, values=", ".join(LANGUAGES)))
    t = texts(language) if language is not None else call.t
    folder = folder_of_tests()
    found = None if folder is None else proofs(folder)
    if html:
        from services.clock import SystemClock
        from services.rulebook.page import page
        from workflows.workdays import day_of

        call.out(page(t, found, day_of(SystemClock().now())))
    elif call.json:
        call.print_json(as_json(t, found))
    else:
        call.table(("rule", "place", "tests", "carried_by"), rows(t, found))
        _count(call)
    if found is None:
        call.say("rules_without_tests")


def _count(call: Call) -> None:
    from workflows.handbook.chapters import NUMBERS
    from workflows.handbook.conformance import unaccounted

    missing = unaccounted()
    call.say("rules_accounted", count=len(NUMBERS) - len(missing), of=len(NUMBERS))
    if missing:
        call.say("rules_missing", numbers=", ".join(f"R{number}" for number in missing))
