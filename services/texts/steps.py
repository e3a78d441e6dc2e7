"""The word under which people see where a case stands; phases and finer steps are one list (design, section 9)."""

from events.values import Answer
from workflows.case import LATEST, Case
from workflows.consent import consents_at


def step_of(case: Case) -> str:
    """The code of the step, section `step` of the texts."""
    if case.phase == "closed":
        void = "closed_joined" if case.ties.void_by == "joined" else "closed_void"
        return void if case.void else "closed"
    if case.phase != "conversation":
        return case.phase
    period = case.period
    if period.held is None:
        return "conversation_agreed"
    if period.wanted is Answer.YES and period.guide is None:
        return "conversation_no_guide"
    if period.wanted is Answer.YES and not consents_at(case, LATEST, case.is_minor):
        return "conversation_no_consent"
    return "conversation_held"


STEPS = (
    "detected",
    "assessed",
    "conversation_agreed",
    "conversation_held",
    "conversation_no_guide",
    "conversation_no_consent",
    "guided",
    "closed",
    "closed_void",
    "closed_joined",
    "reopened",
)
"""Every step that `step_of` names."""
