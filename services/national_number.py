"""Whether eleven digits can be somebody's number, and when that person was born.

Four kinds are accepted, because a missing or unusual number is never a reason to lose a child (D28): fødselsnummer,
D-number (day + 40), auxiliary number (month + 40) and shared auxiliary number (first digit 8 or 9, tells no birth
date); the first two also as synthetic ones, which nobody real can have: Tenor (month + 80) and Dolly (month + 65).
Control digits count over the digits as written, offsets included; the birth date counts without them.
A number is personal: it is never put into a message, a log line or an exception here.
"""

from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final, Literal

from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

Kind = Literal["fodselsnummer", "d_number", "auxiliary", "shared_auxiliary"]

_FIRST_WEIGHTS: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3)
_LAST_WEIGHT: Final = 2
_FIRST_NOUGHTS: Final = ord("0") * sum(_FIRST_WEIGHTS)
_SECOND_NOUGHTS: Final = ord("0") * sum(_SECOND_WEIGHTS)

_BETWEEN: Final = str.maketrans("", "", " -.\u00a0")
"""What may stand between the digits."""

TENOR: Final = 80
DOLLY: Final = 65
AUXILIARY: Final = 40
_DAY_OF_D_NUMBER: Final = 40


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A number whose control digits fit. `birth_date` is None for a shared auxiliary number, which tells none."""

    digits: str
    kind: Kind
    birth_date: date | None
    synthetic: bool

    def __repr__(self) -> str:
        return f"NationalNumber({self.kind})"


def read(text: str) -> NationalNumber | None:
    """The number in `text` (spaces, hyphens and dots between the digits are fine), or None where it can be nobody's.

    Ten digits get the zero back that a spreadsheet takes from people born on the first nine days of a month; the
    control digits decide whether that was it.
    """
    digits = text.translate(_BETWEEN)
    if len(digits) == 10:
        digits = "0" + digits
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()) or digits[9:] != control_digits(digits[:9]):
        return None
    if digits[0] in "89":
        return NationalNumber(digits, "shared_auxiliary", None, synthetic=False)
    offset = _month_offset(int(digits[2:4]))
    if offset is None:
        return None
    kind: Kind = "d_number" if int(digits[:2]) > _DAY_OF_D_NUMBER else "fodselsnummer"
    if offset == AUXILIARY:
        if kind == "d_number":
            return None
        kind = "auxiliary"
    try:
        born = fodselsnummer.get_birth_date(f"{digits[:2]}{int(digits[2:4]) - offset:02d}{digits[4:]}")
    except ValidationError:
        return None
    return NationalNumber(digits, kind, born, synthetic=offset in (TENOR, DOLLY))


def synthetic(born: date, individual: int) -> str | None:
    """A Tenor number for somebody born on `born` with the three individual digits given; None where these digits are
    of another century or allow no control digits. Nobody real can have it: its month is between 81 and 92."""
    nine = f"{born.day:02d}{born.month + TENOR:02d}{born.year % 100:02d}{individual:03d}"
    number = read(nine + (control_digits(nine) or ""))
    return number.digits if number is not None and number.birth_date == born else None


def control_digits(nine: str) -> str | None:
    """The two control digits behind the first nine, or None where a digit would have to be 10."""
    digits = nine.encode("ascii")
    first = (_FIRST_NOUGHTS - sum(map(mul, _FIRST_WEIGHTS, digits))) % 11
    second = (_SECOND_NOUGHTS - sum(map(mul, _SECOND_WEIGHTS, digits)) - _LAST_WEIGHT * first) % 11
    return f"{first}{second}" if first < 10 and second < 10 else None


def _month_offset(month: int) -> int | None:
    """What was added to the month (0, 40, 65 or 80), or None where no month comes out."""
    return next((offset for offset in (0, AUXILIARY, DOLLY, TENOR) if 1 <= month - offset <= 12), None)
