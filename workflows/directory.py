"""Whom to turn to in a district: the unit's own list, by area, which anybody who coordinates may mend."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from events.directory import DirectoryTold
from events.fact import FactData
from workflows.outcome import Entry, said
from workflows.rule import Form, Rule
from workflows.unit import Contact, Unit


def contact_of(unit: Unit, entry: str) -> Contact | None:
    """The entry of that name, ended or not."""
    return next((one for one in unit.directory if one.entry == entry), None)


ENDS_WHAT_IS_THERE = Form(
    "no_such_contact",
    on=(DirectoryTold,),
    holds=lambda unit, fact, known: not fact.data.ended or contact_of(unit, fact.data.entry) is not None,
)

RULES: Final[tuple[Rule, ...]] = (ENDS_WHAT_IS_THERE,)


def to_turn_to(unit: Unit, *kinds: str, area: str = "") -> tuple[Contact, ...]:
    """Whom to turn to for something, those of the area first, then those of the whole district (R20, R54)."""
    there = [one for one in unit.directory if not one.ended and (not kinds or one.kind in kinds)]
    here = [one for one in there if not one.areas or not area or area in one.areas]
    return tuple(sorted(here, key=lambda one: (area not in one.areas, one.kind, one.entry)))


# what changes in the unit


def told(unit: Unit, entry: Entry) -> Unit:
    """The entry is as it was told last; one that ended stays, so that the log of a case can be read."""
    said_, fact = said(entry.fact, DirectoryTold), entry.fact
    before = contact_of(unit, said_.entry)
    if before is not None and before.at > fact.time:
        return unit
    one = Contact(said_.entry, said_.kind, fact.key, fact.time, said_.areas, said_.ended)
    others = tuple(contact for contact in unit.directory if contact.entry != said_.entry)
    return replace(unit, directory=tuple(sorted((*others, one), key=lambda contact: contact.entry)))


CHANGES: Final[Mapping[type[FactData], Callable[[Unit, Entry], Unit]]] = {DirectoryTold: told}
