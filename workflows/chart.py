"""The six phases of a case and the legal moves between them, declared once; table and drawing come out of it."""

from typing import Any, Final, cast

from statemachine import State, StateMachine

from workflows.case import Phase


class CaseChart(StateMachine):
    """The way of a case (handbook §1, §2, §6). Facts and rules decide *whether* a move comes; this says which exist."""

    allow_event_without_transition = False
    catch_errors_as_events = False

    detected = State(initial=True)
    assessed = State()
    conversation = State()
    guided = State()
    closed = State()
    reopened = State()

    assess_offer = detected.to(assessed)
    accept_conversation = assessed.to(conversation) | reopened.to(conversation)
    begin_guidance = conversation.to(guided) | reopened.to(guided)
    close = (
        detected.to(closed) | assessed.to(closed) | conversation.to(closed) | guided.to(closed) | reopened.to(closed)
    )
    report_need = closed.to(reopened)
    annul = (
        closed.to(detected, cond="was_detected")
        | closed.to(assessed, cond="was_assessed")
        | closed.to(conversation, cond="was_conversation")
        | closed.to(guided, cond="was_guided")
        | closed.to(reopened, cond="was_reopened")
    )

    def __init__(self, start: Phase = "detected", phase_before: Phase | None = None) -> None:
        self.phase_before = phase_before
        super().__init__(start_value=start)

    def was_detected(self) -> bool:
        """The phase before the closing."""
        return self.phase_before == "detected"

    def was_assessed(self) -> bool:
        """The phase before the closing."""
        return self.phase_before == "assessed"

    def was_conversation(self) -> bool:
        """The phase before the closing."""
        return self.phase_before == "conversation"

    def was_guided(self) -> bool:
        """The phase before the closing."""
        return self.phase_before == "guided"

    def was_reopened(self) -> bool:
        """The phase before the closing."""
        return self.phase_before == "reopened"


def _read_table() -> dict[tuple[str, str], tuple[Phase, ...]]:
    table: dict[tuple[str, str], tuple[Phase, ...]] = {}
    for state in cast("Any", CaseChart.states):
        for transition in state.transitions:
            for event in transition.events:
                key = (str(state.value), str(event.id))
                table[key] = (*table.get(key, ()), cast("Phase", str(transition.target.value)))
    return table


MOVES: Final = _read_table()
"""(phase, move) -> phases it may lead to; read out of the chart at import, used by the fold."""

PHASES: Final[tuple[Phase, ...]] = tuple(cast("Phase", str(s.value)) for s in cast("Any", CaseChart.states))


def moved(phase: Phase, move: str, phase_before: Phase | None = None) -> Phase | None:
    """The phase after a move, None where the chart does not know it from here."""
    targets = MOVES.get((phase, move), ())
    if phase_before is not None:
        return phase_before if phase_before in targets else None
    return targets[0] if len(targets) == 1 else None
