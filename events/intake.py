"""How a young person is found: a row of the weekly police extract, or a referral."""

from datetime import date
from typing import Annotated, Literal

from events.fact import FactData, Part
from events.person import Guardian, Name, Person, Phone
from events.personal import Personal, Searchable
from events.refs import Slug
from events.values import (
    Answer,
    CaseRole,
    Category,
    LivesWith,
    Long,
    MatterStatus,
    PerpetratorIs,
    Reported,
    Short,
    Week,
)

CameFrom = Literal[
    "investigator",
    "police",
    "school",
    "barnevern",
    "health",
    "municipality",
    "organisation",
    "family",
    "participant",
    "other",
]
"""The way in (R23, R65, R156)."""

ReportNumber = Annotated[Personal[Short], Searchable("report")]


class Detection(FactData):
    """What a row and a referral have in common: the incident, the participant and the guardians."""

    person: Person
    guardians: tuple[Guardian, ...] = ()
    lives_with: LivesWith = LivesWith.UNKNOWN
    category: Category
    role: CaseRole
    hate_motive: Answer = Answer.UNKNOWN
    stated_need: Personal[Long] | None = None
    report_number: ReportNumber | None = None
    perpetrator_is: PerpetratorIs = PerpetratorIs.UNKNOWN
    investigator: Slug | None = None
    investigator_name: Personal[Short] | None = None
    prosecutor: Personal[Short] | None = None


class UnreadValue(Part):
    """An optional value of a row that could not be read and counts as unknown; somebody looks at it (D26)."""

    column: Short
    reason: Short


class RowRead(Detection):
    """A row of a weekly extract (R25–R27) or a search (R43). Its key is report number and person.

    `row` is the line in the file, 1 for the first below the header. `row_key` is the keyed hash of report number and
    person, 26 characters, the same in every file; `content` is the keyed hash of all that we keep of the row.
    `corrects` is the fingerprint of the rejected row that this one mends.
    """

    TYPE = "trygghet.intake.row_read.v1"
    MODE = "reports"
    ADDRESSED = ("unit",)

    week: Week
    row: int
    row_key: Short
    content: Short
    found_by: Literal["extract", "search"] = "extract"
    corrects: Short | None = None
    report_number: ReportNumber
    incident_on: date
    reported_on: date | None = None
    matter_status: MatterStatus = MatterStatus.UNKNOWN
    scene: Personal[Short] | None = None
    municipality: Personal[Short] | None = None
    district: Personal[Short] | None = None
    unread: tuple[UnreadValue, ...] = ()


class Referrer(Part):
    """Who turned to the coordinator (R23, R44); gets a receipt and nothing else."""

    name: Name
    phone: Phone | None = None
    agency: Short


class ReferralReceived(Detection):
    """Somebody who knows of a victim turned to the local coordinator (R23); reported or not (R12).

    `came_from` is the way in: an investigator in an own case (R65), somebody in police or municipality (R156), others.
    """

    TYPE = "trygghet.intake.referral_received.v1"
    MODE = "reports"
    ADDRESSED = ("unit", "case")

    referrer: Referrer
    reported: Reported
    incident_on: date | None = None
    consents_to_contact: Answer = Answer.UNKNOWN
    came_from: CameFrom = "other"
