"""How a case begins: a row of the weekly extract or a referral, and which rows are outside the target group."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal

from events.fact import FactData
from events.intake import Detection, ReferralReceived, RowRead
from events.unit import RowTakenBack
from events.values import Answer, CaseRole, LivesWith, PerpetratorIs, Reported
from workflows.case import (
    Alike,
    Case,
    Incident,
    Mark,
    Period,
    Relation,
    ReportWord,
    RowOrigin,
    Ties,
    ToLookAt,
)
from workflows.outcome import Entry, said
from workflows.places import guardians_in, home_in, perpetrator_in, places_decided
from workflows.reach import Telling
from workflows.relation import learned
from workflows.replacing import replace
from workflows.workdays import monday_of

RowOutcome = Literal["new", "known", "changed", "outside"]

ADULT_FOR_DAYS: Final = 180
"""D27: who turned 18 more than this many days before the week is outside."""


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


def comes_into_the_group(incident: Incident, row: RowRead, outside: bool) -> bool:
    """Whether a row brings an incident into the target group that was out of it, by rule or by somebody's judgement
    (D24, D26): `outside` is what rules say of the row. Not to know a hate motive says nothing against a judgement."""
    was_outside = incident.outside_since is not None or (incident.under_18 is False and incident.hate is Answer.NO)
    unsaid = incident.hate is Answer.NO and row.hate_motive is Answer.UNKNOWN and incident.under_18 is False
    return was_outside and not outside and not unsaid


def judge_row(row: RowRead, born: date | None, *, has_case: bool, kept: str | None, was_outside: bool) -> RowOutcome:
    """How a row that could be read is decided by rule (D26): the first that fits of known, changed, outside, new.

    `kept` is the content hash that the case has of this row; `was_outside` whether the same key was outside before.
    """
    if has_case:
        return "known" if kept == row.content else "changed"
    if outside_target_group(row, born):
        return "outside"
    return "changed" if was_outside else "new"


def new_incident(case: Any, told: Detection) -> str:
    """The key of an incident that this telling adds, or has told of before by the same row. A key is never used again:
    facts name incidents by it, also those that turn out to belong to another case."""
    if not isinstance(case, Case):
        return "i1"
    if isinstance(told, RowRead):
        for incident in case.incidents:
            if any(origin.row_key == told.row_key for origin in incident.rows):
                return incident.key
    keys = [*(i.key for i in case.incidents), *(s.incident for s in case.ties.struck if s.incident is not None)]
    return f"i{max(int(key[1:]) for key in keys) + 1}"


# what changes in the case


def row_read(case: Case | None, entry: Entry) -> Case:
    """A row makes a case, a further incident, or changes what is known of one."""
    row, fact, mark = said(entry.fact, RowRead), entry.fact, Mark(entry.fact.time, entry.fact.key)
    origin = RowOrigin(str(entry.decided_with["unit"]), row.week, row.row_key)
    key = str(entry.decided_with["incident"])
    known = case.incident(key) if case is not None else None
    if case is not None and known is not None and known.told_at is not None and fact.time < known.told_at:
        older = _world(replace(known, rows=_with_origin(known.rows, origin)), row, entry)
        return _unread(learned(case, older.come_to(row.matter_status, mark)), row, entry)
    reported = known.reported if known and known.reported is Reported.WITHDRAWN else Reported.YES
    incident = replace(
        _reported_as(_incident(row, key, entry, known), known, reported, entry),
        happened_on=row.incident_on,
        content=row.content,
        rows=_with_origin(known.rows if known else (), origin),
        outside_since=entry.fact.key if entry.decided_with.get("outside") else None,
    )
    incident = incident.come_to(row.matter_status, mark)
    if known is not None and known.decided is not None and _moves(known, row, incident.outside_since is not None):
        incident = replace(incident, changed=mark)
    return _unread(_identified(_joined(case, incident, row, entry), row, entry, new=case is None), row, entry)


def _identified(case: Case, row: RowRead, entry: Entry, *, new: bool) -> Case:
    """Whoever comes without a number is not lost, and somebody finds out who it is (D28)."""
    if row.person.national_number is not None:
        return replace(case, to_look_at=tuple(item for item in case.to_look_at if item.what != "identity"))
    item = ToLookAt("identity", entry.fact.key, entry.recorded_at)
    return replace(case, to_look_at=(*case.to_look_at, item)) if new else case


def _moves(known: Incident, row: RowRead, outside: bool) -> bool:
    """Whether a decided incident comes into the target group, or goes out of it: then it is decided again (R52)."""
    return comes_into_the_group(known, row, outside) or (outside and known.outside_since is None)


def row_taken_back(case: Case, entry: Entry) -> Case:
    """A row that rules took for known is to be decided on its incident; a decision before it is to be looked at."""
    told, decided = said(entry.fact, RowTakenBack), entry.decided_with
    incident = case.incident(str(decided["incident"]))
    if incident is None:
        return case
    origin = RowOrigin(str(decided["unit"]), told.week, told.row_key)
    changed = Mark(entry.fact.time, entry.fact.key) if incident.decided is not None else incident.changed
    return case.with_incident(replace(incident, rows=_with_origin(incident.rows, origin), changed=changed))


def _unread(case: Case, row: RowRead, entry: Entry) -> Case:
    """Values that could not be read are somebody's to look at (D26)."""
    if not row.unread:
        return case
    item = ToLookAt("unread_value", entry.fact.key, entry.recorded_at)
    return replace(case, to_look_at=(*case.to_look_at, item))


def referral_received(case: Case | None, entry: Entry) -> Case:
    """A referral makes a case, a further incident of an open one, or tells more of an incident that is known (same
    report and person): of that one it never takes back what the police or an earlier referrer has told."""
    referral, fact = said(entry.fact, ReferralReceived), entry.fact
    key = str(entry.decided_with["incident"])
    known = case.incident(key) if case is not None else None
    if case is not None and known is not None and known.told_at is not None and fact.time < known.told_at:
        older = replace(known, stated_need=known.stated_need or referral.stated_need is not None)
        return learned(case, _world(older, referral, entry))
    incident = replace(
        _reported_as(_incident(referral, key, entry, known), known, _reported(referral, known), entry),
        happened_on=referral.incident_on or (known.happened_on if known else None),
    )
    return _joined(case, incident, referral, entry)


def _reported(referral: ReferralReceived, known: Incident | None) -> Reported:
    """A report number says that there is a report; a matter that is reported, or withdrawn, stays so for a referrer."""
    if known is not None and known.reported in (Reported.YES, Reported.WITHDRAWN):
        return known.reported
    if referral.report_number is not None:
        return Reported.YES
    return known.reported if known and referral.reported is Reported.UNKNOWN else referral.reported


def _incident(told: Detection, key: str, entry: Entry, known: Incident | None) -> Incident:
    fresh = known or Incident(
        key=key,
        came_at=entry.fact.time,
        fact=entry.fact.key,
        category=told.category,
        role=told.role,
        reported=Reported.UNKNOWN,
    )
    fresh = _world(fresh, told, entry)
    return replace(
        fresh,
        told_at=entry.fact.time,
        category=told.category,
        role=told.role,
        hate=told.hate_motive if told.hate_motive is not Answer.UNKNOWN else fresh.hate,
        stated_need=told.stated_need is not None or fresh.stated_need,
        under_18=entry.decided_with.get("under_18", fresh.under_18),
    )


def _world(incident: Incident, told: Detection, entry: Entry) -> Incident:
    """What a telling says of the world: the latest happened counts, an older one takes its place among the others. A
    name alone takes back no investigator of ours, since it may be the same person."""
    mark, perpetrator = Mark(entry.fact.time, entry.fact.key), perpetrator_in(told, entry)
    if told.investigator is not None:
        incident = incident.investigated_by(told.investigator, mark)
    elif told.investigator_name is not None:
        incident = replace(incident, somebody_investigates=True)
    if perpetrator is not PerpetratorIs.UNKNOWN:
        incident = incident.related(Relation(mark.at, mark.fact, perpetrator))
    return incident


def _reported_as(incident: Incident, known: Incident | None, reported: Reported, entry: Entry) -> Incident:
    """What was not reported and is told of as reported is so from then on (D8); a word about the matter stands."""
    if known is None or reported is known.reported:
        return replace(incident, reported=reported)
    if known.reports:
        return incident
    if known.reported is Reported.NO and reported is Reported.YES:
        return incident.reported_anew(ReportWord(entry.fact.time, entry.fact.key, reported))
    return replace(incident, reported=reported)


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
            after_death=bool(entry.decided_with.get("after_death")),
        )
    elif case.incident(incident.key) is not None:
        case = learned(case, incident)
    else:
        case = replace(case, incidents=(*case.incidents, incident))
    case = case.reached(case.reach.told(*_told_of(told, entry)))
    case = replace(
        case, adult_from=_day(entry.decided_with.get("adult_from")) or case.adult_from, ties=_tied(case, entry)
    )
    if case.told_at is not None and fact.time < case.told_at:
        return case  # an older telling arriving late says nothing of today
    checked, home = case.residence is not None and fact.time < case.residence.at, home_in(told, entry)
    return replace(
        case,
        told_at=fact.time,
        lives_with=case.lives_with if checked or home is LivesWith.UNKNOWN else home,
    )


def _tied(case: Case, entry: Entry) -> Ties:
    """Cases that may be of the same person, and units that know them."""
    ties, mark = case.ties, Mark(entry.fact.time, entry.fact.key)
    there = {one.case for one in ties.alike}
    alike = tuple(Alike(ref, mark) for ref in entry.decided_with.get("alike", ()) if ref not in there)
    elsewhere = sorted({*ties.elsewhere, *entry.decided_with.get("elsewhere", ())})
    return replace(ties, alike=(*ties.alike, *alike), elsewhere=tuple(elsewhere))


def _told_of(told: Detection, entry: Entry) -> tuple[Telling, ...]:
    """The guardians by place, and the participant's protection where it is told."""
    mark, own = Mark(entry.fact.time, entry.fact.key), told.person.address_protection
    participant = () if own is None else (Telling(mark.at, mark.fact, "participant", protection=own),)
    return participant + tuple(
        Telling(mark.at, mark.fact, party, guardian.kind, guardian.address_protection)
        for party, guardian in guardians_in(told, places_decided(entry))
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


CHANGES: Final[Mapping[type[FactData], Callable[[Case | None, Entry], Case]]] = {
    RowRead: row_read,
    ReferralReceived: referral_received,
}
