"""The Trygghetsguide: asked, accepted, away."""

from datetime import date
from typing import Literal

from events.contact import Safety
from events.fact import FactData
from events.personal import Personal
from events.refs import Slug
from events.values import Arena, Long, Short

Basis = Literal["relation", "competence"]


class GuideAsked(FactData):
    """Somebody suited has been asked to be the guide (R2, R49, R50)."""

    TYPE = "trygghet.guidance.guide_asked.v1"
    MODE = "decides"

    guide: Slug
    basis: tuple[Basis, ...]


class GuideAccepted(FactData):
    """The one who was asked says yes (R50); never the investigator of any of the incidents (R51)."""

    TYPE = "trygghet.guidance.guide_accepted.v1"
    MODE = "decides"

    guide: Slug


class GuideAway(FactData):
    """The guide of this case is away (R57–R59, D29); written on each case when the absence is recorded."""

    TYPE = "trygghet.guidance.guide_away.v1"
    MODE = "reports"

    guide: Slug
    first_day: date
    last_day: date


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
