"""The statutory duties: judged the same day, in every phase, by every profession, refused by nothing."""

from dataclasses import replace
from typing import Any

import pytest

from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged
from events.values import Answer, PerpetratorIs, Role, Source
from tests.support.ladder import (
    assessed,
    closed,
    corrected,
    mistaken,
    need_reported,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_reopened,
)
from tests.support.ladder_follow import avert_judged, concern_raised, report_judged, threat_learned
from tests.support.ladder_person import relation_learned
from tests.support.marks import rule
from tests.support.people import ADULT_BORN, STAFF
from tests.support.story import Step, day, given
from workflows.access import MAY_REPORT
from workflows.rulebook import rules_on

PHASES: dict[str, tuple[Any, ...]] = {
    "detected": (referred(),),
    "assessed": (referred(), assessed()),
    "conversation": to_conversation(),
    "guided": to_guided(),
    "closed": to_closed(),
    "reopened": to_reopened(),
}

FACTS = (ConcernRaised, ReportJudged, AvertJudged)
JUDGED = {"report": report_judged, "avert": avert_judged}


@rule(164, 165, 171, 174)
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("duty", ["report", "avert"])
def test_a_concern_is_judged_the_same_day_in_every_phase(phase: str, duty: Any):
    story = given(PHASES[phase]).when(concern_raised(duty).on(70)).recorded(phase)
    story.owed(f"judge_{duty}", by="coordinator", due=70, pressing=70)
    story.when(JUDGED[duty]().on(70, hour=15)).recorded(phase).not_owed(f"judge_{duty}")


@rule(164, 171)
def test_no_rule_refuses_them_and_none_lets_them_wait():
    for model in FACTS:
        assert rules_on(model) == ()
        assert model.MODE == "reports"


@rule(164, 165, 170, 174, 175)
@pytest.mark.parametrize("who", ["k1", "l1", "g1", "g3", "g9", "h1", "e2", "j1", "r1", "k9"])
@pytest.mark.parametrize("step", [concern_raised(), report_judged(), avert_judged()])
def test_every_profession_may_from_wherever_they_are(who: str, step: Step):
    """Not of the unit, without a part in the case, a guide of an organisation: nobody is too far away."""
    given(to_guided()).when(step.reported_by(who)).recorded("guided")


@rule(164, 170)
@pytest.mark.parametrize("step", [concern_raised(by="g1"), report_judged(by="g1"), avert_judged(by="g1")])
def test_a_guide_of_an_organisation_who_has_signed_nothing_is_not_private_here(step: Step):
    """R56: they see no case data before they have signed; what they must tell they may."""
    ours = {**STAFF, "staff/g1": replace(STAFF["staff/g1"], public_employee=False)}
    given(referred(), staff=ours).when(step).recorded()


@rule(164)
@pytest.mark.parametrize("source", [Source.POLICE, Source.MUNICIPALITY, Source.GUIDELOG, Source.CLI])
def test_and_from_every_system_at_which_people_work(source: Source):
    given(to_guided()).when(concern_raised().reported_by("g1", source)).recorded()
    assert all(Role.AUDITOR not in MAY_REPORT[model].roles for model in FACTS)


@rule(165, 171)
def test_one_judgement_answers_one_duty_and_not_the_other():
    story = given(to_guided(), concern_raised("report", day=1), concern_raised("avert", day=1))
    story.when(report_judged(day=1, hour=15)).not_owed("judge_report").owed("judge_avert")


@rule(165)
def test_a_judgement_before_the_concern_answers_nothing():
    given(to_guided(), report_judged(day=1), concern_raised(day=2)).owed("judge_report", due=2)


@rule(165)
def test_what_happened_later_answers_also_where_it_is_told_first():
    given(to_guided(), report_judged(day=3), concern_raised(day=2, recorded=4)).not_owed("judge_report")


@rule(165)
def test_a_judgement_that_names_a_concern_answers_that_one_alone():
    two = (concern_raised(day=1).called("one"), concern_raised(day=1, hour=10).called("two"))
    story = given(to_guided(), two, report_judged(day=1, hour=12, about="desk:one"))
    assert [d.caused_by for d in story.duties() if d.kind == "judge_report"] == ["desk:two"]
    story.when(report_judged(day=1, hour=13)).not_owed("judge_report")


@rule(165, 166, 167, 168, 169)
@pytest.mark.parametrize("sent", [True, False])
def test_sent_or_not_it_is_judged(sent: bool):
    story = given(to_guided(), concern_raised(day=1)).when(report_judged(sent=sent, day=1, hour=12)).recorded()
    assert story.not_owed("judge_report").state.statutory.judgements[0].acted is sent


# what raises them


@rule(17, 165)
def test_a_perpetrator_in_the_family_raises_it_the_same_day():
    story = given(referred(), assessed(family=Answer.YES, reason="Barnevernet er med", day=2))
    story.owed("judge_report", by="coordinator", due=2)
    given(referred(), assessed(family=Answer.NO)).not_owed("judge_report")


@rule(17, 165)
@pytest.mark.parametrize(
    ("who", "owed"),
    [
        (PerpetratorIs.GUARDIAN_1, True),
        (PerpetratorIs.HOUSEHOLD, True),
        (PerpetratorIs.FAMILY, True),
        (PerpetratorIs.PARTNER, False),
        (PerpetratorIs.ACQUAINTED, False),
        (PerpetratorIs.UNKNOWN, False),
    ],
)
def test_as_soon_as_it_is_known(who: PerpetratorIs, owed: bool):
    story = given(row(perpetrator=who))
    assert ("judge_report" in story.kinds()) is owed


@rule(17, 165)
def test_only_under_18_and_an_unknown_age_is_under_18():
    adult = row(born=ADULT_BORN, hate=Answer.YES, perpetrator=PerpetratorIs.HOUSEHOLD)
    given(adult).not_owed("judge_report")
    given(row(born=None, perpetrator=PerpetratorIs.HOUSEHOLD)).owed("judge_report")


@rule(17, 62, 165)
def test_in_week_five_it_is_owed_again_with_the_five_boxes():
    story = given(to_guided(), row(key="row-2", day=1), assessed("i2", day=1)).not_owed("judge_report")
    story.when(row(key="row-2", content="new", perpetrator=PerpetratorIs.HOUSEHOLD, day=35))
    story.owed("judge_report", due=35).owed("consider_protection").owed("assess_changed")


@rule(17, 62, 165)
def test_learned_in_follow_up_it_is_judged_the_same_day():
    story = given(to_guided(), relation_learned(PerpetratorIs.HOUSEHOLD, day=35))
    story.owed("judge_report", due=35).owed("consider_protection").owed("assess_changed")
    given(to_guided(), relation_learned(PerpetratorIs.ACQUAINTED, day=35)).not_owed("judge_report")


@rule(165)
def test_known_once_it_is_raised_once():
    story = given(row(perpetrator=PerpetratorIs.HOUSEHOLD), report_judged())
    story.when(row(perpetrator=PerpetratorIs.HOUSEHOLD, content="new", day=3)).not_owed("judge_report")


@rule(165)
def test_a_corrected_relation_raises_it_as_if_it_had_been_right():
    story = given(row()).when(corrected("import:f1", "perpetrator_is", "household").on(2)).recorded()
    story.owed("judge_report", due=0)


@rule(171)
def test_a_threat_that_may_yet_be_averted_raises_the_duty_to_avert():
    given(to_guided(), threat_learned(day=2)).not_owed("judge_avert")
    given(to_guided(), threat_learned(imminent=True, day=2)).owed("judge_avert", due=2)


@rule(171, 172, 173)
@pytest.mark.parametrize("provision", [None, "straffeloven § 282", "straffeloven § 284"])
def test_the_provision_may_be_named(provision: str | None):
    told = {"must_avert": False, "action": "none", "what": "Ikke lenger mulig", "provision": provision}
    judged = Step(AvertJudged.model_validate(told), by="staff/h1", day=1)
    given(to_guided(), concern_raised("avert", day=1, hour=8)).when(judged).recorded().not_owed("judge_avert")


# after the closing


@rule(165, 171)
def test_a_closing_takes_nothing_of_it_away():
    story = given(to_guided(), concern_raised(day=1), concern_raised("avert", day=1), closed("left_district").on(2))
    story.owed("judge_report", due=1).owed("judge_avert", due=1).phase("closed")


@rule(165)
def test_it_stays_when_the_case_is_reopened():
    given(to_closed(), concern_raised(day=40), need_reported().on(60)).owed("judge_report", due=40)


def test_nothing_is_judged_of_a_case_that_never_was():
    given(to_guided(), concern_raised(day=1), mistaken(day=2)).not_owed("judge_report")


@rule(165, 171)
def test_who_judged_and_when_stands_in_the_log():
    story = given(to_guided(), report_judged("h1", day=1))
    assert story.entry.fact.reported_by == "staff/h1"
    assert story.entry.fact.time.date() == day(1)
