"""Walks in which the record itself is the matter: the same child twice, an import that was wrong, a death."""

from events.assessment import HandedOver
from events.personal import Open
from tests.support.ladder import assessed, closed, considered, contact, mistaken, need_reported, not_offered
from tests.support.ladder_correction import joined
from tests.support.ladder_move import died
from tests.support.people import BORN
from tests.support.story import day
from tests.support.town import Town
from tests.support.walking import Walk, guidelog, referred_by, row_of, to_follow_up

NO_NUMBER = {"fodselsnummer": "", "fodselsdato": "15.06.2010", "navn": "Ungdom Syntetisk"}


def test_the_same_child_twice(town: Town):
    """Known by rule where the row is the same; joined by a person where only name and birth date are (D28)."""
    [ref] = town.imported(row_of(**dict[str, str](NO_NUMBER)))
    case = Walk(town, ref).owes_only("assess", "identify").given(assessed(day=1), considered())
    case.owes("identify", "coordinator@ost", due=2)
    town.on(7).imported(row_of(**dict[str, str](NO_NUMBER)), week="2026-W03")
    case.phase("assessed").owes_no("assess", "compare_cases")

    other = Walk.of(town, referred_by(happened=5, born=BORN)).phase("detected")
    assert other.ref != ref
    other.owes("assess", due=9).owes("compare_cases", "coordinator@ost", due=9)
    other.reads(f"Se om de to sakene gjelder samme person ({ref})", "R14 (§ 1)", "henvendelse mottatt")
    case.given(joined(other.ref, ref)).phase("assessed").owes("assess", party="i2").reads("Hendelse i2: vold")
    other.phase("closed", "joined").owes_nothing().reads(f"{other.ref} · enhet ost · Avsluttet").reads("saker slått")
    other.when(need_reported()).refused("closed_for_good")
    case.given(assessed("i2")).owes_no("assess").owes("consider_protection", party="i2")
    town.on(14).imported(row_of(**dict[str, str](NO_NUMBER)), week="2026-W04")
    case.phase("assessed").owes_no("assess", "compare_cases")


def test_an_import_that_was_wrong(town: Town):
    """Vest's file was read as ost's: the cases are void and counted only as such, and vest gets its own."""
    refs = town.imported(row_of(1), row_of(2))
    assert town.unit_owes("ost")["go_through_extract"] == day(2).isoformat()
    for ref in refs:
        wrong = Walk(town, ref).phase("detected").given(mistaken()).phase("closed", "registered_by_mistake")
        wrong.owes_nothing().reads(f"{ref} · enhet ost · Avsluttet: feilregistrert")
        wrong.when(need_reported()).refused("closed_for_good").when(mistaken()).refused("already_void")
    assert "go_through_extract" not in town.unit_owes("ost"), "the week is done"

    theirs = town.imported(row_of(1), row_of(2), unit="vest")
    assert not set(theirs) & set(refs)
    right = Walk(town, theirs[0])
    right.reads("Vurder om programmet er rett tiltak", "koordinator vest · frist 14.1.2026", by="k9")
    assert town.unit_owes("vest", by="k9")["go_through_extract"] == day(2).isoformat()
    town.on(7).imported(row_of(1), week="2026-W03")
    assert "go_through_extract" not in town.unit_owes("ost"), "the same mistake does not come back"


def test_a_death(town: Town):
    """Whoever learns of it says so: every duty falls away at once, and nobody asks the family again."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False)).owes("contact_youth", "staff/g1", due=21)
    case.when(closed("died", day=14, without=("found_by",))).refused("found_by_missing").phase("guided")
    case.given(guidelog(died("g1", day=15))).phase("closed", "died").owes_nothing()
    case.reads("Avsluttet 27.1.2026: død").reads("den utsatte er død · g1")
    case.on(21).owes_nothing().when(guidelog(contact())).breach("closed_no_outreach", 136)
    case.when(need_reported("guardian_1", day=30)).refused("closed_for_good").phase("closed", "died")
    later = Walk.of(town.on(40), referred_by("h1")).phase("detected").owes_only("assess")  # D24: never refused
    assert later.seen()["continues"] == case.ref
    later.given(not_offered(handed_over=HandedOver(reason_for_none=Open("Ungdommen er død")))).phase("closed")
