"""Papers about a case, printed from the desk: conversation form, log, the family's sheet, call sheet."""

from typing import Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.page import Page
from services.papers import callsheet, family, guidelog, handover
from services.papers import template as form
from services.papers.printing import printed


def blank(asked: Asked) -> Response:
    """The form of the conversation, to be filled in by hand."""
    return pdf("samtalemal.pdf", printed("template", form.blank(asked.t)))


def template(asked: Asked) -> Response:
    """The form of the conversation, filled from the case."""
    material = asked.desk.papers.material(asked.actor, asked.ref, "print_template")
    return pdf(f"samtalemal-{asked.ref}.pdf", printed("template", form.filled(material, asked.t)))


def log(asked: Asked) -> Response:
    """The log of contacts as an extract for the court, with proof of when each line was written (R141, R142)."""
    material = asked.desk.papers.material(asked.actor, asked.ref, "print_log")
    lines, head = asked.desk.proof(asked.ref)
    return pdf(f"logg-{asked.ref}.pdf", printed("guidelog", guidelog.extract(material, lines, head, asked.t)))


def family_sheet(asked: Asked) -> Response:
    """The sheet that the family is given (R112)."""
    material = asked.desk.papers.material(asked.actor, asked.ref, "print_family_sheet")
    large = asked.query("stor") == "ja"
    return pdf(f"familieark-{asked.ref}.pdf", printed("family", family.sheet(material, asked.t, large=large)))


def call_sheet(asked: Asked) -> Response:
    """The sheet for whoever makes the first call (R69–R84)."""
    material = asked.desk.papers.material(asked.actor, asked.ref, "print_call_sheet")
    return pdf(f"ringeark-{asked.ref}.pdf", printed("callsheet", callsheet.sheet(material, asked.t)))


def handover_sheet(asked: Asked) -> Response:
    """The sheet for whoever takes the case over (R57–R59, D29)."""
    material = asked.desk.papers.material(asked.actor, asked.ref, "print_handover")
    of = asked.name(asked.actor.slug)
    return pdf(f"overlevering-{asked.ref}.pdf", printed("handover", handover.sheet((material,), of, asked.t)))


def pdf(name: str, content: bytes) -> Response:
    """A paper as it is sent to a browser."""
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


FILES: Final = {
    "template": "mal.pdf",
    "log": "logg.pdf",
    "family": "familieark.pdf",
    "call": "ringeark.pdf",
    "handover": "overlevering.pdf",
}
"""What the paper of a case is called in its address."""

PAGES: Final = (
    Page("/mal.pdf", "GET", "print_template", blank),
    Page("/sak/{ref}/mal.pdf", "GET", "print_template", template),
    Page("/sak/{ref}/logg.pdf", "GET", "print_log", log),
    Page("/sak/{ref}/familieark.pdf", "GET", "print_family_sheet", family_sheet),
    Page("/sak/{ref}/ringeark.pdf", "GET", "print_call_sheet", call_sheet),
    Page("/sak/{ref}/overlevering.pdf", "GET", "print_handover", handover_sheet),
)
