"""Values of a row as people write them: dates, telephone numbers, names, report numbers."""

import re
import unicodedata
from datetime import date
from typing import Final

_NORWEGIAN_DATE: Final = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ T]\d{2}[:.]\d{2}(?:[:.]\d{2})?)?", re.ASCII
)
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z?)?", re.ASCII)
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII)
_PHONE: Final = re.compile(r"(\+?)(\d{5,15})", re.ASCII)
_PHONE_SIGNS: Final = str.maketrans("", "", " \u00a0()-./")
_NORWAY: Final = "47"
_LETTERS: Final = {ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"}


def read_date(text: str) -> date | None:
    """`3.11.2026`, `03.11.2026` or `2026-11-03`, a time of day behind it left out; None where it is no day."""
    if match := _NORWEGIAN_DATE.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_phone(text: str) -> str | None:
    """A telephone number as digits, a foreign one with its +; None where it is none. +47 and 0047 fall away."""
    match = _PHONE.fullmatch(text.translate(_PHONE_SIGNS))
    if match is None:
        return None
    plus, digits = match.groups()
    if not plus and digits.startswith("00"):
        plus, digits = "+", digits[2:]
    if plus and digits.startswith(_NORWAY) and len(digits) == 10:
        return digits[2:]
    return plus + digits


def read_name(text: str) -> str:
    """A name with single spaces, in one Unicode form, otherwise as it was written."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def normal_name(name: str) -> str:
    """The form in which two spellings of a name are compared: case and spaces do not count."""
    return read_name(name).casefold()


def normal_report(number: str) -> str:
    """The form in which report numbers are compared: digits and capital letters only."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", number)).upper()


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has made `1,23457E+16` out of a long number: its last digits are lost."""
    return _ROUNDED.fullmatch(text) is not None


def slug(text: str) -> str | None:
    """A staff id as we name people (`ABC 123` is `abc-123`); None where nothing is left or it is too long."""
    plain = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return plain if plain and len(plain) <= 40 else None
