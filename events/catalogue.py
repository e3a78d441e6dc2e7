"""Every fact that the programme knows, and the one way to read one."""

from typing import Any, Final

import orjson
from pydantic import ValidationError

from events import (
    assessment,
    clearance,
    closing,
    consent,
    contact,
    conversation,
    correction,
    court,
    directory,
    duty_to_report,
    guidance,
    intake,
    matter,
    measure,
    move,
    outreach,
    person,
    policy,
    protection,
    report,
    staff,
    unit,
)
from events.fact import Fact, FactData
from events.personal import InTheClear, Unsealing, dumped

CATALOGUE: Final[tuple[type[FactData], ...]] = (
    intake.RowRead,
    intake.ReferralReceived,
    assessment.Assessed,
    matter.MatterReported,
    matter.ReportWithdrawn,
    matter.MatterDismissed,
    matter.MatterCharged,
    matter.MatterJudged,
    matter.MatterAppealed,
    matter.InvestigatorNamed,
    matter.ProsecutorNamed,
    person.ResidenceChecked,
    person.RelationLearned,
    person.SafeToContact,
    person.GuardianTold,
    person.InterpreterNeeded,
    person.InterpreterBooked,
    person.AddressProtectionChanged,
    person.ContactDataChanged,
    person.ContactHalted,
    person.Died,
    clearance.ClearanceAsked,
    clearance.ClearanceGiven,
    clearance.ClearanceRefused,
    clearance.ClearanceWithdrawn,
    clearance.ClearanceContradicted,
    contact.FirstContactMade,
    contact.YouthConsidered,
    contact.AnswersResolved,
    contact.ContactLogged,
    conversation.HolderAsked,
    conversation.HolderAccepted,
    conversation.HolderDeclined,
    contact.AddendumWritten,
    contact.FrequencyAgreed,
    contact.PauseAgreed,
    conversation.ConversationAccepted,
    conversation.ConversationBooked,
    conversation.ConversationCancelled,
    conversation.ConversationHeld,
    conversation.InformationGiven,
    conversation.ParentsConsidered,
    guidance.WishesTold,
    guidance.GuideAsked,
    guidance.GuideAccepted,
    guidance.GuideDeclined,
    guidance.GuideReplaced,
    guidance.GuideEnded,
    guidance.GuideAway,
    guidance.ReviewHeld,
    guidance.StagnationSeen,
    guidance.GuideBack,
    guidance.SubstituteConsidered,
    guidance.AbsenceTold,
    guidance.GuideInformed,
    guidance.GuidanceAsked,
    guidance.GuidanceGiven,
    guidance.Disclosed,
    guidance.InvestigatorTold,
    guidance.BlConfirmed,
    guidance.ProsecutorTold,
    consent.ConsentGiven,
    consent.ConsentRefused,
    consent.ConsentWithdrawn,
    consent.ConsentDecided,
    consent.ParticipantEnds,
    protection.MeasuresConsidered,
    protection.ResponsibleContacted,
    protection.SeriousJudged,
    protection.InvestigatorConsulted,
    protection.ThreatLearned,
    protection.UrgedToReport,
    protection.OwnReportWritten,
    measure.MeasureAgreed,
    measure.MeasureDone,
    measure.AgencyReferred,
    measure.AgencyReceived,
    measure.AgencyFollowedThrough,
    duty_to_report.ConcernRaised,
    duty_to_report.ReportJudged,
    duty_to_report.AvertJudged,
    court.HearingScheduled,
    court.HearingMoved,
    court.HearingCancelled,
    court.CourtSupportConsidered,
    closing.NeedReported,
    closing.Closed,
    closing.ClosingAnnulled,
    move.MoveOffered,
    move.MoveAccepted,
    move.MoveDeclined,
    move.MoveWithdrawn,
    move.LeftDistrict,
    correction.Corrected,
    correction.RegisteredByMistake,
    correction.MistakeAnnulled,
    correction.WrongCase,
    correction.CasesJoined,
    correction.CasesSeparated,
    correction.NotTheSame,
    correction.Answered,
    unit.UnitAdded,
    unit.ExtractReceived,
    unit.RowRejected,
    unit.RejectedRowAnswered,
    unit.RowDecided,
    unit.RowTakenBack,
    unit.ExtractGoneThrough,
    outreach.Anchored,
    outreach.MadeKnown,
    directory.DirectoryTold,
    policy.PolicyChanged,
    report.ReportText,
    report.ReportDrafted,
    report.ReportApproved,
    report.ReportSent,
    staff.StaffAdded,
    staff.StaffChanged,
    staff.StaffAbsent,
    staff.StaffBack,
    staff.StaffLeft,
    staff.PartEnded,
    staff.Acknowledged,
    staff.SupervisionHeld,
)

BY_TYPE: Final[dict[str, type[FactData]]] = {model.TYPE: model for model in CATALOGUE}

DERIVED: Final[tuple[type[FactData], ...]] = (
    unit.RowDecided,
    unit.ExtractGoneThrough,
    guidance.GuideAway,
    guidance.GuideBack,
    person.ContactHalted,
    staff.PartEnded,
)
"""Written by the service itself as a consequence; refused from anybody else."""


class Unreadable(Exception):
    """The message is no fact: `code` says what is wrong, `where` names the places, never their values."""

    def __init__(self, code: str, where: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {', '.join(where)}" if where else code)
        self.code = code
        self.where = where


def read(raw: bytes, sealed: Unsealing | None = None) -> Fact:
    """The fact in a structured CloudEvent; unknown fields are ignored.

    Raises Unreadable with code not_json, not_an_object, unknown_type or wrong_shape.
    """
    try:
        message = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable("not_json", (f"character {error.pos}",)) from None
    return from_object(message, sealed)


def from_object(message: Any, sealed: Unsealing | None = None) -> Fact:
    """As `read`, from parsed JSON."""
    if not isinstance(message, dict):
        raise Unreadable("not_an_object")
    model = BY_TYPE.get(message.get("type", "")) if isinstance(message.get("type"), str) else None
    if model is None:
        raise Unreadable("unknown_type", ("type",))
    try:
        data = model.model_validate(message.get("data"), extra="ignore", context=sealed)
        return Fact.model_validate({**message, "data": data}, extra="ignore", context=sealed)
    except ValidationError as error:
        raise Unreadable("wrong_shape", _places(error)) from None


def build(data: FactData, **envelope: Any) -> Fact:
    """A fact of our own making; unknown fields and a subject of the wrong kind are errors (ValueError)."""
    fact = Fact(type=data.TYPE, data=data, **envelope)
    if fact.addressed_kind not in data.addressed():
        raise ValueError(f"{data.TYPE} is addressed to {' or '.join(data.addressed())}, not to {fact.subject}")
    return fact


def to_wire(fact: Fact) -> bytes:
    """The fact as a client sends it, personal data in the clear: for the way in only."""
    return orjson.dumps(
        dumped(fact, by_alias=True, exclude_none=True, context=InTheClear()),
        option=orjson.OPT_SORT_KEYS,
    )


def _places(error: ValidationError) -> tuple[str, ...]:
    return tuple(
        f"{'.'.join(str(step) for step in item['loc']) or 'message'} ({item['type']})"
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    )
