"""The report as one HTML file that needs nothing else: for a screen, light or dark, and for paper."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from services.report.drawing import drawn
from services.report.view import HIDDEN, view
from services.texts import Texts
from workflows.report.report import Report


def page(report: Report, t: Texts) -> bytes:
    """The page; the same report gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("services.report", "templates"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (files("services.report") / "templates" / "report.css").read_text(encoding="utf-8")
    content = environment.get_template("report.html").render(
        css=Markup(css),  # noqa: S704 - our own file
        t=t,
        **contents(report, t),
    )
    return content.encode()


def contents(report: Report, t: Texts) -> dict[str, Any]:
    """What the templates `report_*.html` show, here and in the frame of the desk."""
    hidden = Markup('<span role="img" aria-label="{}">{}</span>').format(t("report", "hidden_word"), HIDDEN)
    return {
        "r": view(report, t),
        "drawn": lambda picture: Markup(drawn(picture)),  # noqa: S704 - drawn by us, its words escaped
        "number": lambda cell: hidden if cell == HIDDEN else escape(cell),
    }
