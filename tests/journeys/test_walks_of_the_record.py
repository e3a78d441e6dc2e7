"""Walks in which the record itself is the matter: an import that was wrong, a death."""

from tests.support.ladder import closed, mistaken, need_reported
from tests.support.story import day
from tests.support.town import Town
from tests.support.walking import Walk, referred_by, row_of, to_follow_up


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
    """Every duty of contact falls away at once, and nobody asks again."""
    case = Walk.of(town, referred_by()).given(to_follow_up(reported=False)).owes("contact_youth", "staff/g1", due=21)
    case.when(closed("died", day=15, without=("found_by",))).refused("found_by_missing")
    case.given(closed("died")).phase("closed", "died").owes_nothing()
    case.when(need_reported("guardian_1", day=20)).refused("closed_for_good")
