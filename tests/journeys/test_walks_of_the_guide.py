"""Walks in which who follows up changes: a move to another unit, a guide who is ill, an eighteenth birthday."""

from datetime import date

from events.move import MoveAccepted, MoveOffered
from events.staff import StaffAbsent, StaffBack
from tests.support.ladder import closed, consented, contact, guide_accepted, need_reported, ref_of
from tests.support.ladder_guidance import absence_told, substitute_asked
from tests.support.story import Step, day
from tests.support.town import Town
from tests.support.walking import Walk, guidelog, referred_by, to_follow_up


def test_a_move_to_another_unit(town: Town):
    """D9: offered by one unit, accepted by the other; the giver has every duty until then, and the guide goes on."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False))
    case.given(Step(MoveOffered(to_unit="vest"), day=14)).phase("guided")
    case.owes("answer_move", "coordinator@vest", due=17).owes("contact_youth", "staff/g1", due=21)
    assert ("answer_move", case.subject) in town.duties_of("k9")
    case.hidden_from("k9").seen(by="g1")
    case.on(20).reminded("answer_move", "overdue").owes("answer_move_as_leader", "leader@vest", due=18, party="vest")
    case.given(guidelog(contact(day=20))).owes("contact_youth", "staff/g1", due=34)
    case.given(Step(lambda told: MoveAccepted(offer=ref_of(told, MoveOffered)), by="staff/k9", day=21))
    case.hidden_from("k1", "l1").read_by("k9").phase("guided").owes_no("answer_move", "answer_move_as_leader")
    case.owes("contact_youth", "staff/g1", due=34).owes("decide_not_reached", "coordinator@vest")
    case.reads(f"{case.ref} · enhet vest · Oppfølging").reads("saken overtatt", "k9")
    case.when(closed("youth_and_guide_agree", day=40)).refused("other_unit")
    case.given(guidelog(contact(day=33))).owes("contact_youth", due=47)
    case.given(closed("youth_and_guide_agree", day=50).reported_by("k9")).phase("closed").owes_nothing()
    assert [(line["case"], line["unit"]) for line in town.cases("o1")] == [(case.ref, "vest")]  # counted once


def test_an_eighteenth_birthday_in_follow_up(town: Town):
    """D3: that day the guardians' consent, insight and place in R155 end; follow-up goes on with the youth's own."""
    case = Walk.of(town, referred_by(born=date(2008, 3, 20))).given(to_follow_up(reported=False))
    case.owes("ask_youth_at_18", "staff/g1", due=48).owes("restore_consent", due=87)  # after Easter
    case.reads("Spør ungdommen, som snart fyller 18", "R140 (§ 7)", "fordi: 21.1.2026 09.00 guide har sagt ja")
    case.given(guidelog(contact(day=20)), guidelog(contact(day=33)), guidelog(contact(day=46)))
    case.on(48).reminded("ask_youth_at_18", "due").owes("contact_parents", "staff/g1", due=60)

    case.given(guidelog(contact(day=59))).when(guidelog(contact(day=68))).breach("consent_missing", 139)  # 20 March
    case.answered().owes("restore_consent", "coordinator@ost").owes_no("contact_parents", "ask_youth_at_18")
    case.reads("Samtykket er borte: bestem hva nå", "R139 (§ 7)")
    case.when(guidelog(consented("guardian_1", day=69))).owes("restore_consent")  # a parent has no say any more
    case.given(guidelog(consented("participant", day=70))).owes_no("restore_consent", "ask_consent", "contact_parents")
    case.owes("contact_youth", "staff/g1", due=73).given(guidelog(contact(day=72))).owes("contact_youth", due=86)
    case.when(closed("ended_by_participant", said_by="guardian_1", day=80)).refused("said_by_missing")
    case.given(closed("youth_and_guide_agree", day=90)).phase("closed").owes_nothing()
    case.when(need_reported("guardian_1", day=120)).refused("participant_must_agree", 136).phase("closed")


def test_a_guide_who_is_ill_today(town: Town):
    """D29: the family is told the same working day by the coordinator, somebody stands in, the fourteen days run on."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False)).owes("contact_youth", "staff/g1", due=21)
    ill = StaffAbsent(first_day=day(21), last_day=day(25))
    told = town.tell(guidelog(Step(ill, day=21, hour=7)), "staff/g1")
    assert told["verb"] == "recorded", told
    case.phase("guided").owes("consider_substitute", "coordinator@ost", due=21)
    case.owes("tell_of_absence", "coordinator@ost", due=21, party="participant:away")
    case.owes("contact_youth", "coordinator@ost", due=21).owes("contact_parents", "coordinator@ost", due=21)
    case.reads("Vurder vikar for guiden", "R59 (§ 2)", "fordi: 2.2.2026 07.00 guiden er borte")
    case.given(absence_told("participant")).owes("tell_of_absence", party="guardian_1:away")
    case.given(absence_told("guardian_1", "guardian_2")).owes_no("tell_of_absence")
    case.given(substitute_asked("g2", first=21, last=25), guidelog(guide_accepted("g2"))).owes_no("consider_substitute")
    case.owes("contact_youth", "staff/g2", due=21).seen(by="g2")
    case.given(contact("participant", "guardian_1", "guardian_2", by="g2")).owes("contact_youth", due=35)

    back = town.tell(guidelog(Step(StaffBack(first_day=day(24)), day=24)), "staff/g1")
    assert back["verb"] == "recorded", back
    case.reads("guiden er tilbake").on(27).owes("contact_youth", "staff/g1", due=35)
    case.given(guidelog(contact(day=34))).owes("contact_youth", "staff/g1", due=48)
    case.given(closed("youth_and_guide_agree", day=60)).phase("closed").owes_nothing()
