"""How a form is laid out: its fields in groups, what is folded away, what is gone through beside it.

A form that nobody has laid out is one group of all its fields, in the order of the contract.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from events.catalogue import BY_TYPE
from events.clearance import ClearanceGiven, ClearanceRefused, ClearanceWithdrawn
from services.desk.forms.field import Field, Form
from services.texts import Texts
from workflows.checklists import CALL, CONVERSATION, TICK, Checklist

COMMON: Final = ("happened", "on_behalf")

HEARD: Final = tuple(model.TYPE for model in (ClearanceGiven, ClearanceRefused, ClearanceWithdrawn))
"""What somebody else says, as a rule, and another writes down."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields under a heading (a code of section `form_group`; none: no heading). `part` is the part of the
    conversation whose items are gone through here."""

    name: str
    fields: tuple[str, ...]
    folded: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The groups of a form; `chips` are fields whose choices stand side by side, `beside` what stands next to it, and
    `soon` moments that are told by how far ahead they are."""

    groups: tuple[Group, ...]
    chips: frozenset[str] = frozenset()
    beside: str = ""
    soon: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group ready to be drawn; `items` are those that are only said, as boxes, `told` those that a field tells."""

    name: str
    fields: tuple[Field, ...]
    folded: bool
    items: Field | None = None
    told: tuple[int, ...] = field(default=())


_LAYOUTS: Final[Mapping[str, Layout]] = {
    "contact.logged": Layout(
        (
            Group("", ("direction", "channel", "parties", "safety", "note", "next_agreed_at")),
            Group("more_contact", ("kinds", "initiative", "purpose", "professionals", "interpreter"), folded=True),
            Group("when", COMMON, folded=True),
        ),
        chips=frozenset({"direction", "channel", "safety", "kinds", "initiative", "purpose", "professionals"}),
        beside="duties",
        soon=frozenset({"next_agreed_at"}),
    ),
    "contact.first_contact_made": Layout(
        (
            Group("call_who", ("parties", "answered_by", "channel", "interpreter", "deviation", "also")),
            Group("call_said", ("checklist", "needs", "wishes", "asked_to_speak_with_youth")),
            Group("call_outcome", ("outcome", "answer", "appointment_at", "call_back_at")),
            Group("call_participant", ("participant_view", "follow_up_wanted")),
            Group("notes", ("note", *COMMON)),
        ),
        chips=frozenset({"channel", "outcome", "participant_view"}),
        beside="call",
    ),
    "conversation.held": Layout(
        (
            Group("held_who", ("held_by", "parties", "place", "channel", "interpreter", *COMMON)),
            Group("held_before", ("parents_meeting", "youth_alone"), part="before"),
            Group("held_information", ("information", "unsafe"), part="information"),
            Group(
                "held_insecurity", ("insecurity", "geographic", "relational", "in_time", "safety"), part="insecurity"
            ),
            Group("held_own_efforts", ("own_efforts", "already_done", "measures"), part="own_efforts"),
            Group(
                "held_partners",
                (
                    "partners",
                    "expectations",
                    "guide_available",
                    "contact_every_days",
                    "contact_by",
                    "next_contact_at",
                    "parents_need",
                    "consulted",
                    "consulted_on",
                    "court_support",
                ),
                part="partners",
            ),
            Group(
                "held_ending",
                ("follow_up_appropriate", "why", "follow_up_wanted", "participant_view", "holder_as_guide"),
                part="ending",
            ),
            Group("notes", ("note",)),
        ),
        chips=frozenset({"channel", "safety", "contact_by"}),
        beside="sheet",
        soon=frozenset({"next_contact_at"}),
    ),
    "guidance.guide_asked": Layout(
        (
            Group("", ("guide", "basis", "relation", "belongs", "may_be_witness_told", "reason_to_go_on")),
            Group("guide_considered", ("considered",), folded=True),
            Group("guide_substitute", ("first_day", "last_day"), folded=True),
            Group("decided", COMMON, folded=True),
        ),
    ),
    "closing.closed": Layout(
        (
            Group("", ("ground", "said_by")),
            Group("closing_views", ("participant_view", "guide_view", "restored")),
            Group("closing_over", ("other_measure", "handed_over", "required_by_law"), folded=True),
            Group("closing_more", ("parents_need_considered", "letter_sent_on", "leader", "found_by"), folded=True),
            Group("notes", ("assessment", "checklist", *COMMON)),
        ),
    ),
    "closing.need_reported": Layout(
        (Group("", ("by", "participant_agrees", "channel", "note")), Group("decided", COMMON, folded=True)),
        chips=frozenset({"channel"}),
    ),
    "assessment.assessed": Layout(
        (
            Group("", ("incident", "decision", "perpetrator_in_family", "reason_to_go_on", "hate_motive", "serious")),
            Group("assessed_need", ("stated_need", "risks")),
            Group("assessed_others", ("other_measures", "required_by_law", "checklist")),
            Group("assessed_not", ("not_because", "handed_over", "duplicate_of"), folded=True),
            Group("decided", COMMON, folded=True),
        ),
    ),
    "intake.referral_received": Layout(
        (
            Group("referral_from", ("referrer", "came_from", "consents_to_contact")),
            Group("referral_person", ("person", "guardians", "lives_with")),
            Group(
                "referral_incident",
                ("category", "role", "incident_on", "hate_motive", "perpetrator_is", "stated_need"),
            ),
            Group("referral_police", ("reported", "report_number", "investigator", "investigator_name", "prosecutor")),
            Group("when", COMMON, folded=True),
        ),
    ),
}

LAID_OUT: Final = tuple(_LAYOUTS)
_ONLY_UNDER_18: Final = frozenset({"asked_to_speak_with_youth"})


def layout_of(form: Form, common: Iterable[Field]) -> tuple[Layout, tuple[Drawn, ...]]:
    """A form as it is laid out, with what is asked of every fact."""
    name = ".".join(form.model.split(".")[1:3])
    known = {one.name: one for one in (*form.fields, *common)}
    layout = _LAYOUTS.get(name) or _usual(form)
    listed = {one for group in layout.groups for one in group.fields}
    left = tuple(one for one in known if one not in listed and not (one == TICK and _parts(layout)))
    if left:
        layout = replace(layout, groups=(*layout.groups, Group("", left)))
    drawn = (_drawn(group, known) for group in layout.groups)
    return layout, tuple(one for one in drawn if one.fields or one.items)


def _usual(form: Form) -> Layout:
    """One group of all fields. When a decision was taken is seldom another moment than now, and who reports has seldom
    heard it from others; but a clearance is told by the investigator."""
    fields = tuple(one.name for one in form.fields)
    if BY_TYPE[form.model].MODE == "decides":
        return Layout((Group("", fields), Group("decided", COMMON, folded=True)))
    if form.model in HEARD:
        return Layout((Group("", (*fields, *COMMON)),))
    return Layout((Group("", (*fields, "happened")), Group("heard", ("on_behalf",), folded=True)))


def _drawn(group: Group, known: Mapping[str, Field]) -> Drawn:
    fields = tuple(known[name] for name in group.fields if name in known)
    if group.part is None or TICK not in known:
        return Drawn(group.name, fields, group.folded)
    said = {str(item.number) for item in CONVERSATION.items if item.part == group.part and item.field == TICK}
    told = tuple(item.number for item in CONVERSATION.items if item.part == group.part and item.field != TICK)
    choices = tuple(one for one in known[TICK].choices if one.value in said)
    items = replace(known[TICK], choices=choices, anchor=f"items-{group.part}") if choices else None
    return Drawn(group.name, fields, group.folded, items, tuple(dict.fromkeys(told)))


def _parts(layout: Layout) -> bool:
    return any(group.part is not None for group in layout.groups)


def look_of(layout: Layout, field: Field) -> str:
    """How a field is drawn, where that is not as usual."""
    return "chips" if field.name in layout.chips else "soon" if field.name in layout.soon else ""


def gone_through(layout: Layout, t: Texts, *, minor: bool) -> tuple[tuple[str, str], ...]:
    """What is said in a call, in its order: the words, and the number of the rule."""
    checklist: Checklist | None = CALL if layout.beside == "call" else None
    items = checklist.items if checklist is not None else ()
    found = []
    for item in items:
        if minor or item.field not in _ONLY_UNDER_18:
            code = f"{item.number}_adult" if not minor and item.number in (46, 84) else str(item.number)
            found.append((t("call_item", code), f"R{item.number}"))
    return tuple(found)
