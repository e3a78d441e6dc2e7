"""The explicit lists of all rules, all duties and everything that changes a subject."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from events.fact import FactData
from events.staff import StaffAdded
from events.unit import RowTakenBack, UnitAdded
from workflows import (
    absence,
    assessment,
    clearance,
    closing,
    conditions,
    consent,
    contact,
    conversation,
    correction,
    court,
    directory,
    duty_to_report,
    fortnight,
    guidance,
    guidelog,
    holder,
    informed,
    intake,
    logged,
    matter,
    measure,
    move,
    outreach,
    person,
    practice,
    protection,
    review,
    staff,
    threat,
    unit,
)
from workflows.case import Case
from workflows.duty import DutyKind
from workflows.outcome import Entry
from workflows.report import sending
from workflows.rule import Rule

RULEBOOK: Final[tuple[Rule, ...]] = (
    *assessment.RULES,
    *person.RULES,
    *matter.RULES,
    *clearance.RULES,
    *conditions.RULES,
    *contact.RULES,
    *holder.RULES,
    *guidelog.RULES,
    *conversation.RULES,
    *guidance.RULES,
    *absence.RULES,
    *informed.RULES,
    *consent.RULES,
    *protection.RULES,
    *threat.RULES,
    *measure.RULES,
    *review.RULES,
    *duty_to_report.RULES,
    *court.RULES,
    *closing.RULES,
    *move.RULES,
    *correction.RULES,
    *unit.RULES,
    *outreach.RULES,
    *directory.RULES,
    *practice.RULES,
    *staff.RULES,
    *sending.RULES,
)

CASE_DUTIES: Final[tuple[DutyKind, ...]] = (
    *assessment.DUTIES,
    *person.DUTIES,
    *matter.DUTIES,
    *clearance.DUTIES,
    *duty_to_report.DUTIES,
    *conditions.DUTIES,
    *protection.DUTIES,
    *threat.DUTIES,
    *contact.DUTIES,
    *holder.DUTIES,
    *conversation.DUTIES,
    *guidance.DUTIES,
    *absence.DUTIES,
    *informed.DUTIES,
    *consent.DUTIES,
    *fortnight.DUTIES,
    *review.DUTIES,
    *logged.DUTIES,
    *measure.DUTIES,
    *court.DUTIES,
    *closing.DUTIES,
    *move.DUTIES,
    *correction.DUTIES,
)

UNIT_DUTIES: Final[tuple[DutyKind, ...]] = (
    *unit.DUTIES,
    *outreach.DUTIES,
    *sending.DUTIES,
    correction.ANSWER_REFUSAL,
)

STAFF_DUTIES: Final[tuple[DutyKind, ...]] = (*staff.DUTIES, correction.ANSWER_REFUSAL)


def _row_taken_back(state: Any, entry: Entry) -> Any:
    """The one fact that changes a unit and a case alike."""
    return (intake if isinstance(state, Case) else unit).row_taken_back(state, entry)


CHANGES: Final[Mapping[type[FactData], Callable[[Any, Any], Any]]] = {
    **assessment.CHANGES,
    **person.CHANGES,
    **matter.CHANGES,
    **clearance.CHANGES,
    **contact.CHANGES,
    **holder.CHANGES,
    **guidelog.CHANGES,
    **conversation.CHANGES,
    **guidance.CHANGES,
    **absence.CHANGES,
    **informed.CHANGES,
    **consent.CHANGES,
    **protection.CHANGES,
    **threat.CHANGES,
    **measure.CHANGES,
    **review.CHANGES,
    **duty_to_report.CHANGES,
    **court.CHANGES,
    **closing.CHANGES,
    **move.CHANGES,
    **correction.CHANGES,
    **intake.CHANGES,
    **unit.CHANGES,
    **outreach.CHANGES,
    **directory.CHANGES,
    **practice.CHANGES,
    **staff.CHANGES,
    **sending.CHANGES,
    RowTakenBack: _row_taken_back,
}

BIRTHS: Final[Mapping[type[FactData], Callable[[None, Any], Any]]] = {
    **intake.CHANGES,
    UnitAdded: unit.added,
    StaffAdded: staff.added,
}
"""The facts that a subject may begin with."""

SUPERSEDED: Final = (person.superseded, matter.superseded, court.superseded, move.superseded)


def rules_on(model: type[FactData]) -> tuple[Rule, ...]:
    """The rules that are asked about a fact of this type, in the rulebook's order."""
    return _BY_TYPE.get(model, ())


_BY_TYPE: Final[dict[type[FactData], tuple[Rule, ...]]] = {
    model: tuple(rule for rule in RULEBOOK if model in rule.on) for model in {m for rule in RULEBOOK for m in rule.on}
}
