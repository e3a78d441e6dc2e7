"""What happens while a guide follows up, when somebody is threatened, and when a statutory duty is judged: as steps."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from events.consent import ConsentDecided, ConsentRefused, ParticipantEnds
from events.contact import AddendumWritten, FrequencyAgreed, PauseAgreed
from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged, Statutory
from events.fact import FactData, FactRef
from events.guidance import ReviewHeld, StagnationSeen
from events.measure import AgencyFollowedThrough, AgencyReceived, AgencyReferred, MeasureAgreed, MeasureDone
from events.protection import (
    InvestigatorConsulted,
    OwnReportWritten,
    ResponsibleContacted,
    SeriousJudged,
    ThreatLearned,
    UrgedToReport,
)
from events.refs import Party
from events.values import Answer, Channel, Source
from tests.support.ladder import ref_of
from tests.support.story import Step, Story, day

WHEN: Final[tuple[str, ...]] = ("day", "hour", "recorded")

About = type[FactData] | str
"""A fact told before: its type (the latest one), or its key."""


def step(model: type[FactData], when: Mapping[str, Any], teller: str = "k1", **told: Any) -> Step:
    """A fact of that type, told by somebody."""
    return Step(model.model_validate(told), by=f"staff/{teller}", **when)


def naming(model: type[FactData], field: str, about: About, when: Mapping[str, Any], by: str, **told: Any) -> Step:
    """A fact that names one told before."""

    def data(story: Story) -> FactData:
        return model.model_validate({field: ref_of(story, about), **told})

    return Step(cast("Callable[[Story], FactData]", data), by=f"staff/{by}", **when)


def named(about: str | None) -> FactRef | None:
    """`source:id` as a reference."""
    if about is None:
        return None
    source, _, fact_id = about.partition(":")
    return FactRef(source=Source(source), id=fact_id)


# contact and consent


def addendum(about: About, by: str = "g1", **when: Any) -> Step:
    return naming(AddendumWritten, "entry", about, when, by, text="Det var mor som ringte")


def frequency_agreed(every: int, by: str = "g1", **when: Any) -> Step:
    return step(FrequencyAgreed, when, by, every_days=every)


def pause_agreed(first: int, last: int, by: Party = "participant", **when: Any) -> Step:
    return step(PauseAgreed, when, "g1", by=by, first_day=day(first), last_day=day(last))


def consent_refused(by: Party = "guardian_1", **when: Any) -> Step:
    return step(ConsentRefused, when, by=by, how=Channel.PHONE)


def consent_decided(decision: str, *, guardian: Party | None = None, on: int | None = None, **when: Any) -> Step:
    asked = None if on is None else day(on)
    return step(ConsentDecided, when, decision=decision, guardian=guardian, on=asked, why="Drøftet med guiden")


def participant_ends(by: str = "g1", **when: Any) -> Step:
    """«Jeg vil ikke mer»."""
    return step(ParticipantEnds, when, by, how=Channel.SMS)


# protection


def responsible_contacted(about: str = "voldsalarm", by: str = "k1", **when: Any) -> Step:
    return step(ResponsibleContacted, when, by, about=about, contacted="Vakthavende jurist")


def serious_judged(serious: bool = True, **when: Any) -> Step:
    return step(SeriousJudged, when, serious=serious)


def investigator_consulted(**when: Any) -> Step:
    return step(InvestigatorConsulted, when, consulted="Etterforsker Syntetisk")


def threat_learned(
    by: str = "g1", *, imminent: bool = False, urged: bool = False, wants: Answer = Answer.UNKNOWN, **when: Any
) -> Step:
    told: dict[str, Any] = {"imminent": imminent, "urged_to_report": urged, "wants_to_report": wants}
    return step(ThreatLearned, when, by, what="Truet på skoleveien", **told)


def urged_to_report(by: str = "g1", *, about: About | None = None, wants: Answer = Answer.UNKNOWN, **when: Any) -> Step:
    return _of_a_threat(UrgedToReport, about, by, when, wants_to_report=wants)


def own_report_written(by: str = "g1", *, about: About | None = None, **when: Any) -> Step:
    return _of_a_threat(OwnReportWritten, about, by, when)


def _of_a_threat(model: type[FactData], about: About | None, by: str, when: Mapping[str, Any], **told: Any) -> Step:
    return step(model, when, by, **told) if about is None else naming(model, "threat", about, when, by, **told)


# measures and agencies


def measure_agreed(kind: str = "accompanied", *, by: str = "g1", **about: Any) -> Step:
    when = {k: about.pop(k) for k in WHEN if k in about}
    until = about.pop("until", 14)
    told = {"done_by": "the_family", "until": None if until is None else day(until), **about}
    return step(MeasureAgreed, when, by, kind=kind, **told)


def measure_done(about: About = MeasureAgreed, by: str = "g1", **when: Any) -> Step:
    return naming(MeasureDone, "measure", about, when, by)


def agency_referred(for_whom: Party = "participant", by: str = "k1", **when: Any) -> Step:
    return step(AgencyReferred, when, by, for_whom=for_whom, kind="bup", agency="BUP Prøve")


def agency_received(about: About = AgencyReferred, **when: Any) -> Step:
    return naming(AgencyReceived, "referral", about, when, "k1")


def agency_followed_through(about: About = AgencyReferred, **when: Any) -> Step:
    return naming(AgencyFollowedThrough, "referral", about, when, "k1", outcome="helped")


# reviews


def review_held(outcome: str = "go_on", *, by: str = "k1", next_on: int | None = None, **about: Any) -> Step:
    when = {k: about.pop(k) for k in WHEN if k in about}
    told = {"next_on": None if next_on is None else day(next_on), **about}
    return step(ReviewHeld, when, by, outcome=outcome, **told)


def stagnation_seen(by: str = "g1", **when: Any) -> Step:
    return step(StagnationSeen, when, by)


# the statutory duties


def concern_raised(duty: Statutory = "report", by: str = "g1", **when: Any) -> Step:
    return step(ConcernRaised, when, by, duty=duty)


def report_judged(by: str = "k1", *, sent: bool = True, about: str | None = None, **when: Any) -> Step:
    told = {"sent": sent, "why": "Grunn til bekymring", "grounds": ("neglect",), "concern": named(about)}
    return step(ReportJudged, when, by, **told)


def avert_judged(by: str = "k1", *, about: str | None = None, **when: Any) -> Step:
    told = {"must_avert": True, "action": "police_told", "what": "Ringte 112", "concern": named(about)}
    return step(AvertJudged, when, by, **told)
