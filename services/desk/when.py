"""Days and hours as people at the desk read them: `i morgen`, `2 dager over`, `lør. 21. nov.`, week 48."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from services.texts import Language, Texts
from workflows.workdays import OSLO, day_of

_FAR: Final = 60
"""Days ahead beyond which nobody counts them."""

_DAYS_KEPT: Final = 4_096

_LOCALES: Final[Mapping[Language, str]] = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}


def short_day(t: Texts, day: date, today: date) -> str:
    """`lør. 21. nov.`, with the year where it is another one."""
    form = "EEE d MMM" if t.language == "en" else "EEE d. MMM"
    return _words(day, form if day.year == today.year else f"{form} y", t.language)


def long_day(t: Texts, day: date) -> str:
    """`mandag 23. november 2026`."""
    return _words(day, "EEEE d MMMM y" if t.language == "en" else "EEEE d. MMMM y", t.language)


def plain_day(t: Texts, day: date, today: date) -> str:
    """`3. sep.`, with the year where it is another one."""
    form = "d MMM" if t.language == "en" else "d. MMM"
    return _words(day, form if day.year == today.year else f"{form} y", t.language)


def hour(t: Texts, moment: datetime) -> str:
    """`14.22`."""
    local = moment.astimezone(OSLO)
    return f"{local:%H:%M}" if t.language == "en" else f"{local:%H.%M}"


def moment(t: Texts, at: datetime, today: date) -> str:
    """`14.22` of something today, else `3. sep.`."""
    day = day_of(at)
    return hour(t, at) if day == today else plain_day(t, day, today)


def deadline(t: Texts, due: date, today: date) -> str:
    """`I dag`, `I morgen`, `Torsdag`, `2 dager over`, `Om 12 dager`: how far a deadline is."""
    days = (due - today).days
    if days < 0:
        return t("desk", "day_over" if days == -1 else "days_over", days=-days)
    if days > _FAR:
        return capitalize_first(short_day(t, due, today))
    if 1 < days < 7 and due.isocalendar()[:2] == today.isocalendar()[:2]:
        word = _words(due, "EEEE", t.language)
    else:
        word = t.until(due, today)
    return capitalize_first(word)


def beside(t: Texts, due: date, today: date) -> str:
    """The day itself, to stand beside how far it is; nothing where that is the day already."""
    return "" if (due - today).days > _FAR else short_day(t, due, today)


@lru_cache(maxsize=_DAYS_KEPT)
def _words(day: date, form: str, language: Language) -> str:
    """A page names the same few days again and again."""
    return format_date(day, form, locale=_LOCALES[language])


def capitalize_first(text: str) -> str:
    """Words at the beginning of a line."""
    return text[:1].upper() + text[1:]


def week_of_year(day: date) -> int:
    """The ISO week."""
    return day.isocalendar().week
