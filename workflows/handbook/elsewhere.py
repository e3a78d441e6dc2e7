"""What carries a number beside rules, duties and checklists: fields of facts, access, texts, the model itself."""

from collections.abc import Mapping
from typing import Final

from events.assessment import Assessed
from events.closing import Closed
from events.contact import AddendumWritten, ContactLogged, FirstContactMade, FrequencyAgreed
from events.conversation import ConversationHeld, HolderAsked, InformationGiven
from events.court import CourtSupportConsidered, HearingFact
from events.directory import DirectoryTold
from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged
from events.fact import Fact
from events.guidance import GuideAsked
from events.intake import Detection, ReferralReceived, RowRead
from events.measure import AgencyReferred, MeasureAgreed
from events.outreach import Anchored, MadeKnown
from events.person import ContactDataChanged, Guardian, GuardianTold, Person
from events.protection import ResponsibleContacted, SeriousJudged
from events.staff import StaffAdded
from events.unit import ExtractReceived
from workflows.age import may_have_support_centre
from workflows.case import Case
from workflows.directory import to_turn_to
from workflows.duties import duties, unit_of
from workflows.handbook.carrying import AccessRule, Carrier, Field, Information, Mechanism, Restates
from workflows.incident import Incident
from workflows.invariants import check
from workflows.owners import owners
from workflows.record import ready_for_guidance, settle

ELSEWHERE: Final[Mapping[int, tuple[Carrier, ...]]] = {
    1: (Field(StaffAdded, "profession"),),
    2: (Field(GuideAsked, "basis"),),
    5: (Field(MeasureAgreed, "kind"), Information("school_duty")),
    6: (Mechanism(check),),
    10: (Field(Detection, "hate_motive"), Field(Assessed, "hate_motive")),
    12: (Field(ReferralReceived, "reported"), Mechanism(Incident)),
    13: (Field(Closed, "restored"),),
    18: (Field(MadeKnown, "audience"),),
    19: (Mechanism(unit_of), AccessRule("see_case")),
    20: (Field(DirectoryTold, "areas"), Mechanism(to_turn_to)),
    23: (Field(ReferralReceived, "referrer"), AccessRule(ReferralReceived)),
    29: (Field(FirstContactMade, "channel"),),
    30: (Field(FirstContactMade, "answered_by"),),
    31: (Field(HolderAsked, "organisation"),),
    32: (Field(ConversationHeld, "follow_up_appropriate"), Field(ConversationHeld, "why")),
    35: (Field(ResponsibleContacted, "contacted"),),
    36: (Field(HearingFact, "starts_at"), Field(CourtSupportConsidered, "support")),
    37: (Field(SeriousJudged, "serious"),),
    38: (Field(DirectoryTold, "phone"), Field(DirectoryTold, "email"), AccessRule("see_directory")),
    39: (Mechanism(owners), Mechanism(duties)),
    40: (Field(Anchored, "body"),),
    41: (Field(Anchored, "body"),),
    42: (Field(MadeKnown, "with_salto"),),
    43: (Field(ExtractReceived, "purpose"), AccessRule("search")),
    44: (Mechanism(settle),),
    54: (Mechanism(to_turn_to), Information("ask_salto")),
    64: (Mechanism(may_have_support_centre), Information("support_centre")),
    65: (Field(ReferralReceived, "came_from"),),
    77: (Field(HolderAsked, "first_contact"), AccessRule(FirstContactMade)),
    85: (Mechanism(ready_for_guidance),),
    87: (Information("youths_terms"),),
    99: (Information("reactions"),),
    105: (Field(MeasureAgreed, "kind"), Information("talk_at_home")),
    111: (Field(FrequencyAgreed, "contact_exchanged"),),
    112: (Field(InformationGiven, "sheet_given"), Information("emergency")),
    121: (Field(Person, "phone"), Field(ContactDataChanged, "phone")),
    122: (Field(Guardian, "kind"), Field(GuardianTold, "phone")),
    123: (Field(Detection, "report_number"),),
    124: (Field(Fact, "time"),),
    125: (Field(Fact, "time"),),
    126: (Field(ConversationHeld, "place"),),
    127: (Field(ConversationHeld, "held_by"),),
    128: (Field(ConversationHeld, "information"),),
    129: (Field(ConversationHeld, "insecurity"),),
    130: (Field(ConversationHeld, "own_efforts"),),
    131: (Field(ConversationHeld, "partners"),),
    132: (Field(ConversationHeld, "note"),),
    135: (Mechanism(Case),),
    137: (Field(StaffAdded, "languages"), Field(StaffAdded, "skills"), Field(GuideAsked, "relation")),
    142: (Field(AddendumWritten, "text"), AccessRule(ContactLogged)),
    144: (Field(AgencyReferred, "kind"),),
    156: (Field(RowRead, "found_by"), Field(ReferralReceived, "came_from")),
    157: (Restates(52),),
    158: (Restates(31), Restates(45)),
    162: (Restates(13), Restates(33)),
    164: (AccessRule(ConcernRaised), AccessRule(ReportJudged)),
    171: (Field(AvertJudged, "action"), Field(AvertJudged, "acted_at")),
    172: (Field(AvertJudged, "provision"), Information("provisions")),
    173: (Information("mutilation"),),
    175: (Information("duty_links"),),
}
"""By number, where a rule or a duty alone does not carry it, or not all of it."""

NOT_A_RULE: Final = frozenset({170})
"""Numbers that ask nothing of the programme; the reason stands in the texts, section `does`."""
