"""Which facts a rule of the handbook goes by when it judges what was reported; the others change nothing for it."""

from collections.abc import Iterable
from typing import Final

from events.consent import ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds
from events.contact import AddendumWritten, AnswersResolved, ContactLogged, FrequencyAgreed, PauseAgreed
from events.conversation import (
    ConversationAccepted,
    ConversationBooked,
    ConversationCancelled,
    ConversationHeld,
    HolderAccepted,
    HolderAsked,
    HolderDeclined,
    InformationGiven,
    ParentsConsidered,
)
from events.correction import Answered
from events.court import CourtSupportConsidered, HearingCancelled, HearingMoved, HearingScheduled
from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged
from events.fact import Fact, FactData
from events.guidance import (
    AbsenceTold,
    BlConfirmed,
    Disclosed,
    GuidanceAsked,
    GuideAccepted,
    GuideAsked,
    GuideAway,
    GuideBack,
    GuideDeclined,
    GuideEnded,
    GuideInformed,
    GuideReplaced,
    InvestigatorTold,
    ProsecutorTold,
    ReviewHeld,
    StagnationSeen,
    SubstituteConsidered,
    WishesTold,
)
from events.measure import AgencyReceived, AgencyReferred, MeasureDone
from events.person import AddressProtectionChanged, ContactDataChanged, InterpreterBooked, InterpreterNeeded
from events.protection import (
    InvestigatorConsulted,
    MeasuresConsidered,
    OwnReportWritten,
    ResponsibleContacted,
    SeriousJudged,
    ThreatLearned,
    UrgedToReport,
)

UNWEIGHED: Final[tuple[type[FactData], ...]] = (
    *(ContactLogged, AddendumWritten, AnswersResolved, FrequencyAgreed, PauseAgreed),
    *(ConversationBooked, ConversationCancelled, InformationGiven, ParentsConsidered),
    *(HolderAsked, HolderAccepted, HolderDeclined),
    *(GuideAsked, GuideDeclined, GuideReplaced, GuideEnded, GuideAway, GuideBack, GuideInformed),
    *(SubstituteConsidered, AbsenceTold, InvestigatorTold, BlConfirmed, ProsecutorTold, Disclosed),
    *(GuidanceAsked, ReviewHeld, StagnationSeen),
    *(AgencyReferred, AgencyReceived, MeasureDone),
    *(HearingScheduled, HearingMoved, HearingCancelled, CourtSupportConsidered),
    *(AddressProtectionChanged, ContactDataChanged, InterpreterNeeded, InterpreterBooked),
    *(ThreatLearned, UrgedToReport, OwnReportWritten, ResponsibleContacted, InvestigatorConsulted, SeriousJudged),
    *(MeasuresConsidered, ConcernRaised, ReportJudged, AvertJudged, Answered),
)
"""What no rule of the handbook goes by when it judges what was reported."""

OF_FOLLOW_UP: Final[tuple[type[FactData], ...]] = (
    *(ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds),
    *(ConversationAccepted, ConversationHeld, WishesTold, GuideAccepted),
)
"""What only the rules on `FOLLOWED` go by: whether there is ongoing contact, and whether it is consented to."""

FOLLOWED: Final[tuple[type[FactData], ...]] = (ContactLogged, AbsenceTold, InformationGiven)

_UNWEIGHED: Final = frozenset(model.TYPE for model in UNWEIGHED)
_BUT_IN_FOLLOW_UP: Final = _UNWEIGHED | {model.TYPE for model in OF_FOLLOW_UP}


def weighed(fact: Fact, later: Iterable[str]) -> bool:
    """Whether a rule of the handbook may judge what `fact` reports otherwise because of facts of these types, which
    happened after it. One that is named in no list here counts as weighed."""
    without = _UNWEIGHED if isinstance(fact.data, FOLLOWED) else _BUT_IN_FOLLOW_UP
    return not without.issuperset(later)
