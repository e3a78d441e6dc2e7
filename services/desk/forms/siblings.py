"""One call about several children: what was told of one is told of the others whose guardians were on the phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, get_args

from events.contact import FirstContactMade, Tried, Wish
from events.fact import FactData
from events.refs import GuardianParty, Party
from events.values import Answer
from services.desk.asking import Asked
from services.desk.forms.field import Choice, Field, Typed
from services.desk.forms.opened import Opened
from services.desk.onecase import case_label
from services.papers.people import Shown
from services.papers.standing import people_in, standing
from services.store.answers import CaseView
from services.store.asking import NotAllowed, NotThere

ALSO: Final = "also"
"""What the tick boxes of the other children are called when they are posted."""
_SHARED: Final = frozenset({"phone", "name"})


@dataclass(frozen=True, slots=True)
class Sibling:
    """What the same call says of another child."""

    ref: str
    sequence: int
    data: FactData


def siblings(asked: Asked, opened: Opened) -> Field | None:
    """The question whether the call was about others too; None where there are none."""
    if opened.model is not FirstContactMade or opened.view is None:
        return None
    found = []
    for one in opened.view.together:
        if _SHARED.intersection(one.because) and (view := _view(asked, one.ref)) is not None and view.case is not None:
            label = f"{one.ref} · {case_label(asked.t, view.case, asked.today, ', ')}"
            found.append(Choice(one.ref, label))
    t = asked.t
    return Field(ALSO, "many", t("form", "also"), t("form", "also_hint"), False, tuple(found)) if found else None


def told_of(asked: Asked, opened: Opened, typed: Typed, data: FactData) -> Iterator[Sibling]:
    """What the call says of each child that was ticked, its guardians in the places that they have there; nothing of a
    child of whose guardians nobody was called."""
    if not isinstance(data, FirstContactMade) or opened.view is None:
        return
    here = people_in(standing(opened.view))
    offered = {one.ref for one in opened.view.together}
    for ref in offered.intersection(typed.get(ALSO, ())):
        view = _view(asked, ref)
        if view is None or view.case is None:
            continue
        places = _places(here, people_in(standing(view)))
        parties = tuple(Tried(party=places[t.party], reached=t.reached) for t in data.parties if t.party in places)
        if parties:
            yield Sibling(ref, view.case.sequence, _as_told(data, parties, places))


def _as_told(data: FirstContactMade, parties: tuple[Tried, ...], places: dict[Party, Party]) -> FactData:
    """The same call, without what the other child said for themselves."""
    answered = places.get(data.answered_by) if data.answered_by is not None else None
    changes = {
        "parties": parties,
        "answered_by": answered,
        "participant_view": None,
        "follow_up_wanted": Answer.UNKNOWN,
        "wishes": tuple(Wish(party=places[w.party], wish=w.wish) for w in data.wishes if w.party in places),
    }
    return data.model_copy(update={name: told for name, told in changes.items() if name in data.model_fields_set})


def _places(here: dict[str, Shown], there: dict[str, Shown]) -> dict[Party, Party]:
    """The guardians of one child in the places that they have with the other: by number, or by name."""
    places: dict[Party, Party] = {}
    for place in get_args(GuardianParty):
        one = here.get(place)
        for other in get_args(GuardianParty):
            same = there.get(other)
            if one is None or same is None or place in places:
                continue
            if (one.phone and one.phone == same.phone) or (one.name and one.name == same.name):
                places[place] = other
    return places


def _view(asked: Asked, ref: str) -> CaseView | None:
    try:
        return asked.desk.reader.case(asked.actor, ref)
    except (NotAllowed, NotThere):
        return None
