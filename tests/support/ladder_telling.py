"""What the family is told, what the parents need, and what the investigation is asked: as steps."""

from typing import Any, Final

from events.contact import ContactLogged
from events.conversation import InformationGiven, ParentsConsidered
from events.directory import DirectoryTold
from events.guidance import WishesTold
from events.matter import MatterReported
from events.outreach import Anchored, MadeKnown
from events.refs import Party
from events.values import Channel
from tests.support.ladder import contact, conversation_held, tried
from tests.support.ladder_follow import WHEN, step
from tests.support.story import Step
from workflows.checklists import ALWAYS_TOLD

ALL_ASKED: Final[dict[str, Any]] = {
    "wishes": ({"party": "guardian_1", "wish": "En kvinne"}, {"party": "participant", "wish": "En voksen"})
}
"""Both sides were asked in the first call whom they want for a guide (R84)."""


def information_given(
    *items: int, by: str = "k1", to: tuple[Party, ...] = ("participant",), sheet: bool = False, **when: Any
) -> Step:
    told = items or ALWAYS_TOLD
    return step(InformationGiven, when, by, items=told, parties=to, channel=Channel.PHONE, sheet_given=sheet)


def parents_considered(meeting: str = "agreed", **when: Any) -> Step:
    return step(ParentsConsidered, when, meeting=meeting)


def all_told(**about: Any) -> Step:
    """A conversation in which everything was said that the family is to know."""
    return conversation_held(checklist=ALWAYS_TOLD, **about)


def wished(by: Party = "participant", **when: Any) -> Step:
    return step(WishesTold, when, "h1", by=by, wishes="En som kan somali")


def threat_reported(incident: str = "i1", **when: Any) -> Step:
    """Somebody has gone to the police with it."""
    return step(MatterReported, when, incident=incident)


def family_asks(by: str = "g1", *, answered: bool = False, **when: Any) -> Step:
    """The youth asks how the investigation goes; `answered`: the investigator was asked in the same breath."""
    with_: tuple[str, ...] = ("investigator",) if answered else ()
    return contact(incoming=True, by=by, kinds=("question_on_investigation",), professionals=with_, **when)


def investigator_spoken_to(by: str = "g1", **about: Any) -> Step:
    when = {k: about.pop(k) for k in WHEN if k in about}
    told: dict[str, Any] = {
        "direction": "out",
        "channel": Channel.PHONE,
        "parties": tried(),
        "professionals": ("investigator",),
        "kinds": ("dialogue_with_investigator",),
    }
    return step(ContactLogged, when, by, **{**told, **about})


def anchored(body: str = "police_council", **when: Any) -> Step:
    return step(Anchored, when, body=body)


def made_known(audience: str = "schools", **when: Any) -> Step:
    return step(MadeKnown, when, audience=audience, with_salto=True)


def directory_told(entry: str = "ost-salto", **about: Any) -> Step:
    when = {k: about.pop(k) for k in WHEN if k in about}
    return step(DirectoryTold, when, **{"entry": entry, "kind": "salto", "agency": "Bydel Øst", **about})
