"""What happens in one part of a case: assessment, clearance, first call, conversation, follow-up."""

from datetime import timedelta
from typing import Final, Literal

from events.assessment import Assessed, HandedOver
from events.clearance import ClearanceAsked, ClearanceGiven
from events.closing import Closed, Restored, View
from events.consent import ConsentGiven
from events.contact import ContactLogged, FirstContactMade, Tried
from events.conversation import ConversationHeld
from events.duty_to_report import ReportJudged
from events.guidance import GuideAccepted, GuideAsked, ReviewHeld
from events.person import ResidenceChecked
from events.personal import Open
from events.protection import MeasureConsidered, MeasuresConsidered
from events.refs import Party
from events.values import Answer, Arena, CaseRole, Category, Channel, Source
from services.sample.tale import Tale

BOXES: Final = tuple(
    MeasureConsidered(measure=measure, needed=False)
    for measure in ("oppholdsforbud", "besoksforbud", "kontaktforbud", "voldsalarm", "other")
)

FOLLOWING: Final = (Channel.PHONE, Channel.MEETING, Channel.PHONE, Channel.SOCIAL_MEDIA)
EACH_REVIEW: Final = 6
"""Contacts between two reviews: less than eight weeks."""

NOTES: Final = (
    "Går tryggere til skolen nå.",
    "Var med ut en tur.",
    "Har begynt på trening igjen.",
    "Litt urolig i uken.",
)


def offer(tale: Tale, incident: str = "i1", reason: str | None = None) -> None:
    """The coordinator offers the programme (R24, R52), R17 answered."""
    youth = tale.youth
    stated = youth.category is Category.OTHER or youth.role is CaseRole.WITNESS
    tale.later(workdays=tale.chance.choice((1, 1, 2))).say(
        Assessed(
            decision="offer",
            incident=incident,
            perpetrator_in_family=Answer.YES if reason else Answer.NO,
            reason_to_go_on=Open(reason) if reason else None,
            stated_need=Open("Ønsker noen å snakke med om utryggheten.") if stated else None,
        )
    )


def not_offered(tale: Tale, why: str, agency: str) -> None:
    """Another measure is right, and the youth is handed over to it (R53)."""
    tale.later(workdays=1)
    family = Answer.YES if tale.youth.perpetrator_is.same_family else Answer.NO
    tale.say(
        Assessed(
            decision="not",
            perpetrator_in_family=family,
            not_because=Open(why),
            handed_over=HandedOver(agency=agency, on=tale.today),
        )
    )


def tell_barnevern(tale: Tale) -> None:
    """The duty to report is judged the day it is known that the perpetrator is family, and barnevern is told (R165)."""
    why = Open("Den utsatte bor sammen med den som gjorde det.")
    tale.later(minutes=30).say(
        ReportJudged(sent=True, why=why, grounds=("neglect",), sent_at=tale.at, sent_to="Barnevernvakta")
    )


def protect(tale: Tale, incident: str = "i1") -> None:
    """All five protective measures are considered (R62)."""
    boxes = BOXES
    if tale.chance.random() < 0.15:
        boxes = (
            MeasureConsidered(
                measure="oppholdsforbud",
                needed=True,
                action=Open("Tatt opp med jurist."),
                contacted=Open("Jurist på vakt"),
                contacted_on=tale.today,
            ),
            *BOXES[1:],
        )
    tale.later(minutes=20).say(MeasuresConsidered(incidents=(incident,), boxes=boxes))


def ask_clearance(tale: Tale, incident: str = "i1") -> None:
    """The investigator is asked whether the family may be contacted (R47)."""
    tale.later(minutes=30).say(ClearanceAsked(incidents=(incident,), asked=tale.youth.investigator or "ukjent"))


def clear(tale: Tale, incident: str = "i1") -> None:
    """Asked, and answered with yes: by the investigator, or on their behalf after a call."""
    if not tale.reported:
        return
    ask_clearance(tale, incident)
    investigator = tale.youth.investigator or "ukjent"
    given = ClearanceGiven(incidents=(incident,), by=investigator)
    tale.later(workdays=tale.chance.choice((1, 1, 2)))
    if tale.chance.random() < 0.6:
        tale.say(given, by=investigator, source=Source.POLICE)
    else:
        tale.say(given, channel=Channel.PHONE)


def prepare(tale: Tale) -> None:
    """Everything that comes before the first call: offer, protection, clearance, with whom the youth lives (R73)."""
    offer(tale)
    protect(tale)
    find_home(tale)
    clear(tale)


def find_home(tale: Tale) -> None:
    """Where parents live apart, somebody looks with whom the youth lives (R73)."""
    youth = tale.youth
    if youth.apart and youth.minor(tale.today):
        tale.say(ResidenceChecked(parents_live_together=Answer.NO, lives_with=youth.lives_with))


def callees(tale: Tale) -> tuple[Party, ...]:
    """Whom the first call goes to (R70-R74): the guardian at home, an adult themselves."""
    return (tale.youth.home,) if tale.youth.minor(tale.today) else ("participant",)


def missed_call(tale: Tale, channel: Channel = Channel.PHONE, parties: tuple[Party, ...] = ()) -> None:
    """Nobody answered."""
    tried = tuple(Tried(party=party, reached=False) for party in parties or callees(tale))
    tale.say(FirstContactMade(parties=tried, channel=channel, answer="not_reached"))


def call(
    tale: Tale, answer: Literal["accepted", "declined", "wants_time"], outcome: Literal["need", "safe_again"] = "need"
) -> None:
    """The first call, answered (R159, R160); the youth is spoken to as well (R75)."""
    tale.later(workdays=1)
    if tale.chance.random() < 0.3:
        missed_call(tale)
        tale.later(workdays=1)
    first = callees(tale)[0]
    parties = tuple(Tried(party=party, reached=True) for party in dict.fromkeys((first, "participant")))
    heard = tale.chance.random() < 0.7 or outcome == "safe_again" or first == "participant"
    tale.say(
        FirstContactMade(
            parties=parties if heard else parties[:1],
            answered_by=first,
            outcome=outcome,
            answer=answer,
            appointment_at=tale.at + timedelta(days=5) if answer == "accepted" else None,
            participant_view=outcome if heard else None,
            asked_to_speak_with_youth=first != "participant",
            checklist=(78, 79, 80, 81),
        )
    )


def hold(tale: Tale, wanted: Answer = Answer.YES) -> None:
    """The conversation, within the week (R82, R83, R32)."""
    tale.later(workdays=tale.chance.choice((3, 4, 5)))
    parties: tuple[Party, ...] = tuple(dict.fromkeys((*callees(tale), "participant")))
    tale.say(
        ConversationHeld(
            held_by=tale.holder,
            parties=parties,
            follow_up_appropriate=True,
            follow_up_wanted=wanted,
            participant_view="need" if wanted is not Answer.NO else "safe_again",
            safety=tale.chance.choice((1, 2, 2, 3)),
            unsafe=tuple(tale.chance.sample(list(Arena), 2)),
            parents_need=Answer.NO,
            checklist=(90, 91, 92, 93, 94),
        ),
        by=tale.holder,
    )


def ask_guide(tale: Tale) -> None:
    """Somebody suited is asked (R2, R49, R50)."""
    tale.later(workdays=1).say(GuideAsked(guide=tale.guide, basis=("relation",)))


def guide_accepts(tale: Tale) -> None:
    """The guide says yes (R50)."""
    tale.later(workdays=tale.chance.choice((1, 2))).say(
        GuideAccepted(guide=tale.guide), by=tale.guide, source=Source.GUIDELOG
    )


def consent(tale: Tale) -> None:
    """The guardian, or the participant from 18, consents to ongoing contact (R139)."""
    tale.later(workdays=1).say(
        ConsentGiven(by=callees(tale)[0], how=Channel.PHONE),
        by=tale.guide,
        source=Source.GUIDELOG,
        channel=Channel.PHONE,
    )


def begin_guidance(tale: Tale) -> None:
    """Call, conversation, guide, consent: the case is followed up."""
    call(tale, "accepted")
    hold(tale)
    ask_guide(tale)
    guide_accepts(tale)
    consent(tale)


def contact(tale: Tale, reached: bool = True, safety: Literal[1, 2, 3, 4, 5] = 3, outcome: str = "recorded") -> None:
    """The guide is in touch with the youth, and now and then with the parents (R33, R142, R155)."""
    parties = [Tried(party="participant", reached=reached)]
    if tale.youth.minor(tale.today) and tale.chance.random() < 0.4:
        parties.append(Tried(party=tale.youth.home, reached=True))
    tale.say(
        ContactLogged(
            direction="out",
            channel=tale.chance.choice(FOLLOWING),
            parties=tuple(parties),
            safety=safety if reached else None,
            note=Open(tale.chance.choice(NOTES)) if reached else None,
        ),
        by=tale.guide,
        source=Source.GUIDELOG,
        outcome=outcome,
    )


def follow(tale: Tale, times: int) -> None:
    """A contact every 7 to 11 days, a review every sixth time (R34), and safety comes back."""
    for n in range(times):
        tale.until(tale.today + timedelta(days=tale.chance.randrange(6, 10)))
        contact(tale, safety=(2, 3, 3, 4, 4, 5)[min(n, 5)])
        if n % EACH_REVIEW == EACH_REVIEW - 1:
            tale.later(minutes=30).say(ReviewHeld(outcome="go_on", safety=(3, 4, 5)[min(n // EACH_REVIEW, 2)]))


def agree_to_end(tale: Tale) -> None:
    """Youth and guide agree that there is no more need (R133)."""
    tale.later(workdays=2)
    view = View(no_more_need=True, on=tale.today)
    tale.say(
        Closed(
            ground="youth_and_guide_agree",
            participant_view=view,
            guide_view=view,
            restored=(Restored(arena=Arena.SCHOOL, safe="yes"), Restored(arena=Arena.TRANSPORT, safe="partly")),
        )
    )
