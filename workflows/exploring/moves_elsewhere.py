"""What is told of units and of staff."""

from collections.abc import Callable
from typing import Any, Final

from events.personal import Open
from events.policy import PolicyChanged
from events.report import ReportApproved, ReportDrafted, ReportSent, ReportText
from events.staff import (
    Acknowledged,
    StaffAbsent,
    StaffAdded,
    StaffBack,
    StaffChanged,
    StaffLeft,
    SupervisionHeld,
)
from events.unit import (
    ExtractGoneThrough,
    ExtractReceived,
    OpenRow,
    RejectedRowAnswered,
    RowDecided,
    RowRejected,
    RowTakenBack,
    UnitAdded,
)
from events.values import Role, Source
from workflows.exploring.moves_ending import to_answer
from workflows.exploring.telling import TEXT, Missing, days, say
from workflows.exploring.world import FIRST_DAY, HERE, UNIT, Move, Start, World
from workflows.report.versions import LEVELS, ReportVersion
from workflows.unit import Unit

ROW: Final = "row-1"

WEEK: Final = "2026-W02"


def _next_week(world: World) -> str:
    return world.state.first_missing_week() if isinstance(world.state, Unit) else WEEK


def _last_week(world: World) -> str:
    """The last one of which anything has come."""
    return world.state.weeks[-1].week if isinstance(world.state, Unit) and world.state.weeks else WEEK


def _next_version(world: World) -> int:
    """So that there is never more than a second."""
    return min(_last_version(world) + 1, 2) if _reports(world) else 1


def _last_version(world: World) -> int:
    return len(_reports(world)) or 1


def _reports(world: World) -> tuple[ReportVersion, ...]:
    return world.state.report(FIRST_DAY.year).versions if isinstance(world.state, Unit) else ()


def _extract(says: str, rows: int = 1, week: Callable[[World], str | Missing] = _next_week, **about: Any) -> Move:
    counts: dict[str, Any] = {"rows": rows, "new": 1, "known": 0, "changed": 0, "outside": 0, "rejected": 0}
    return say(ExtractReceived, says, week=week, file_hash="fil", **counts, **about)


OPEN: Final = (OpenRow(row_key=ROW, case=HERE),)

DECIDED: Final[dict[str, Any]] = {"week": _last_week, "row_key": ROW, "case": HERE, "decision": "offer"}

UNITS: Final = (
    say(UnitAdded, "again", name="Øst", since=FIRST_DAY),
    _extract("one row open", open=OPEN),
    _extract("nothing open"),
    _extract("a search", kind="search", open=OPEN),
    _extract("counts that do not add up", rows=3),
    say(RowRejected, week=WEEK, row=1, column="rolle", reason="ukjent", fingerprint="rad", content=Open({})),
    say(RejectedRowAnswered, "written off", fingerprint="rad", answer="written_off", why=TEXT),
    say(RejectedRowAnswered, "written off without a reason", fingerprint="rad", answer="written_off"),
    say(RowDecided, **DECIDED),
    say(RowDecided, "by hand", who="k1", **DECIDED),
    say(RowTakenBack, week=_last_week, row_key=ROW, why=TEXT),
    say(ExtractGoneThrough, week=_last_week),
    say(PolicyChanged, part="unit", version="v1", from_date=days(1), content={"assess_wd": 3}),
    say(PolicyChanged, "from yesterday", part="unit", version="v3", from_date=days(-1), content={}),
    say(PolicyChanged, "not in its bounds", part="unit", version="v2", from_date=days(1), content={"assess_wd": 99}),
    say(ReportText, part="report", year=FIRST_DAY.year, section="found", text=TEXT),
    say(ReportDrafted, part="report", year=FIRST_DAY.year, version=_next_version, as_of=days(-1)),
    say(ReportDrafted, "of today", part="report", year=FIRST_DAY.year, version=_next_version, as_of=days(0)),
    say(ReportDrafted, "of a year to come", part="report", year=2099, version=1, as_of=days(-1)),
    say(ReportDrafted, "out of turn", part="report", year=FIRST_DAY.year, version=9, as_of=days(-1)),
    say(ReportApproved, part="report", who="l1", year=FIRST_DAY.year, version=_last_version),
    *(
        say(ReportSent, level, part="report", year=FIRST_DAY.year, version=_last_version, level=level, to="SaLTo")
        for level in LEVELS
    ),
    to_answer("refusal", "unit"),
)

BACKWARDS: Final[dict[str, Any]] = {"first_day": days(7), "last_day": days(6)}

STAFF: Final = (
    say(StaffAdded, "again", name=TEXT, roles=(Role.GUIDE,), units=(UNIT,), organisation="Kommunen"),
    say(StaffAbsent, "next week", first_day=days(7), last_day=days(11)),
    say(StaffAbsent, "backwards", **BACKWARDS),
    say(StaffAbsent, "backwards, in a log", who="g1", source=Source.GUIDELOG, **BACKWARDS),
    say(StaffBack, first_day=days(1)),
    say(StaffChanged, "employed elsewhere", public_employee=False),
    say(StaffChanged, "publicly employed", public_employee=True),
    say(Acknowledged, text_version="1"),
    say(SupervisionHeld),
    say(StaffLeft),
    to_answer("refusal", "staff"),
)

UNIT_START: Final = Start("a unit", say(UnitAdded, name="Øst", since=FIRST_DAY))

STAFF_START: Final = Start(
    "a guide",
    say(
        StaffAdded, name=TEXT, roles=(Role.GUIDE,), units=(UNIT,), organisation="Frivilligheten", public_employee=False
    ),
)
