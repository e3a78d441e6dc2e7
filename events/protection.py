"""Protective measures: the five boxes of R62 and R118."""

from typing import Literal

from events.fact import FactData, Part
from events.personal import Personal
from events.refs import IncidentKey
from events.values import Long

Measure = Literal["oppholdsforbud", "besoksforbud", "kontaktforbud", "voldsalarm", "other"]


class MeasureConsidered(Part):
    """One box: whether it is needed, and what was done about it."""

    measure: Measure
    needed: bool
    action: Personal[Long] | None = None


class MeasuresConsidered(FactData):
    """All five measures have been considered for the incidents named (R62, R118)."""

    TYPE = "trygghet.protection.considered.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    boxes: tuple[MeasureConsidered, ...]
