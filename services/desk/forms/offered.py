"""Which people, facts and hearings a field lets somebody choose among."""

from collections.abc import Iterable, Mapping
from typing import Final

from events import clearance, contact, duty_to_report, measure, move, protection
from events.fact import FactData
from events.values import Role
from services.desk.forms.around import Around, Colleague
from services.desk.forms.field import Choice

C, L, G, H = Role.COORDINATOR.value, Role.LEADER.value, Role.GUIDE.value, Role.HOLDER.value
I, P = Role.INVESTIGATOR.value, Role.PROSECUTOR.value  # noqa: E741

_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "guide": (G,),
    "successor": (G,),
    "holder": (H, C, L),
    "held_by": (H, G, C, L),
    "asked": (I, P, L),
    "by": (I, P, L),
    "told": (I, P),
    "consulted": (I, P),
    "investigator": (I,),
    "prosecutor": (P,),
    "leader": (L,),
    "leader_told": (L,),
    "found_by": (C, L, G, H, I),
}
"""Field -> the roles of whom it names."""

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "guidance.guide_accepted.guide": ("asked",),
    "guidance.guide_declined.guide": ("asked",),
    "guidance.guide_replaced.guide": ("guide",),
    "guidance.guide_replaced.successor": ("asked",),
    "guidance.guide_ended.guide": ("guide", "substitute"),
    "guidance.substitute_considered.guide": ("guide",),
    "guidance.absence_told.guide": ("guide", "substitute"),
    "guidance.guide_informed.guide": ("guide", "substitute", "asked"),
    "guidance.advice_asked.guide": ("guide", "substitute"),
    "guidance.advice_given.guide": ("guide", "substitute"),
    "guidance.disclosed.guide": ("guide", "substitute"),
    "guidance.investigator_told.guide": ("guide", "substitute"),
    "guidance.bl_confirmed.guide": ("guide", "substitute"),
    "conversation.holder_accepted.holder": ("holder_asked",),
    "conversation.holder_declined.holder": ("holder_asked",),
    "conversation.booked.holder": ("holder", "holder_asked"),
    "clearance.asked.asked": ("investigator",),
    "clearance.given.by": ("investigator",),
    "clearance.refused.by": ("investigator",),
    "clearance.withdrawn.by": ("investigator",),
    "guidance.investigator_told.told": ("investigator",),
    "conversation.held.consulted": ("investigator",),
}
"""Who have this part in the case, before everybody else of the role."""

_CHOSEN: Final[Mapping[str, str]] = {
    "guidance.guide_asked.guide": "guide",
    "conversation.holder_asked.holder": "holder",
}
"""The part for which the rules themselves say who may have it."""

_FACTS: Final[Mapping[str, tuple[type[FactData], ...]]] = {
    "clearance": (clearance.ClearanceGiven,),
    "entry": (contact.ContactLogged,),
    "concern": (duty_to_report.ConcernRaised,),
    "measure": (measure.MeasureAgreed,),
    "referral": (measure.AgencyReferred,),
    "offer": (move.MoveOffered,),
    "threat": (protection.ThreatLearned,),
}
"""Field -> the fact types that it may name; `fact` may be any."""


def colleagues(around: Around, key: str, name: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Who may be chosen for a field that names somebody who works here, and who not and why."""
    part = _CHOSEN.get(key)
    if part is not None and part in around.may:
        return around.may[part], around.aside.get(part, ())
    roles = _ROLES.get(name, ())
    here = [one for one in around.colleagues if not roles or one.roles.intersection(roles)]
    first = [slug for one in _PARTS.get(key, (name,)) for slug in around.parts.get(one, ())]
    if name in ("held_by", "found_by") and around.me:
        first.insert(0, around.me)
    known = {one.slug: one for one in around.colleagues}
    named = [known.get(slug, Colleague(slug, slug, frozenset(), ())) for slug in dict.fromkeys(first)]
    if named and key.startswith("guidance.") and key in _PARTS:
        here = []  # only they can be meant
    ours = sorted(here, key=lambda one: (around.unit not in one.units, one.name))
    return _as_choices((*named, *ours)), ()


def default_colleague(around: Around, key: str, name: str) -> tuple[str, ...]:
    """Who is chosen until somebody chooses otherwise: whoever fills it in, or the only one who has the part."""
    if name in ("held_by", "found_by") and around.me:
        return (around.me,)
    if key in _CHOSEN:
        return ()
    have = [slug for one in _PARTS.get(key, (name,)) for slug in around.parts.get(one, ())]
    return (have[0],) if len(set(have)) == 1 else ()


def facts(around: Around, name: str) -> tuple[Choice, ...]:
    """The earlier facts that a field may name, the latest first."""
    types = {model.TYPE for model in _FACTS.get(name, ())}
    return tuple(Choice(one.key, one.words) for one in around.facts if not types or one.type in types)


def _as_choices(found: Iterable[Colleague]) -> tuple[Choice, ...]:
    return tuple({one.slug: Choice(one.slug, one.name) for one in found}.values())
