"""A case made for one journey, so that no other test has been in it."""

from datetime import timedelta
from itertools import count

from events.assessment import Assessed, HandedOver
from events.clearance import ClearanceAsked, ClearanceGiven
from events.intake import ReferralReceived, Referrer
from events.person import Guardian, Person, ResidenceChecked
from events.personal import Open
from events.values import Answer, CaseRole, Category, GuardianKind, LivesWith, Reported
from tests.support.extracts import number_of
from tests.support.livingdesk import LivingDesk

_numbers = count(1)


def detected(desk: LivingDesk, investigator: str = "e1") -> tuple[str, str]:
    """A reported assault on somebody of fourteen, whose mother has a telephone: its reference and report number."""
    n, today = next(_numbers), desk.service.clock.now().date()
    report = f"{20_000_000 + n}"
    told = ReferralReceived(
        person=Person(
            name=Open(f"Syntetisk Reise {n}"),
            national_number=Open(number_of(today.replace(year=today.year - 14, day=1) + timedelta(days=n))),
        ),
        guardians=(Guardian(name=Open(f"Syntetisk Mor {n}"), phone=Open("+47 00 00 00 00"), kind=GuardianKind.MOTHER),),
        lives_with=LivesWith.GUARDIAN_1,
        category=Category.VIOLENCE,
        role=CaseRole.VICTIM,
        hate_motive=Answer.NO,
        report_number=Open(report),
        reported=Reported.YES,
        investigator=investigator,
        referrer=Referrer(name=Open("Syntetisk Melder"), agency="skole"),
        incident_on=today - timedelta(days=9),
    )
    return desk.tell(told, "unit/ost"), report


def offered(desk: LivingDesk, investigator: str = "e1") -> str:
    """Assessed, and the investigator has been asked."""
    ref, _ = detected(desk, investigator)
    desk.tell(Assessed(decision="offer", incident="i1", perpetrator_in_family=Answer.NO), f"case/{ref}")
    desk.tell(ClearanceAsked(incidents=("i1",), asked=investigator), f"case/{ref}")
    return ref


def to_be_called(desk: LivingDesk) -> str:
    """Cleared, on a condition."""
    ref = offered(desk)
    living = ResidenceChecked(parents_live_together=Answer.NO, lives_with=LivesWith.GUARDIAN_1)
    desk.tell(living, f"case/{ref}")
    cleared = ClearanceGiven(incidents=("i1",), by="e1", not_about=Open("hva vitnet har forklart"))
    desk.tell(cleared, f"case/{ref}", by="staff/e1")
    return ref


def closed(desk: LivingDesk) -> str:
    """Found not to be for the programme."""
    ref, _ = detected(desk)
    told = Assessed(
        decision="not", incident="i1", perpetrator_in_family=Answer.NO, not_because=Open("Får hjelp et annet sted"),
        handed_over=HandedOver(reason_for_none=Open("Ville ikke ha noen annen")),
    )  # fmt: skip
    desk.tell(told, f"case/{ref}")
    return ref
