"""What happens in the criminal case, with its clearance and its dates in court: each is one step of a story."""

from datetime import date, datetime
from typing import Any

from events.clearance import Capacity, ClearanceContradicted, ClearanceGiven, ClearanceWithdrawn
from events.court import CourtSupportConsidered, HearingCancelled, HearingFact, HearingMoved, Support
from events.fact import FactData
from events.matter import (
    InvestigatorNamed,
    MatterAppealed,
    MatterCharged,
    MatterDismissed,
    MatterJudged,
    MatterReported,
    ProsecutorNamed,
    ReportWithdrawn,
)
from events.refs import Party
from events.values import Answer, Channel, Source
from tests.support.ladder import ref_of
from tests.support.story import Step, at, day

NUMBER = "12345671"


def _police(data: Any, **when: Any) -> Step:
    return Step(data, by="system/police", source=Source.POLICE, **when)


def reported_later(incident: str | None = None, *, investigator: str | None = None, **when: Any) -> Step:
    """What was not reported is reported now."""
    told = MatterReported.model_validate(
        {"report_number": NUMBER, "incident": incident, "investigator": investigator, "reported_on": date(2026, 1, 14)}
    )
    return Step(told, **when)


def report_withdrawn(incident: str | None = None, **when: Any) -> Step:
    return _police(ReportWithdrawn.model_validate({"report_number": NUMBER, "incident": incident}), **when)


def dismissed(incident: str | None = None, **when: Any) -> Step:
    return _police(MatterDismissed.model_validate({"report_number": NUMBER, "incident": incident}), **when)


def charged(incident: str | None = None, **when: Any) -> Step:
    return _police(MatterCharged.model_validate({"report_number": NUMBER, "incident": incident}), **when)


def judged(incident: str | None = None, **when: Any) -> Step:
    told = MatterJudged.model_validate({"report_number": NUMBER, "incident": incident, "result": "convicted"})
    return _police(told, **when)


def appealed(incident: str | None = None, **when: Any) -> Step:
    told = MatterAppealed.model_validate({"report_number": NUMBER, "incident": incident, "by": "accused"})
    return _police(told, **when)


def investigator_named(
    slug: str | None = "e2", *, name: str | None = None, incident: str | None = None, **when: Any
) -> Step:
    told = {"report_number": NUMBER, "incident": incident, "investigator": slug, "name": name}
    return Step(InvestigatorNamed.model_validate(told), **when)


def prosecutor_named(
    slug: str | None = "j1", *, name: str | None = None, incident: str | None = None, **when: Any
) -> Step:
    told = {"report_number": NUMBER, "incident": incident, "prosecutor": slug, "name": name}
    return Step(ProsecutorNamed.model_validate(told), **when)


def cleared_with(
    *incidents: str,
    by: str = "e2",
    capacity: Capacity = "investigator",
    not_before: datetime | None = None,
    not_whom: tuple[Party, ...] = (),
    until: int | None = None,
    **when: Any,
) -> Step:
    """Cleared on conditions, or by somebody else than the investigator."""
    given = ClearanceGiven(
        incidents=incidents or ("i1",),
        by=by,
        capacity=capacity,
        not_before=not_before,
        not_whom=not_whom,
        until=None if until is None else day(until),
    )
    return Step(given, by=f"staff/{by}", **when)


def cleared_on_behalf(*incidents: str, by: str = "e2", **when: Any) -> Step:
    """The coordinator records what the investigator said on the phone."""
    given = ClearanceGiven(incidents=incidents or ("i1",), by=by)
    return Step(given, on_behalf=Channel.PHONE, **when)


def clearance_withdrawn(*incidents: str, by: str = "e2", again: int | None = None, **when: Any) -> Step:
    told = ClearanceWithdrawn(incidents=incidents or ("i1",), by=by, ask_again_on=None if again is None else day(again))
    return Step(told, by=f"staff/{by}", **when)


def clearance_contradicted(about: type[FactData] | str = ClearanceGiven, **when: Any) -> Step:
    """The investigator says that a clearance, unless said otherwise the last one, was never given."""
    return Step(lambda story: ClearanceContradicted(clearance=ref_of(story, about)), by="staff/e2", **when)


def _hearing(model: type[HearingFact], name: str, sequence: int, starts: int, number: str, attends: Answer) -> Any:
    return model.model_validate(
        {
            "report_number": number,
            "hearing_ref": name,
            "sequence": sequence,
            "starts_at": at(starts, 10),
            "court": "Oslo tingrett",
            "participant_attends": attends,
        }
    )


def hearing_moved(
    name: str = "h-1",
    *,
    sequence: int = 2,
    starts: int = 70,
    number: str = NUMBER,
    attends: Answer = Answer.UNKNOWN,
    **when: Any,
) -> Step:
    told = _hearing(HearingMoved, name, sequence, starts, number, attends)
    return Step(told, by="system/court", source=Source.COURT, **when)


def hearing_cancelled(
    name: str = "h-1", *, sequence: int = 2, starts: int = 60, number: str = NUMBER, **when: Any
) -> Step:
    told = _hearing(HearingCancelled, name, sequence, starts, number, Answer.UNKNOWN)
    return Step(told, by="system/court", source=Source.COURT, **when)


def court_support(name: str = "h-1", *support: Support, **when: Any) -> Step:
    """Somebody has considered who supports the participant in court."""
    return Step(CourtSupportConsidered(hearing_ref=name, support=support or ("vitnestotte",)), **when)
