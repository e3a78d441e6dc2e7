"""The report to barnevern of a case: the national document, or the list of what a person has to fill in first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from services.bekymringsmelding.draft import Draft


def bekymringsmelding(
    call: Call,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help=T("help", "melding_ref"), show_default=False)
    ] = None,
    fill: Annotated[
        Path | None, typer.Option("--fill", metavar="FILE", help=T("help", "melding_fill"), show_default=False)
    ] = None,
) -> None:
    """Print the report to barnevern as the national document; exit 1 names what a person has to fill in. It refuses
    nobody (R164): of what somebody does not see, there is only what they know themselves."""
    from events.refs import read_case_ref
    from services.bekymringsmelding.draft import draft
    from services.bekymringsmelding.judgement import judged, reporter
    from services.papers.papers import Papers
    from services.papers.standing import people_in, standing
    from services.store.connect import Role
    from services.texts import texts
    from workflows.workdays import OSLO

    try:
        ref = None if ref is None else read_case_ref(ref)
    except ValueError:
        raise Misused(what=call.t("fault", "no_ref", ref=ref)) from None
    filled = _filled(call, fill)
    with call.service("postgres") as service:
        papers = Papers(service.reader, service.pool(Role.READER), service.keyring, service.clock)
        view, me, workers = papers.concerned(call.actor(service), ref)
        at = service.clock.now().astimezone(OSLO)
    t = call.t if call.t.language != "en" else texts("nb")  # whoever receives it reads Norwegian
    lines = standing(view) if view is not None else ()
    seen = view is not None and view.personal
    case = view.case if view is not None else None
    report = judged(lines, t)
    made = draft(
        tuple(line.fact.data for line in lines),
        {party: one for party, one in people_in(lines).items() if case is None or not case.ended(party)},
        filled,
        at,
        protected=case is not None and case.address_protected,
        reporter=reporter(workers.get(report.by or "", me) if seen else me, t),
        judged=report,
        seen=seen,
    )
    if not seen:
        call.say("melding_not_seen")
    if made.document is not None:
        call.print_json(made.document.as_json())
        return
    if call.json:
        call.print_json({"known": made.known, "gaps": [{"field": gap.field, "why": gap.why} for gap in made.gaps]})
    else:
        _tell(call, made)
    raise typer.Exit(FAILED)


def _filled(call: Call, file: Path | None) -> dict[str, Any]:
    import orjson

    if file is None:
        return {}
    try:
        told = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise Misused(what=call.t("fault", "fill_unreadable", file=file, why=str(error))) from None
    if not isinstance(told, dict):
        raise Misused(what=call.t("fault", "fill_unreadable", file=file, why=call.t("fault", "no_object")))
    return told


def _tell(call: Call, made: "Draft") -> None:
    call.say("melding_gaps", count=len(made.gaps))
    for gap in made.gaps:
        plain = ".".join(step for step in gap.field.split(".") if not step.isdigit())
        number = next((int(step) + 1 for step in gap.field.split(".") if step.isdigit()), None)
        which = f" {number}" if number is not None and plain.startswith("foresatte.") else ""
        says = call.t.known("melding", plain)
        call.out(f"{says}{which} · {call.t('melding_why', gap.why)} · {gap.field}")
    call.say("melding_how")
