"""How a case begins: a row of the weekly extract or a referral, and which rows are outside the target group."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from events.fact import FactData
from events.intake import Detection, ReferralReceived, RowRead
from events.refs import Party
from events.values import Answer, CaseRole, LivesWith, Reported
from workflows.case import Case, GuardianPlace, Incident, Period, RowOrigin, ToLookAt
from workflows.outcome import Entry, said
from workflows.workdays import monday_of

RowOutcome = Literal["new", "known", "changed", "outside"]

ADULT_FOR_DAYS: Final = 180
"""D27: who turned 18 more than this many days before the week is outside."""

PLACES: Final[tuple[Party, ...]] = ("guardian_1", "guardian_2")


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns that old; 29 February falls on 1 March in other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def outside_target_group(row: RowRead, born: date | None) -> bool:
    """Whether a row is outside the target group (D27, R7, R10, R11). Without a birth date nobody is outside."""
    if born is None:
        return False
    adult_from = birthday(born, 18)
    if row.role is CaseRole.WITNESS:
        return adult_from <= row.incident_on
    if row.hate_motive is not Answer.NO:
        return False
    return adult_from <= row.incident_on or adult_from < monday_of(row.week) - timedelta(days=ADULT_FOR_DAYS)


def judge_row(row: RowRead, born: date | None, *, has_case: bool, kept: str | None, was_outside: bool) -> RowOutcome:
    """How a row that could be read is decided by rule (D26): the first that fits of known, changed, outside, new.

    `kept` is the content hash that the case has of this row; `was_outside` whether the same key was outside before.
    """
    if has_case:
        return "known" if kept == row.content else "changed"
    if outside_target_group(row, born):
        return "outside"
    return "changed" if was_outside else "new"


# what changes in the case


def row_read(case: Case | None, entry: Entry) -> Case:
    """A row makes a case, a further incident, or changes what is known of one."""
    row = said(entry.fact, RowRead)
    origin = RowOrigin(str(entry.decided_with["unit"]), row.week, row.row_key)
    about = entry.decided_with.get("incident")
    known = (
        None
        if case is None
        else next((i for i in case.incidents if i.key == about or any(o.row_key == row.row_key for o in i.rows)), None)
    )
    key = known.key if known else f"i{len(case.incidents) + 1 if case else 1}"
    incident = replace(
        _incident(row, key, entry, known),
        reported=known.reported if known and known.reported is Reported.WITHDRAWN else Reported.YES,
        happened_on=row.incident_on,
        matter=row.matter_status,
        content=row.content,
        rows=_with_origin(known.rows if known else (), origin),
        outside_since=entry.fact.key if entry.decided_with.get("outside") else None,
    )
    changed = _joined(case, incident, row, entry)
    if row.unread:
        item = ToLookAt("unread_value", entry.fact.key, entry.recorded_at)
        changed = replace(changed, to_look_at=(*changed.to_look_at, item))
    return changed


def referral_received(case: Case | None, entry: Entry) -> Case:
    """A referral makes a case, or a further incident of an open one."""
    referral = said(entry.fact, ReferralReceived)
    key = f"i{len(case.incidents) + 1 if case else 1}"
    incident = replace(
        _incident(referral, key, entry, None), reported=referral.reported, happened_on=referral.incident_on
    )
    return _joined(case, incident, referral, entry)


def _incident(told: Detection, key: str, entry: Entry, known: Incident | None) -> Incident:
    fresh = known or Incident(
        key=key,
        came_at=entry.fact.time,
        fact=entry.fact.key,
        category=told.category,
        role=told.role,
        reported=Reported.UNKNOWN,
    )
    return replace(
        fresh,
        category=told.category,
        role=told.role,
        hate=told.hate_motive if told.hate_motive is not Answer.UNKNOWN else fresh.hate,
        stated_need=told.stated_need is not None or fresh.stated_need,
        under_18=entry.decided_with.get("under_18", fresh.under_18),
        investigator=told.investigator or fresh.investigator,
        perpetrator_is=told.perpetrator_is if told.perpetrator_is.value != "unknown" else fresh.perpetrator_is,
    )


def _with_origin(rows: tuple[RowOrigin, ...], origin: RowOrigin) -> tuple[RowOrigin, ...]:
    return rows if origin in rows else (*rows, origin)


def _joined(case: Case | None, incident: Incident, told: Detection, entry: Entry) -> Case:
    fact = entry.fact
    if case is None:
        case = Case(
            subject=fact.subject,
            unit=str(entry.decided_with["unit"]),
            phase="detected",
            sequence=0,
            opened_at=fact.time,
            minor=entry.decided_with.get("minor"),
            adult_from=_day(entry.decided_with.get("adult_from")),
            incidents=(incident,),
            period=Period(number=1, since=fact.time, fact=fact.key),
            continues=entry.decided_with.get("continues"),
        )
    elif case.incident(incident.key):
        case = case.with_incident(incident)
    else:
        case = replace(case, incidents=(*case.incidents, incident))
    guardians = tuple(
        GuardianPlace(party, guardian.kind, guardian.address_protection)
        for party, guardian in zip(PLACES, told.guardians, strict=False)
    )
    return replace(
        case,
        guardians=guardians or case.guardians,
        lives_with=told.lives_with if told.lives_with is not LivesWith.UNKNOWN else case.lives_with,
        protection=told.person.address_protection,
        adult_from=_day(entry.decided_with.get("adult_from")) or case.adult_from,
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


CHANGES: Final[Mapping[type[FactData], Callable[[Case | None, Entry], Case]]] = {
    RowRead: row_read,
    ReferralReceived: referral_received,
}
