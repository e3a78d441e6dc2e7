"""Walks in which home is not safe: a girl who tells a nurse, a stepfather, a brother who turns out to be the one."""

from events.closing import OtherMeasure
from events.values import Answer, Source
from tests.support.ladder import assessed, closed, considered, conversation_held, family_called
from tests.support.ladder_follow import investigator_consulted, report_judged, responsible_contacted
from tests.support.town import Town
from tests.support.walking import Walk, cleared_by_police, row_of


def test_a_stepfather_as_perpetrator(town: Town):
    """R17: asked about, and going on needs a reason; barnevern is judged the same day, protection too."""
    [ref] = town.imported(row_of(sakstype="vold", gjerningsperson_er="annen i husstanden"))
    case = Walk(town, ref).phase("detected").owes("judge_report", "coordinator@ost", due=0)
    case.reads("Vurder opplysningsplikten til barnevernet i dag", "R17", "R165 (opplysningsplikten)", "rad i ukens")
    case.on(1).reminded("judge_report", "overdue").given(report_judged()).owes_no("judge_report")
    case.when(assessed(family=None)).refused("family_question_open", 17).phase("detected")
    case.when(assessed(family=Answer.YES)).refused("family_reason_missing", 17).phase("detected")
    case.given(assessed(family=Answer.YES, reason="Mor og barnevernet ønsker det", serious=True)).phase("assessed")

    case.owes("consider_protection", "coordinator@ost", due=1).reads("Vurder beskyttelsestiltak", "R62", "R118")
    case.given(considered(needed=("oppholdsforbud", "voldsalarm"))).owes_no("consider_protection")
    case.owes("contact_responsible", due=1, party="measure:oppholdsforbud").owes("consult_investigator", due=1)
    case.given(responsible_contacted("oppholdsforbud"), responsible_contacted(), investigator_consulted())
    case.owes("contact_witness_protection", due=1).given(responsible_contacted("witness_protection"))
    case.owes_no("contact_responsible", "contact_witness_protection", "consult_investigator")

    case.given(cleared_by_police(day=2)).owes("call_family", party="guardian_1")
    case.given(family_called(appointment_at="2026-01-16T12:00:00Z")).phase("conversation")
    held = conversation_held(Answer.YES, day=4, appropriate=False, why="Barnevernet og BUP er rett hjelp")
    case.given(held.reported_by("h1", Source.MUNICIPALITY)).owes("close_case", "coordinator@ost", due=9)
    taken_over = OtherMeasure(measure="Hjelpetiltak", owner="Barnevernet")
    case.when(closed("other_measures", day=7, without=("other_measure",))).refused("other_measure_missing", 134)
    case.given(closed("other_measures", other_measure=taken_over)).phase("closed", "other_measures").owes_nothing()
