"""Who of a unit may be the guide of a case, or hold its conversation, who not, and why: the rules are asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from events.catalogue import build
from events.conversation import HolderAsked
from events.fact import FactData
from events.guidance import GuideAccepted, GuideAsked
from events.values import Answer, Role, Source
from workflows.case import Case
from workflows.known import Known, StaffMember
from workflows.outcome import Reason
from workflows.policy import Policy
from workflows.rule import Hard
from workflows.rulebook import rules_on
from workflows.workdays import day_of

Part = Literal["guide", "holder"]
Standing = Literal["guide", "asked", "substitute", "holder"]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One member of staff, for one part in the case.

    `reasons` are why not (none: may be). `load` is in how many open cases they guide or stand in; `away` first and last
    day of absences that are not over. `wished` is the participant's word on them as guide (R161), `former` that they
    guided in an earlier period (D25), `standing` the part that they have now.
    """

    staff: str
    part: Part
    reasons: tuple[Reason, ...]
    load: int
    present: bool
    away: tuple[tuple[date, date], ...] = ()
    wished: Answer = Answer.UNKNOWN
    former: bool = False
    standing: Standing | None = None

    @property
    def may(self) -> bool:
        """Whether no rule stands against them."""
        return not self.reasons


def guides_now(case: Case) -> tuple[str, ...]:
    """Slugs of those who guide or stand in, in an open case."""
    guides = (case.period.guide, *case.period.substitutes) if case.is_open else ()
    return tuple(dict.fromkeys(one.staff for one in guides if one is not None))


def eligible(
    case: Case, staff: Iterable[StaffMember], loads: Mapping[str, int], at: datetime, policy: Policy
) -> tuple[Eligibility, ...]:
    """Guides first, then holders; in each those who may, and of them first whom the participant wishes, who guided
    before, who is here, and who has the fewest youths. `loads` is by slug; who is missing there has none."""
    here = [member for member in staff if member.active and case.unit in member.units]
    known = Known(policy=policy, staff={member.ref: member for member in here}, unit=case.unit, minor=case.minor)
    found = [one for member in here for one in _parts(case, member, known, loads, day_of(at), at)]
    return tuple(sorted(found, key=_order))


def _parts(
    case: Case, member: StaffMember, known: Known, loads: Mapping[str, int], today: date, at: datetime
) -> Iterator[Eligibility]:
    slug = member.ref.removeprefix("staff/")
    asks: dict[Part, tuple[FactData, ...]] = {}
    if Role.GUIDE in member.roles:
        asks["guide"] = (GuideAsked(guide=slug, basis=("relation",)), GuideAccepted(guide=slug))
    if Role.HOLDER in member.roles:
        asks["holder"] = (HolderAsked(holder=slug, organisation="police", role=Role.HOLDER.value),)
    for part, facts in asks.items():
        yield Eligibility(
            staff=slug,
            part=part,
            reasons=_against(case, facts, known, at),
            load=loads.get(slug, 0),
            present=member.present(today),
            away=tuple(days for days in member.absences if days[1] >= today),
            wished=_wished(case, slug) if part == "guide" else Answer.UNKNOWN,
            former=part == "guide" and any(slug in period.guides for period in case.earlier),
            standing=_standing(case, slug, part),
        )


def _against(case: Case, facts: tuple[FactData, ...], known: Known, at: datetime) -> tuple[Reason, ...]:
    """Why not: what would be refused for good, not what would wait for something, as anybody's yes would."""
    reasons: dict[str, Reason] = {}
    for data in facts:
        fact = build(
            data,
            id="asking",
            source=Source.DESK,
            subject=case.subject,
            time=at,
            reported_by="system/desk",
            recorded_by="system/desk",
        )
        for rule in rules_on(type(data)):
            waits = isinstance(rule, Hard) and rule.waits_for
            if not waits and not rule.holds(case, fact, known):
                reasons.setdefault(rule.refusal, rule.reason(case, fact))
    return tuple(reasons.values())


def _wished(case: Case, slug: str) -> Answer:
    words = [w for w in case.period.guide_words if w.by == "participant" and w.guide == slug]
    return Answer.UNKNOWN if not words else Answer.YES if words[-1].yes else Answer.NO


def _standing(case: Case, slug: str, part: Part) -> Standing | None:
    period = case.period
    places: list[tuple[Standing, str | None]] = [("holder", period.holder.staff if period.holder else None)]
    if part == "guide":
        places = [("guide", period.guide.staff if period.guide else None)]
        places += [("substitute", sub.staff) for sub in period.substitutes]
        places += [("asked", period.candidate.staff if period.candidate else None)]
    elif period.holder_asked is not None:
        places.append(("asked", period.holder_asked.staff))
    return next((standing for standing, staff in places if staff == slug), None)


def _order(one: Eligibility) -> tuple[object, ...]:
    wished = one.wished is Answer.YES
    return (one.part, not one.may, not wished, not one.former, not one.present, one.load, one.staff)
