"""A case goes over to another unit when that unit has said yes, and not before; a family that left is handed over."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from events.fact import Fact, FactData
from events.move import LeftDistrict, MoveAccepted, MoveDeclined, MoveOffered, MoveWithdrawn
from events.values import Answer, Role
from workflows import because
from workflows.case import Case, Mark
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.whereabouts import Moved, MoveOffer
from workflows.workdays import add_workdays, day_of


def _offer_stands(case: Case, fact: Fact, _known: Known) -> bool:
    told, offer = fact.data, case.whereabouts.offer
    if offer is None or not isinstance(told, MoveAccepted | MoveDeclined | MoveWithdrawn):
        return False
    return offer.offered.fact == str(told.offer) and (offer.declined is None or isinstance(told, MoveWithdrawn))


MOVES_TO_A_UNIT_OF_OURS = Form(
    "no_such_unit", on=(MoveOffered,), holds=lambda case, fact, known: fact.data.to_unit in known.units
)
MOVES_ELSEWHERE = Form("same_unit", on=(MoveOffered,), holds=lambda case, fact, known: fact.data.to_unit != case.unit)
OFFERED_ONCE = Form(
    "offered_already",
    on=(MoveOffered,),
    holds=lambda case, fact, known: case.whereabouts.offer is None or case.whereabouts.offer.declined is not None,
    because=because.move,
)
NOT_VOID = Form("case_void", on=(MoveOffered,), holds=lambda case, fact, known: not case.void, because=because.closing)
SOMEBODY_TO_MOVE = Form(
    "closed_for_good",
    on=(MoveOffered,),
    holds=lambda case, fact, known: case.whereabouts.died is None,
    because=because.death,
)
OFFER_STANDS = Form(
    "no_such_offer", on=(MoveAccepted, MoveDeclined, MoveWithdrawn), holds=_offer_stands, because=because.move
)

RULES: Final[tuple[Rule, ...]] = (
    MOVES_TO_A_UNIT_OF_OURS,
    MOVES_ELSEWHERE,
    OFFERED_ONCE,
    NOT_VOID,
    SOMEBODY_TO_MOVE,
    OFFER_STANDS,
)


def superseded(case: Case, fact: Fact) -> bool:
    """Whether something that happened later is already known of where the family lives."""
    told = case.whereabouts.told
    return isinstance(fact.data, LeftDistrict) and told is not None and fact.time < told.at


# duties


def _to_answer(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.whereabouts.offer
    if offer is not None and offer.declined is None:
        day = day_of(offer.offered.at)
        due = add_workdays(day, policy.move_answer_wd)
        yield Owed(offer.offered.fact, day, due, owner=f"{Role.COORDINATOR.value}@{offer.to_unit}")


def _unanswered(case: Case, policy: Policy) -> Iterator[Owed]:
    """After the days for an answer it is both leaders' (D9), each with a fact that ends it."""
    offer = case.whereabouts.offer
    if offer is not None and offer.declined is None:
        due = add_workdays(day_of(offer.offered.at), policy.move_answer_wd)
        first = due + timedelta(days=1)
        for unit in (case.unit, offer.to_unit):
            owner = f"{Role.LEADER.value}@{unit}"
            yield Owed(offer.offered.fact, first, add_workdays(due, 1), party=unit, owner=owner)


def _declined(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.whereabouts.offer
    if offer is not None and offer.declined is not None:
        day = day_of(offer.declined.at)
        yield Owed(offer.declined.fact, day, add_workdays(day, policy.answer_wd))


ANSWERS: Final = (MoveAccepted, MoveDeclined, MoveWithdrawn)

DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("answer_move", (6, 19), Role.COORDINATOR, ANSWERS, _to_answer),
    DutyKind("answer_move_as_leader", (6, 19), Role.LEADER, ANSWERS, _unanswered),
    DutyKind("decide_declined_move", (6, 19), Role.COORDINATOR, (MoveOffered, MoveWithdrawn), _declined),
)


# what changes in the case


def _at(case: Case, **changes: Any) -> Case:
    return replace(case, whereabouts=replace(case.whereabouts, **changes))


def offered(case: Case, entry: Entry) -> Case:
    """Nothing changes hands yet."""
    told = said(entry.fact, MoveOffered)
    return _at(case, offer=MoveOffer(told.to_unit, Mark(entry.fact.time, entry.fact.key)))


def accepted(case: Case, entry: Entry) -> Case:
    """The case is the other unit's, with everything that stands in it."""
    offer = case.whereabouts.offer
    if offer is None:
        return case  # a correction may have taken the offer away; the form rule lets no other come here
    moved = Moved(case.unit, offer.to_unit, Mark(entry.fact.time, entry.fact.key))
    return replace(_at(case, offer=None, moves=(*case.whereabouts.moves, moved)), unit=offer.to_unit)


def declined(case: Case, entry: Entry) -> Case:
    """The first unit decides what now."""
    offer = case.whereabouts.offer
    return case if offer is None else _at(case, offer=replace(offer, declined=Mark(entry.fact.time, entry.fact.key)))


def withdrawn(case: Case, _entry: Entry) -> Case:
    """The case stays where it is."""
    return _at(case, offer=None)


def left_district(case: Case, entry: Entry) -> Case:
    """The family is elsewhere: the case is to be closed, handed over or not as they wish. Or they are back."""
    told, mark = said(entry.fact, LeftDistrict), Mark(entry.fact.time, entry.fact.key)
    if told.back:
        return _at(case, told=mark, left=None, settled=False)
    settled = told.wishes_handover is Answer.NO or (told.handed_over is not None and told.handed_over.complete)
    return _at(case, told=mark, left=mark, settled=settled)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    MoveOffered: offered,
    MoveAccepted: accepted,
    MoveDeclined: declined,
    MoveWithdrawn: withdrawn,
    LeftDistrict: left_district,
}
