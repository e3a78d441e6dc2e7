"""Walks that end in somebody's no: the youth's own, the investigator's, nobody who answers, an offer declined."""

from events.clearance import ClearanceRefused
from events.values import Channel, Source
from tests.support.ladder import (
    assessed,
    clearance_asked,
    clearance_refused,
    closed,
    consented,
    considered,
    contact,
    family_called,
    need_reported,
    nobody_answered,
    youth_considered,
)
from tests.support.ladder_follow import participant_ends
from tests.support.story import Step
from tests.support.town import Town
from tests.support.walking import Walk, guidelog, referred_by, row_of, to_follow_up


def test_jeg_vil_ikke_mer(town: Town):
    """From the youth's own no nobody is asked to contact them, until they ask again themselves."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False)).owes("contact_youth", "staff/g1", due=21)
    case.given(guidelog(participant_ends(day=16))).phase("guided")
    case.owes_no("contact_youth", "contact_parents", "restore_consent", "ask_consent")
    case.owes("close_case", "coordinator@ost", due=21)
    case.reads("Avslutt saken", "R32", "fordi: 28.1.2026 09.00")
    case.when(guidelog(contact(day=17))).breach("consent_missing", 139).reads("kontakt · avvik", "R139")
    case.answered()
    case.given(guidelog(consented("guardian_1", day=18))).owes_no("contact_youth", "contact_parents")
    case.when(closed("ended_by_participant", day=20, without=("guide_view",))).refused("views_on_ending_missing")
    case.given(closed("ended_by_participant")).phase("closed", "ended_by_participant").owes_nothing()
    case.on(120).owes_nothing()
    case.given(need_reported("participant").reported_by("h1", Source.MUNICIPALITY)).phase("reopened")
    case.owes_only("assess_again")


def test_a_family_that_is_never_reached(town: Town):
    """Another time of day, the other guardian, another channel, a letter; then the coordinator may close."""
    case = Walk.of(town, referred_by()).given(assessed(day=1), considered())
    case.owes("call_family", "coordinator@ost", due=3, party="guardian_1")
    case.given(nobody_answered(day=2)).owes("call_family", due=3).given(nobody_answered(day=3, hour=18))
    case.given(nobody_answered(day=4)).owes("call_family", due=7, party="guardian_2")
    case.when(closed("not_reached")).refused("not_tried_enough").phase("assessed")
    case.given(nobody_answered("guardian_2", day=7)).owes_no("decide_unreached")
    case.given(nobody_answered("guardian_2", "participant", channel=Channel.SMS, day=9)).owes_no("call_family")
    case.owes_only("decide_unreached").reads("Familien nås ikke: vurder", "R")
    case.when(closed("not_reached", day=12)).refused("not_tried_enough")  # five tries, but over a week
    case.given(nobody_answered("guardian_1", channel=Channel.LETTER, day=24))
    case.when(closed("not_reached", without=("letter_sent_on",))).refused("not_tried_enough")
    case.given(closed("not_reached")).phase("closed", "not_reached").owes_nothing()


def test_a_clearance_that_is_refused_for_weeks(town: Town):
    """Again after three working days, prosecutor after seven, unit leader after fourteen; nobody phones meanwhile."""
    [ref] = town.imported(row_of())
    case = Walk(town, ref).given(assessed(day=1), considered(), clearance_asked())
    case.owes("ask_clearance_again", due=4).owes("escalate_clearance", due=10).owes("leader_asks_clearance", due=21)
    case.given(clearance_refused(day=3, again=10).reported_by("e2", Source.POLICE))
    case.owes("ask_clearance_again", "coordinator@ost", due=10).owes("call_family", waiting_for="ask_clearance_again")
    case.reads("Be om klarering på nytt", "R48 (§ 2)", "klarering nektet")
    case.when(closed("clearance_never_given", day=4)).refused("clearance_not_escalated").phase("assessed")
    case.given(clearance_asked(day=10)).owes("escalate_clearance", due=21).owes("leader_asks_clearance", "leader@ost")
    case.on(21).reminded("escalate_clearance", "due").owes("call_family", standing="waiting")
    case.given(clearance_asked(capacity="prosecutor")).owes_no("escalate_clearance")
    case.owes("leader_asks_clearance", "leader@ost", due=30)
    case.on(31).reads("Ta klareringen opp som enhetsleder", "enhetsleder ost · frist 11.2.2026", "R48", by="l1")
    no = ClearanceRefused(incidents=("i1",), by="j1", capacity="prosecutor")
    case.given(Step(no, by="staff/j1", source=Source.POLICE, day=32)).owes("ask_clearance_again", due=37)
    case.when(closed("clearance_never_given", without=("leader",))).refused("clearance_not_escalated")
    case.given(closed("clearance_never_given")).phase("closed", "clearance_never_given").owes_nothing()


def test_a_teacher_refers_again_after_a_closed_decline(town: Town):
    """D24: an enquiry about a closed case is never refused; it is a new case that follows the old one."""
    first = Walk.of(town, referred_by()).given(assessed(day=1), considered(), family_called("declined"))
    first.given(youth_considered(talk=False)).owes("close_case", "coordinator@ost", due=4)
    first.given(closed("offer_declined", said_by="guardian_1", day=2)).phase("closed", "offer_declined")

    again = Walk.of(town.on(60), referred_by("h1", happened=55)).phase("detected")
    assert again.ref != first.ref
    assert again.seen()["continues"] == first.ref
    again.owes_only("assess").owes("assess", "coordinator@ost", due=64)
    again.reads("Hendelse i1: vold")
    first.phase("closed", "offer_declined").owes_nothing()
    again.given(assessed(), considered()).owes("call_family", due=64)
