"""Walks in which the criminal case matters: hate crime, a witness, a new robbery, a hearing that is moved."""

from datetime import date
from typing import Any

from events.values import Answer, Source
from tests.support.extracts import number_of
from tests.support.ladder import (
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
    hearing,
    need_reported,
    participant_called,
)
from tests.support.ladder_guidance import bl_confirmed, guide_informed, investigator_told, prosecutor_told, wishes
from tests.support.ladder_matter import NUMBER, court_support, hearing_moved, reported_later
from tests.support.story import day
from tests.support.town import Town
from tests.support.walking import Walk, cleared_by_police, guidelog, referred_by, row_of, to_follow_up

AT_44 = {
    "fodselsnummer": number_of(date(1981, 6, 15)),
    "sakstype": "trusler",
    "hatmotiv": "ja",
    "bor_hos": "alene",
    **{f"foresatt_{n}_{what}": "" for n in (1, 2) for what in ("navn", "telefon", "rolle")},
}


def test_a_hate_crime_at_44(town: Town):
    """R10: no age ceiling; an adult speaks and consents alone, and no parent is asked for anything."""
    [ref] = town.imported(row_of(**AT_44))
    case = Walk(town, ref).phase("detected").owes_only("assess").reads("Hendelse i1: trusler", "hatmotiv")
    case.given(assessed(day=1), considered(), cleared_by_police(day=2)).owes("call_family", party="participant")
    case.when(family_called("accepted", reached=("participant", "guardian_1"))).breach(
        "adult_speaks_alone", 71, 10
    ).answered()
    case.given(participant_called(day=3)).phase("conversation")
    held = conversation_held(day=6, parties=("participant",)).reported_by("h1", Source.MUNICIPALITY)
    case.given(held).phase("conversation").owes("ask_guide").owes_no("ask_consent")  # the yes is the consent
    case.given(guide_asked(day=7), guidelog(guide_accepted(day=8))).phase("guided")
    case.owes("contact_youth", "staff/g1", due=20).owes_no("contact_parents", "ask_youth_at_18")
    case.given(guidelog(contact(day=18))).owes("contact_youth", due=32)
    case.given(closed("youth_and_guide_agree", day=60)).phase("closed").owes_nothing()


def test_a_witness_of_16(town: Town):
    """R11: a witness only with a stated need; the first call is enough where the youth says so and R62 is answered."""
    [ref] = town.imported(row_of(rolle="vitne", fodselsnummer=number_of(date(2009, 3, 2))))
    case = Walk(town, ref).phase("detected").reads("Hendelse i1: ran, vitne")
    case.when(assessed(day=1)).refused("stated_need_missing", 11).phase("detected").owes("assess", due=2)
    case.given(assessed(stated_need="Tør ikke ta bussen etter det som skjedde")).phase("assessed")
    case.given(cleared_by_police(day=2)).owes("call_family", party="guardian_1")
    case.when(participant_called()).breach("guardians_first", 70).reads("første kontakt · avvik", "R70", "R76")
    safe = {"outcome": "safe_again", "participant_view": "safe_again", "asked_to_speak_with_youth": True}
    case.answered()
    case.given(family_called("declined", reached=("guardian_1", "participant"), **dict[str, Any](safe)))
    case.when(closed("safe_after_first_contact")).waiting("protection_not_considered", 62).phase("assessed")
    case.given(considered()).phase("closed", "safe_after_first_contact").owes_nothing()


def test_a_new_robbery_in_follow_up(town: Town):
    """R14, D8: its own assessment and clearance the same day; what is agreed goes on for five working days."""
    [ref] = town.imported(row_of())
    case = Walk(town, ref).given(to_follow_up()).on(28)
    [again] = town.imported(row_of(anmeldelsesnr="77770001", hendelsesdato="2026-02-06"), week="2026-W06")
    assert again == ref
    case.phase("guided").owes("assess", "coordinator@ost", due=30, party="i2").reads("Hendelse i2: ran")
    case.owes("ask_clearance", due=28, party="i2").reads("Be etterforsker om klarering (hendelse 2)", "R47")
    case.given(guidelog(contact(day=29))).phase("guided")
    case.given(assessed("i2", day=30)).owes("consider_protection", due=31, party="i2")
    case.when(guidelog(contact(initiative="starts"))).breach("clearance_missing", 47)
    case.given(guidelog(contact(day=35))).when(guidelog(contact(day=36))).breach("clearance_missing", 47)
    case.given(clearance_asked("i2"), cleared("i2", day=37).reported_by("e2", Source.POLICE))
    case.given(guidelog(contact(day=38)), considered("i2")).owes("contact_youth", due=52)


def test_a_matter_that_is_reported_later(town: Town):
    """D8: clearance is asked for the same day; what is agreed goes on for five working days, nothing new begins."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False)).owes_no("ask_clearance", "tell_prosecutor")
    case.reads("Hendelse i1: vold, fornærmet, ikke anmeldt").given(guidelog(contact(day=19)))
    case.given(reported_later("i1", investigator="e2", day=21)).phase("guided").reads("Hendelse i1: vold", "anmeldt")
    case.owes("ask_clearance", "coordinator@ost", due=21)
    case.reads("Be etterforsker om klarering (hendelse 1)", "R47 (§ 2)")
    case.owes("tell_investigator", due=24).owes("tell_prosecutor", "staff/e2", due=24).owes("inform_guide", due=24)
    case.given(clearance_asked(), guidelog(contact(day=23)))  # agreed, and on the second working day
    case.when(guidelog(contact(initiative="starts"))).breach("clearance_missing", 47).answered()
    case.when(guidelog(contact(day=29))).breach("clearance_missing", 47).answered()  # the sixth working day
    case.owes("contact_youth", "staff/g1", due=37)
    case.reads("Ta kontakt med ungdommen", "venter på: Be om klarering på nytt")
    case.given(cleared(day=30).reported_by("e2", Source.POLICE), guidelog(contact(day=31)))
    case.owes("contact_youth", "staff/g1", due=45).reads_not("venter på: Be om klarering")
    told = (investigator_told(), bl_confirmed(), bl_confirmed(of="programme").reported_by("e2"), prosecutor_told())
    case.given(told, guide_informed()).owes_no("tell_investigator", "confirm_bl_guide", "tell_prosecutor")
    case.given(closed("youth_and_guide_agree", day=40)).phase("closed").owes_nothing()


def test_a_hearing_is_postponed_twice_after_closing(town: Town):
    """The highest version counts, also where it comes first; a hearing never reopens a case (R136)."""
    [ref] = town.imported(row_of(anmeldelsesnr=NUMBER))
    case = Walk(town, ref).given(to_follow_up(), closed("youth_and_guide_agree", day=40)).phase("closed")
    case.given(hearing(starts=90, day=50)).phase("closed").owes_nothing()
    case.given(hearing_moved(sequence=3, starts=150, day=60)).owes_nothing()
    case.when(hearing_moved(sequence=2, starts=120, day=61)).superseded()
    assert [(h["case"], h["phase"], h["starts"][:10]) for h in town.hearings("k1")] == [
        (ref, "closed", day(150).isoformat())
    ]
    case.on(129).phase("closed").owes_nothing().reads("rettsmøte berammet").reads("rettsmøte flyttet · eldre enn")
    assert case.seen()["reminders"][-1]["raised"] < day(50).isoformat(), "nobody is reminded of a hearing"

    case.given(need_reported(day=130)).phase("reopened").owes_only("assess_again")
    case.given(assessed()).owes("consider_court_support", "coordinator@ost", due=130)
    case.reads("Vurder", "R36 (§ 1)", "R119")
    case.given(court_support("h-1", "vitnestotte", "guide_attends", day=131)).owes_no("consider_court_support")


def test_two_siblings_and_one_robbery(town: Town):
    """D5: a case each, shown as belonging together; the matter is one, what each of them answers is their own."""
    refs = town.imported(row_of(1, anmeldelsesnr=NUMBER), row_of(2, anmeldelsesnr=NUMBER))
    big, little = (Walk(town, ref).phase("detected") for ref in refs)
    assert big.ref != little.ref
    big.reads(f"Hører sammen med {little.ref}").given(assessed(day=1), considered())
    little.reads(f"Hører sammen med {big.ref}").given(assessed(), considered())

    big.given(cleared_by_police(day=2)).owes_no("ask_clearance")
    little.owes("ask_clearance", "coordinator@ost", due=2)  # the investigator is asked for each
    little.when(family_called()).breach("clearance_missing", 47).answered().given(cleared_by_police())
    big.given(family_called())  # one call, written on both
    little.given(family_called())
    for case in (big, little):
        case.phase("conversation").given(conversation_held(day=5, by="h1").reported_by("h1", Source.MUNICIPALITY))
    big.given(guide_asked(day=6), guidelog(guide_accepted(day=7)), guidelog(consented())).phase("guided")
    little.phase("conversation").owes("ask_guide").hidden_from("g1")
    little.given(wishes(a_guide=Answer.NO, guide=None, day=8)).owes_no("ask_guide")
    little.owes("close_case", "coordinator@ost", due=11)
    little.given(closed("no_guide_wanted", day=9)).phase("closed", "no_guide_wanted")

    big.when(hearing(day=30, starts=90))
    for case in (big, little):
        case.reads("rettsmøte berammet")  # by its number it stands on both
    little.owes_nothing()
    big.phase("guided").given(court_support("h-1", "vitnestotte", day=80)).given(
        closed("youth_and_guide_agree", day=81)
    )
