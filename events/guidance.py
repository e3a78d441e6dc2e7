"""The Trygghetsguide: asked, accepted, away."""

from datetime import date
from typing import Literal

from events.fact import FactData
from events.refs import Slug

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
