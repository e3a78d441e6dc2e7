"""Ways that are told step by step, to what neither components nor chance come to: `to guided` is the ladder so far."""

from collections.abc import Iterator
from typing import Final

from workflows.case import Case
from workflows.exploring.moves import move, next_rung
from workflows.exploring.moves_beginning import AFTER_DEATH, HATE, PERPETRATOR, REPORTED, UNREPORTED
from workflows.exploring.world import Start, Told, World, beginning, tell

Way = tuple[Start, tuple[str, ...]]

WAYS: Final[tuple[Way, ...]] = (
    (UNREPORTED, ("intake.row_read: not readable in part", "correction.answered: unread_value")),
    (HATE, ("to assessed", "correction.corrected: not hate", "correction.corrected: of a correction")),
    (HATE, ("to assessed", "correction.corrected: not hate", "correction.answered: review")),
    (
        UNREPORTED,
        ("guidance.guide_accepted: nobody asked", "correction.wrong_case: what waits", "correction.answered: waiting"),
    ),
    (REPORTED, ("correction.answered: identity",)),
    (UNREPORTED, ("correction.registered_by_mistake", "correction.corrected: of a mistake")),
    (AFTER_DEATH, ("assessment.assessed: offer", "assessment.assessed: offer, family")),
    (
        UNREPORTED,
        (
            "contact.logged: by the coordinator",
            "contact.addendum_written",
            "correction.wrong_case: to a void one",
            "correction.wrong_case: a contact",
            "correction.wrong_case: a contact",
        ),
    ),
    (UNREPORTED, ("intake.row_read: new incident", "matter.dismissed: of which?")),
    (
        UNREPORTED,
        (
            "to assessed",
            "contact.first_contact_made: a guardian's no",
            "contact.youth_considered: talk to the youth",
            "closing.closed: offer_declined, by a guardian",
        ),
    ),
    (
        PERPETRATOR,
        ("to assessed", "person.safe_to_contact: guardian_2 is not", "person.guardian_told: another one"),
    ),
    (
        UNREPORTED,
        (
            "to conversation",
            "person.safe_to_contact: the participant is not",
            "person.safe_to_contact: the participant is",
        ),
    ),
    (UNREPORTED, ("to assessed", "matter.reported: nobody investigates", "matter.investigator_named")),
    (REPORTED, ("to guided", "protection.threat_learned", "protection.own_report_written")),
    (
        UNREPORTED,
        (
            "to conversation",
            "conversation.holder_asked",
            "conversation.holder_accepted",
            "matter.investigator_named: the holder",
            "conversation.holder_asked: to call as well",
        ),
    ),
    (REPORTED, ("to assessed", "protection.serious_judged: serious", "protection.investigator_consulted")),
    (REPORTED, ("to guided", "guidance.guide_informed")),
    (REPORTED, ("guidance.guide_asked: who has signed nothing", "guidance.guide_accepted: the one asked")),
    (
        UNREPORTED,
        (
            "to guided",
            "consent.withdrawn: guardian",
            "consent.decided: close",
            "closing.closed: other_measures",
        ),
    ),
    (
        UNREPORTED,
        (
            "to guided",
            "consent.withdrawn: guardian",
            "consent.given: other guardian",
            "consent.decided: follow one guardian",
        ),
    ),
    (
        UNREPORTED,
        (
            "to guided",
            "person.relation_learned: guardian_1",
            "consent.withdrawn: guardian",
            "consent.decided: the first guardian",
        ),
    ),
)


def along(way: Way) -> Iterator[tuple[World, Told]]:
    """Every step of a way. Raises ValueError where there is nothing to tell or the ladder does not lead there."""
    start, names = way
    world = beginning(start)
    for name in names:
        for step in _steps(world, name):
            yield step
            world = step[1].after


def _steps(world: World, name: str) -> Iterator[tuple[World, Told]]:
    phase = name.removeprefix("to ")
    if phase == name:
        yield _step(world, name)
        return
    for _ in range(20):
        if not isinstance(world.state, Case) or world.state.phase == phase:
            return
        step = _step(world, next_rung(world.state).name)
        yield step
        world = step[1].after
    raise ValueError(f"{world.start.says} does not come to {phase}")


def _step(world: World, name: str) -> tuple[World, Told]:
    step = tell(world, move(name))
    if step is None:
        raise ValueError(f"{world.start.says}: there is nothing to tell by {name}")
    return world, step
