"""What a rule may consult besides the subject, looked up inside the transaction."""

from datetime import date
from typing import TYPE_CHECKING

from events.correction import Corrected
from events.fact import Fact
from events.intake import ReferralReceived, RowRead
from services.casework.resolve import Place
from services.casework.slot import Slot
from services.casework.tokens import Tokens
from workflows.case import Case
from workflows.intake import birthday, outside_target_group
from workflows.known import Known
from workflows.workdays import day_of

if TYPE_CHECKING:
    from services.casework.decide import Decider


def known_on(decider: "Decider", slot: Slot, fact: Fact, *, derived: bool = False) -> Known:
    """What is known when a fact is decided on a subject."""
    target = None
    if isinstance(fact.data, Corrected) and slot.state is not None:
        target = decider.history.fact(slot, str(fact.data.fact))
    return Known(
        policy=decider.batch.policy(slot.unit),
        minor=_minor(decider, slot, fact) if isinstance(slot.state, Case) else None,
        staff=decider.batch.staff,
        target=target,
        derived=derived,
        unit=slot.unit or "any",
    )


def known_of_detection(decider: "Decider", fact: Fact, tokens: Tokens, unit: str, place: Place) -> Known:
    """What is known of a row or a referral; the birth date itself stays in memory."""
    born, told = tokens.birth_date, fact.data
    row = told if isinstance(told, RowRead) else None
    happened = told.incident_on if isinstance(told, RowRead | ReferralReceived) else None
    minor = under_18 = adult_from = None
    if born is not None:
        of_age = birthday(born, 18)
        minor = day_of(fact.time) < of_age
        under_18 = (happened or day_of(fact.time)) < of_age
        adult_from = _month_end(of_age)
    elif place.case is not None:
        minor = _minor(decider, place.case, fact)
    return Known(
        policy=decider.batch.policy(unit),
        minor=minor,
        under_18=under_18,
        adult_from=adult_from,
        outside=row is not None and outside_target_group(row, born),
        staff=decider.batch.staff,
        unit=unit,
        continues=place.continues,
        incident=place.incident.key if place.incident is not None else None,
    )


def _minor(decider: "Decider", slot: Slot, fact: Fact) -> bool | None:
    """Under 18 when it happened. Only in the month of the birthday is the sealed date looked at."""
    month_end, day = slot.case.adult_from, day_of(fact.time)
    if month_end is None:
        return None
    if (day.year, day.month) != (month_end.year, month_end.month):
        return day < month_end
    born = decider.history.born(slot)
    return None if born is None else day < birthday(born, 18)


def _month_end(day: date) -> date:
    """The last day of the month, which is all that is kept of a birthday outside the seal."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
