"""Walks in which the family decides: parents apart, a mother who asks again, a guardian's no, parents who want more."""

from events.assessment import HandedOver
from events.closing import Closed
from events.values import Answer, Source
from tests.support.ladder import (
    answered,
    assessed,
    clearance_asked,
    cleared,
    closed,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    need_reported,
    participant_called,
    referred,
    residence_checked,
    youth_considered,
)
from tests.support.ladder_follow import consent_decided, consent_refused, review_held
from tests.support.story import day
from tests.support.town import Town
from tests.support.walking import Walk, cleared_by_police, guidelog, row_of, to_follow_up


def test_a_robbery_with_parents_apart(town: Town):
    """The one the youth lives with is called, once the investigator has cleared it; and the youth gets safe again."""
    [ref] = town.imported(row_of(bor_hos="delt"))
    case = Walk(town, ref).phase("detected").owes_only("assess").owes("assess", "coordinator@ost", due=2)
    case.reads("Vurder om programmet er rett tiltak", "R52 (§ 2)", "fordi: 12.1.2026 08.00 rad i ukens uttrekk")

    case.given(assessed(day=1)).phase("assessed")
    case.owes("ask_clearance", due=2).owes("check_residence", due=3).owes("consider_protection", due=2)
    case.owes("call_family", due=3, waiting_for="ask_clearance").reads("Ring familien", "Sjekk hvem ungdommen bor hos")
    case.when(family_called().called("for-tidlig")).breach("clearance_missing", 47, 69)
    case.breach("residence_unchecked", 73).phase("assessed").owes("answer_breach", "coordinator@ost", due=3)
    case.reads("første kontakt · avvik", "R47 (§ 2)", "R73 (§ 4)", "gjort når: klarering gitt")

    case.given(clearance_asked(), residence_checked(), considered())
    case.given(cleared(day=2).reported_by("e2", Source.POLICE)).owes_no("ask_clearance", "check_residence")
    case.owes("call_family", due=4, party="guardian_1", standing="now")
    case.owes("answer_breach", due=3)  # a clearance that comes later allows no earlier call
    case.when(family_called(by="guardian_2").called("feil-forelder")).breach("not_the_home_parent", 74)
    case.reads("første kontakt · avvik · 14.1.2026", "R74 (§ 4)", "fordi: 13.1.2026 12.00 bosted sjekket")
    case.given(family_called(appointment_at="2026-01-19T14:00:00Z")).phase("conversation")
    case.owes("hold_conversation", due=7).given(answered("breach", "desk:for-tidlig"))
    case.given(answered("breach", "desk:feil-forelder")).owes_no("answer_breach")

    case.given(conversation_held(day=7).reported_by("h1", Source.MUNICIPALITY))
    case.owes("ask_guide", due=14).owes("ask_consent", due=14)
    case.when(guide_asked("e2")).refused("investigator_in_own_case", 51)
    case.given(guide_asked(day=8)).owes("await_guide", due=11)
    case.given(guidelog(guide_accepted(day=9))).phase("conversation").given(guidelog(consented())).phase("guided")

    case.owes("contact_youth", "staff/g1", due=21).owes("contact_parents", "staff/g1", due=21)
    case.on(21).reminded("contact_youth", "due").reads("Ta kontakt med ungdommen · g1 · frist 2.2.2026 (i dag)", "R155")
    case.given(guidelog(contact("guardian_1"))).owes("contact_youth", due=21)  # a parent alone resets nothing
    case.given(guidelog(contact())).owes("contact_youth", due=35).owes("contact_parents", due=35)
    case.given(guidelog(contact(day=33))).owes("contact_youth", due=47)
    case.when(closed("youth_and_guide_agree", day=40, without=("guide_view",))).refused("both_views_missing", 133)
    case.when(closed("youth_and_guide_agree", without=("restored",))).refused("safety_by_arena_missing", 13)
    case.given(closed("youth_and_guide_agree")).phase("closed", "youth_and_guide_agree").owes_nothing()
    case.reads("Avsluttet 21.2.2026: ungdom og guide er enige")


def test_a_mother_asks_to_reopen(town: Town):
    """R136, D25: only the family reopens; then everything is asked for anew, the guide of last time first."""
    [ref] = town.imported(row_of())
    case = Walk(town, ref).given(to_follow_up(), closed("youth_and_guide_agree", day=40)).phase("closed")
    case.when(guidelog(contact(day=90))).breach("closed_no_outreach", 136).phase("closed").answered()
    case.given(guidelog(contact("guardian_1", incoming=True, day=100))).phase("closed").owes_nothing()

    case.given(need_reported("guardian_1", agrees=True).reported_by("r1", Source.MUNICIPALITY)).phase("reopened")
    case.owes_only("assess_again").owes("assess_again", "coordinator@ost", due=102)
    case.reads("Vurder på nytt etter gjenopptakelse", "R63", "R136", "behov meldt på nytt")
    case.given(assessed(day=101)).phase("reopened")
    case.owes("ask_clearance", due=102).owes("consider_protection", due=102).owes("ask_guide").owes("ask_consent")
    case.when(contact(by="k1")).breach("clearance_missing", 47).breach("consent_missing", 139)
    case.reads("kontakt · avvik", "Samtykke til løpende kontakt mangler.", "R139 (§ 7)", "gjort når: samtykke gitt")
    case.answered().given(guide_asked())
    case.when(guidelog(guide_accepted(day=102))).waiting("clearance_missing", 47).phase("reopened")
    case.owes("await_guide", waiting_for="ask_clearance").given(cleared_by_police(day=103)).phase("reopened")
    case.owes_no("await_guide").reads("guide har sagt ja", "g1").given(guidelog(consented())).phase("reopened")
    case.owes("consider_protection").given(considered()).phase("guided")
    case.owes("contact_youth", "staff/g1").given(guidelog(contact(day=110))).owes("contact_youth", due=124)
    case.given(closed("other_measures", day=150)).phase("closed", "other_measures").owes_nothing()


def test_a_guardian_says_no_and_the_youth_wants(town: Town):
    """R76, D13, D22: the youth is heard all the same; the other parent consents, and the coordinator settles it."""
    case = Walk.of(town, referred().reported_by("r1", Source.MUNICIPALITY)).given(assessed(day=1), considered())
    case.owes("call_family", due=3, party="guardian_1").given(family_called("declined")).phase("assessed")
    case.owes_no("call_family", "close_case").owes("consider_youth", "coordinator@ost")
    case.reads("Vurder å snakke med ungdommen selv", "R76 (§ 4)", "første kontakt")
    case.when(closed("offer_declined", said_by="guardian_1")).waiting("youth_not_considered", 76).phase("assessed")
    case.given(youth_considered(talk=True)).phase("assessed").owes("answer_refusal", "coordinator@ost", due=3)
    case.reads("avslutning · avvist", "R76", "ikke gjort ennå")
    case.given(answered("refusal", Closed)).owes_only("call_family").owes("call_family", due=3, party="participant")
    case.given(participant_called(day=2)).phase("conversation")
    case.given(conversation_held(day=6).reported_by("h1", Source.MUNICIPALITY), guide_asked(day=7))
    case.given(guidelog(guide_accepted(day=8))).phase("conversation").owes("ask_consent", "coordinator@ost", due=15)

    case.given(guidelog(consent_refused("guardian_1", day=9))).phase("conversation").owes_no("ask_consent")
    case.owes("restore_consent", "coordinator@ost", due=14).reads("Samtykket er borte: bestem hva nå", "R139 (§ 7)")
    case.when(guidelog(contact(day=10))).breach("consent_missing", 139).answered()
    case.given(consent_decided("other_guardian", guardian="guardian_2", day=12)).owes_no("restore_consent")
    case.owes("ask_consent_again", due=18, party="guardian_2")
    case.given(guidelog(consented("guardian_2", day=13)))
    case.phase("guided").owes("resolve_consent", "coordinator@ost", due=16).owes("contact_youth", "staff/g1", due=20)
    case.reads("De foresatte svarer ulikt om samtykke", "R139", "fordi: 25.1.2026 09.00 samtykke gitt")
    case.given(consent_decided("follow_one", guardian="guardian_2", day=14)).owes_no("resolve_consent")
    case.given(guidelog(contact(day=16))).owes("contact_youth", due=30).owes("hold_review", due=69)
    case.on(70).reminded("hold_review", "overdue").given(review_held("close"))
    case.given(closed("youth_and_guide_agree", day=71)).phase("closed", "youth_and_guide_agree").owes_nothing()


def test_a_youth_wants_no_guide_and_the_parents_do(town: Town):
    """R32, R88, R115: the youth's answer decides, the parents' own need is seen to, and nobody asks the youth again."""
    case = Walk.of(town, referred().reported_by("r1", Source.MUNICIPALITY))
    case.given(assessed(day=1), considered(), family_called())
    case.given(conversation_held(Answer.NO, day=6).reported_by("h1", Source.MUNICIPALITY)).phase("conversation")
    case.owes_only("close_case").owes("close_case", "coordinator@ost", due=9)
    case.reads("Avslutt saken", "R32 (§ 1)", "fordi: 18.1.2026 09.00 trygghetssamtale holdt")
    case.given(consented(day=7)).owes_only("close_case")  # the parents' yes does not go before the youth's no
    case.on(14).reminded("close_case", "overdue")
    case.when(closed("no_guide_wanted", without=("parents_need_considered",))).refused("parents_need_open", 88, 115)
    case.given(closed("no_guide_wanted")).phase("closed", "no_guide_wanted").owes_nothing()

    case.given(need_reported("guardian_1", day=40)).phase("reopened").owes_only("assess_again", "close_case")
    case.given(assessed(day=41)).owes_no("call_family", "hold_conversation", "ask_consent", "ask_guide")
    helped = HandedOver(agency="Familievernkontoret", on=day(42))
    case.given(closed("not_right_measure", handed_over=helped, day=42)).phase("closed").owes_nothing()
