"""What the templates of forms need beside the form itself."""

from dataclasses import replace
from typing import Any, Final

from services.desk.forms.field import Field, Typed, element, rows_in, value

_ROWS_AT_MOST: Final = 40


def rows_shown(typed: Typed, path: str) -> int:
    """How many rows of a repeated group are drawn: those that there are, and those asked for."""
    asked = typed.get("more", ())
    return min(max(rows_in(typed, path), 1) + (path in asked), _ROWS_AT_MOST)


def called(field: Field, label: str) -> Field:
    """A field under the name of the person or the place that its row is about; marked by no word of its own."""
    return replace(field, label=label, hint="", needs=True)


GLOBALS: Final[dict[str, Any]] = {"element": element, "value": value, "rows_shown": rows_shown, "called": called}
"""Names that every template of a form may use."""
