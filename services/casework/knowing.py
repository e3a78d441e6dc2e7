"""What a rule may consult besides the subject, looked up inside the transaction."""

from datetime import date
from typing import TYPE_CHECKING

from events.correction import CasesJoined, CasesSeparated, Corrected, WrongCase
from events.fact import Fact, FactData
from events.intake import Detection, ReferralReceived, RowRead
from services.casework.births import Births
from services.casework.resolve import Place
from services.casework.slot import Ref, Slot
from services.casework.tokens import Tokens
from workflows.age import Age, month_end
from workflows.case import Case
from workflows.correction import fits
from workflows.intake import birthday, outside_target_group
from workflows.known import Known
from workflows.outcome import Entry, Verb
from workflows.then import as_it_stood, comes_late
from workflows.ties import OtherCase
from workflows.weighed import weighed
from workflows.workdays import day_of

if TYPE_CHECKING:
    from services.casework.decide import Decider


def known_on(decider: "Decider", slot: Slot, fact: Fact, *, derived: bool = False) -> Known:
    """What is known when a fact is decided on a subject."""
    found = target = age = None
    if isinstance(fact.data, Corrected | WrongCase) and slot.state is not None:
        found = decider.history.latest(slot, str(fact.data.fact))
        target = found.fact if found is not None else None
    if isinstance(fact.data, Corrected) and slot.state is not None:
        age = _age_as_corrected(decider, slot, fact, fact.data, target)
    minor = _minor(decider, slot, fact) if isinstance(slot.state, Case) else None
    return Known(
        policy=decider.batch.policy(slot.unit),
        minor=minor if age is None else age.minor_when(fact),
        age=age,
        staff=decider.batch.staff,
        then=_then(decider, slot, fact),
        target=target,
        target_refused=found is not None and found.verb is Verb.REFUSED,
        target_waits=found is not None and found.verb is Verb.WAITING,
        other=_other(decider, slot, fact),
        derived=derived,
        unit=slot.unit or "any",
        units=frozenset(decider.batch.units),
    )


def _then(decider: "Decider", slot: Slot, fact: Fact) -> Case | None:
    """As `workflows.then.then`; the log is read and opened only where something in it may be weighed."""
    if not comes_late(slot.state, fact) or not weighed(fact, decider.history.later(slot, fact)):
        return None
    return as_it_stood(decider.history.log(slot), fact.time)


def known_of_detection(
    decider: "Decider", fact: Fact, tokens: Tokens, unit: str, place: Place, *, derived: bool = False
) -> Known:
    """What is known of a row or a referral; the birth date itself stays in memory."""
    born, told = _as_corrected(decider, tokens.birth_date, place), fact.data
    row = told if isinstance(told, RowRead) else None
    happened = told.incident_on if isinstance(told, RowRead | ReferralReceived) else None
    minor = under_18 = adult_from = None
    if born is not None:
        of_age = birthday(born, 18)
        minor = day_of(fact.time) < of_age
        under_18 = (happened or day_of(fact.time)) < of_age
        adult_from = month_end(of_age)
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
        derived=derived,
        continues=place.continues,
        after_death=_after_death(decider, place),
        alike=place.alike,
        elsewhere=place.elsewhere,
        incident=place.incident.key if place.incident is not None else None,
    )


def _after_death(decider: "Decider", place: Place) -> bool:
    """Whether the case that a new one follows is of somebody who died, as far as anybody knows."""
    before = decider.batch.slots.get(("case", place.continues)) if place.continues is not None else None
    return before is not None and (before.case.whereabouts.died is not None or before.case.after_death)


def cases_named(data: FactData) -> tuple[Ref, ...]:
    """The cases that a fact is about beside the one that it is addressed to."""
    if isinstance(data, WrongCase):
        return (("case", data.right_case),) if data.right_case is not None else ()
    if isinstance(data, CasesJoined):
        return ("case", data.joined), ("case", data.into)
    return (("case", data.separated),) if isinstance(data, CasesSeparated) else ()


def _other(decider: "Decider", slot: Slot, fact: Fact) -> OtherCase | None:
    """What a rule may know of the case named beside this one; None where there is none such."""
    for ref in cases_named(fact.data):
        other = decider.batch.slots.get(ref)
        if ref != slot.ref and other is not None:
            return OtherCase(ref[1], other.case.unit, other.case.is_open, other.case.void)
    return None


def _as_corrected(decider: "Decider", born: date | None, place: Place) -> date | None:
    """The birth date that is told, or the right one where somebody repeats what has been corrected on the case."""
    if born is None or place.case is None or place.case.case.adult_from == month_end(birthday(born, 18)):
        return born
    return decider.history.births(place.case).corrected(born)


def _age_as_corrected(
    decider: "Decider", slot: Slot, fact: Fact, correction: Corrected, target: Fact | None
) -> Age | None:
    """What a correction that fits makes of the age in the whole log, itself included; None where it touches no age."""
    if target is None or not isinstance(target.data, Detection) or correction.field not in ("person", "incident_on"):
        return None
    if not fits(target, correction):
        return None
    log = decider.history.log(slot)
    births = Births.of((*log, Entry(Verb.RECORDED, fact, slot.moment(decider.batch.now))), slot.case.ties)
    if births.born is None and correction.field != "person":  # erased: what was known of the age stays
        return None
    facts = (births.told.get(entry.fact.key, entry.fact) for entry in log)
    return Age.of(births.born, (*facts, fact))


def _minor(decider: "Decider", slot: Slot, fact: Fact) -> bool | None:
    """Under 18 when it happened. Only in the month of the birthday is the sealed date looked at."""
    month_end, day = slot.case.adult_from, day_of(fact.time)
    if month_end is None:
        return None
    if (day.year, day.month) != (month_end.year, month_end.month):
        return day < month_end
    born = decider.history.births(slot).born
    return None if born is None else day < birthday(born, 18)
