"""Local practice: the numbers that the handbook does not give, each with its bounds (guide/decisions.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


def _days(default: int, low: int, high: int, says: str) -> int:
    """A number of days with its bounds."""
    return Field(default=default, ge=low, le=high, description=says)


class Policy(BaseModel):
    """One version of a unit's local practice. `wd` in a name is working days, else calendar days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = "default-1"
    assess_wd: int = _days(2, 1, 5, "assess a row or enquiry, from the day it came")
    first_call_wd: int = _days(2, 1, 5, "first try to call, from assessed and cleared")
    call_warn_days: int = _days(7, 3, 14, "warn when the family is not called, from the row")
    clearance_again_wd: int = _days(3, 1, 5, "ask the investigator again")
    clearance_escalate_wd: int = _days(7, 3, 10, "ask the prosecutor or leader of investigation")
    find_investigator_wd: int = _days(2, 1, 5, "find out who investigates")
    try_again_wd: int = _days(1, 1, 3, "try the first call again")
    unreachable_tries: int = _days(5, 3, 8, "tries before the coordinator decides")
    unreachable_days: int = _days(21, 14, 60, "days over which the tries are spread before closing")
    guide_answer_wd: int = _days(3, 1, 5, "a guide's answer")
    holder_answer_wd: int = _days(3, 1, 5, "the answer of who was asked to hold the conversation")
    conversation_days: int = _days(7, 1, 14, "the conversation, from the yes")
    rebook_wd: int = _days(2, 1, 5, "a new time for a conversation that was called off")
    information_wd: int = _days(
        3, 1, 10, "what the family is to know in any case is told, from the conversation (R93, R94, R112)"
    )
    guide_told_wd: int = _days(3, 1, 5, "investigator and BL told of the programme and its guide (R60, R61, R66, R67)")
    guide_in_place_days: int = _days(7, 1, 14, "a guide in place, from the conversation")
    advice_wd: int = _days(2, 1, 5, "advice to a guide who asks; the same day when urgent (R143)")
    supervision_weeks: int = Field(
        default=4, ge=2, le=8, description="weeks between supervisions of a guide not publicly employed (R55)"
    )
    acknowledge_each: Literal["year", "assignment"] = Field(
        default="year", description="when the acknowledgement of R56 is renewed"
    )
    consent_wd: int = _days(5, 1, 10, "consent, from the guide's yes")
    consent_lost_wd: int = _days(3, 1, 5, "decide when consent is refused, withdrawn or ended (D22)")
    no_contact_days: Annotated[
        int, Field(ge=7, le=14, description="R155's two weeks; may be shortened, never longer")
    ] = 14
    no_contact_retry_wd: int = _days(3, 1, 3, "next try when the youth was not reached (R155)")
    no_contact_tries: int = _days(3, 1, 3, "tries before it is the coordinator's (R155)")
    no_contact_vainly_days: int = _days(28, 21, 28, "days before it is the coordinator's (R155)")
    long_absence_days: int = _days(14, 7, 21, "an absence that is long (D29)")
    protection_wd: int = _days(1, 1, 3, "protective measures considered; the same day when serious (R62)")
    move_answer_wd: int = _days(3, 1, 5, "the other unit's answer when a family moves (D9)")
    birthday_lead_days: int = _days(60, 30, 120, "the guide asks what the youth wants, before the 18th birthday (D3)")
    agency_wd: int = _days(10, 5, 20, "a referral to an agency is followed up")
    review_weeks: int = _days(8, 4, 13, "weeks between two reviews of the follow-up (R34)")
    dialogue_weeks: int = _days(8, 4, 13, "weeks between two talks with the investigation on how it goes (R146)")
    stagnation_reviews: int = _days(2, 1, 4, "reviews without better safety before going on is considered (R152)")
    stagnation_days: int = _days(90, 30, 180, "days without better safety before going on is considered (R152)")
    hearing_lead_days: int = _days(21, 7, 60, "support in court is considered, before the hearing (R36)")
    close_wd: int = _days(3, 1, 5, "close when nothing more is to be done")
    answer_wd: int = _days(2, 1, 5, "answer a refusal, a breach or a value that could not be read")
    waiting_wd: int = _days(10, 5, 20, "a fact waits for another")
    candidate_days: int = _days(90, 30, 180, "candidate data of a case that was not offered is blocked")
    no_case_days: int = _days(30, 7, 90, "a fact without a case is kept (D30)")
    extract_weekday: int = Field(
        default=3, ge=1, le=5, description="weekday of the week after by which the extract is done"
    )
    anchor_weeks: int = _days(52, 26, 104, "weeks between two anchorings in the same body (R40, R41)")
    outreach_weeks: int = _days(52, 13, 104, "weeks without information work before it is owed (R18, R42)")
    report_month: int = Field(
        default=3, ge=2, le=6, description="month on whose first day the yearly report has been sent"
    )
    areas: str = Field(
        default="",
        max_length=2000,
        description="bydeler or municipalities told apart in the yearly report, by comma",
    )
    small_cells: int = Field(default=5, ge=3, le=10, description="figures below this are hidden in the yearly report")
    remind_before_days: int = _days(3, 1, 7, "reminder before the due date")
    remind_over_days: int = _days(7, 3, 14, "overdue this long: also the coordinator")
    morning: time = Field(default=time(7, 0), description="when the day's digest is sent")
    clearance_midway: Literal["go_on", "wait"] = Field(
        default="go_on", description="agreed contact in a matter reported midway, at most 5 working days (D8)"
    )


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version in the record: from which day, by which fact, and its content as JSON, whole."""

    version: str
    from_date: date
    fact: str
    body: str


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """A value that cannot be: the field, what was said, and the lowest and highest, or the words, that it can have."""

    field: str
    value: str
    bounds: str


def area_of(policy: Policy, *told: str | None) -> str | None:
    """Which of the unit's own areas is meant by what was told, the first that is one; None where none is."""
    listed = {area.casefold(): area for part in policy.areas.split(",") if (area := part.strip())}
    return next((listed[said.strip().casefold()] for said in told if said and said.strip().casefold() in listed), None)


def names() -> tuple[str, ...]:
    """Everything that a unit may decide, in order."""
    return tuple(name for name in Policy.model_fields if name != "version")


def bounds_of(name: str) -> str:
    """`1-5` of a number, `go_on, wait` of a choice, `00:00-23:59` of a time, `A, B, …` of a list; empty where there is
    no such field."""
    field = Policy.model_fields.get(name)
    if field is None or name == "version":
        return ""
    if field.annotation is time:
        return "00:00-23:59"
    if field.annotation is str:
        return "A, B, …"
    words = getattr(field.annotation, "__args__", None)
    if words:
        return ", ".join(str(word) for word in words)
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), "")
    high = next((m.le for m in field.metadata if hasattr(m, "le")), "")
    return f"{low}-{high}"


def faults_of(content: Mapping[str, Any]) -> tuple[PolicyFault, ...]:
    """What is wrong with a unit's practice; nothing where it is within its bounds."""
    found = [PolicyFault("version", str(content["version"]), "")] if "version" in content else []
    try:
        Policy.model_validate({name: value for name, value in content.items() if name != "version"})
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False):
            name = str(item["loc"][0])
            found.append(PolicyFault(name, str(content.get(name)), bounds_of(name)))
    return tuple(found)
