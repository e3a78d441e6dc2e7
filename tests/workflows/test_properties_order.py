"""Facts that do not contradict each other end in the same world, in whatever order they arrive."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.values import AddressProtection, Answer, GuardianKind, LivesWith, PerpetratorIs
from tests.support import ladder, ladder_matter, ladder_person
from tests.support import ladder_follow as follow
from tests.support.story import OSLO, Step, Story, at, told
from workflows.case import Case

FIRST = ladder.referred(reported=True, investigator="e2")

FACTS: tuple[Step, ...] = (
    ladder.assessed(day=0, hour=10),
    ladder.clearance_asked(day=0, hour=11),
    ladder.cleared(day=1),
    ladder.residence_checked(LivesWith.GUARDIAN_1, Answer.NO, day=1, hour=10),
    ladder.residence_checked(LivesWith.BOTH, Answer.YES, day=2),
    ladder.considered(day=2, hour=10),
    ladder.nobody_answered(day=2, hour=12),
    ladder.family_called(day=3, reached=("guardian_1", "participant"), participant_view="need"),
    ladder.conversation_held(day=6),
    ladder.consented(day=7),
    ladder.contact("guardian_1", day=8, by="k1"),
    ladder.contact(day=9, by="h1"),
    ladder.hearing(version=1, day=4),
    ladder.hearing(version=2, starts=70, day=5),
    ladder.row(key="row-2", day=15),
    follow.threat_learned("h1", day=9, hour=12, imminent=True),
    follow.urged_to_report("k1", day=9, hour=13),
    ladder.considered(needed=("voldsalarm",), day=10),
    follow.responsible_contacted(day=10, hour=12),
    follow.investigator_consulted(day=10, hour=13),
    follow.frequency_agreed(7, by="k1", day=11),
    follow.frequency_agreed(9, by="k1", day=12),
    follow.pause_agreed(12, 14, day=11).reported_by("k1"),
    follow.concern_raised(day=12, hour=10),
    follow.report_judged(day=12, hour=12),
    follow.avert_judged(day=12, hour=13),
    follow.measure_agreed(by="k1", day=13),
    follow.agency_referred(day=13, hour=10),
    ladder_person.guardian_told("guardian_1", GuardianKind.FOSTER_PARENT, day=1, hour=14),
    ladder_person.guardian_told(day=2, hour=14),
    ladder_person.guardian_told("guardian_3", GuardianKind.APPOINTED, day=4, hour=14),
    ladder_person.relation_learned(PerpetratorIs.ACQUAINTED, day=4, hour=15),
    ladder_person.relation_learned(PerpetratorIs.PARTNER, household=Answer.NO, day=5, hour=15),
    ladder_person.safe_to_contact("guardian_2", safe=False, day=5, hour=16),
    ladder_person.safe_to_contact("guardian_2", day=6, hour=16),
    ladder_person.interpreter_needed(day=6, hour=17),
    ladder_person.interpreter_booked(day=7, hour=17),
    ladder_person.address_protection(day=8, hour=17),
    ladder_person.address_protection(AddressProtection.PROTECTED, day=9, hour=17),
    ladder_matter.prosecutor_named(day=1, hour=12, incident="i1"),
    ladder_matter.investigator_named("e1", day=8, hour=12, incident="i1"),
    ladder_matter.investigator_named("e2", day=9, hour=12, incident="i1"),
    ladder_matter.charged(day=10, incident="i1"),
    ladder_matter.dismissed(day=11, incident="i1"),
    ladder_matter.report_withdrawn(day=12, incident="i1"),
    ladder_matter.reported_later(day=13, incident="i1"),
    ladder_matter.hearing_cancelled("h-2", sequence=3, day=5),
    ladder_matter.hearing_moved("h-2", sequence=2, day=6),
)
"""One course of events; each fact has its own time."""


def world(case: Case) -> object:
    """Every value that reports the world; not the phase, nor what was decided on the way."""
    period = case.period
    return (
        [i.words for i in case.incidents],
        [(i.reports, i.matter, i.matter_known, i.investigators, i.prosecutors, i.relations) for i in case.incidents],
        [(i.key, i.reported, i.category, i.hate, i.decided, i.investigator, i.perpetrator_is) for i in case.incidents],
        (case.guardians, case.reach, case.lives_with, case.parents_together, case.residence, case.protection),
        [(h.hearing_ref, h.sequence, h.starts_at, h.cancelled) for h in case.hearings],
        (period.tries, period.contacts, period.consents, period.words, period.held, period.holders),
        (period.wanted, period.wanted_said, period.participant_safe, period.viewed_at, period.measures_for),
        (period.follow_up, period.protecting, period.frequency),
        (case.safeguards, case.arranged, case.statutory),
        (period.answer, period.answered, period.accepted, period.declined, period.offer),
    )


def arrived(order: list[Step], twice: set[int]) -> Story:
    """The story when everything arrives on the last day, in this order, some of it twice."""
    names = {id(step): f"fact-{n}" for n, step in enumerate((*FACTS, *FORBIDDEN))}
    story = told(FIRST)
    story.now = at(20)
    for n, step in enumerate(order):
        for _ in range(2 if n in twice else 1):
            story.when(step.called(names[id(step)]))
    return story


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(FACTS), st.sets(st.integers(0, len(FACTS) - 1), max_size=4))
def test_the_world_is_the_same_in_any_order(order: list[Step], twice: set[int]):
    straight = arrived(list(FACTS), set())
    mixed = arrived(order, twice)
    assert straight.state.breaches == ()
    assert world(mixed.state) == world(straight.state)
    assert mixed.state.breaches == ()
    assert len(mixed.log) - len(straight.log) == sum(e.verb.value == "lifted" for e in mixed.log)


FORBIDDEN: tuple[Step, ...] = (
    ladder.family_called(day=0, hour=9),
    ladder.family_called(day=0, hour=15),
    ladder.family_called(day=1, hour=8, reached=("guardian_2",)),
    ladder.participant_called(day=3, hour=9),
    ladder.contact("guardian_2", day=5, hour=20, by="k1", initiative="starts"),
    ladder.contact(day=6, hour=18, by="k1"),
    ladder_matter.cleared_on_behalf(by="e1", day=7),
)
"""Before the offer, before clearance, not whom to call first, not safe, without consent, not theirs to clear."""


STRAIGHT = arrived([*FACTS, *FORBIDDEN], set()).state.breaches
"""All is known, and each of them is a breach."""


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(FACTS), st.permutations(FORBIDDEN))
def test_what_comes_when_all_is_known_is_judged_by_what_had_happened(facts: list[Step], forbidden: list[Step]):
    assert len(STRAIGHT) == len(FORBIDDEN)
    mixed = arrived([*facts, *forbidden], set()).state.breaches
    assert {b.key: b.rules for b in mixed} == {b.key: b.rules for b in STRAIGHT}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations((*FACTS, *FORBIDDEN)))
def test_what_is_no_breach_when_all_is_known_is_none_in_any_order(order: list[Step]):
    assert {b.key for b in arrived(order, set()).state.breaches} <= {b.key for b in STRAIGHT}


CLOCKS = {
    "New Year": date(2026, 12, 28),
    "leap day": date(2028, 2, 24),
    "clocks put forward and Easter": date(2026, 3, 26),
    "clocks put back": date(2026, 10, 22),
}


@pytest.mark.parametrize("start", CLOCKS.values(), ids=CLOCKS.keys())
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 12, 23])
def test_fourteen_days_are_fourteen_calendar_days_over_every_change_of_the_clock(start: date, hour: int):
    base = at(0) + timedelta(days=(start - at(0).date()).days, hours=hour)
    story = Story(now=base)
    story.when(*ladder.to_guided())
    last = story.state.period.contacts[-1].at.astimezone(OSLO).date()
    assert story.state.phase == "guided"
    assert story.duty("contact_youth").due_date == last + timedelta(days=14)
