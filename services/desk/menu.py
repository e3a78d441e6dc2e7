"""The menu: what is used daily stands on it, what is used seldom lies under one entry, so that it stays one line."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from services.desk.asking import Asked
from services.desk.page import Menu
from services.desk.pages import PAGES
from workflows.access import may

Place = Literal["bar", "wide", "more"]
"""On the bar always; on the bar of a wide screen and under «Mer» on a phone; under «Mer»."""

_SELDOM: Final[frozenset[Menu]] = frozenset({"referral", "people", "report", "rules", "practice", "integration"})
_ON_BAR: Final = 7
"""As many as a line of 1024 pixels holds."""
_ON_PHONE: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, and where it stands."""

    name: Menu
    path: str
    place: Place


def menu_of(asked: Asked) -> tuple[Entry, ...]:
    """The entries for whoever asks, in the order of the menu."""
    found = {page.menu: page.path for page in PAGES if page.menu is not None and may(asked.actor.member, page.act)}
    names = [name for name in get_args(Menu) if name in found]
    bar = names if len(names) <= _ON_BAR else [name for name in names if name not in _SELDOM]
    phone = bar if len(names) <= _ON_PHONE + 1 else bar[:_ON_PHONE]
    return tuple(
        Entry(name, found[name], "bar" if name in phone else "wide" if name in bar else "more") for name in names
    )
