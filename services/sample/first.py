"""What happens in a case up to its conversation: assessment, clearance, first call, who holds it and when."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final, Literal

from events.assessment import Assessed, HandedOver
from events.clearance import ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.contact import FirstContactMade, Tried, Wish
from events.conversation import (
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
from events.intake import CameFrom, ReferralReceived, Referrer
from events.person import Guardian, Person, ResidenceChecked
from events.personal import Open
from events.protection import MeasureConsidered, MeasuresConsidered
from events.refs import Party
from events.values import Answer, Arena, CaseRole, Category, Channel, GuardianKind, Reported, Source
from services.ingest import columns
from services.sample.tale import Seen, Tale
from services.sample.youth import Youth
from workflows.checklists import ALWAYS_TOLD
from workflows.workdays import OSLO, add_workdays

BOXES: Final = tuple(
    MeasureConsidered(measure=measure, needed=False)
    for measure in ("oppholdsforbud", "besoksforbud", "kontaktforbud", "voldsalarm", "other")
)

OTHER: Final = GuardianKind.OTHER
PLACES: Final = ("Ungdomsklubben", "Skolen", "Politistasjonen", "Hjemme hos familien")
CALLED_OFF: Final = ("Ungdommen er syk.", "Far er bortreist.", "Kolliderer med prøve på skolen.")
WISHES: Final = (
    "Gjerne noen fra kommunen.",
    "Helst en kvinne.",
    "En som kan språket vårt.",
    "Har ikke noe bestemt ønske.",
)


def offer(tale: Tale, incident: str = "i1", reason: str | None = None, serious: bool = False) -> None:
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
            serious=serious,
        )
    )


def not_offered(tale: Tale, why: str, agency: str, incident: str = "i1") -> None:
    """Another measure is right, and the youth is handed over to it (R53)."""
    tale.later(workdays=tale.chance.choice((1, 1, 2)))
    tale.say(
        Assessed(
            decision="not",
            incident=incident,
            perpetrator_in_family=Answer.YES if tale.youth.perpetrator_is.same_family else Answer.NO,
            not_because=Open(why),
            handed_over=HandedOver(agency=agency, on=tale.today),
        )
    )


def protect(tale: Tale, incident: str = "i1", needed: bool | None = None) -> None:
    """All five protective measures are considered (R62); what is needed is told to whoever is responsible (R35)."""
    boxes = BOXES
    if needed or (needed is None and tale.chance.random() < 0.15):
        boxes = (
            MeasureConsidered(
                measure="oppholdsforbud",
                needed=True,
                action=Open("Tatt opp med jurist."),
                contacted=Open("Vakthavende jurist"),
                contacted_on=tale.today,
            ),
            *BOXES[1:],
        )
    tale.later(minutes=20).say(MeasuresConsidered(incidents=(incident,), boxes=boxes))


def ask_clearance(tale: Tale, incident: str = "i1") -> None:
    """The investigator is asked whether the family may be contacted (R47)."""
    tale.later(minutes=30).say(ClearanceAsked(incidents=(incident,), asked=tale.investigator))


def refuse(tale: Tale, incident: str = "i1", days: int = 5) -> None:
    """Not now, says the investigator (R48)."""
    tale.later(workdays=2).say(
        ClearanceRefused(
            incidents=(incident,),
            by=tale.investigator,
            reason=Open("Avhør gjenstår."),
            ask_again_on=add_workdays(tale.today, days),
        ),
        by=tale.investigator,
        source=Source.POLICE,
    )


def clear(tale: Tale, incident: str = "i1") -> None:
    """Asked, and answered with yes: by the investigator, or on their behalf after a call; seldom only later."""
    if not tale.reported:
        return
    ask_clearance(tale, incident)
    if tale.chance.random() < 0.08:
        refuse(tale, incident)
        tale.later(workdays=5)
        ask_clearance(tale, incident)
    tale.later(workdays=tale.chance.choice((1, 1, 2)))
    if tale.chance.random() < 0.6:
        tale.say(given(tale, incident), by=tale.investigator, source=Source.POLICE)
    else:
        tale.say(given(tale, incident), channel=Channel.PHONE)


def given(tale: Tale, incident: str = "i1") -> ClearanceGiven:
    """The investigator's yes, now and then with a condition (D23)."""
    conditions: dict[str, Any] = {}
    kind = tale.chance.random()
    if kind < 0.08:
        conditions["not_about"] = Open("Ikke snakk om hva medvitnet har forklart.")
    elif kind < 0.13:
        conditions["not_before"] = datetime.combine(add_workdays(tale.today, 1), time(7), OSLO)
    return ClearanceGiven(incidents=(incident,), by=tale.investigator, **conditions)


def find_home(tale: Tale) -> None:
    """Where parents live apart, somebody looks with whom the youth lives (R73)."""
    youth = tale.youth
    if youth.apart and tale.minor:
        tale.say(ResidenceChecked(parents_live_together=Answer.NO, lives_with=youth.lives_with))


def prepare(tale: Tale) -> None:
    """Everything that comes before the first call: offer, protection, clearance, with whom the youth lives (R73)."""
    offer(tale)
    protect(tale)
    find_home(tale)
    clear(tale)


def callees(tale: Tale) -> tuple[Party, ...]:
    """Whom the first call goes to (R70-R74): the guardian at home, an adult themselves."""
    return (tale.youth.home,) if tale.minor else ("participant",)


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
    asked = tuple(party.party for party in (parties if heard else parties[:1]))
    wishes = tuple(Wish(party=party, wish=Open(tale.chance.choice(WISHES))) for party in asked)
    tale.say(
        FirstContactMade(
            parties=parties if heard else parties[:1],
            answered_by=first,
            outcome=outcome,
            answer=answer,
            participant_view=outcome if heard else None,
            asked_to_speak_with_youth=first != "participant",
            interpreter=tale.youth.interpreter,
            wishes=wishes if answer == "accepted" else (),
            checklist=(78, 79, 80, 81),
        )
    )


def find_holder(tale: Tale) -> None:
    """Now and then the conversation is somebody's who is asked for it (R31); one in six says no."""
    if tale.chance.random() > 0.4:
        return
    for holder in tale.team.holders:
        tale.later(minutes=40).say(HolderAsked(holder=holder, organisation="municipality", role="sosiallærer"))
        tale.later(workdays=1)
        if tale.chance.random() > 0.17 or holder == tale.team.holders[-1]:
            tale.logged(HolderAccepted(holder=holder), by=holder)
            tale.holder = holder
            return
        tale.logged(HolderDeclined(holder=holder, why=Open("Har ikke kapasitet.")), by=holder)


def book(tale: Tale) -> datetime:
    """A time for the conversation is agreed (R83); one in eight is called off, and another found. Tells when it is."""
    find_holder(tale)
    when = datetime.combine(add_workdays(tale.today, tale.chance.choice((2, 3, 4))), time(14), OSLO)
    parties: tuple[Party, ...] = tuple(dict.fromkeys((*callees(tale), "participant")))
    place = Open(tale.chance.choice(PLACES))
    booked = ConversationBooked(appointment_at=when, parties=parties, holder=tale.holder, place=place)
    tale.later(minutes=30).say(booked, by=tale.holder)
    if tale.chance.random() < 0.12:
        tale.later(workdays=1)
        other = datetime.combine(add_workdays(tale.today, 2), time(15), OSLO)
        moved = tale.chance.random() < 0.5
        why = Open(tale.chance.choice(CALLED_OFF))
        cancelled = ConversationCancelled(by="participant", new_time=other if moved else None, why=why)
        tale.say(cancelled, by=tale.holder)
        if not moved:
            tale.later(workdays=1)
            when = other = datetime.combine(add_workdays(tale.today, 2), time(15), OSLO)
            tale.say(booked.model_copy(update={"appointment_at": when}), by=tale.holder)
        when = other
    return when


def accept(tale: Tale) -> datetime:
    """Called, accepted, a time agreed."""
    call(tale, "accepted")
    return book(tale)


def hold(tale: Tale, when: datetime, wanted: Answer = Answer.YES) -> None:
    """The conversation, at the time agreed (R82, R83, R32)."""
    tale.at = max(tale.at, when)
    parties: tuple[Party, ...] = tuple(dict.fromkeys((*callees(tale), "participant")))
    told, need = tale.chance.random() < 0.9, tale.minor and tale.chance.random() < 0.1
    tale.later(minutes=60).say(
        ConversationHeld(
            held_by=tale.holder,
            parties=parties,
            follow_up_appropriate=True,
            follow_up_wanted=wanted,
            participant_view="need" if wanted is not Answer.NO else "safe_again",
            safety=tale.chance.choice((1, 2, 2, 3)),
            unsafe=tuple(tale.chance.sample(list(Arena), 2)),
            geographic=Open("Mest på vei hjem om kvelden."),
            parents_need=Answer.YES if need else Answer.NO,
            checklist=(86, 90, 91, 92, *ALWAYS_TOLD, 120) if told else (90, 91, 92, 93),
        ),
        by=tale.holder,
    )
    if not told and wanted is not Answer.NO:
        known = InformationGiven(items=ALWAYS_TOLD, parties=parties, channel=Channel.PHONE, sheet_given=True)
        tale.later(workdays=1).say(known, by=tale.holder)
    if need:
        tale.later(minutes=20).say(ParentsConsidered(meeting="agreed", follow_up=Answer.NO), by=tale.holder)


def misread(tale: Tale) -> None:
    """A word of the row is none that we know; the coordinator looks at it (D26)."""
    youth = tale.youth
    youth.odd_cells, youth.once = {"tolk": "litt"}, True

    def answered(seen: Seen) -> Answered:
        return Answered(
            what="unread_value", fact=seen.read(youth.report, youth.name), note=Open("Forstår norsk godt nok.")
        )

    tale.later(workdays=1).say(answered)


def identify(tale: Tale, youth: Youth) -> None:
    """Who came without a national number is looked for (D28)."""

    def answered(seen: Seen) -> Answered:
        note = Open("Funnet i folkeregisteret; nummeret er gitt videre til politiet.")
        return Answered(what="identity", fact=seen.read(youth.report, youth.name), note=note)

    tale.later(workdays=1).say(answered, about=youth.handle)


CAME_FROM: Final[Mapping[str, CameFrom]] = {
    "Skolen": "school",
    "Helsesykepleier": "health",
    "Helsestasjonen": "health",
    "Utekontakten": "municipality",
    "Barnevernet": "barnevern",
}
"""The way in, by where the referrer works."""


def referred(tale: Tale) -> None:
    """Somebody who knows the youth turns to the coordinator (R12, R23)."""
    youth, people = tale.youth, tale.cradle.population
    tale.say(
        ReferralReceived(
            person=Person(
                name=Open(youth.name),
                national_number=Open(youth.number) if youth.number else None,
                birth_date=Open(youth.born),
                phone=Open(youth.phone),
                address_protection=youth.protection,
                language=Open(youth.language),
                interpreter=youth.interpreter,
            ),
            guardians=tuple(
                Guardian(name=Open(p.name), phone=Open(p.phone), kind=columns.GUARDIAN_KIND.read(p.kind) or OTHER)
                for p in youth.guardians
            ),
            lives_with=youth.lives_with,
            category=youth.category,
            role=youth.role,
            hate_motive=youth.hate,
            stated_need=Open("Tør ikke gå på skolen alene."),
            perpetrator_is=youth.perpetrator_is,
            report_number=Open(youth.report) if tale.reported else None,
            investigator=youth.investigator if tale.reported else None,
            came_from=CAME_FROM[youth.referrer],
            referrer=Referrer(name=Open(people.name()), phone=Open(people.phone()), agency=youth.referrer),
            reported=Reported.YES if tale.reported else Reported.NO,
            incident_on=youth.incident_on,
            consents_to_contact=Answer.YES,
        ),
        by=tale.team.referrer,
        source=Source.MUNICIPALITY,
        about=f"unit/{youth.unit}",
    )
