"""What happens around the guide, in plain words: wished for, asked, gone, away, advised, known to the investigation."""

from datetime import date
from typing import Any

from events.guidance import (
    AbsenceTold,
    BlConfirmed,
    Disclosed,
    GuidanceAsked,
    GuidanceGiven,
    GuideAsked,
    GuideBack,
    GuideDeclined,
    GuideEnded,
    GuideInformed,
    GuideReplaced,
    InvestigatorTold,
    ProsecutorTold,
    SubstituteConsidered,
    WishesTold,
)
from events.refs import Party
from events.staff import PartEnded
from events.values import Answer, Channel, Source
from tests.support.story import Step, day


def wishes(
    by: Party = "participant",
    *,
    a_guide: Answer = Answer.UNKNOWN,
    this: Answer = Answer.UNKNOWN,
    guide: str | None = "g1",
    **when: Any,
) -> Step:
    """What somebody of the family says of having a guide, and of one by name."""
    return Step(WishesTold(by=by, a_guide=a_guide, guide=guide, this_guide=this), **when)


def not_this_guide(guide: str = "g1", by: Party = "participant", **when: Any) -> Step:
    return wishes(by, this=Answer.NO, guide=guide, **when)


def substitute_asked(guide: str = "g2", first: int = 0, last: int = 30, **when: Any) -> Step:
    """Somebody is asked to stand in for these days."""
    return Step(GuideAsked(guide=guide, basis=("competence",), first_day=day(first), last_day=day(last)), **when)


def guide_declined(guide: str = "g1", **when: Any) -> Step:
    return Step(GuideDeclined(guide=guide), **when)


def guide_replaced(successor: str = "g2", guide: str = "g1", **when: Any) -> Step:
    return Step(GuideReplaced(guide=guide, successor=successor, reason="better_suited"), **when)


def guide_ended(guide: str = "g1", **when: Any) -> Step:
    return Step(GuideEnded(guide=guide, reason="own_wish"), **when)


def guide_back(first: int, guide: str = "g1", **when: Any) -> Step:
    """Back sooner than was said, as the service writes it on each of the guide's cases."""
    data = GuideBack(guide=guide, first_day=day(first))
    return Step(data, by="system/clock", source=Source.CLOCK, derived=True, **when)


def substitute_considered(first: int | date, *, needed: bool = False, guide: str = "g1", **when: Any) -> Step:
    first_day = first if isinstance(first, date) else day(first)
    return Step(SubstituteConsidered(guide=guide, first_day=first_day, needed=needed, with_guide=True), **when)


def absence_told(*parties: Party, guide: str = "g1", **when: Any) -> Step:
    """The youth (unless others are named) has been told that the guide will be away."""
    return Step(AbsenceTold(guide=guide, parties=parties or ("participant",), channel=Channel.PHONE), **when)


def guide_informed(guide: str = "g1", **when: Any) -> Step:
    return Step(GuideInformed(guide=guide), **when)


def advice_asked(guide: str = "g1", *, urgent: bool = False, **when: Any) -> Step:
    data = GuidanceAsked(guide=guide, urgent=urgent, about="Hva nå?")  # type: ignore[arg-type]
    return Step(data, by=f"staff/{guide}", **when)


def advice_given(guide: str = "g1", **when: Any) -> Step:
    return Step(GuidanceGiven(guide=guide, contacted=("BUP",)), **when)


def disclosed(guide: str = "g1", *, secrecy: bool = True, **when: Any) -> Step:
    data = Disclosed.model_validate(
        {"guide": guide, "secrecy_imposed": secrecy, "what": "Gjerningspersonen er løslatt", "why": "Trygghet"}
    )
    return Step(data, by="staff/e2", **when)


def investigator_told(*incidents: str, guide: str = "g1", **when: Any) -> Step:
    return Step(InvestigatorTold(incidents=incidents or ("i1",), guide=guide, told="e2"), **when)


def bl_confirmed(*incidents: str, of: str = "guide", guide: str | None = "g1", **when: Any) -> Step:
    told = {"incidents": incidents or ("i1",), "of": of, "guide": guide if of == "guide" else None}
    return Step(BlConfirmed.model_validate(told), **when)


def prosecutor_told(*incidents: str, **when: Any) -> Step:
    return Step(ProsecutorTold(incidents=incidents or ("i1",), told="j1"), by="staff/e2", **when)


def part_ended(member: str = "g1", *parts: str, why: str = "left", **when: Any) -> Step:
    """Whoever had a part has it no more, as the service writes it on each of their cases."""
    told = {"member": member, "why": why, "parts": parts or ("guide",)}
    return Step(PartEnded.model_validate(told), by="system/clock", source=Source.CLOCK, derived=True, **when)
