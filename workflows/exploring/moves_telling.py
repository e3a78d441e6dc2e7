"""What the family and others are told, and what the investigation is asked: of the handbook's checklists and lists."""

from typing import Any, Final

from events.contact import ContactLogged
from events.conversation import ConversationHeld, InformationGiven, ParentsConsidered
from events.directory import DirectoryTold
from events.guidance import ReviewHeld
from events.matter import MatterReported
from events.outreach import Anchored, MadeKnown
from events.protection import ThreatLearned, UrgedToReport
from events.values import Answer
from workflows.checklists import ALWAYS_TOLD
from workflows.exploring.telling import TEXT, incident, last, people, say

CHECKLIST, PARENTS, INVESTIGATION, REPORT_IT = "checklist", "parents", "investigation", "threat to report"

HELD: Final[dict[str, Any]] = {"held_by": "h1", "parties": ("participant", "guardian_1"), "follow_up_appropriate": True}

TELLING: Final = (
    say(InformationGiven, part=CHECKLIST, items=ALWAYS_TOLD, parties=("participant",), channel="phone"),
    say(InformationGiven, "a part", part=CHECKLIST, items=(93,), parties=("guardian_1",), channel="phone"),
    say(ConversationHeld, "all told", part=CHECKLIST, follow_up_wanted=Answer.YES, checklist=ALWAYS_TOLD, **HELD),
    say(
        ConversationHeld,
        "the parents' need",
        part=PARENTS,
        follow_up_wanted=Answer.YES,
        parents_need=Answer.YES,
        **HELD,
    ),
    say(ParentsConsidered, part=PARENTS, meeting="agreed"),
    say(ReviewHeld, "not right any more", part="review", outcome="go_on", still_right=False),
    say(ThreatLearned, "to be reported", part=REPORT_IT, what=TEXT, who="g1", wants_to_report=Answer.YES),
    say(UrgedToReport, "wants to", part=REPORT_IT, threat=last(ThreatLearned), wants_to_report=Answer.YES),
    say(UrgedToReport, "does not want to", part=REPORT_IT, threat=last(ThreatLearned), wants_to_report=Answer.NO),
    say(MatterReported, "after a threat", part=REPORT_IT, incident=incident),
    say(
        ContactLogged,
        "a question",
        part=INVESTIGATION,
        direction="in",
        channel="phone",
        parties=people("participant"),
        kinds=("question_on_investigation",),
    ),
    say(
        ContactLogged,
        "with the investigator",
        part=INVESTIGATION,
        direction="out",
        channel="phone",
        parties=(),
        professionals=("investigator",),
        kinds=("dialogue_with_investigator",),
    ),
)

OUTREACH: Final = (
    say(Anchored, "steering group", part="outreach", body="salto_steering_group"),
    say(Anchored, "police council", part="outreach", body="police_council"),
    say(MadeKnown, part="outreach", audience="schools"),
    say(DirectoryTold, part="directory", entry="vest-salto", kind="salto", agency="Bydelen"),
    say(DirectoryTold, "ended", part="directory", entry="vest-salto", kind="salto", agency="Bydelen", ended=True),
    say(DirectoryTold, "ends nothing", part="directory", entry="ingen", kind="slt", agency="Kommunen", ended=True),
)
