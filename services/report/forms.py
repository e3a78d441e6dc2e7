"""The forms in which a report can be had."""

from collections.abc import Callable, Mapping
from typing import Final

from services.report.as_json import as_json
from services.report.page import page
from services.report.printed import printed
from services.report.sheet import sheet
from services.texts import Texts
from workflows.report.report import Report

FORMS: Final[Mapping[str, Callable[[Report, Texts], bytes]]] = {
    "json": as_json,
    "html": page,
    "pdf": printed,
    "xlsx": sheet,
}
"""By name: what makes the bytes."""
