"""The chart: what python-statemachine allows, what the table read out of it says, and the traps of the library."""

from typing import get_args

import pytest
from statemachine.exceptions import InvalidStateValue, TransitionNotAllowed

from scripts.chart import TARGET, page
from workflows.chart import MOVES, PHASES, CaseChart, moved
from workflows.period import Phase

EVENTS = ("assess_offer", "accept_conversation", "begin_guidance", "close", "report_need", "annul")

LEGAL = {
    ("detected", "assess_offer"): ("assessed",),
    ("assessed", "accept_conversation"): ("conversation",),
    ("reopened", "accept_conversation"): ("conversation",),
    ("conversation", "begin_guidance"): ("guided",),
    ("reopened", "begin_guidance"): ("guided",),
    ("detected", "close"): ("closed",),
    ("assessed", "close"): ("closed",),
    ("conversation", "close"): ("closed",),
    ("guided", "close"): ("closed",),
    ("reopened", "close"): ("closed",),
    ("closed", "report_need"): ("reopened",),
    ("closed", "annul"): ("detected", "assessed", "conversation", "guided", "reopened"),
}
"""Written down from design, section 4."""


def test_the_table_is_the_design():
    assert MOVES == LEGAL


def test_the_six_phases():
    assert get_args(Phase) == PHASES


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("event", EVENTS)
def test_walking_the_machine_agrees_with_the_table(phase: Phase, event: str):
    targets = MOVES.get((phase, event), ())
    for before in PHASES if event == "annul" else (None,):
        machine = CaseChart(phase, before)
        allowed = targets if before is None else tuple(t for t in targets if t == before)
        if allowed:
            machine.send(event)
            assert machine.current_state_value == allowed[0]
            assert moved(phase, event, before) == allowed[0]
        else:
            with pytest.raises(TransitionNotAllowed):
                machine.send(event)
            assert machine.current_state_value == phase
            assert moved(phase, event, before) is None


def test_every_phase_can_be_left_and_reached():
    assert {phase for phase, _ in MOVES} == set(PHASES)
    assert {target for targets in MOVES.values() for target in targets} == set(PHASES)


def test_the_library_does_not_swallow_an_event_that_is_unknown():
    with pytest.raises(TransitionNotAllowed):
        CaseChart("detected").send("no_such_event")


def test_the_library_does_not_swallow_an_exception_in_a_guard():
    class Failing(CaseChart):
        def was_detected(self) -> bool:
            raise RuntimeError("a bug in a guard")

    with pytest.raises(RuntimeError, match="a bug in a guard"):
        Failing("closed", "detected").send("annul")


def test_the_library_does_not_start_in_a_phase_that_does_not_exist():
    with pytest.raises(InvalidStateValue):
        CaseChart("nowhere")  # type: ignore[arg-type]


def test_the_drawing_in_the_documentation_is_the_machine():
    assert TARGET.read_text(encoding="utf-8") == page(), "run python -m scripts.chart"


def test_a_case_begins_as_detected():
    assert CaseChart.initial_state.id == "detected"
