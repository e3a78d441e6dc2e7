"""What is gone through in a call, a conversation, an assessment, a follow-up, a closing: item by item, each with the
fact in which it is told, ready for a call sheet and a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from events.assessment import Assessed
from events.closing import Closed
from events.contact import ContactLogged, FirstContactMade, FrequencyAgreed
from events.conversation import ConversationHeld, InformationGiven
from events.fact import FactData

Name = Literal["assessment", "call", "conversation", "follow_up", "closing"]

Part = Literal["", "before", "information", "insecurity", "own_efforts", "partners", "ending"]
"""Where in the conversation an item belongs; the four sections of the handbook's form between what comes before and at
the end."""

TICK: Final = "checklist"
"""The field of a fact that names the items which were only said, by number."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the rule, the fact in which it is told, and the field that says it (`checklist`: by its number alone).

    `always`: the family is to know it in any case; what was not said is owed.
    """

    number: int
    model: type[FactData]
    field: str = TICK
    part: Part = ""
    always: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """The items of one occasion, in the order in which they are gone through."""

    name: Name
    items: tuple[Item, ...]


def _said(model: type[FactData], *numbers: int, part: Part = "", always: bool = False) -> tuple[Item, ...]:
    return tuple(Item(number, model, part=part, always=always) for number in numbers)


def _of_the_conversation() -> Iterator[Item]:
    held = ConversationHeld
    yield from _said(held, 86, 87, part="before")
    yield Item(88, held, "parents_meeting", "before")
    yield Item(89, held, "youth_alone", "before")
    yield Item(90, held, "unsafe", "information")
    yield from _said(held, 91, 92, part="information")
    yield from _said(held, 93, 94, part="information", always=True)
    yield Item(95, held, "insecurity", "insecurity")
    yield Item(96, held, "geographic", "insecurity")
    yield Item(97, held, "relational", "insecurity")
    yield Item(98, held, "in_time", "insecurity")
    yield from _said(held, 99, part="insecurity")
    yield Item(100, held, "already_done", "own_efforts")
    for number in (101, 102, 103, 104):
        yield Item(number, held, "measures", "own_efforts")
    yield from _said(held, 105, part="own_efforts")
    yield Item(106, held, "measures", "own_efforts")
    yield Item(107, held, "expectations", "partners")
    yield Item(108, held, "guide_available", "partners")
    yield Item(109, held, "contact_every_days", "partners")
    yield Item(110, held, "contact_by", "partners")
    yield Item(111, FrequencyAgreed, "contact_exchanged", "partners")
    yield Item(112, InformationGiven, "sheet_given", "partners", always=True)
    yield from _said(held, 113, 114, part="partners")
    yield Item(115, held, "parents_need", "partners")
    yield Item(116, held, "measures", "partners")
    yield Item(117, held, "consulted", "partners")
    yield from _said(held, 118, part="partners")
    yield Item(119, held, "court_support", "partners")
    yield from _said(held, 120, part="ending")


CALL: Final = Checklist(
    "call",
    (
        *_said(FirstContactMade, 78, 79, 80, 81),
        Item(46, FirstContactMade, "needs"),
        Item(30, FirstContactMade, "answer"),
        Item(75, FirstContactMade, "asked_to_speak_with_youth"),
        Item(83, FirstContactMade, "appointment_at"),
        Item(84, FirstContactMade, "wishes"),
    ),
)

ASSESSMENT: Final = Checklist(
    "assessment",
    (
        Item(52, Assessed, "decision"),
        Item(17, Assessed, "perpetrator_in_family"),
        Item(14, Assessed, "risks"),
        Item(15, Assessed, "risks"),
        Item(16, Assessed, "risks"),
        Item(21, Assessed, "other_measures"),
        Item(22, Assessed, "required_by_law"),
        Item(37, Assessed, "serious"),
        Item(54, Assessed),
    ),
)

CONVERSATION: Final = Checklist("conversation", tuple(_of_the_conversation()))

FOLLOW_UP: Final = Checklist(
    "follow_up",
    (
        Item(138, ContactLogged, "kinds"),
        Item(33, ContactLogged, "parties"),
        Item(145, InformationGiven, "items"),
        Item(146, ContactLogged, "professionals"),
        Item(147, ContactLogged, "kinds"),
    ),
)

CLOSING: Final = Checklist(
    "closing",
    (
        Item(13, Closed, "restored"),
        Item(21, Closed),
        Item(22, Closed, "required_by_law"),
        Item(115, Closed, "parents_need_considered"),
        Item(120, Closed),
    ),
)

CHECKLISTS: Final = (ASSESSMENT, CALL, CONVERSATION, FOLLOW_UP, CLOSING)

SHEET: Final = 112
"""What to do in an emergency stands on the sheet that the family is given."""

ALWAYS_TOLD: Final = tuple(item.number for item in CONVERSATION.items if item.always)
"""What the family is to know in any case: R93, R94, R112."""


def said_in(data: FactData) -> tuple[int, ...]:
    """The items that a fact says were gone through: those that it names by number, and those whose field it fills."""
    named = set(getattr(data, TICK, ())) | set(getattr(data, "items", ()))
    found: list[int] = []
    for checklist in CHECKLISTS:
        for item in checklist.items:
            here = isinstance(data, item.model)
            filled = here and item.field != TICK and item.field in data.model_fields_set
            if filled or (item.number in named and (here or isinstance(data, InformationGiven))):
                found.append(item.number)
    return tuple(dict.fromkeys(found))
