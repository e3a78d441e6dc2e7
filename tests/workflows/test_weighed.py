"""What no rule goes by changes nothing of what the rules read, and nothing of what they say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache, partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.assessment import Assessed
from events.consent import ConsentGiven
from events.contact import ContactLogged, FirstContactMade
from events.fact import FactData
from events.guidance import AbsenceTold
from events.person import GuardianTold, SafeToContact
from tests.support import ladder
from tests.support.marks import rule
from tests.support.story import Step, Story, told
from tests.workflows.test_properties_order import FACTS, FIRST, FORBIDDEN
from workflows.case import Case
from workflows.exploring.walking import steps
from workflows.exploring.watching import Watch
from workflows.exploring.ways import WAYS, along
from workflows.rule import Hard
from workflows.rulebook import rules_on
from workflows.weighed import FOLLOWED, OF_FOLLOW_UP, UNWEIGHED, weighed

PARTS = ("Case", "Period", "Incident", "Reach", "FollowUp", "GuardianPlace")
"""What a case is made of; everything else in it is a value."""


def values(part: Any) -> Iterator[tuple[str, Any]]:
    """The values of a case by the field that holds them, as `Period.offer`."""
    for field in fields(part):
        value = getattr(part, field.name)
        parts = [one for one in (value if isinstance(value, tuple) else (value,)) if type(one).__name__ in PARTS]
        if not parts:
            yield f"{type(part).__name__}.{field.name}", value
        for one in parts:
            yield from values(one)


def changed(before: Case, after: Case) -> set[str]:
    """The fields whose values are not the same; those that hold parts count by the values in these."""
    was: defaultdict[str, list[Any]] = defaultdict(list)
    is_now: defaultdict[str, list[Any]] = defaultdict(list)
    for found, case in ((was, before), (is_now, after)):
        for name, value in values(case):
            if value != ():  # nothing there yet, or nothing told: the parts of it are compared by themselves
                found[name].append(value)
    return {name for name in {*was, *is_now} if was[name] != is_now[name]}


@cache
def observed() -> tuple[Mapping[type[FactData], set[str]], Mapping[type[FactData], set[str]]]:
    """What the rules of the handbook read when they judge what reports, and what each fact changes: over walks."""
    reads: defaultdict[type[FactData], set[str]] = defaultdict(set)
    changes: defaultdict[type[FactData], set[str]] = defaultdict(set)
    watch = Watch()
    for before, told_now in (*steps(3, 6000), *(step for way in WAYS for step in along(way))):
        case = before.state
        if told_now is None or not isinstance(case, Case) or not isinstance(told_now.after.state, Case):
            continue
        model = told_now.move.model
        changes[model] |= changed(case, told_now.after.state)
        watched = watch.on(case)
        for one in rules_on(model) if model.MODE == "reports" else ():
            if isinstance(one, Hard):
                reads[model] |= watch.during(partial(one.holds, watched, told_now.fact, told_now.known))
    return reads, changes


def clashes(unweighed: tuple[type[FactData], ...], judged: tuple[type[FactData], ...] | None = None) -> list[str]:
    """Where one of the facts changes what the rules on one of those judged read."""
    reads, changes = observed()
    return [
        f"{model.TYPE} changes {', '.join(sorted(both))}, which rules on {on.TYPE} read"
        for on in sorted(reads, key=lambda one: one.TYPE)
        for model in unweighed
        if (judged is None or on in judged) and (both := changes[model] & reads[on])
    ]


def others() -> tuple[type[FactData], ...]:
    """What reports, is judged by rules of the handbook, and is no part of the follow-up."""
    return tuple(model for model in observed()[0] if model not in FOLLOWED)


def test_what_no_rule_goes_by_changes_nothing_that_one_reads():
    assert clashes(UNWEIGHED) == []


def test_what_only_rules_on_the_follow_up_go_by_changes_nothing_that_another_reads():
    assert clashes(OF_FOLLOW_UP, others()) == []


def test_the_walks_meet_what_is_claimed():
    reads, changes = observed()
    assert [model.TYPE for model in (*UNWEIGHED, *OF_FOLLOW_UP) if model not in changes] == []
    assert set(FOLLOWED) <= set(reads)
    assert len(reads) >= 9


@pytest.mark.parametrize("model", [SafeToContact, Assessed, GuardianTold, FirstContactMade], ids=lambda m: m.__name__)
def test_a_fact_that_is_gone_by_is_noticed_among_those_that_are_not(model: type[FactData]):
    assert clashes((model,)) != []


@pytest.mark.parametrize("model", OF_FOLLOW_UP, ids=lambda m: m.__name__)
def test_and_one_of_the_follow_up_is_gone_by_there(model: type[FactData]):
    assert clashes((model,), FOLLOWED) != []


@rule(139)
def test_a_consent_is_weighed_for_a_contact_and_not_for_a_call():
    story = told(FIRST, ladder.assessed(day=1))
    contact, call = story.fact(ladder.contact(day=2)), story.fact(ladder.family_called(day=2))
    assert isinstance(contact.data, ContactLogged)
    assert weighed(contact, [ConsentGiven.TYPE])
    assert not weighed(call, [ConsentGiven.TYPE, ContactLogged.TYPE])
    assert weighed(call, [ContactLogged.TYPE, SafeToContact.TYPE])
    assert not weighed(contact, [ContactLogged.TYPE, AbsenceTold.TYPE])
    assert weighed(contact, ["trygghet.something.not_yet_known.v1"])
    assert not weighed(contact, [])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(FACTS), st.integers(1, len(FACTS)))
def test_what_is_judged_by_the_case_as_it_is_now_is_judged_as_by_the_case_as_it_was(order: list[Step], heard: int):
    story = told(FIRST).when(*(step.called(f"fact-{n}") for n, step in enumerate(order[:heard])))
    assert isinstance(story, Story)
    for step in (*order[heard:], *FORBIDDEN):
        fact = story.fact(step)
        story.judged_alike(fact, story.known(fact, step))
