"""What is learned of the people of a case on the way: who is who, how they are reached, what language they speak."""

from datetime import timedelta

from events.contact import AnswersResolved, FirstContactMade, Tried
from events.person import (
    AddressProtectionChanged,
    ContactDataChanged,
    GuardianTold,
    InterpreterBooked,
    InterpreterNeeded,
    RelationLearned,
    SafeToContact,
)
from events.personal import Open
from events.refs import GuardianParty
from events.values import AddressProtection, Answer, GuardianKind, PerpetratorIs
from services.sample import first
from services.sample.tale import Tale


def speak(tale: Tale) -> None:
    """Whoever is called needs an interpreter, and one is booked (D15)."""
    party = first.callees(tale)[0]
    tale.say(InterpreterNeeded(person=party, language=Open("tigrinja")))
    booked = InterpreterBooked(persons=(party, "participant"), booked_for=tale.at + timedelta(days=1))
    tale.later(minutes=30).say(booked)


def another_number(tale: Tale) -> None:
    """The youth has another number, and their address is protected now."""
    tale.logged(ContactDataChanged(phone=Open("01999999")))
    protected = AddressProtectionChanged(person="participant", protection=AddressProtection.PROTECTED)
    tale.later(minutes=20).say(protected)


def appointed(tale: Tale) -> None:
    """An appointed guardian stands beside the parents now."""
    told = GuardianTold(place="guardian_3", kind=GuardianKind.APPOINTED, name=Open("Oppnevnt Verge"))
    tale.say(told)


def no_stranger(tale: Tale) -> None:
    """The guide learns who the perpetrator is, and when the youth can be phoned without them hearing (D4)."""
    tale.logged(RelationLearned(perpetrator_is=PerpetratorIs.ACQUAINTED, same_household=Answer.NO))
    safe = SafeToContact(person="participant", safe=True, when=Open("Etter skoletid"), may_say=Open("Si bare fornavn"))
    tale.later(minutes=10).logged(safe)


def differ(tale: Tale) -> None:
    """The other guardian says no to the conversation that one has said yes to; the coordinator decides (D13)."""
    yes = first.callees(tale)[0]
    other: GuardianParty = "guardian_1" if yes == "guardian_2" else "guardian_2"
    if yes == "participant" or len(tale.youth.guardians) < 2:
        return
    no = FirstContactMade(
        parties=(Tried(party=other, reached=True),),
        answered_by=other,
        answer="declined",
        deviation=Open("Ringte selv tilbake."),
    )
    tale.later(minutes=40).say(no)
    whose: GuardianParty = "guardian_2" if yes == "guardian_2" else "guardian_1"
    tale.later(minutes=30).say(AnswersResolved(guardian=whose, why=Open("Bor fast der.")))
