"""A paper as PDF/UA: its data set by its own form on the page that all papers share."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Literal

from services.typesetting import pdf

Form = Literal["template", "guidelog", "family", "callsheet", "handover"]


def printed(form: Form, data: Mapping[str, Any]) -> bytes:
    """The bytes of the PDF."""
    folder = files("services.papers") / "templates"
    return pdf([(folder / f"{part}.typ").read_bytes() for part in ("page", form)], data)
