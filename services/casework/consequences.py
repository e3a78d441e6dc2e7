"""What the record concludes by itself from a fact, in the same transaction, with ids that come out of the fact."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from events.assessment import Assessed
from events.closing import Closed
from events.correction import Answered, CasesJoined, Corrected, RegisteredByMistake, WrongCase
from events.fact import Fact, FactData
from events.guidance import GuideAccepted, GuideAway, GuideBack, GuideReplaced
from events.move import MoveAccepted
from events.person import Died
from events.policy import PolicyChanged
from events.staff import Acknowledged, StaffAbsent, StaffAdded, StaffBack, StaffChanged, StaffLeft
from events.unit import Decision, ExtractGoneThrough, ExtractReceived, RowDecided, RowRejected, UnitAdded
from services.casework import matter, ties
from services.casework.batch import Hit
from services.casework.catching_up import catch_up
from services.casework.deriving import derive
from services.casework.halting import halt_others
from services.casework.knowing import known_on
from services.casework.slot import Slot
from services.casework.tokens import REACHED_BY, tokens_of
from workflows.case import Case, Incident, RowOrigin
from workflows.correction import mended
from workflows.guidance import assigned
from workflows.held import not_waited_for
from workflows.outcome import Entry
from workflows.policy import Policy
from workflows.practice import latest
from workflows.staff import Staff, parts_lost
from workflows.unit import Unit, WeekState
from workflows.workdays import day_of

if TYPE_CHECKING:
    from services.casework.decide import Decider


def follow(decider: "Decider", slot: Slot, entry: Entry) -> None:
    """Write what follows from an entry that has taken effect."""
    consequence = _CONSEQUENCES.get(type(entry.fact.data))
    if consequence is not None:
        consequence(decider, slot, entry.fact)


def _row_decided(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """Each decision on a case that came by rows is written on the units whose rows they were (D26)."""
    for incident, decision in _decided(slot.case, fact.data):
        for origin in incident.rows:
            unit = decider.batch.slot(("unit", origin.unit))
            if isinstance(unit.state, Unit) and origin.row_key in unit.state.week(origin.week).decided_rows:
                continue
            decided = RowDecided(week=origin.week, row_key=origin.row_key, case=slot.ref[1], decision=decision)
            derive(decider, fact, unit, decided, origin.week, origin.row_key)


def _decided(case: Case, told: FactData) -> Iterator[tuple[Incident, Decision]]:
    """The incidents that a fact decides: the one that was assessed, or with a case that ends all that were not."""
    if isinstance(told, Assessed):
        incident = case.incident(told.incident)
        if incident is not None:
            yield incident, told.decision
        return
    for incident in case.incidents if not case.is_open else ():  # the case that another is joined into goes on
        if incident.decided is None:
            yield incident, _ENDED.get(type(told), "closed")


_ENDED: Final[Mapping[type[FactData], Decision]] = {RegisteredByMistake: "mistake", CasesJoined: "duplicate"}


def _died(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """What the case decided by it, and what is written on the person's other cases."""
    _row_decided(decider, slot, fact)
    halt_others(decider, slot, fact)


def _not_waited_for(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """A fact that waits is refused when somebody has answered that it is not to be waited for."""
    told = fact.data
    if isinstance(told, Answered) and told.what == "waiting":
        held = decider.history.entry(slot, str(told.fact))
        known = known_on(decider, slot, held.fact)
        decider.conclude(slot, not_waited_for(held, known, slot.moment(decider.batch.now)))


def _gone_through(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """The last decision of a week, or an extract without anything to decide, ends it (R26)."""
    told = fact.data
    if not isinstance(told, ExtractReceived | RowDecided) or not isinstance(slot.state, Unit):
        return
    week = slot.state.week(told.week)
    if week.received and not week.open_rows and not week.gone_through:
        derive(decider, fact, slot, ExtractGoneThrough(week=told.week), told.week)


def _away(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """The absence of a member of staff is written on each case in which they guide or stand in (R57-R59, D29)."""
    told = fact.data
    _member(decider, slot, fact)
    for case in _cases(decider, slot.ref[1]):
        if not case.case.is_open or not _guides(case.case, slot.ref[1]):
            continue
        if isinstance(told, StaffAbsent):
            derive(decider, fact, case, GuideAway(guide=slot.ref[1], first_day=told.first_day, last_day=told.last_day))
        elif isinstance(told, StaffBack):
            derive(decider, fact, case, GuideBack(guide=slot.ref[1], first_day=told.first_day))


def _away_already(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """Whoever becomes guide while an absence is known is away from the first day."""
    guide = assigned(fact.data)
    if guide is None:
        return
    staff = decider.batch.slot(("staff", guide))
    today = day_of(decider.batch.now)
    coming = [a for a in staff.state.absences if a[1] >= today] if isinstance(staff.state, Staff) else []
    for first_day, last_day in coming[:1]:
        away = GuideAway(guide=guide, first_day=first_day, last_day=last_day)
        derive(decider, fact, slot, away, first_day.isoformat())


def _part_ended(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """Whoever has left, or lost a role or the unit, has no part any more; written on each case where they had one."""
    _member(decider, slot, fact)
    if not isinstance(slot.state, Staff):
        return
    for case in _cases(decider, slot.ref[1]):
        lost = parts_lost(case.case, slot.state)
        if lost is not None:
            derive(decider, fact, case, lost)


def _cases(decider: "Decider", staff: str) -> Iterator[Slot]:
    """The cases in which somebody has a part, in order."""
    for ref in sorted(decider.batch.slots):
        case = decider.batch.slots[ref]
        if isinstance(case.state, Case) and staff in case.state.people:
            yield case


def _member(decider: "Decider", slot: Slot, _fact: Fact) -> None:
    """The facts that follow in the batch see the member of staff as they are now."""
    if isinstance(slot.state, Staff):
        decider.batch.staff[slot.subject] = slot.state.as_member()
        decider.batch.members.add(slot.ref)


def _unit(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """The facts that follow in the batch find the unit."""
    decider.batch.units[slot.ref[1]] = slot.key
    decider.batch.new_units.append(fact)


def _practice(decider: "Decider", slot: Slot, _fact: Fact) -> None:
    """What the unit has decided counts from its day on; what is owed is computed anew by the clock of casework."""
    if not isinstance(slot.state, Unit):
        return
    version, today = slot.state.policies[-1], day_of(decider.batch.now)
    decider.batch.new_policies.append((slot.ref[1], version))
    standing = [one for one in slot.state.policies if one.from_date <= today]
    if standing:
        decider.batch.policies[slot.ref[1]] = Policy.model_validate_json(latest(standing).body)


def _moved(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """What waits on the case, and what was refused on it, is seen where the case is now (D9); its rows that wait are
    the other unit's to decide, so that nobody's week is kept open by a case that they see no more (D26)."""
    decider.batch.moved.append(slot)
    for incident in slot.case.incidents:
        for origin in incident.rows:
            if origin.unit == slot.case.unit:
                continue
            unit = decider.batch.slot(("unit", origin.unit))
            week = unit.state.week(origin.week) if isinstance(unit.state, Unit) else None
            if week is not None and (origin.row_key in week.open_rows or _unread_to_its_end(incident, origin, week)):
                moved = RowDecided(week=origin.week, row_key=origin.row_key, case=slot.ref[1], decision="moved")
                derive(decider, fact, unit, moved, origin.week, origin.row_key)


def _unread_to_its_end(incident: Incident, origin: RowOrigin, week: WeekState) -> bool:
    """Whether a row will stand open once the whole file is there."""
    return incident.decided is None and origin.row_key not in week.decided_rows


def _rejected(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """A row that could not be used stands in the unit's list of rows; its content lies sealed in the log."""
    told = fact.data
    if isinstance(told, RowRejected):
        place = (slot.ref[1], told.week, told.fingerprint)
        reason = f"{told.column}: {told.reason}"
        came = (read.incoming.import_id for read, _ in decider.batch.readings if read.fact is fact)
        decider.batch.rows[place] = (told.row, "rejected", None, told.fingerprint, reason, None, next(came, None))


def _found_by(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """A case is found by the corrected number or name as well, and by the wrong one that others may still use."""
    told = fact.data
    if not isinstance(told, Corrected) or not isinstance(slot.state, Case):
        return
    entry = decider.history.latest(slot, str(told.fact))
    if entry is None:
        raise LookupError(f"{slot.subject}: {told.fact} was corrected, and its log does not have it")
    wrong = entry.fact
    told_of = next((incident.key for incident in slot.state.incidents if incident.fact == wrong.key), None)
    told_of = told_of or entry.decided_with.get("incident")
    tokens = tokens_of(mended(wrong, told), decider.keyring.index_token)
    for token in tokens.all:
        decider.batch.note(token, Hit("case", slot.ref[1], told_of if token[0] == "report" else None))
    if told_of is not None:
        catch_up(decider, fact, slot, told_of, tokens)
    matter.claim(decider, tokens)


def _found_by_more(decider: "Decider", slot: Slot, fact: Fact) -> None:
    """A case is found by new names and numbers of its people as well, and by the old ones that others may still use."""
    for token in tokens_of(fact, decider.keyring.index_token).all:
        decider.batch.note(token, Hit("case", slot.ref[1], None))


def _guides(case: Case, staff: str) -> bool:
    guides = (case.period.guide, *case.period.substitutes)
    return any(guide is not None and guide.staff == staff for guide in guides)


Consequence = Callable[["Decider", Slot, Fact], None]

_CONSEQUENCES: Final[Mapping[type[FactData], Consequence]] = {
    Answered: _not_waited_for,
    Assessed: _row_decided,
    Closed: _row_decided,
    RegisteredByMistake: _row_decided,
    Corrected: _found_by,
    **dict.fromkeys(REACHED_BY, _found_by_more),
    WrongCase: ties.wrong_case,
    Died: _died,
    CasesJoined: _row_decided,
    ExtractReceived: _gone_through,
    RowDecided: _gone_through,
    StaffAbsent: _away,
    StaffBack: _away,
    StaffLeft: _part_ended,
    StaffChanged: _part_ended,
    Acknowledged: _member,
    GuideAccepted: _away_already,
    GuideReplaced: _away_already,
    MoveAccepted: _moved,
    PolicyChanged: _practice,
    StaffAdded: _member,
    UnitAdded: _unit,
    RowRejected: _rejected,
}
