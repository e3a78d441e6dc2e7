"""The Trygghetsguide: wished for, asked, accepted, replaced, away; advised, and known to the investigation."""

from datetime import date
from typing import Literal

from pydantic import Field

from events.contact import Safety
from events.fact import FactData, Part
from events.personal import Personal
from events.refs import IncidentKey, Party, Slug
from events.values import Answer, Arena, Channel, Long, Short

Basis = Literal["relation", "competence"]


class WishesTold(FactData):
    """What somebody of the family says of having a guide (R32), of one guide by name (R161), and otherwise (R84).

    `a_guide` is the answer to having one at all, `this_guide` the answer to `guide`; `wishes` is what else they wish.
    """

    TYPE = "trygghet.guidance.wishes_told.v1"
    MODE = "reports"

    by: Party
    a_guide: Answer = Answer.UNKNOWN
    guide: Slug | None = None
    this_guide: Answer = Answer.UNKNOWN
    wishes: Personal[Long] | None = None


class Considered(Part):
    """Somebody who was considered and not asked (R49)."""

    candidate: Short
    why_not: Personal[Long] | None = None


class GuideAsked(FactData):
    """Somebody suited has been asked to be the guide (R2, R49, R50), or to stand in for days known beforehand (R59).

    `first_day` and `last_day` together: as a substitute, for these days. `belongs` is whether they come from police and
    municipality or from outside. `may_be_witness_told`: they know that they may be called as a witness (R141).
    `reason_to_go_on` answers why, where they prosecute the matter (R51); without it somebody looks at the ask.
    `relation` is how they know each other, where that is the basis (R137).
    """

    TYPE = "trygghet.guidance.guide_asked.v1"
    MODE = "decides"

    guide: Slug
    basis: tuple[Basis, ...] = Field(min_length=1)
    belongs: Literal["internal", "external"] | None = None
    considered: tuple[Considered, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    may_be_witness_told: bool = False
    reason_to_go_on: Personal[Long] | None = None
    relation: Personal[Long] | None = None


class GuideAccepted(FactData):
    """The one who was asked says yes (R50); never the investigator of any of the incidents (R51)."""

    TYPE = "trygghet.guidance.guide_accepted.v1"
    MODE = "decides"

    guide: Slug


class GuideDeclined(FactData):
    """The one who was asked says no (R50): somebody else is asked."""

    TYPE = "trygghet.guidance.guide_declined.v1"
    MODE = "decides"

    guide: Slug
    why: Personal[Long] | None = None


Reason = Literal[
    "own_wish",
    "participants_wish",
    "guardians_wish",
    "in_conflict",
    "no_capacity",
    "long_absence",
    "better_suited",
    "other",
]


class GuideReplaced(FactData):
    """The one who was asked says yes and takes over from the guide there is; `promised` goes along (D29)."""

    TYPE = "trygghet.guidance.guide_replaced.v1"
    MODE = "decides"

    guide: Slug
    successor: Slug
    reason: Reason
    promised: Personal[Long] | None = None


class GuideEnded(FactData):
    """The guide, or a substitute, is none any more, and nobody has taken over yet; `promised` is for who will."""

    TYPE = "trygghet.guidance.guide_ended.v1"
    MODE = "decides"

    guide: Slug
    reason: Reason
    promised: Personal[Long] | None = None
    why: Personal[Long] | None = None


class GuideAway(FactData):
    """The guide of this case is away (R57–R59, D29); written on each case when the absence is recorded."""

    TYPE = "trygghet.guidance.guide_away.v1"
    MODE = "reports"

    guide: Slug
    first_day: date
    last_day: date


class GuideBack(FactData):
    """The guide of this case is back on `first_day`, sooner than was said; written on each case as the absence was."""

    TYPE = "trygghet.guidance.guide_back.v1"
    MODE = "reports"

    guide: Slug
    first_day: date


class SubstituteConsidered(FactData):
    """Coordinator and guide have considered who stands in (R59); `needed` no answers it, yes leads to an ask."""

    TYPE = "trygghet.guidance.substitute_considered.v1"
    MODE = "decides"

    guide: Slug
    first_day: date
    needed: bool
    with_guide: bool
    why: Personal[Long] | None = None


class AbsenceTold(FactData):
    """These of the family have been told that the guide will be, or is, away for long (R57)."""

    TYPE = "trygghet.guidance.absence_told.v1"
    MODE = "reports"

    guide: Slug
    parties: tuple[Party, ...] = Field(min_length=1)
    channel: Channel
    promised: Personal[Long] | None = None


class GuideInformed(FactData):
    """The guide knows that they may be called as a witness in a reported matter (R141)."""

    TYPE = "trygghet.guidance.guide_informed.v1"
    MODE = "reports"

    guide: Slug


class GuidanceAsked(FactData):
    """The guide asks the one responsible for advice (R143)."""

    TYPE = "trygghet.guidance.advice_asked.v1"
    MODE = "reports"

    guide: Slug
    urgent: bool = False
    about: Personal[Long] | None = None


class GuidanceGiven(FactData):
    """The one responsible has advised the guide (R143), and turned to agencies where it was needed (R144)."""

    TYPE = "trygghet.guidance.advice_given.v1"
    MODE = "reports"

    guide: Slug
    contacted: tuple[Short, ...] = ()
    advice: Personal[Long] | None = None


class Disclosed(FactData):
    """The police have told a guide what they need to know, and imposed secrecy by politiregisterloven § 35 (R148)."""

    TYPE = "trygghet.guidance.disclosed.v1"
    MODE = "reports"

    guide: Slug
    secrecy_imposed: bool
    what: Personal[Long]
    why: Personal[Long]


class InvestigatorTold(FactData):
    """The investigator knows that there is a guide, and who (R60)."""

    TYPE = "trygghet.guidance.investigator_told.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...] = Field(min_length=1)
    guide: Slug
    told: Slug | None = None
    channel: Channel = Channel.PHONE


class BlConfirmed(FactData):
    """Somebody has seen that it stands in BL: that there is a guide (R61), or that the programme has begun (R66)."""

    TYPE = "trygghet.guidance.bl_confirmed.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...] = Field(min_length=1)
    of: Literal["guide", "programme"]
    guide: Slug | None = None


class ProsecutorTold(FactData):
    """The prosecutor of the matter knows that the programme has begun (R67)."""

    TYPE = "trygghet.guidance.prosecutor_told.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...] = Field(min_length=1)
    told: Slug | None = None
    channel: Channel = Channel.EMAIL


class ReviewHeld(FactData):
    """The follow-up was reviewed (R34): it goes on, somebody else takes over, or it is wound down (R152–R154).

    `next_on` is the next review where it goes on. `safety`, `unsafe` and `felt` are measured anew (R96–R98);
    `still_right` says whether the programme is still the right measure (R63); `going_on_considered` that stagnation was
    looked at, whatever came of it. Handing over and closing still need their own facts (R133, R134).
    """

    TYPE = "trygghet.guidance.review_held.v1"
    MODE = "reports"

    outcome: Literal["go_on", "hand_over", "close"]
    next_on: date | None = None
    safety: Safety | None = None
    unsafe: tuple[Arena, ...] = ()
    felt: Personal[Long] | None = None
    participant_view: Personal[Long] | None = None
    guide_view: Personal[Long] | None = None
    still_right: bool = True
    going_on_considered: bool = False
    hand_over_to: Short | None = None
    why: Personal[Long] | None = None


class StagnationSeen(FactData):
    """The guide finds that the way back to safety has stopped (R152)."""

    TYPE = "trygghet.guidance.stagnation_seen.v1"
    MODE = "reports"

    why: Personal[Long] | None = None
