"""Exploring: it knows every fact, it is complete where it says so, it tells the truth, and it finds what is planted."""

from dataclasses import replace

import pytest

import workflows.chart
import workflows.duties
import workflows.record
from events.catalogue import CATALOGUE
from events.closing import Closed
from events.fact import FactData
from workflows.exploring import judging
from workflows.exploring.component import STARTS_OF, Component, single
from workflows.exploring.exploring import Explored, Space, TooLarge
from workflows.exploring.finding import Part, figures, missing, refusing_all_the_same, together, walked
from workflows.exploring.judging import Problem
from workflows.exploring.moves import MOVES, move
from workflows.exploring.moves_beginning import REPORTED
from workflows.exploring.reads import Reads, recorded, rule_name
from workflows.exploring.soundness import compare
from workflows.exploring.watching import Watch
from workflows.exploring.ways import WAYS, Way, along
from workflows.exploring.world import beginning, tell
from workflows.rule import Handbook, Hard, Rule
from workflows.rulebook import CASE_DUTIES, RULEBOOK, rules_on

PHASES = {"detected", "assessed", "conversation", "guided", "closed", "reopened"}


@pytest.fixture(scope="module")
def reads() -> Reads:
    return recorded(count=900)


def component(name: str) -> Component:
    return next(one for one in single() if one.name == name)


def narrow(name: str, *moves: str) -> Component:
    """A component with a few of its moves."""
    return replace(component(name), own=tuple(move(one) for one in moves))


def explored(one: Component, reads: Reads) -> Explored:
    return Space(one, reads).explore()


# what it knows


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_every_fact_can_be_told(model: type[FactData]):
    """A fact that nobody tells would be explored by nobody: give it a move in workflows/exploring/moves_*.py."""
    assert [one.name for one in MOVES if one.model is model]


def test_no_two_moves_have_one_name():
    assert len({one.name for one in MOVES}) == len(MOVES)


def test_every_move_is_in_a_component():
    assert {one.name for part in single() for one in part.own} == {one.name for one in MOVES}


def test_a_component_that_begins_otherwise_is_there():
    assert set(STARTS_OF) <= {part.name for part in single()}


def test_a_watched_subject_tells_what_was_read():
    case = beginning(REPORTED).state
    watch = Watch()
    watched = watch.on(case)
    assert watch.during(lambda: watched.phase) == {"Case.phase"}
    assert {"Case.incidents", "Incident.reports"} <= watch.during(lambda: watched.incidents[0].needs_clearance)


# what it finds


@pytest.mark.parametrize("name", ["person", "agreed contact", "named", "guide ends"])
def test_a_component_holds_to_its_end(reads: Reads, name: str):
    assert explored(component(name), reads).problems == ()


def test_a_case_comes_to_every_phase(reads: Reads):
    assert set(explored(component("person"), reads).phases) == PHASES


def test_what_has_no_end_is_told_and_not_cut(reads: Reads):
    with pytest.raises(TooLarge, match=r"person: 1\d states"):
        Space(component("person"), reads).explore(most=10)
    with pytest.raises(TooLarge, match="person"):
        Space(component("person"), reads).explore(stop=lambda: True)


def test_walks_hold():
    found = walked(Part("walk", seed=11), 300)
    assert found.problems == ()
    assert {"recorded", "refused", "breached"} <= set(found.seen.verbs)


# what is planted


def about(found: Explored, what: str) -> list[Problem]:
    return [problem for problem in found.problems if problem.what == what]


def test_a_kind_of_duty_that_is_gone_leaves_a_case_forgotten(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    left = tuple(kind for kind in CASE_DUTIES if kind.kind != "assess")
    monkeypatch.setattr(workflows.duties, "CASE_DUTIES", left)
    forgotten = about(explored(narrow("person"), reads), "invariant_1")
    assert [problem.phase for problem in forgotten] == ["detected"]
    assert forgotten[0].way == ("parents apart",)


@pytest.fixture
def inverted(monkeypatch: pytest.MonkeyPatch) -> None:
    """R47 turned round: contact is forbidden once it has been cleared, and allowed before."""

    def turned(rule: Rule) -> Rule:
        if not isinstance(rule, Hard) or rule.refusal != "clearance_missing":
            return rule
        return replace(rule, holds=lambda state, fact, known: not rule.holds(state, fact, known))

    def rules(model: type[FactData]) -> tuple[Rule, ...]:
        return tuple(turned(rule) for rule in rules_on(model))

    monkeypatch.setattr(workflows.record, "rules_on", rules)
    monkeypatch.setattr(judging, "rules_on", rules)


@pytest.mark.usefixtures("inverted")
def test_a_guard_that_is_inverted_is_seen_in_both_directions(reads: Reads):
    found = explored(narrow("first call", "clearance.given"), reads)
    assert not about(found, "invariant_7")
    reported = replace(narrow("first call", "contact.first_contact_made: time to think"), starts=(REPORTED,))
    early = about(explored(reported, reads), "invariant_7")
    assert early[0].about == "trygghet.contact.first_contact_made.v1"
    assert early[0].way[0] == "reported, under 18"


def test_a_phase_without_exit_is_named_with_the_way_into_it(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    for way_out in (("conversation", "close"), ("conversation", "begin_guidance")):
        monkeypatch.delitem(workflows.chart.MOVES, way_out)
    stuck = about(explored(narrow("court", "court.hearing_scheduled"), reads), "stuck")
    assert [problem.phase for problem in stuck] == ["conversation"]
    assert stuck[0].way[-1] == "contact.first_contact_made: yes"


def shown(*found: Explored) -> dict[str, tuple[int, int]]:
    seen, problems = together(found)
    return {figure.what: (figure.count, figure.of) for figure in figures(found, seen, problems)}


def test_the_figures_say_how_many_of_how_many(reads: Reads):
    found = explored(component("person"), reads)
    figure = shown(found)
    assert figure["phases_met"] == figure["phases_left"] == (6, 6)
    assert figure["open_owed"] == (found.of_open, found.of_open)
    assert 0 < found.of_open < found.states
    raised, kinds = figure["kinds_raised"]
    assert 0 < raised < kinds
    assert figure["hard_unbroken"][0] < figure["hard_unbroken"][1], (
        "a rule that never stood against anything is not shown"
    )


def test_what_is_planted_is_missing_in_the_figures(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    left = tuple(kind for kind in CASE_DUTIES if kind.kind != "assess")
    monkeypatch.setattr(workflows.duties, "CASE_DUTIES", left)
    for way_out in (("conversation", "close"), ("conversation", "begin_guidance")):
        monkeypatch.delitem(workflows.chart.MOVES, way_out)
    figure = shown(explored(narrow("court", "court.hearing_scheduled"), reads))
    assert figure["open_owed"][0] < figure["open_owed"][1]
    assert figure["phases_met"] == (3, 6)
    assert figure["phases_left"] == (2, 6)


def test_a_phase_that_no_case_comes_to_is_named(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(workflows.chart.MOVES, ("conversation", "begin_guidance"))
    _, problems = together([explored(narrow("court", "court.hearing_scheduled"), reads)])
    assert {problem.about for problem in problems if problem.what == "never_met"} >= {"guided"}


def test_a_rule_that_never_fires_and_a_duty_that_never_comes_up_are_named(reads: Reads):
    seen = Space(narrow("person"), reads).explore().seen
    named = {(problem.what, problem.about) for problem in missing(seen)}
    assert ("never_raised", "call_family") not in named
    assert ("never_raised", "answer_breach") in named
    silent = next(rule for rule in RULEBOOK if rule.refusal == "both_views_missing")
    assert ("never_against", rule_name(silent)) in named
    assert ("never_passed", rule_name(silent)) in named


def test_a_rule_broken_unseen_is_named(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    """The record forgets a rule that the rulebook has."""
    monkeypatch.setattr(workflows.record, "rules_on", lambda _model: ())
    unseen = about(
        explored(narrow("closing", "closing.closed: not_right_measure, without what it needs"), reads), "broken_unseen"
    )
    assert "R53 handover_missing (closing)" in {problem.about for problem in unseen}


def test_a_duty_that_nobody_can_do_is_named(reads: Reads, monkeypatch: pytest.MonkeyPatch):
    """Where nothing that may be told clears it, its owner is stuck with it."""
    monkeypatch.setattr(judging, "MOVES", tuple(one for one in MOVES if one.model.topic() != "person"))
    stuck = about(explored(narrow("person", "person.residence_checked: together"), reads), "cannot_clear")
    assert {problem.about for problem in stuck} == {"check_residence"}


def test_what_must_never_refuse_does_not(monkeypatch: pytest.MonkeyPatch):
    assert tuple(refusing_all_the_same()) == ()
    wrong = Hard(165, (Handbook("report"),), "not_allowed", (Closed,), lambda case, fact, known: False)
    monkeypatch.setattr("workflows.exploring.finding.RULEBOOK", (*RULEBOOK, wrong))
    assert [problem.what for problem in refusing_all_the_same()] == ["must_not_refuse"]


# whether it is true


@pytest.mark.parametrize("name", ["agreed contact", "person", "relation"])
def test_concrete_stories_go_where_exploring_has_been(reads: Reads, name: str):
    space = Space(component(name), reads)
    states = space.explore().states
    compared = compare(space, seed=3, count=600)
    assert compared.states == states
    assert compared.unknown == 0
    assert compared.elsewhere * 50 <= compared.steps
    assert compared.problems == ()


def test_a_day_that_the_case_keeps_is_waited_for_though_nothing_is_owed_on_it(reads: Reads):
    space = Space(component("conditions"), reads)
    told = tell(beginning(REPORTED), move("clearance.given: for ten days"))
    assert told is not None
    after = space.days_pass(told.after, (), space.key(told.after, ()))
    assert after is not None
    assert (after.today - told.after.today).days == 10


def test_a_field_that_was_not_recorded_is_told_apart_all_the_same():
    """What a rule or a duty reads is looked at on the way: it cannot hide a field from the exploring."""
    space = Space(component("court"), Reads())
    space.explore()
    assert "Case.hearings" in space.component.keep(space.reads)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[1][-1])
def test_a_way_can_be_gone(way: Way):
    assert list(along(way))
