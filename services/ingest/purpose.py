"""Why police systems are searched (R43): it stays in the ledger for good, so nobody may be named by number in it."""

import re
from typing import Final

MOST: Final = 300
_NUMBER: Final = re.compile(r"\d[\d .-]{4,}\d")


class Unfit(ValueError):
    """The purpose is missing or too long, or has a number; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def purpose_of(text: str) -> str:
    """A purpose as it is kept. Raises Unfit: purpose_missing, purpose_has_a_number."""
    told = " ".join(text.split())
    if not told or len(told) > MOST:
        raise Unfit("purpose_missing")
    if _NUMBER.search(told):
        raise Unfit("purpose_has_a_number")
    return told
