"""Whatever is told, in whatever order, by whomever: every promise of the design holds at every step.

A bounded run by default; `HYPOTHESIS_PROFILE=long` looks much further.
"""

import os
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, find, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from events.catalogue import CATALOGUE
from events.contact import ContactLogged, FirstContactMade
from events.refs import Party
from events.values import Answer, CaseRole, LivesWith, PerpetratorIs, Reported, Source
from tests.support import (
    any_conversation,
    any_correction,
    any_follow,
    any_guidance,
    any_move,
    any_person,
    ladder,
    staffing,
)
from tests.support.any_matter import happenings_of_matters
from tests.support.clearing import clearing, clearing_step, really_minor, whose
from tests.support.people import ADULT_BORN, BORN
from tests.support.story import OSLO, Step, Story, told
from workflows.case import Case
from workflows.chart import MOVES
from workflows.clearance import goes_on, starts_something
from workflows.duty import Duty
from workflows.invariants import CONTACTS
from workflows.outcome import Recorded, Verb
from workflows.owners import OPERATORS
from workflows.record import evolve, record

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "2000"))

settings.register_profile("short", max_examples=25, stateful_step_count=22, deadline=None)
settings.register_profile("long", max_examples=EXAMPLES, stateful_step_count=50, deadline=None)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "short")

LONG_AFTER = 800
"""Days ahead on which an open case must still be owed something."""

STARTS = (date(2026, 1, 12), date(2027, 12, 20), date(2028, 2, 27), date(2026, 3, 26), date(2026, 10, 22))
"""An ordinary week, a New Year, a leap day, Easter with the clocks put forward, the clocks put back."""

parties: st.SearchStrategy[Party] = st.sampled_from(["participant", "guardian_1", "guardian_2", "guardian_3"])
several: st.SearchStrategy[tuple[Party, ...]] = st.lists(parties, min_size=1, max_size=3, unique=True).map(tuple)
answers = st.sampled_from(["accepted", "held", "wants_time", "declined", "not_reached", "call_back"])
guides = st.sampled_from(["g1", "g2", "e1"])
incidents = st.sampled_from(["i1", "i2", "i3"])
yes_no = st.sampled_from(list(Answer))
staff = st.sampled_from(["k1", "k2", "l1", "g1", "g2", "h1", "e1", "e2", "j1", "r1", "k9"])
reasons = st.sampled_from([None, "Barnevernet er med"])
people = st.sampled_from(["k1", "k2", "l1", "g1", "g2", "h1", "e1", "e2", "k9"])
leaving = st.sampled_from(["k2", "l1", "g1", "g2", "h1", "e1", "e2", "k9"])
"""k1 stays, who tells most of a story."""


FACTS: dict[str, st.SearchStrategy[Step]] = {
    "row": st.builds(
        ladder.row,
        key=st.sampled_from(["row-1", "row-2", "row-3"]),
        content=st.sampled_from(["a", "b"]),
        investigator=st.sampled_from([None, "e1", "e2", "g1"]),
        perpetrator=st.sampled_from(list(PerpetratorIs)),
        lives_with=st.sampled_from(list(LivesWith)),
        guardians=st.integers(0, 2),
        hate=yes_no,
    ),
    "referral": st.builds(ladder.referred, reported=st.sampled_from(list(Reported)), guardians=st.integers(0, 2)),
    "offer": st.builds(
        ladder.assessed,
        incidents,
        family=yes_no,
        reason=st.sampled_from([None, "Barnevernet er med"]),
        serious=st.booleans(),
    ),
    "not offered": st.builds(ladder.not_offered, incidents),
    "duplicate": st.builds(ladder.duplicate_of, st.just("T-0000-00"), incidents),
    "residence": st.builds(ladder.residence_checked, st.sampled_from(list(LivesWith)), yes_no),
    "clearance asked": st.builds(
        ladder.clearance_asked, incidents, capacity=st.sampled_from(["investigator", "prosecutor"])
    ),
    "cleared": st.builds(ladder.cleared, incidents),
    "clearance refused": st.builds(ladder.clearance_refused, incidents),
    "considered": st.builds(ladder.considered, incidents),
    "called": st.builds(
        ladder.family_called,
        answers,
        by=parties,
        reached=several,
        follow_up_wanted=yes_no,
        participant_view=st.sampled_from([None, "safe_again", "need"]),
        outcome=st.sampled_from([None, "safe_again", "need"]),
        deviation=st.sampled_from([None, "Bortreist"]),
    ),
    "nobody answered": several.map(lambda who: ladder.nobody_answered(*who)),
    "youth considered": st.builds(ladder.youth_considered, st.booleans()),
    "accepted": st.builds(ladder.conversation_accepted, parties),
    "held": st.builds(
        ladder.conversation_held,
        yes_no,
        by=st.sampled_from(["h1", "e1"]),
        appropriate=st.booleans(),
        parties=several,
        participant_view=st.sampled_from(["safe_again", "need"]),
        parents_need=yes_no,
    ),
    **any_conversation.FACTS,
    **any_guidance.FACTS,
    "guide asked": st.builds(ladder.guide_asked, guides),
    "guide accepted": st.builds(ladder.guide_accepted, guides),
    "guide away": st.builds(ladder.guide_away, st.integers(0, 40), st.integers(41, 80), guides),
    "consented": st.builds(ladder.consented, parties),
    "consent withdrawn": st.builds(ladder.consent_withdrawn, parties),
    "contact": st.builds(
        lambda who, vainly, incoming, by, initiative, purpose: ladder.contact(
            *(() if vainly else who),
            vainly=who if vainly else (),
            incoming=incoming,
            by=by,
            initiative=initiative,
            purpose=purpose,
        ),
        several,
        st.booleans(),
        st.booleans(),
        st.sampled_from(["g1", "g2", "h1", "k1"]),
        st.sampled_from(["agreed", "starts"]),
        st.sampled_from(["follow_up", "consent", "hear_youth"]),
    ),
    **happenings_of_matters(incidents, parties, guides),
    **any_person.FACTS,
    "need reported": st.builds(ladder.need_reported, parties, agrees=st.booleans()),
    "closed": st.builds(
        lambda ground, said: ladder.closed(ground, **({"said_by": said} if "said_by" in ladder.NEEDS[ground] else {})),
        st.sampled_from(sorted(ladder.NEEDS)),
        parties,
    ),
    "annulled": st.builds(ladder.closing_annulled),
    "mistake": st.builds(ladder.mistaken),
    **any_follow.FACTS,
    **any_move.FACTS,
    **any_correction.FACTS,
}

LADDER = (
    ladder.assessed(),
    ladder.considered(),
    ladder.cleared(),
    ladder.family_called(reached=("guardian_1", "participant")),
    ladder.conversation_held(),
    ladder.guide_asked(),
    ladder.guide_accepted(),
    ladder.consented(),
)
"""What usually comes next, so that random stories get beyond their first page."""

AND_ON = (
    ladder.closed("youth_and_guide_agree"),
    ladder.need_reported(),
    ladder.assessed(),
    ladder.considered(),
)
"""The next page: closed, and asked for again."""


def test_every_fact_of_a_case_is_told_in_some_story():
    """A fact that is in no strategy is one whose promises nobody has looked at."""
    story, first = told(ladder.to_guided()), settings(max_examples=1, phases=[Phase.generate], database=None)
    steps = [find(strategy, lambda _step: True, settings=first) for strategy in FACTS.values()]
    seen = {type(step.data(story) if callable(step.data) else step.data) for step in steps}
    assert sorted(model.TYPE for model in CATALOGUE if model.ON == "case" and model not in seen) == []


class AnyStory(RuleBasedStateMachine):
    """A case to which anything may be told."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.seen: list[tuple[str, str]] = []

    @initialize(
        start=st.sampled_from(STARTS),
        born=st.sampled_from([BORN, ADULT_BORN, None, 17]),
        reported=st.booleans(),
        rungs=st.integers(0, len(LADDER) + len(AND_ON)),
        left_out=st.sets(st.integers(1, len(LADDER) - 1), max_size=2),
        apart=st.booleans(),
        role=st.sampled_from(list(CaseRole)),
    )
    def begin(
        self,
        start: date,
        born: date | int | None,
        reported: bool,
        rungs: int,
        left_out: set[int],
        apart: bool,
        role: CaseRole,
    ) -> None:
        if isinstance(born, int):  # turns 18 a month into the story
            born = (start + timedelta(days=30)).replace(year=start.year - 18, day=min(start.day, 28))
        self.start = datetime.combine(start, time(9), OSLO).astimezone(UTC)
        self.story.now = self.start
        lives_with = LivesWith.GUARDIAN_2 if apart else LivesWith.BOTH
        first = ladder.referred(
            born=born, reported=reported, role=role, lives_with=lives_with, need="Tør ikke gå ut", hate=Answer.YES
        )
        self._tell(first, 0)
        for place, step in enumerate((*LADDER, *AND_ON)[:rungs]):
            if place not in left_out:
                self._tell(step, 60)

    def _tell(self, step: Step, minutes: int, late: int = 0) -> None:
        happened = self.story.now + timedelta(minutes=minutes) - timedelta(days=late)
        if self.story.log:
            happened = max(happened, self.story.log[0].fact.time)
        if minutes:
            self.story.now += timedelta(minutes=minutes)
        before = self.story.state
        self.story.when(Step(**{**step.__dict__, "moment": happened}))
        if before is not None and isinstance(before, Case) and before.phase != self.story.state.phase:
            self.seen.append((before.phase, self.story.state.phase))

    @rule(data=st.data(), kind=st.sampled_from(sorted(FACTS)), minutes=st.integers(1, 4000))
    def something_happens(self, data: st.DataObject, kind: str, minutes: int) -> None:
        self._tell(data.draw(FACTS[kind], label=kind), minutes)

    @rule(data=st.data(), kind=st.sampled_from(sorted(FACTS)), late=st.integers(1, 40))
    def something_is_told_late(self, data: st.DataObject, kind: str, late: int) -> None:
        self._tell(data.draw(FACTS[kind], label=kind), 5, late)

    @rule(data=st.data(), kind=st.sampled_from(sorted(FACTS)), who=staff, source=st.sampled_from(list(Source)))
    def somebody_else_tells_it(self, data: st.DataObject, kind: str, who: str, source: Source) -> None:
        self._tell(data.draw(FACTS[kind], label=kind).reported_by(who, source), 30)

    @rule(rung=st.sampled_from(range(len(LADDER))))
    def the_usual_happens(self, rung: int) -> None:
        self._tell(LADDER[rung], 60)

    @precondition(lambda self: any(self._presses(d) for d in self.story.duties()))
    @rule(data=st.data(), minutes=st.integers(1, 3000))
    def somebody_does_what_they_owe(self, data: st.DataObject, minutes: int) -> None:
        pressing = [d for d in self.story.duties() if self._presses(d) and whose(self.story, d) != (OPERATORS,)]
        if not pressing:
            return
        kind = data.draw(st.sampled_from(sorted({d.kind for d in pressing})), label="kind")
        duty = next(d for d in pressing if d.kind == kind)
        self._tell(clearing_step(self.story, duty), minutes)

    @rule(days=st.integers(1, 60))
    def nothing_happens(self, days: int) -> None:
        self.story.now += timedelta(days=days)

    @rule(who=people, days=st.integers(0, 40))
    def somebody_is_away(self, who: str, days: int) -> None:
        said = staffing.away(self.story, who, days)
        if said is not None:
            self._tell(said, 1)

    @rule(who=leaving)
    def somebody_leaves(self, who: str) -> None:
        ended = staffing.gone(self.story, who)
        if ended is not None:
            self._tell(ended, 1)

    @precondition(lambda self: self.story.log)
    @rule(data=st.data())
    def it_is_told_again(self, data: st.DataObject) -> None:
        """The same source and id a second time: the inbox answers, nothing changes."""
        entry = data.draw(st.sampled_from(self.story.log))
        before, entries = self.story.state, len(self.story.log)
        self.story.repeat(entry.fact)
        assert self.story.state == before
        assert len(self.story.log) == entries

    @invariant()
    def moves_are_the_charts(self) -> None:
        legal = {(before, after) for (before, _), targets in MOVES.items() for after in targets}
        for before, after in self.seen:
            assert _reachable(before, after, legal), f"{before} -> {after}"
        self.seen.clear()

    @invariant()
    def somebody_is_always_owed(self) -> None:
        """1: on every one of the next days an open case has a duty with an owner and a date."""
        case = self.story.state
        if case is None or not case.is_open:
            return
        owed = self.story.duties()
        open_ended = [d for d in owed if d.until_date is None]
        for ahead in range(LONG_AFTER) if not open_ended else ():
            on = self.story.today + timedelta(days=ahead)
            assert any(d.stands(on) for d in owed), f"nothing is owed on {on}"

    @invariant()
    def whatever_is_owed_is_somebodys(self) -> None:
        """2: whoever is named while they are there, else the role, the coordinators, the leaders; they see the case."""
        case = self.story.state
        if case is None:
            return
        for duty, ahead in product(self.story.duties(), (0, 7, 45)):
            staffing.is_somebodys(self.story, duty, self.story.today + timedelta(days=ahead))

    @invariant()
    def every_pressing_duty_can_be_done_now(self) -> None:
        """3: its owner records one fact now, without breach, and the duty is gone."""
        case = self.story.state
        if case is None:
            return
        pressing = [d for d in self.story.duties() if self._presses(d) and whose(self.story, d) != (OPERATORS,)]
        one_of_each = {(d.kind, d.party.partition(":")[0]): d for d in pressing}
        for duty in one_of_each.values():
            fact = clearing(self.story, duty)
            known = self.story.known(fact)
            outcome = record(case, fact, known, self.story.now)
            note(f"{duty.kind} {duty.party} by {fact.type}")
            assert isinstance(outcome, Recorded), f"{duty.kind}: {fact.type} was {outcome.entry}"
            assert not outcome.breach, f"{duty.kind}: {fact.type} was a breach: {outcome.entry.reasons}"
            after = Story(**{**self.story.__dict__, "state": evolve(case, outcome.entry, self.story.log)})
            assert duty.key not in {d.key for d in after.duties()}, f"{duty.kind} is still owed after {fact.type}"

    def _presses(self, duty: Duty) -> bool:
        """Duties know the month of a birthday, not the day: until its end the guide may owe what consent ended for."""
        if (
            duty.kind in ("contact_youth", "tell_of_absence")
            and self.story.state.is_minor
            and not really_minor(self.story)
        ):
            return False
        return duty.pressing(self.story.today)

    @invariant()
    def no_means_no(self) -> None:
        """4 and 5: nobody is asked to contact a closed case, nor a participant who has said no."""
        case = self.story.state
        if case is not None and (not case.is_open or case.said_no is not None):
            assert not self.story.kinds() & CONTACTS

    @invariant()
    def nothing_starts_before_clearance(self) -> None:
        """7: recorded outgoing contact that starts something, or goes on beyond D8's days, was cleared before it."""
        case = self.story.state
        if case is None or not self.story.log:
            return
        entry = self.story.log[-1]
        if entry.verb is not Verb.RECORDED or not isinstance(entry.fact.data, FirstContactMade | ContactLogged):
            return
        if starts_something(entry.fact):
            assert not case.uncleared(entry.fact.time)
        elif goes_on(entry.fact):
            for incident in case.uncleared(entry.fact.time):
                assert case.period.guided is not None or case.earlier
                assert (entry.fact.time - incident.came_at).days <= 14


def _reachable(before: str, after: str, legal: AbstractSet[tuple[str, str]]) -> bool:
    """One fact may bring several moves (assessed, conversation, guided), each of them legal."""
    found, edge = {before}, {before}
    while edge:
        edge = {b for a, b in legal if a in edge} - found
        found |= edge
    return after in found


AnyStory.TestCase.settings = settings(
    settings.get_profile(PROFILE), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TestAnyStory = pytest.mark.timeout(3000 if PROFILE == "long" else 240)(AnyStory.TestCase)
