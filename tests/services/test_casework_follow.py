"""Follow-up, protection and the statutory duties on the real record: what is told is decided, owed and folded again."""

from datetime import datetime, timedelta

from events.closing import Closed
from events.contact import AddendumWritten, ContactLogged, Tried
from events.duty_to_report import ConcernRaised, ReportJudged
from events.fact import Fact, FactData, FactRef
from events.personal import Open
from events.protection import OwnReportWritten, ThreatLearned
from events.staff import StaffAdded
from events.values import Channel, PerpetratorIs, Role, Source
from tests.support.happenings import NOW, assessed, cleared, fact, guide_accepted, guide_asked, row, someone
from tests.support.office import Office


def told(data: FactData, case: str, by: str = "k-ost", at: datetime = NOW, source: Source = Source.DESK) -> Fact:
    return fact(data, f"case/{case}", by=f"staff/{by}", at=at, source=source)


def test_a_duty_to_report_is_judged_on_a_closed_case_by_whoever_sees_it(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case, "not"))
    seen = told(ConcernRaised(duty="report", what=Open("Syntetisk uro")), case, "g-vest", source=Source.GUIDELOG)
    assert office.one(seen).outcome == "recorded"
    assert office.duties(f"case/{case}") == {"judge_report"}
    judged = ReportJudged(sent=True, why=Open("Syntetisk grunn"), concern=FactRef(source=seen.source, id=seen.id))
    assert office.one(told(judged, case, "l-ost")).outcome == "recorded"
    assert office.duties(f"case/{case}") == set()
    office.sound()


def test_a_perpetrator_at_home_raises_it_with_the_row_itself(office: Office) -> None:
    case = str(office.one(row(someone(1), perpetrator_is=PerpetratorIs.HOUSEHOLD)).case)
    assert "judge_report" in office.duties(f"case/{case}")
    office.sound()


def test_a_guide_in_the_police_owes_an_own_report_whoever_learned_of_the_threat(office: Office) -> None:
    police = StaffAdded(
        name=Open("Syntetisk politi"), roles=(Role.GUIDE,), units=("ost",), organisation="Politiet", police=True
    )
    office.one(fact(police, "staff/p1", by="system/cli", source=Source.CLI))
    case = str(office.one(row(someone(1))).case)
    office.take(assessed(case), *cleared(case), guide_asked(case, "p1"), guide_accepted(case, "p1"))
    office.one(told(ThreatLearned(what=Open("Syntetisk trussel")), case, at=NOW + timedelta(minutes=1)))
    assert {"write_own_report", "urge_to_report", "consider_protection"} <= office.duties(f"case/{case}")
    office.one(told(OwnReportWritten(), case, "p1", at=NOW + timedelta(minutes=2)))
    assert "write_own_report" not in office.duties(f"case/{case}")
    office.sound()


def test_an_addendum_finds_its_entry_and_a_closing_leaves_the_log_open(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    rang = ContactLogged(direction="in", channel=Channel.PHONE, parties=(Tried(party="guardian_1", reached=True),))
    entry = told(rang, case)
    office.one(entry)
    office.one(told(Closed(ground="died", found_by="k-ost"), case))
    added = AddendumWritten(entry=FactRef(source=entry.source, id=entry.id), text=Open("Syntetisk tillegg"))
    assert office.one(told(added, case)).outcome == "recorded"
    nowhere = added.model_copy(update={"entry": FactRef(source=entry.source, id="nowhere")})
    assert office.one(told(nowhere, case)).outcome == "refused"
    office.sound()
