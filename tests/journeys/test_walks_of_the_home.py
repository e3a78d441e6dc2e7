"""Walks in which home is not safe: a girl who tells a nurse, a stepfather, a brother who turns out to be the one."""

from typing import Any

from events.closing import OtherMeasure
from events.values import Answer, Category, GuardianKind, PerpetratorIs, Source
from tests.support.ladder import (
    assessed,
    closed,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    participant_called,
    youth_considered,
)
from tests.support.ladder_follow import consent_decided, investigator_consulted, report_judged, responsible_contacted
from tests.support.ladder_person import guardian_told, relation_learned, safe_to_contact
from tests.support.town import Town
from tests.support.walking import Walk, cleared_by_police, guidelog, referred_by, row_of, to_follow_up


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


def test_unreported_threats_told_to_a_nurse_by_a_girl_afraid_of_home(town: Town):
    """R12, D4, D16: no clearance, nobody unsafe is called, and it is no dead end: the girl herself, then barnevern."""
    told = {"category": Category.THREATS, "need": "Tør ikke gå hjem"}
    case = Walk.of(town, referred_by("r1", **dict[str, Any](told))).phase("detected").owes_only("assess")
    case.reads("Hendelse i1: trusler, fornærmet, ikke anmeldt")
    case.given(safe_to_contact("guardian_1", safe=False), safe_to_contact("guardian_2", shared=True))
    case.given(relation_learned(PerpetratorIs.FAMILY, household=Answer.YES, protected_by=("guardian_1",)))
    case.owes("judge_report", "coordinator@ost", due=0).reads("Vurder opplysningsplikten", "R165", "gjerningsperson")
    case.given(report_judged()).owes_no("judge_report")

    case.when(assessed(family=Answer.YES, day=1)).refused("family_reason_missing", 17)
    case.given(assessed(family=Answer.YES, reason="Hun ber selv om hjelp", serious=True)).phase("assessed")
    case.owes_no("ask_clearance").owes("consider_protection", due=1).owes("contact_witness_protection", due=1)
    case.given(considered(), responsible_contacted("witness_protection"))
    case.owes("find_guardian", "coordinator@ost", due=3).owes("call_family", waiting_for="find_guardian")
    case.when(family_called(by="guardian_1")).breach("guardian_unsafe", 17).answered().phase("assessed")
    case.reads("første kontakt · avvik", "R17", "12.1.2026 12.00 forhold til gjerningspersonen", "trygt å kontakte")
    case.reads("foresatt 1: Forelder Syntetisk (mor) · SKAL IKKE KONTAKTES").reads_not("00000002")

    case.given(youth_considered(talk=True)).owes_no("find_guardian").owes("call_family", party="participant")
    case.given(participant_called(day=2)).phase("conversation")
    case.given(conversation_held(day=3, parties=("participant",)).reported_by("h1", Source.MUNICIPALITY))
    case.owes("restore_consent", "coordinator@ost", due=8).given(guide_asked(day=4), guidelog(guide_accepted(day=5)))
    case.given(guidelog(consented("guardian_1", day=6))).phase("conversation").owes("restore_consent")
    case.given(consent_decided("youths_own", day=7), guidelog(consented("participant", day=8))).phase("guided")
    case.owes("contact_youth", "staff/g1", due=17).owes_no("contact_parents", "restore_consent")
    case.given(guidelog(contact(day=16)), guardian_told("guardian_3", GuardianKind.BARNEVERN, day=20))
    case.owes("restore_consent", "coordinator@ost", due=23).reads("foresatt 3:", "barnevernet")
    case.given(guidelog(consented("guardian_3", day=22))).owes_no("restore_consent").owes("contact_parents", due=30)
    case.given(closed("other_measures", day=25)).phase("closed", "other_measures").owes_nothing()


def test_the_perpetrator_turns_out_to_be_the_brother_in_week_five(town: Town):
    """D4: whether to go on, protection and barnevern are asked the same day, and whoever protects him is not called."""
    [ref] = town.imported(row_of())
    case = Walk(town, ref).given(to_follow_up()).owes("contact_parents", "staff/g1", due=21).owes_no("judge_report")
    case.given(guidelog(contact(day=20)), guidelog(contact("participant", "guardian_1", "guardian_2", day=30)))
    brother = relation_learned(PerpetratorIs.FAMILY, household=Answer.YES, protected_by=("guardian_2",), day=31)
    case.given(guidelog(brother)).phase("guided")
    case.owes("judge_report", "coordinator@ost", due=31).owes("consider_protection", "coordinator@ost", due=32)
    case.owes("assess_changed", "coordinator@ost", due=35).reads("Vurder saken på nytt", "R17", "R63", "forhold til")
    case.reads("foresatt 2: Syntetisk Far (far) · SKAL IKKE KONTAKTES")
    case.when(guidelog(contact("guardian_2"))).breach("guardian_unsafe", 17).answered()
    case.reads("kontakt · avvik", "R17", "fordi: 12.2.2026 09.00 forhold til gjerningspersonen")

    case.given(report_judged(), considered(needed=("kontaktforbud",))).owes("contact_responsible", due=32)
    case.when(assessed(family=Answer.YES, day=32)).refused("family_reason_missing", 17)
    case.given(
        assessed(family=Answer.YES, reason="Bor nå hos mor, broren er flyttet"), responsible_contacted("kontaktforbud")
    )
    case.owes_no("judge_report", "consider_protection", "assess_changed", "contact_responsible").phase("guided")
    case.on(44).owes("contact_parents", "staff/g1", due=44)
    case.given(guidelog(contact("participant", "guardian_1"))).owes(
        "contact_parents", due=58
    )  # the father is not asked
    case.given(closed("youth_and_guide_agree", day=60)).phase("closed").owes_nothing()
