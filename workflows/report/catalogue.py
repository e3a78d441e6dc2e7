"""Every figure of the yearly report, in its order."""

from typing import Final, get_args

from events.report import Section
from workflows.report import ended, followed, found, offer, outreach, pace, rows, safety, watched
from workflows.report.figure import Figure

SECTIONS: Final[tuple[Section, ...]] = get_args(Section)

FIGURES: Final[tuple[Figure, ...]] = (
    *found.FIGURES,
    *rows.FIGURES,
    *offer.FIGURES,
    *pace.FIGURES,
    *followed.FIGURES,
    *safety.FIGURES,
    *ended.FIGURES,
    *watched.FIGURES,
    *outreach.FIGURES,
)
