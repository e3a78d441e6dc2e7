"""When the guide is away: who stands in, who tells the family, and that what was promised is kept."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from events.fact import FactData
from events.guidance import AbsenceTold, GuideAsked, GuideAway, GuideBack, SubstituteConsidered
from events.refs import Party
from events.values import Role
from workflows.case import LATEST, Absence, Case, GuideState, Mark
from workflows.clearance import halts
from workflows.consent import consents_at
from workflows.duty import DutyKind, Owed
from workflows.fortnight import IN_THE_WAY, next_contact_due, parents_to_address
from workflows.guidance import asked_in_vain
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of


def _known_absence(case: Case, guide: str, first: date) -> bool:
    one = case.period.guide
    return one is not None and one.staff == guide and any(a.first == first for a in one.absences)


ABSENCE_IS_KNOWN = Form(
    "no_such_absence",
    on=(SubstituteConsidered,),
    holds=lambda case, fact, known: _known_absence(case, fact.data.guide, fact.data.first_day),
)

RULES: Final[tuple[Rule, ...]] = (ABSENCE_IS_KNOWN,)


# duties


def long_absences(case: Case, policy: Policy) -> tuple[Absence, ...]:
    """The guide's absences over two weeks, or in which the next contact falls due (D29)."""
    guide = case.period.guide
    if case.phase != "guided" or guide is None or not guide.absences:
        return ()
    if case.guide_in_conflict is not None or case.guide_refused is not None:
        return ()
    due = next_contact_due(case, policy)
    return tuple(
        absence
        for absence in guide.absences
        if (due is not None and absence.first <= due <= absence.last)
        or (absence.last - absence.first).days >= policy.long_absence_days
    )


def uncovered_from(case: Case, absence: Absence) -> date | None:
    """The first day of an absence for which nobody stands in; None where somebody does to its end.

    Whoever began the day that they said yes covers what was before it: nobody can do more about those days.
    """
    start = absence.first
    for sub in case.period.substitutes:
        if sub.days is None or sub.accepted is None or case.investigated_by(sub.staff) is not None:
            continue
        if sub.days[1] >= start and (sub.days[0] <= start or sub.days[0] <= day_of(sub.accepted.at)):
            start = sub.days[1] + timedelta(days=1)
    return start if start <= absence.last else None


def _to_substitute(case: Case, policy: Policy) -> Iterator[Owed]:
    absences = long_absences(case, policy)
    if not absences or not asked_in_vain(case):
        return
    for absence in absences:
        start = uncovered_from(case, absence)
        if start is not None and not absence.no_substitute:
            known = min(absence.known_on, absence.last)
            yield Owed(absence.fact, known, max(known, start), until=absence.last)


def _to_tell(case: Case, policy: Policy) -> Iterator[Owed]:
    guide, absences = case.period.guide, long_absences(case, policy)
    if guide is None or not absences or not consents_at(case, LATEST, case.is_minor):
        return
    parents = parents_to_address(case) if case.is_minor else ()
    for absence in absences:
        for party in ("participant", *parents):
            if party not in absence.told and not case.barred(party) and party not in case.excluded():
                until = min(absence.last, case.adult_from or absence.last) if party in parents else absence.last
                yield from _told_by(case, policy, guide, absence, party, until)


def _told_by(
    case: Case, policy: Policy, guide: GuideState, absence: Absence, party: Party, until: date
) -> Iterator[Owed]:
    """By the guide before they go; of a sudden absence by the coordinator, the same working day (D29)."""
    stop, known = halts(case, policy), absence.known_on
    if not absence.sudden:
        last = min(absence.first - timedelta(days=1), until)
        if known <= last:
            yield Owed(absence.fact, known, last, party, last, f"staff/{guide.staff}", halts=stop)
    start = max(known, absence.first)
    if start <= until:
        due = min(until, add_workdays(start - timedelta(days=1), 1))
        yield Owed(absence.fact, start, due, f"{party}:away", until, halts=stop)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "consider_substitute",
        (57, 58, 59),
        Role.COORDINATOR,
        (GuideAsked, SubstituteConsidered),
        _to_substitute,
    ),
    DutyKind("tell_of_absence", (57,), Role.COORDINATOR, (AbsenceTold,), _to_tell, blocked_by=IN_THE_WAY),
)


# what changes in the case


def on_every_guide(case: Case, staff: str, change: Callable[[GuideState], GuideState]) -> Case:
    """The case with a change in everybody of that name who guides or stands in."""
    period = case.period
    guide = change(period.guide) if period.guide is not None and period.guide.staff == staff else period.guide
    substitutes = tuple(change(sub) if sub.staff == staff else sub for sub in period.substitutes)
    return case.now(guide=guide, substitutes=substitutes)


def guide_away(case: Case, entry: Entry) -> Case:
    """The guide's days away, or a substitute's; the 14 days keep running (R59)."""
    told, fact = said(entry.fact, GuideAway), entry.fact
    absence = Absence(told.first_day, told.last_day, fact.key, day_of(fact.time))

    def away(guide: GuideState) -> GuideState:
        if any((a.first, a.last) == (absence.first, absence.last) for a in guide.absences):
            return guide  # known since the guide's yes
        absences = sorted((*guide.absences, absence), key=lambda a: (a.first, a.last, a.fact))
        return replace(guide, absences=tuple(absences))

    return on_every_guide(case, told.guide, away)


def guide_back(case: Case, entry: Entry) -> Case:
    """At work again sooner than was said."""
    told = said(entry.fact, GuideBack)
    last = told.first_day - timedelta(days=1)

    def back(guide: GuideState) -> GuideState:
        shorter = (replace(a, last=last) if a.first <= told.first_day <= a.last else a for a in guide.absences)
        return replace(guide, absences=tuple(a for a in shorter if a.first <= a.last))

    return on_every_guide(case, told.guide, back)


def substitute_considered(case: Case, entry: Entry) -> Case:
    """Nobody needs to stand in, or somebody is to be asked."""
    told = said(entry.fact, SubstituteConsidered)

    def considered(guide: GuideState) -> GuideState:
        absences = (
            replace(a, no_substitute=not told.needed) if a.first == told.first_day else a for a in guide.absences
        )
        return replace(guide, absences=tuple(absences))

    return on_every_guide(case, told.guide, considered)


def absence_told(case: Case, entry: Entry) -> Case:
    """These of the family know, of every absence that was known by then and is not over."""
    told, mark = said(entry.fact, AbsenceTold), Mark(entry.fact.time, entry.fact.key)

    def tell(guide: GuideState) -> GuideState:
        on = day_of(mark.at)
        absences = (
            replace(a, told=tuple(dict.fromkeys((*a.told, *told.parties)))) if a.known_on <= on <= a.last else a
            for a in guide.absences
        )
        return replace(guide, absences=tuple(absences))

    return on_every_guide(case, told.guide, tell)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    GuideAway: guide_away,
    GuideBack: guide_back,
    SubstituteConsidered: substitute_considered,
    AbsenceTold: absence_told,
}
