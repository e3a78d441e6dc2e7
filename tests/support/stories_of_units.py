"""Kinds of duty of a unit and of staff: what has happened, what answers it, and the days."""

from dataclasses import dataclass
from typing import Any, Final

from events.report import ReportApproved, ReportDrafted, ReportSent
from events.staff import Acknowledged, StaffAdded, SupervisionHeld
from events.unit import ExtractReceived, OpenRow, RejectedRowAnswered, RowDecided, RowRejected, UnitAdded
from events.values import Role, Source
from tests.support.ladder_telling import anchored, made_known
from tests.support.story import Step, day

UNIT: Final = "unit/ost"
STAFF: Final = "staff/g7"
WEEK: Final = "2026-W03"
ROW: Final = OpenRow(row_key="row-1", case="T-7K3M-9K")

ADDED: Final = Step(UnitAdded(name="Enhet øst", since=day(0)), by="system/cli", source=Source.CLI)

GUIDE: Final = Step(
    StaffAdded.model_validate(
        {
            "name": "Guide Syntetisk",
            "roles": (Role.GUIDE,),
            "units": ("ost",),
            "organisation": "Frivilligheten",
            "public_employee": False,
        }
    ),
    by="system/cli",
    source=Source.CLI,
)


@dataclass(frozen=True)
class Told:
    """A story of a unit or of a member of staff, and what answers the duty."""

    subject: str
    steps: tuple[Step, ...]
    answer: Step
    first: int
    due: int


def _extract(*rows: OpenRow) -> Step:
    counts: dict[str, Any] = {"rows": len(rows), "new": len(rows), "known": 0, "changed": 0, "outside": 0}
    data = ExtractReceived(week=WEEK, file_hash="fil", rejected=0, open=rows, **counts)
    return Step(data, by="system/import", source=Source.IMPORT)


BAD: Final = RowRejected.model_validate(
    {"week": WEEK, "row": 3, "column": "rolle", "reason": "unknown", "fingerprint": "bad", "content": {}}
)


def drafted() -> Step:
    """The report of the year that is going on, with the figures of the day before."""
    return Step(ReportDrafted(year=day(0).year, version=1, as_of=day(0)), day=1)


APPROVED: Final = Step(ReportApproved(year=day(0).year, version=1), by="staff/l1")
SENT: Final = Step(ReportSent(year=day(0).year, version=1, level="practice", to="SaLTo"))
"""The last level: the others are owed on the same days."""

STORIES: Final[dict[str, Told]] = {
    "receive_extract": Told(UNIT, (ADDED,), _extract(), 7, 9),
    "go_through_extract": Told(
        UNIT,
        (ADDED, _extract(ROW)),
        Step(
            RowDecided(week=WEEK, row_key="row-1", case=ROW.case, decision="offer"),
            by="system/clock",
            source=Source.CLOCK,
            derived=True,
        ),
        0,
        9,
    ),
    "answer_rejected_row": Told(
        UNIT,
        (ADDED, Step(BAD, by="system/import", source=Source.IMPORT)),
        Step(RejectedRowAnswered(fingerprint="bad", answer="corrected")),
        0,
        2,
    ),
    "anchor_programme": Told(
        UNIT, (ADDED, anchored("police_council", day=5)), anchored("salto_steering_group"), 304, 364
    ),
    "make_known": Told(UNIT, (ADDED,), made_known(), 304, 364),
    "write_report": Told(UNIT, (ADDED,), drafted(), 354, 413),
    "approve_report": Told(UNIT, (ADDED, drafted()), APPROVED, 1, 3),
    "send_report": Told(UNIT, (ADDED, drafted(), APPROVED), SENT, 1, 413),
    "get_acknowledgement": Told(STAFF, (GUIDE,), Step(Acknowledged(text_version="2026-1")), 0, 0),
    "supervise_guide": Told(STAFF, (GUIDE,), Step(SupervisionHeld()), 1, 28),
}
