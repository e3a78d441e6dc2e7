"""Whole numbers as somebody may have written them into an address or a form."""

from typing import Final

_LONGEST: Final = 9
"""Digits; what counts or names something here has fewer, and the record keeps them all."""


def whole(text: str) -> int | None:
    """The number, None where it is none of ours: other signs than the ten digits, or too many of them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
