"""The closed lists of words that facts use; every member has its text in nb, nn and en."""

from datetime import UTC
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A point in time. A zone must be given (a naive time is refused); inside it is UTC."""

Week = Annotated[str, StringConstraints(pattern=r"^20\d\d-W(0[1-9]|[1-4]\d|5[0-3])$")]
"""An ISO week: `2026-W47`."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Source(StrEnum):
    """Where a fact comes from; the same word stands in the NATS subject."""

    POLICE = "police"
    COURT = "court"
    GUIDELOG = "guidelog"
    MUNICIPALITY = "municipality"
    IMPORT = "import"
    DESK = "desk"
    CLI = "cli"
    CLOCK = "clock"


class Role(StrEnum):
    """What a member of staff may be (participants and guardians are never actors)."""

    COORDINATOR = "coordinator"
    LEADER = "leader"
    GUIDE = "guide"
    HOLDER = "holder"
    INVESTIGATOR = "investigator"
    PROSECUTOR = "prosecutor"
    REFERRER = "referrer"
    SALTO = "salto"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Answer(StrEnum):
    """Yes, no, or not known yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reported(StrEnum):
    """Whether the incident is reported to the police; `unknown` counts as yes until somebody has looked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class MatterStatus(StrEnum):
    """The state of the criminal case."""

    INVESTIGATED = "investigated"
    DISMISSED = "dismissed"
    DECIDED = "decided"
    CHARGED = "charged"
    JUDGED = "judged"
    APPEALED = "appealed"
    UNKNOWN = "unknown"


class Category(StrEnum):
    """The four kinds of crime of the target group (R7), and the others that need a stated need (R9)."""

    VIOLENCE = "violence"
    ROBBERY = "robbery"
    THREATS = "threats"
    SEXUAL_OFFENCE = "sexual_offence"
    OTHER = "other"


class CaseRole(StrEnum):
    """What the participant was in the incident (R11)."""

    VICTIM = "victim"
    WITNESS = "witness"


class AddressProtection(StrEnum):
    """Protection of an address in the national register; STRICT is *strengt fortrolig*, PROTECTED is *fortrolig*."""

    NONE = "none"
    PROTECTED = "protected"
    STRICT = "strict"


class GuardianKind(StrEnum):
    """How a guardian stands to the youth (R72)."""

    MOTHER = "mother"
    FATHER = "father"
    APPOINTED = "appointed"
    FOSTER_PARENT = "foster_parent"
    BARNEVERN = "barnevern"
    OTHER = "other"


class LivesWith(StrEnum):
    """With whom the youth lives (R73)."""

    BOTH = "both"
    GUARDIAN_1 = "guardian_1"
    GUARDIAN_2 = "guardian_2"
    SHARED = "shared"
    CARE = "care"
    ALONE = "alone"
    UNKNOWN = "unknown"


class PerpetratorIs(StrEnum):
    """Who the perpetrator is to the participant (R17, D4)."""

    GUARDIAN_1 = "guardian_1"
    GUARDIAN_2 = "guardian_2"
    GUARDIAN_3 = "guardian_3"
    HOUSEHOLD = "household"
    FAMILY = "family"
    PARTNER = "partner"
    ACQUAINTED = "acquainted"
    UNKNOWN = "unknown"

    @property
    def same_family(self) -> bool:
        """Whether R17 asks before the programme is offered."""
        return self in (self.GUARDIAN_1, self.GUARDIAN_2, self.GUARDIAN_3, self.HOUSEHOLD, self.FAMILY)


class Channel(StrEnum):
    """How somebody was spoken to (R29, R110)."""

    PHONE = "phone"
    MEETING = "meeting"
    SMS = "sms"
    EMAIL = "email"
    SOCIAL_MEDIA = "social_media"
    VIDEO = "video"
    LETTER = "letter"


class Arena(StrEnum):
    """Where the participant feels unsafe, or safe again (R13, R90, R96)."""

    SCHOOL = "school"
    NEIGHBOURHOOD = "neighbourhood"
    LEISURE = "leisure"
    TRANSPORT = "transport"
    INTERNET = "internet"
    OTHER = "other"
