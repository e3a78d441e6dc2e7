"""The report as one HTML file that needs nothing else: for a screen, light or dark, and for paper."""

from importlib.resources import files

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
    hidden = Markup('<span role="img" aria-label="{}">{}</span>').format(t("report", "hidden_word"), HIDDEN)
    content = environment.get_template("report.html").render(
        r=view(report, t),
        t=t,
        css=Markup(css),  # noqa: S704 - our own file
        drawn=lambda picture: Markup(drawn(picture)),  # noqa: S704 - drawn by us, its words escaped
        number=lambda cell: hidden if cell == HIDDEN else escape(cell),
    )
    return content.encode()
