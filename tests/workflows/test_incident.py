"""What is known of an incident at a moment: what arrives late takes its place, and each boundary has two sides."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from events.refs import Party
from events.values import Answer, CaseRole, Category, MatterStatus, PerpetratorIs, Reported
from tests.support.marks import rule
from tests.support.story import at, day
from workflows.incident import ClearanceWord, Incident, Relation, ReportWord
from workflows.mark import Mark

MOMENT = timedelta(microseconds=1)


def incident(reported: Reported = Reported.YES) -> Incident:
    """Came on day 1."""
    return Incident("i1", at(1), "desk:f1", Category.VIOLENCE, CaseRole.VICTIM, reported)


def word(said: str, on: int, **about: object) -> ClearanceWord:
    return ClearanceWord(said, at(on), f"desk:{said}{on}", "e1", **about)  # type: ignore[arg-type]


def known(who: PerpetratorIs, on: int, **about: object) -> Relation:
    return Relation(at(on), f"desk:r{on}", who, **about)  # type: ignore[arg-type]


# clearance


@rule(47)
@pytest.mark.parametrize(
    ("said", "moment", "clears"),
    [
        (word("given", 2), at(2), True),
        (word("refused", 2), at(3), False),
        (word("asked", 2), at(3), False),
        (word("given", 2, until=day(5)), at(5, 23), True),
        (word("given", 2, until=day(5)), at(6, 0), False),
        (word("given", 2, not_before=at(4)), at(4) - MOMENT, False),
        (word("given", 2, not_before=at(4)), at(4), True),
    ],
)
def test_when_a_word_lets_somebody_contact_the_family(said: ClearanceWord, moment: datetime, clears: bool):
    assert said.clears(moment) is clears


@rule(47)
def test_the_latest_answer_within_the_period_counts_and_a_question_is_none():
    words = (word("given", 2), word("refused", 4), word("asked", 6))
    one = replace(incident(), words=words)
    assert one.last_word(at(0), at(9)) == words[1]
    assert one.last_word(at(0), at(4)) == words[1]
    assert one.last_word(at(0), at(4) - MOMENT) == words[0]
    assert one.last_word(at(4), at(9)) == words[1]
    assert one.last_word(at(4) + MOMENT, at(9)) is None
    assert one.cleared(at(0), at(3))
    assert not one.cleared(at(0), at(5))
    assert not incident().cleared(at(0), at(3))


@rule(12, 47)
@pytest.mark.parametrize(
    ("reported", "needed"),
    [(Reported.YES, True), (Reported.UNKNOWN, True), (Reported.NO, False), (Reported.WITHDRAWN, False)],
)
def test_which_incidents_need_clearance_and_since_when(reported: Reported, needed: bool):
    one = incident(reported)
    assert one.needs_clearance is needed
    assert one.needed_since() == (at(1) if needed else None)
    assert one.needed_since(at(1)) == (at(1) if needed else None)
    assert one.needed_since(at(1) - MOMENT) is None
    assert not one.reported_later


@rule(12, 47)
def test_a_report_that_comes_later_goes_and_comes_again():
    one = incident(Reported.NO)
    for on, state in ((7, Reported.YES), (3, Reported.YES), (5, Reported.WITHDRAWN)):
        one = one.reported_anew(ReportWord(at(on), f"desk:w{on}", state))
    assert one.told_as is Reported.NO
    assert one.reported is Reported.YES
    assert [one.needed_since(at(on)) for on in (2, 3, 4, 5, 6, 7)] == [None, at(3), at(3), None, None, at(7)]
    assert one.needed_since(at(3) - MOMENT) is None
    assert one.reported_later


@rule(12)
def test_reported_from_the_beginning_and_said_again_is_not_reported_later():
    one = incident().reported_anew(ReportWord(at(4), "desk:w4", Reported.YES))
    assert one.needed_since() == at(1)
    assert not one.reported_later


# the criminal case


def test_how_far_the_matter_has_come_is_what_happened_last():
    one = incident().come_to(MatterStatus.CHARGED, Mark(at(4), "court:a"))
    assert one.come_to(MatterStatus.DISMISSED, Mark(at(4) - MOMENT, "court:b")) == one
    assert one.come_to(MatterStatus.UNKNOWN, Mark(at(9), "court:c")) == one
    assert one.come_to(MatterStatus.DISMISSED, Mark(at(4), "court:d")).matter is MatterStatus.DISMISSED


def test_dismissed_from_then_on():
    one = incident().come_to(MatterStatus.DISMISSED, Mark(at(4), "court:a"))
    assert [one.dismissed(moment) for moment in (at(4) - MOMENT, at(4), at(5))] == [False, True, True]
    assert one.dismissed()
    assert replace(one, matter_known=None).dismissed(at(0))
    assert not incident().dismissed()


@rule(51)
def test_who_investigates_and_since_when():
    one = incident()
    assert (one.investigator, one.investigator_known, one.investigated(at(9))) == (None, None, None)
    for on, staff in ((2, "e1"), (6, "e2"), (4, "e1"), (8, "e2")):
        one = one.investigated_by(staff, Mark(at(on), f"police:n{on}"))
    assert one.investigator == "e2"
    assert one.investigator_known == Mark(at(6), "police:n6")
    assert [one.investigated(moment) for moment in (at(2) - MOMENT, at(2), at(6) - MOMENT, at(6))] == [
        None,
        "e1",
        "e1",
        "e2",
    ]
    again = one.investigated_by("e1", Mark(at(9), "police:n9"))
    assert again.investigator_known == Mark(at(9), "police:n9")


@rule(48)
def test_somebody_who_is_none_of_ours_investigates_or_nobody_known():
    mark = Mark(at(2), "police:n2")
    assert incident().investigated_by(None, mark).somebody_known
    assert incident().investigated_by(None, mark).investigator is None
    assert not incident().investigated_by(None, mark, nobody=True).somebody_known
    assert not incident().somebody_known
    assert replace(incident(), somebody_investigates=True).somebody_known
    twice = incident().investigated_by(None, mark).investigated_by(None, Mark(at(5), "police:n5"))
    assert twice.investigator_known == Mark(at(5), "police:n5")


def test_who_prosecutes_is_who_was_named_last():
    one = incident().prosecuted_by("j1", Mark(at(5), "police:a")).prosecuted_by("j2", Mark(at(3), "police:b"))
    assert one.prosecutor == "j1"
    assert incident().prosecutor is None


@rule(47)
def test_the_matter_is_theirs_who_investigates_who_prosecutes_and_who_was_asked_or_spoke_last():
    one = incident().investigated_by("e2", Mark(at(1), "police:a")).prosecuted_by("j1", Mark(at(1), "police:b"))
    assert one.theirs == ("e2", "j1")
    assert one.prosecuted_by("j2", Mark(at(2), "police:c")).theirs == ("e2", "j2")
    assert replace(one, words=(word("asked", 2), word("refused", 3))).theirs == ("e2", "j1", "e1")
    assert incident().theirs == ()


# who did it


@rule(17)
def test_what_somebody_has_learned_of_family_no_row_takes_back():
    one = (
        incident().related(known(PerpetratorIs.GUARDIAN_1, 2, learned=True)).related(known(PerpetratorIs.ACQUAINTED, 4))
    )
    assert one.perpetrator_is is PerpetratorIs.GUARDIAN_1
    assert one.family_known == Mark(at(2), "desk:r2")
    learned = one.related(known(PerpetratorIs.ACQUAINTED, 5, learned=True))
    assert learned.perpetrator_is is PerpetratorIs.ACQUAINTED
    assert learned.family_known is None


@rule(17)
def test_what_a_row_said_another_row_or_somebody_who_learned_it_replaces():
    row = incident().related(known(PerpetratorIs.GUARDIAN_1, 2))
    assert row.related(known(PerpetratorIs.ACQUAINTED, 4)).perpetrator_is is PerpetratorIs.ACQUAINTED
    stranger = incident().related(known(PerpetratorIs.ACQUAINTED, 2, learned=True))
    assert stranger.related(known(PerpetratorIs.PARTNER, 4)).perpetrator_is is PerpetratorIs.PARTNER
    family = incident().related(known(PerpetratorIs.GUARDIAN_1, 2, learned=True))
    assert family.related(known(PerpetratorIs.GUARDIAN_2, 4)).perpetrator_is is PerpetratorIs.GUARDIAN_2


@rule(17)
def test_somebody_of_the_household_counts_as_family_since_it_was_first_known():
    home = {"same_household": Answer.YES}
    one = incident().related(known(PerpetratorIs.PARTNER, 2, **home)).related(known(PerpetratorIs.PARTNER, 4, **home))
    assert one.family_known == Mark(at(2), "desk:r2")
    assert incident().related(known(PerpetratorIs.PARTNER, 2)).family_known is None


@rule(17)
def test_what_was_known_at_a_moment():
    one = incident().related(known(PerpetratorIs.GUARDIAN_2, 4)).related(known(PerpetratorIs.ACQUAINTED, 6))
    assert one.perpetrator(at(4) - MOMENT) is PerpetratorIs.UNKNOWN
    assert one.perpetrator(at(4)) is PerpetratorIs.GUARDIAN_2
    assert one.endangered_by("guardian_2", at(4)) == "desk:r4"
    assert one.endangered_by("guardian_2", at(4) - MOMENT) is None
    assert one.endangered_by("guardian_1", at(4)) is None
    assert one.endangered_by("guardian_2") is None


@rule(17)
@pytest.mark.parametrize(
    ("party", "fact"), [("guardian_2", "desk:r2"), ("guardian_1", "desk:r4"), ("guardian_3", None)]
)
def test_whoever_protects_the_perpetrator_is_as_little_to_be_called(party: Party, fact: str | None):
    first = known(PerpetratorIs.GUARDIAN_1, 2, learned=True, protected_by=("guardian_2",))
    later = known(PerpetratorIs.GUARDIAN_1, 4)
    assert incident().related(first).related(later).endangered_by(party) == fact


@rule(17)
def test_that_somebody_learned_of_family_stands_whatever_was_believed_before_it():
    one = (
        incident().related(known(PerpetratorIs.ACQUAINTED, 2)).related(known(PerpetratorIs.GUARDIAN_1, 3, learned=True))
    )
    assert one.related(known(PerpetratorIs.ACQUAINTED, 5)).perpetrator_is is PerpetratorIs.GUARDIAN_1
