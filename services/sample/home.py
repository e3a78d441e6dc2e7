"""The people around the youth: who they are, how they are reached, in which language, and who is not safe."""

from datetime import datetime, timedelta

from events.assessment import Assessed
from events.duty_to_report import ReportJudged
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
from events.refs import Party
from events.values import AddressProtection, Answer, Channel, GuardianKind, PerpetratorIs
from services.sample import first
from services.sample.tale import Tale


def needs_interpreter(tale: Tale) -> None:
    """The guardian at home needs an interpreter, who is booked for the first call (D15)."""
    party, language = first.callees(tale)[0], Open(tale.youth.language)
    tale.later(minutes=20).say(InterpreterNeeded(person=party, language=language))
    book_interpreter(tale, tale.at + timedelta(days=1), party)


def book_interpreter(tale: Tale, when: datetime, *persons: Party) -> None:
    """An interpreter for these (D15)."""
    booked = InterpreterBooked(persons=persons, booked_for=when, language=Open(tale.youth.language))
    tale.later(minutes=20).say(booked)


def change_phone(tale: Tale) -> None:
    """The youth has another telephone and would rather have messages."""
    phone = Open(tale.cradle.population.phone())
    tale.logged(ContactDataChanged(phone=phone, preferred=Channel.SMS))


def tell_guardian(tale: Tale) -> None:
    """A guardian's address for mail, and that they have parental responsibility (R72)."""
    if tale.minor and tale.youth.guardians:
        email = Open("foresatt@example.org")
        tale.logged(GuardianTold(place="guardian_1", email=email, parental_responsibility=Answer.YES))


def appoint(tale: Tale) -> None:
    """An appointed guardian stands beside the parents now (R72)."""
    name = Open(tale.cradle.population.name())
    tale.say(GuardianTold(place="guardian_3", kind=GuardianKind.APPOINTED, name=name))


def no_stranger(tale: Tale) -> None:
    """The guide learns who the perpetrator is, and when the youth can be phoned without them hearing (D4)."""
    tale.logged(RelationLearned(perpetrator_is=PerpetratorIs.ACQUAINTED, same_household=Answer.NO))
    safe = SafeToContact(person="participant", safe=True, when=Open("Etter skoletid"), may_say=Open("Si bare fornavn"))
    tale.later(minutes=10).logged(safe)


def protect_address(tale: Tale) -> None:
    """The youth's address is protected from now on."""
    tale.say(AddressProtectionChanged(person="participant", protection=AddressProtection.STRICT))


def contact_safely(tale: Tale) -> None:
    """The one who is called says by which number and when it is safe (D4)."""
    tale.say(
        SafeToContact(
            person=tale.youth.home,
            safe=True,
            shared_number=True,
            phone=Open(tale.cradle.population.phone()),
            when=Open("På dagtid, mens hun er på jobb."),
            may_say=Open("Si at det gjelder skolen."),
        )
    )


def learn_relation(tale: Tale) -> None:
    """It was the brother: judged, protection and the programme looked at anew the same day (R17, R52, R62, R165)."""
    note = Open("Ungdommen fortalte det til guiden.")
    tale.logged(RelationLearned(perpetrator_is=PerpetratorIs.FAMILY, same_household=Answer.NO, note=note))
    if tale.minor:
        tale.later(minutes=20).say(
            ReportJudged(
                sent=True,
                why=Open("Bror på 19 som har flyttet ut."),
                grounds=("neglect",),
                sent_at=tale.at,
                sent_to="Barneverntjenesten",
            )
        )
    first.protect(tale, needed=True)
    reason = Open("Broren bor ikke hjemme; begge foreldrene støtter ungdommen.")
    tale.later(minutes=30).say(Assessed(decision="offer", perpetrator_in_family=Answer.YES, reason_to_go_on=reason))
