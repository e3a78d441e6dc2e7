"""For every kind of duty, the fact by which its owner does it now: what invariant 3 is proved with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from events.assessment import Assessed
from events.fact import Fact
from events.refs import Party
from events.values import Answer, Channel, LivesWith
from tests.support import (
    clearing_follow,
    ladder,
    ladder_conversation,
    ladder_correction,
    ladder_guidance,
    ladder_matter,
    ladder_move,
    ladder_person,
)
from tests.support.story import Step, Story
from workflows.case import Case, Incident
from workflows.contact import HOMES, whom_to_call
from workflows.duties import unit_of
from workflows.duty import Duty
from workflows.grounds import MATRIX
from workflows.intake import birthday
from workflows.owners import owners
from workflows.reach import GUARDIANS


def clearing(story: Story, duty: Duty) -> Fact:
    """The fact, told now by the owner of the duty."""
    return story.fact(replace(clearing_step(story, duty), moment=story.now, name="clearing"))


def clearing_step(story: Story, duty: Duty) -> Step:
    """The same as a step of the story."""
    case = replace(story.state, minor=really_minor(story)) if isinstance(story.state, Case) else story.state
    return replace(BY_KIND[duty.kind](case, duty), by=whose(story, duty)[0])


def whose(story: Story, duty: Duty) -> tuple[str, ...]:
    """Who has it today, of the people of the story."""
    return owners(duty.owner, unit_of(story.state), story.staff.values(), story.today)


def really_minor(story: Story) -> bool:
    """Whether the youth is under 18 today, which the case learns only from the next fact."""
    return story.born is None or story.today < birthday(story.born, 18)


def _incident(case: Case, duty: Duty) -> Incident:
    return case.incident(duty.party.partition(":")[0]) or case.incidents[0]


def _offer_or_not(case: Case, duty: Duty) -> Step:
    incident = _incident(case, duty)
    return ladder.not_offered(incident.key)


def _reassess(case: Case, _duty: Duty) -> Step:
    return ladder.not_offered(case.incidents[0].key)


def _clarify_hate(case: Case, duty: Duty) -> Step:
    data = {"decision": "not", "incident": _incident(case, duty).key, "hate_motive": Answer.NO}
    told = {"not_because": "Ikke hatkriminalitet", "handed_over": ladder.HANDED_OVER}
    return Step(Assessed.model_validate({**data, **told}))


def _hearing(case: Case, duty: Duty) -> str:
    return next(h.hearing_ref for h in case.hearings if h.told.fact == duty.caused_by)


def _call(case: Case, _duty: Duty) -> Step:
    whom = whom_to_call(case)
    home = HOMES.get(case.lives_with)
    deviation = None if home in (None, whom) else "Nås ikke"
    return ladder.family_called("wants_time", by=whom, deviation=deviation)


def _hold(case: Case, _duty: Duty) -> Step:
    parties: tuple[Party, ...] = ("participant", *case.callable_guardians()) if case.is_minor else ("participant",)
    return ladder.conversation_held(Answer.YES, by="h1", parties=parties)


def _rebook(case: Case, _duty: Duty) -> Step:
    return ladder_conversation.booked(30, "participant", *(case.callable_guardians() if case.is_minor else ()))


def _ask_guide(case: Case, _duty: Duty) -> Step:
    investigators = {i.investigator for i in case.incidents}
    busy = {g.staff for g in (case.period.guide, case.period.candidate) if g is not None}
    free = next(
        g for g in ("g3", "p1", "n2", "g2", "g1") if g not in investigators | busy and not case.period.refused(g)
    )
    return ladder.guide_asked(free)


def _guide(case: Case) -> str:
    assert case.period.guide is not None
    return case.period.guide.staff


def _asker(case: Case, duty: Duty) -> str:
    return next(q.guide for q in case.period.questions if q.fact == duty.caused_by)


def _party(duty: Duty) -> Party:
    return cast("Party", duty.party.partition(":")[0])


def _consent(case: Case, _duty: Duty) -> Step:
    if not case.is_minor:
        return ladder.consented("participant")
    return ladder.consented(next(iter(case.callable_guardians()), "guardian_1"))


def _contact_youth(_case: Case, _duty: Duty) -> Step:
    return ladder.contact("participant")


def _contact_parents(case: Case, _duty: Duty) -> Step:
    guardians = case.callable_guardians()
    return ladder.contact(*guardians)


def _close(case: Case, _duty: Duty) -> Step:
    """A ground that fits what made the duty: the participant's own no, or a guardian's after R76, or another agency."""
    grounds: tuple[Any, ...] = ("ended_by_participant",)
    if case.said_no is None:
        grounds = ("left_district",)
    ground = next(g for g in grounds if case.phase in MATRIX[g])
    return ladder.closed(ground)


def _answer(what: str) -> Callable[[Case, Duty], Step]:
    return lambda case, duty: ladder.answered(what, duty.caused_by)


BY_KIND: Final[Mapping[str, Callable[[Case, Duty], Step]]] = {
    "clarify_hate_motive": _clarify_hate,
    "assess": _offer_or_not,
    "assess_again": _reassess,
    "assess_changed": _offer_or_not,
    "check_residence": lambda case, duty: ladder.residence_checked(LivesWith.BOTH, Answer.YES),
    "ask_clearance": lambda case, duty: ladder.clearance_asked(_incident(case, duty).key),
    "ask_clearance_again": lambda case, duty: ladder.clearance_asked(_incident(case, duty).key),
    "escalate_clearance": lambda case, duty: ladder.clearance_asked(_incident(case, duty).key, capacity="prosecutor"),
    "leader_asks_clearance": lambda case, duty: ladder_matter.cleared_with(
        _incident(case, duty).key, by="j1", capacity="prosecutor", on_behalf=Channel.PHONE
    ),
    "find_guardian": lambda case, duty: ladder.youth_considered(talk=True),
    "find_safe_way": lambda case, duty: ladder_person.safe_to_contact("participant", phone="00000009"),
    "resolve_answers": lambda case, duty: ladder_person.answers_resolved(
        next(p for p in GUARDIANS if any(w.by == p and w.fact == duty.caused_by for w in case.period.words))
    ),
    "book_interpreter": lambda case, duty: ladder_person.interpreter_booked(_party(duty)),
    "find_investigator": lambda case, duty: ladder_matter.investigator_named("e2", incident=_incident(case, duty).key),
    "ask_participant_cleared": lambda case, duty: ladder.clearance_asked(_incident(case, duty).key),
    "consider_court_support": lambda case, duty: ladder_matter.court_support(_hearing(case, duty)),
    "renew_clearance": lambda case, duty: ladder.clearance_asked(_incident(case, duty).key),
    **clearing_follow.BY_KIND,
    "consider_protection": lambda case, duty: ladder.considered(_incident(case, duty).key),
    "call_family": _call,
    "decide_unreached": _call,
    "consider_youth": lambda case, duty: ladder.youth_considered(talk=True),
    "hold_conversation": _hold,
    "rebook_conversation": _rebook,
    "await_holder": lambda case, duty: ladder_conversation.holder_asked("k1"),
    "replace_holder": lambda case, duty: ladder_conversation.holder_asked("k1"),
    "clarify_follow_up": _hold,
    "ask_guide": _ask_guide,
    "await_guide": _ask_guide,
    "find_guide": _ask_guide,
    "consider_substitute": _ask_guide,
    "tell_of_absence": lambda case, duty: ladder_guidance.absence_told(_party(duty), guide=_guide(case)),
    "inform_guide": lambda case, duty: ladder_guidance.guide_informed(duty.party),
    "give_guidance": lambda case, duty: ladder_guidance.advice_given(_asker(case, duty)),
    "tell_investigator": lambda case, duty: ladder_guidance.investigator_told(duty.party, guide=_guide(case)),
    "confirm_bl_guide": lambda case, duty: ladder_guidance.bl_confirmed(duty.party, guide=_guide(case)),
    "confirm_bl_programme": lambda case, duty: ladder_guidance.bl_confirmed(duty.party, of="programme"),
    "tell_prosecutor": lambda case, duty: ladder_guidance.prosecutor_told(duty.party),
    "replace_guide": _ask_guide,
    "ask_consent": _consent,
    "ask_youth_at_18": lambda case, duty: ladder.consented("participant"),
    "contact_youth": _contact_youth,
    "contact_parents": _contact_parents,
    "answer_move": lambda case, duty: ladder_move.accepted(),
    "answer_move_as_leader": lambda case, duty: (
        ladder_move.withdrawn() if duty.party == case.unit else ladder_move.accepted()
    ),
    "decide_declined_move": lambda case, duty: ladder_move.withdrawn(),
    "decide_not_reached": lambda case, duty: ladder.closed("left_district"),
    "close_case": _close,
    "answer_breach": _answer("breach"),
    "answer_refusal": _answer("refusal"),
    "await_fact": _answer("waiting"),
    "check_value": _answer("unread_value"),
    "identify": _answer("identity"),
    "look_again": _answer("review"),
    "ask_other_unit": _answer("halt"),
    "compare_cases": lambda case, duty: ladder_correction.not_the_same(duty.party),
}
