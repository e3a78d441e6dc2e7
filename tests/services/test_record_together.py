"""Who was exposed to the same, or has the same guardians, is shown as belonging together; never across units (D5)."""

from events.correction import RegisteredByMistake
from events.personal import Open
from services.store.answers import Together
from services.store.asking import operator
from services.store.connect import Role
from services.store.read import Reader
from tests.support.happenings import fact, row, someone
from tests.support.office import Office


def test_cases_with_a_report_or_a_telephone_in_common_belong_together(office: Office) -> None:
    told = [row(someone(n), unit, report="12345678") for n, unit in ((1, "ost"), (2, "ost"), (3, "vest"), (4, "ost"))]
    one, two, there, mistake = (str(answer.case) for answer in office.take(*told))
    office.one(fact(RegisteredByMistake(why=Open("Feil person")), f"case/{mistake}", by="staff/k-ost"))
    with office.record.database.pool(Role.READER, 1) as pool:
        reader = Reader(pool, office.keyring, office.clock)
        assert reader.case(reader.actor("k-ost"), one).together == (Together(two, "ost", ("name", "phone", "report")),)
        assert reader.case(reader.actor("k-vest"), there).together == ()
        assert reader.case(operator("nils"), one).together == (), "who belongs to whom is personal"
        assert reader.case(reader.actor("k-ost"), one, known=office.clock.now()).together == ()


def test_a_person_known_in_another_unit_is_said_to_be(office: Office) -> None:
    office.one(row(someone(1)))
    there = str(office.one(row(someone(1), "vest", report="87654321")).case)
    with office.record.database.pool(Role.READER, 1) as pool:
        reader = Reader(pool, office.keyring, office.clock)
        view = reader.case(reader.actor("k-vest"), there)
    assert view.together == ()
    assert view.case is not None
    assert view.case.ties.elsewhere == ("ost",)
