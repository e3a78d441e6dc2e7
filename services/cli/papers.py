"""What leaves the service on paper or as a document: who may have it is asked, and noted, before anything is read."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.papers.papers import Material, Papers
    from services.papers.printing import Form
    from services.texts import Texts

Ref = Annotated[str, typer.Argument(metavar="REF", help=T("help", "ref"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=T("help", "paper_out"), show_default=False)]
Lang = Annotated[str | None, typer.Option("--lang", metavar="L", help=T("help", "paper_lang"), show_default=False)]


def template(
    call: Call,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help=T("help", "ref"), show_default=False)] = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Print the form for the conversation: blank, or filled from a case."""
    from services.papers import template as form

    t = _ready(call, out, lang)
    if ref is None:
        _print(call, out, "template", form.blank(t))
        return
    ref = _ref(call, ref)
    with call.service("postgres") as service:
        material = _papers(service).material(call.actor(service), ref, "print_template")
    _print(call, out, "template", form.filled(material, t))
    if left_out := form.left_out(material):
        call.say("paper_left_out", count=left_out)


def log(call: Call, ref: Ref, out: Out = None, lang: Lang = None) -> None:
    """Print the log of contacts as an extract for the court."""
    from services.papers.guidelog import extract
    from services.store.connect import Role, closed_after

    t, ref = _ready(call, out, lang), _ref(call, ref)
    with call.service("postgres") as service:
        papers = _papers(service)
        material = papers.material(call.actor(service), ref, "print_log")
        with closed_after(connection := service.database.connect(Role.AUDITOR)):
            lines, head = papers.proof(connection, ref)
    _print(call, out, "guidelog", extract(material, lines, head, t))
    if head is None or any(one.entry is None for one in lines.values()):
        call.say("paper_no_head")


def family(
    call: Call,
    ref: Ref,
    out: Out = None,
    lang: Lang = None,
    large: Annotated[bool, typer.Option("--large", help=T("help", "paper_large"))] = False,
) -> None:
    """Print the sheet that the family is given."""
    from services.papers.family import emergency_numbers, safe_home, sheet
    from services.papers.standing import standing

    t, ref = _ready(call, out, lang), _ref(call, ref)
    with call.service("postgres") as service:
        material = _papers(service).material(call.actor(service), ref, "print_family_sheet")
    _print(call, out, "family", sheet(material, t, large=large))
    case = material.view.case
    if case is not None and not safe_home(case, standing(material.view)):
        call.say("paper_quiet")
    if not emergency_numbers(material):
        call.say("paper_no_numbers")


def call_sheet(call: Call, ref: Ref, out: Out = None, lang: Lang = None) -> None:
    """Print the sheet for whoever makes the first call."""
    from services.papers.callsheet import sheet

    t, ref = _ready(call, out, lang), _ref(call, ref)
    with call.service("postgres") as service:
        material = _papers(service).material(call.actor(service), ref, "print_call_sheet")
    _print(call, out, "callsheet", sheet(material, t))


def handover(
    call: Call,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help=T("help", "paper_ref"), show_default=False)] = None,
    out: Out = None,
    lang: Lang = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="STAFF", help=T("help", "paper_of"), show_default=False)
    ] = None,
) -> None:
    """Print the sheet for whoever takes over: of a case, or of all that somebody hands over."""
    from services.cli.faults import FAILED, Misused
    from services.papers.colleagues import Colleagues
    from services.papers.handing import Handing
    from services.papers.handover import sheet
    from services.store import directory
    from services.store.connect import Role
    from services.store.owing import Owing
    from services.store.worklist import Worklists
    from workflows.workdays import day_of

    t = _ready(call, out, lang)
    if ref is not None and of is not None:
        raise Misused(what=call.t("fault", "paper_ref_or_of"))
    one = _ref(call, ref) if ref is not None else None
    with call.service("postgres") as service:
        actor, papers, pool = call.actor_who_may(service, "print_handover"), _papers(service), service.pool(Role.READER)
        owing = Owing(pool, service.keyring, service.clock)
        handing = Handing(papers, owing, Worklists(pool), lambda: service.ask(directory.staff))
        whose = handing.whose(actor, (of or "").removeprefix("staff/")) if one is None else None
        if one is not None:
            materials: tuple[Material, ...] = (papers.material(actor, one, "print_handover"),)
        else:
            refs = handing.refs(actor, day_of(service.clock.now()), whose)
            materials = handing.materials(actor, refs)
        known = Colleagues(pool, service.keyring).all()
    if not materials:
        call.say("paper_nothing_to_hand_over")
        raise typer.Exit(FAILED)
    slug = whose or actor.slug
    worker = known.get(slug)
    _print(call, out, "handover", sheet(materials, (worker.name if worker is not None else None) or slug, t))


def check(
    call: Call,
    hash_: Annotated[str, typer.Argument(metavar="HASH", help=T("help", "paper_hash"))],
) -> None:
    """Tell which line of which log has a hash, and which signed head of the ledger covers it."""
    from services.cli.faults import FAILED, Misused
    from services.store.connect import Role, closed_after

    if not re.fullmatch(r"[0-9a-f]{64}", wanted := re.sub(r"\s", "", hash_).lower()):
        raise Misused(what=call.t("fault", "no_hash", value=hash_))
    with call.service("postgres") as service:
        call.actor_who_may(service, "verify")
        with closed_after(connection := service.database.connect(Role.AUDITOR)):
            answer = _papers(service).line(connection, wanted)
    found, head = answer if answer is not None else (None, None)
    if call.json:
        call.print_json(
            {
                "found": found is not None,
                "subject": found.subject if found is not None else None,
                "line": found.sequence if found is not None else None,
                "recorded": found.recorded if found is not None else None,
                "entry": found.entry if found is not None else None,
                "head": {"no": head.no, "hash": head.hash, "signed": head.at} if head is not None else None,
            }
        )
    elif found is not None:
        told = {"line": found.sequence, "subject": found.subject, "moment": call.t.moment(found.recorded)}
        if found.entry is None:
            call.out(call.t("cli", "paper_found_unchained", **told))
        else:
            call.out(call.t("cli", "paper_found", **told, entry=found.entry))
        if head is not None:
            call.out(call.t("cli", "paper_covered", moment=call.t.moment(head.at), no=head.no, hash=head.hash))
        call.say("paper_verify")
    if found is None:
        call.say("paper_not_found")
        raise typer.Exit(FAILED)


def _papers(service: "Service") -> "Papers":
    from services.papers.papers import Papers
    from services.store.connect import Role

    return Papers(service.reader, service.pool(Role.READER), service.keyring, service.clock)


def _ref(call: Call, text: str) -> str:
    from events.refs import read_case_ref
    from services.cli.faults import Misused

    try:
        return read_case_ref(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_ref", ref=text)) from None


def _ready(call: Call, out: Path | None, lang: str | None) -> "Texts":
    """The language of the paper; nothing is read where it could not be written."""
    from services.cli.faults import Misused
    from services.texts import LANGUAGES, texts

    if out in (None, Path("-")) and sys.stdout.isatty():
        raise Misused(what=call.t("fault", "paper_to_terminal"))
    found = next((one for one in LANGUAGES if one == (lang or call.t.language)), None)
    if found is None:
        raise Misused(what=call.t("fault", "no_such_language", value=lang, values=", ".join(LANGUAGES)))
    return texts(found)


def _print(call: Call, out: Path | None, form: "Form", data: Mapping[str, Any]) -> None:
    from services.papers.printing import printed

    _write(call, out, printed(form, data))


def _write(call: Call, out: Path | None, content: bytes) -> None:
    if out is None or out == Path("-"):
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    call.say("paper_written", file=out)
