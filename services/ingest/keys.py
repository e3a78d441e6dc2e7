"""How a row is recognised again: keyed hashes, that tell nothing to whoever lacks the installation's secret."""

from collections.abc import Callable
from datetime import date

import orjson

from events.intake import RowRead
from events.personal import InTheClear, dumped
from services.ingest.words import normal_name, normal_report

Token = Callable[[str, str], bytes]
"""The keyed hash of (kind, value), 16 bytes: `KeyRing.index_token`."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Ten bits at a time: the standard library's base 32 is a tenth of all that a row costs."""

_NOT_KEPT_OF_THE_ROW = frozenset({"week", "row", "row_key", "content", "found_by", "corrects"})


def written(digest: bytes) -> str:
    """16 bytes as 26 lower-case letters and digits (base 32 of RFC 4648, without padding)."""
    number = int.from_bytes(digest, "big") << 2
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def row_key(token: Token, report: str, number: str | None, born: date | None, name: str) -> str:
    """Report number and person: the national number, else birth date and name (issue: the key of a row)."""
    person = number or f"{born.isoformat() if born else ''}|{normal_name(name)}"
    return written(token("row", f"{normal_report(report)}|{person}"))


def content_key(token: Token, kept: RowRead) -> str:
    """The keyed hash of all that we keep of a row; where in which file it stood does not count."""
    plain = dumped(kept, exclude_none=True, exclude=set(_NOT_KEPT_OF_THE_ROW), context=InTheClear())
    return written(token("content", orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()))


def fingerprint(token: Token, content: str) -> str:
    """The same bad row again is the same duty (D26)."""
    return written(token("rejected", content))


def derived(token: Token, *parts: object) -> str:
    """A fact id that comes out the same whenever the same part of the same file is read again."""
    return written(token("fact", "|".join(str(part) for part in parts)))
