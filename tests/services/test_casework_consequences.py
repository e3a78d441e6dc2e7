"""What follows from a fact follows in the same transaction: waiting facts, rows and weeks, absences, corrections."""

from datetime import date, timedelta

from events.closing import Closed
from events.consent import ConsentGiven
from events.contact import ContactLogged, FirstContactMade, Tried
from events.correction import Corrected, RegisteredByMistake
from events.fact import Fact, FactData, FactRef
from events.person import GuardianTold, ResidenceChecked
from events.personal import Open
from events.unit import RejectedRowAnswered, RowRejected
from events.values import Answer as Word
from events.values import Channel, GuardianKind, LivesWith, Source
from tests.support.happenings import (
    NOW,
    WEEK,
    absent,
    assessed,
    cleared,
    extract,
    fact,
    guide_accepted,
    guide_asked,
    row,
    someone,
)
from tests.support.office import Office


def opened(office: Office, *numbers: int) -> list[str]:
    return [str(answer.case) for answer in office.take(*(row(someone(n)) for n in numbers))]


def test_a_waiting_fact_is_decided_in_the_transaction_that_brings_what_it_waits_for(office: Office) -> None:
    (case,) = opened(office, 1)
    office.take(assessed(case), *cleared(case))
    yes = guide_accepted(case)
    assert office.one(yes).outcome == "waiting"
    assert office.one(yes).outcome == "waiting"
    assert office.one(guide_asked(case)).outcome == "recorded"
    assert office.verbs(f"case/{case}")[-3:] == [
        ("guide_accepted", "waiting"),
        ("guide_asked", "recorded"),
        ("guide_accepted", "recorded"),
    ]
    again = office.one(yes)
    assert (again.outcome, again.repeated, again.sequence) == ("recorded", True, 7)
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = %s", yes.id) == ["recorded"]
    office.sound()


def test_within_one_batch_too(office: Office) -> None:
    (case,) = opened(office, 1)
    yes = guide_accepted(case)
    answers = office.take(assessed(case), *cleared(case), yes, guide_asked(case))
    assert [a.outcome for a in answers] == ["recorded", "recorded", "recorded", "waiting", "recorded"]
    assert office.one(yes).outcome == "recorded"
    office.sound()


def test_a_breach_is_lifted_when_what_happened_earlier_is_heard_of(office: Office) -> None:
    (case,) = opened(office, 1)
    office.one(assessed(case))
    called = ContactLogged(
        direction="out",
        initiative="starts",
        channel=Channel.PHONE,
        parties=(Tried(party="participant", reached=True),),
        note=Open("Syntetisk notat"),
    )
    told = fact(called, f"case/{case}", by="staff/k-ost")
    assert office.one(told).outcome == "breached"
    assert [a.outcome for a in office.take(*cleared(case, at=NOW - timedelta(hours=2)))] == ["recorded", "recorded"]
    assert office.verbs(f"case/{case}")[-1] == ("logged", "lifted")
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = %s", told.id) == ["breached"]  # final: it was one
    office.sound()


def test_what_is_told_late_is_judged_by_the_log_as_it_stood(office: Office) -> None:
    (case,) = opened(office, 1)
    office.take(assessed(case), *cleared(case))

    def told(data: FactData, minutes: int) -> Fact:
        return fact(data, f"case/{case}", by="staff/k-ost", at=NOW + timedelta(minutes=minutes))

    def lives_with(guardian: LivesWith) -> ResidenceChecked:
        return ResidenceChecked(parents_live_together=Word.NO, lives_with=guardian)

    office.clock.forward(hours=4)
    office.take(
        told(GuardianTold(place="guardian_2", name=Open("Syntetisk Far"), kind=GuardianKind.FATHER), 5),
        told(lives_with(LivesWith.GUARDIAN_2), 10),
        told(lives_with(LivesWith.GUARDIAN_1), 60),
    )
    called = FirstContactMade(parties=(Tried(party="guardian_1", reached=False),), answer="not_reached")
    answers = [office.one(told(called, minutes)).outcome for minutes in (30, 90)]
    assert answers == ["breached", "recorded"], "R74 of where the youth lived then"
    office.one(told(lives_with(LivesWith.GUARDIAN_1), 20))
    assert office.verbs(f"case/{case}")[-2:] == [("residence_checked", "superseded"), ("first_contact_made", "lifted")]
    office.sound()


def test_a_fact_that_waited_in_vain_is_refused_by_the_clock_once(office: Office) -> None:
    (case,) = opened(office, 1)
    yes = guide_accepted(case)
    office.one(yes)
    office.clock.forward(days=14)
    assert office.casework.tick(office.clock.now()).refused == 0
    office.clock.forward(days=1)
    assert office.casework.tick(office.clock.now()).refused == 1
    assert office.casework.tick(office.clock.now()).refused == 0
    assert office.verbs(f"case/{case}")[-1] == ("guide_accepted", "refused")
    again = office.one(yes)
    assert (again.outcome, again.reasons[0].code) == ("refused", "waited_in_vain")
    assert office.one(guide_asked(case, at=office.clock.now())).outcome == "recorded"
    office.sound()


def test_the_last_decision_on_the_rows_of_a_week_ends_it(office: Office) -> None:
    rows = [row(someone(n), row=n) for n in (1, 2)]
    one, two = (str(answer.case) for answer in office.take(*rows))
    office.one(extract([(rows[0], one), (rows[1], two)]))
    before = office.duties("unit/ost")
    office.one(assessed(one))
    assert office.verbs("unit/ost")[-1] == ("row_decided", "recorded")
    office.one(assessed(two, "not"))
    assert office.verbs("unit/ost")[-2:] == [("row_decided", "recorded"), ("extract_gone_through", "recorded")]
    assert office.duties("unit/ost") != before
    assert office.ask("SELECT source, subject_id FROM inbox WHERE type LIKE '%%gone_through%%'") == [("clock", "ost")]
    office.sound()


def test_a_row_decided_before_the_extract_is_complete_counts(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(assessed(case))
    office.one(extract([(told, case)]))
    assert office.verbs("unit/ost")[-3:] == [
        ("row_decided", "recorded"), ("extract_received", "recorded"), ("extract_gone_through", "recorded"),
    ]  # fmt: skip


def test_an_extract_without_rows_is_a_week_done(office: Office) -> None:
    office.one(extract())
    assert office.verbs("unit/ost")[-1] == ("extract_gone_through", "recorded")


def test_a_row_of_two_units_is_decided_in_both(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(row(someone(1), "vest", content="b"))
    office.one(assessed(case))
    for unit in ("ost", "vest"):
        assert office.verbs(f"unit/{unit}")[-1] == ("row_decided", "recorded")
    office.sound()


def test_the_row_of_a_case_that_ends_before_it_is_assessed_is_decided_too(office: Office) -> None:
    rows = [row(someone(1)), row(someone(2))]
    one, two = (str(answer.case) for answer in office.take(*rows))
    office.one(extract([(rows[0], one), (rows[1], two)]))
    office.one(fact(RegisteredByMistake(why=Open("Feil enhet")), f"case/{one}", by="staff/k-ost"))
    assert office.verbs("unit/ost")[-1] == ("row_decided", "recorded")
    office.one(fact(Closed(ground="died", found_by="k-ost"), f"case/{two}", by="staff/k-ost"))
    assert office.verbs("unit/ost")[-1] == ("extract_gone_through", "recorded")
    office.sound()


def test_a_rejected_row_stands_in_the_list_and_is_the_units(office: Office) -> None:
    told = RowRejected(
        week=WEEK,
        row=9,
        column="hendelsesdato",
        reason="no_date",
        fingerprint="fp",
        content=Open({"navn": "Syntetisk rad"}),
    )
    office.one(fact(told, "unit/ost", by="system/import", source=Source.IMPORT))
    assert office.ask("SELECT row, outcome, reason FROM import_rows") == [(9, "rejected", "hendelsesdato: no_date")]
    owed = office.duties("unit/ost")
    answer = RejectedRowAnswered(fingerprint="fp", answer="corrected")
    assert office.one(fact(answer, "unit/ost", by="staff/k-ost")).outcome == "recorded"
    assert office.duties("unit/ost") < owed


def test_an_absence_is_written_on_every_case_of_the_guide(office: Office) -> None:
    cases = opened(office, 1, 2, 3)
    for case in cases:
        office.take(assessed(case), *cleared(case))
    for case in cases[:2]:
        office.take(guide_asked(case), guide_accepted(case))
    office.one(absent("g-ost", date(2026, 12, 1), date(2026, 12, 20)))
    for case in cases[:2]:
        assert office.verbs(f"case/{case}")[-1] == ("guide_away", "recorded")
    assert office.verbs(f"case/{cases[2]}")[-1] == ("given", "recorded")
    office.sound()


def test_whoever_becomes_guide_while_an_absence_is_known_is_away(office: Office) -> None:
    (case,) = opened(office, 1)
    office.take(assessed(case), *cleared(case), absent("g-ost", date(2026, 12, 1), date(2026, 12, 20)))
    office.take(guide_asked(case), guide_accepted(case))
    assert office.verbs(f"case/{case}")[-1] == ("guide_away", "recorded")
    office.sound()


def test_a_correction_folds_the_case_anew(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(assessed(case))
    wrong = Corrected(
        fact=FactRef(source=told.source, id=told.id), field="category", value=Open("robbery"), why=Open("feil")
    )
    assert office.one(fact(wrong, f"case/{case}", by="staff/k-ost")).outcome == "recorded"
    assert b'"category":"robbery"' in office.ask("SELECT state FROM subjects WHERE id = %s", case)[0]
    nothing = Corrected(
        fact=FactRef(source=told.source, id="other"), field="category", value=Open("robbery"), why=Open("feil")
    )
    assert office.one(fact(nothing, f"case/{case}", by="staff/k-ost")).reasons[0].code == "no_such_fact"
    office.sound()


def test_what_is_owed_as_before_is_not_written_again(office: Office) -> None:
    (case,) = opened(office, 1)
    before = office.ask("SELECT xmin::text, key FROM duties WHERE subject_id = %s ORDER BY key", case)
    given = ConsentGiven(by="participant", how=Channel.PHONE)
    office.one(fact(given, f"case/{case}", by="staff/k-ost"))
    after = office.ask("SELECT xmin::text, key FROM duties WHERE subject_id = %s ORDER BY key", case)
    stays = {key for _, key in before} & {key for _, key in after}
    assert stays
    assert {pair for pair in before if pair[1] in stays} == {pair for pair in after if pair[1] in stays}
