"""What each figure of the yearly report counts, and that the figures agree with each other."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.closing import Restored
from events.contact import ContactLogged
from events.intake import RowRead
from events.outreach import Anchored, MadeKnown
from events.personal import Open
from events.policy import PolicyChanged
from events.staff import StaffAdded
from events.values import Answer, Arena, Category, Reported, Role, Source
from tests.support import ladder_follow
from tests.support.figures import counted, log_of
from tests.support.ladder import (
    assessed,
    clearance_asked,
    cleared,
    closed,
    considered,
    contact,
    family_called,
    mistaken,
    not_offered,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
    to_reopened,
    youth_considered,
)
from tests.support.ladder_correction import wrong_case
from tests.support.ladder_follow import agency_referred, report_judged, threat_learned
from tests.support.marks import rule
from tests.support.story import Step, Story, day, told
from tests.workflows.test_properties_case import FACTS, LADDER
from tests.workflows.test_unit import OTHER, ROW, decided, received, rejected, row_answered, taken_back, unit
from workflows.policy import Policy
from workflows.report.catalogue import FIGURES, SECTIONS
from workflows.report.tally import tally


def test_every_figure_has_an_id_of_its_own_and_rules_of_the_handbook():
    assert len({one.id for one in FIGURES}) == len(FIGURES)
    assert all(one.rules and all(1 <= number <= 175 for number in one.rules) for one in FIGURES)
    assert {one.section for one in FIGURES} <= set(SECTIONS)


def test_what_a_figure_adds_up_to_is_counted_somewhere():
    rows = {one.row(row) for one in FIGURES for row in one.categories}
    for one in FIGURES:
        assert "/" not in one.total or one.total in rows, one.id


# found


@rule(7, 10, 12)
def test_a_case_counts_by_its_first_incident_in_the_year_in_which_somebody_was_found():
    story = told(referred(reported=False, hate=Answer.YES))
    assert counted("kind", story) == {Category.VIOLENCE.value: 1}
    assert counted("hate", story) == {"yes": 1}
    assert counted("reported", story) == {"no": 1}
    assert counted("month", story) == {"01": 1}
    assert counted("found_by", story) == {"referral": 1}


@rule(7)
@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2014, 3, 1), "under_12"),
        (date(2014, 1, 1), "12_14"),
        (date(2011, 2, 1), "12_14"),
        (date(2010, 12, 31), "15_17"),
        (date(2008, 2, 1), "15_17"),
        (None, "age_unknown"),
    ],
)
def test_the_age_comes_out_of_the_month_of_the_birthday(born: date | None, group: str):
    assert counted("age", told(referred(born=born))) == {group: 1}


@rule(65)
def test_a_referral_counts_by_whoever_passed_it_on():
    investigator = Step(
        StaffAdded(name=Open("Oppdiktet"), roles=(Role.INVESTIGATOR,), units=("ost",), organisation="Politiet"),
        by="system/cli",
        source=Source.CLI,
    )
    staff = told(investigator, subject="staff/e1")
    assert counted("came_from", staff, told(referred().reported_by("e1"))) == {"investigator": 1}
    assert counted("came_from", told(referred().reported_by("e1"))) == {"other": 1}


@rule(19, 20)
def test_a_row_counts_by_the_area_that_its_unit_has_listed():
    def came(district: str) -> Story:
        step = row()
        assert isinstance(step.data, RowRead)
        told_of = step.data.model_copy(update={"district": Open(district)})
        return told(replace(step, data=told_of), policy=Policy(areas="Testfjord, Prøvedal"))

    changed = PolicyChanged(version="v1", from_date=day(0), content={"areas": "Testfjord, Prøvedal"})
    practice = unit(Step(changed, by="staff/l1"))
    stories = [came("testfjord "), came("Langt borte"), told(referred())]
    assert counted("area", practice, *stories) == {"Testfjord": 1, "unknown": 1}
    assert not counted("area", *stories)
    assert "Langt borte" not in str(stories[1].log[0].decided_with)


@rule(27)
def test_what_should_never_have_been_is_counted_only_as_such():
    story = told(referred(), mistaken())
    assert counted("void", story) == {"registered_by_mistake": 1}
    assert not counted("kind", story)
    assert not counted("ground", story)


def test_what_is_told_after_the_day_is_not_known_on_it():
    story = told(referred(), assessed(day=3), mistaken(day=9))
    assert counted("decision", story, until=day(2)) == {"not_yet": 1}
    assert counted("decision", story, until=day(3)) == {"offer": 1}
    assert not counted("decision", story, until=day(9))


# rows


@rule(8, 26)
def test_rows_in_are_decisions_out_and_rows_that_wait():
    story = unit(received(ROW, OTHER), decided(ROW))
    assert counted("rows", story) == {"new": 2}
    assert counted("row_decision", story) == {"offer": 1, "open": 1}
    assert counted("row_decision", story.when(decided(OTHER))) == {"offer": 2}
    assert counted("row_decision", story.when(taken_back())) == {"offer": 1, "open": 1}


@rule(27)
def test_a_bad_row_counts_once_by_how_it_was_answered():
    story = unit(rejected(), rejected())
    assert counted("rejected", story) == {"open": 1}
    assert counted("rejected", story.when(row_answered("written_off", "Ikke til å lese"))) == {"written_off": 1}


@rule(25)
def test_a_week_without_an_extract_is_overdue_after_its_wednesday():
    story = unit(received())
    assert counted("weeks", story, until=day(7)) == {"in_time": 1}
    assert counted("weeks", story, until=day(14 + 2)) == {"in_time": 1, "waiting": 1}
    assert counted("weeks", story, until=day(14 + 3)) == {"in_time": 1, "overdue": 1}


# offer


@rule(24, 52, 53)
def test_everybody_found_ends_in_a_decision():
    assert counted("decision", told(referred()), told(referred(), assessed()), told(referred(), not_offered())) == {
        "not_yet": 1,
        "offer": 1,
        "not": 1,
    }


@rule(28)
def test_assessed_on_the_last_day_is_in_time_and_the_day_after_is_late():
    assert counted("assessed_in_time", told(referred(), assessed(day=2))) == {"in_time": 1}
    assert counted("assessed_in_time", told(referred(), assessed(day=3))) == {"late": 1}
    assert counted("assessed_in_time", told(referred()), until=day(2)) == {"waiting": 1}
    assert counted("assessed_in_time", told(referred()), until=day(3)) == {"overdue": 1}


@rule(28)
def test_the_days_to_call_run_from_assessed_and_cleared():
    before = (referred(reported=True), assessed(day=0), considered(), cleared(day=1))
    assert counted("called_in_time", told(*before, family_called(day=3))) == {"in_time": 1}
    assert counted("called_in_time", told(*before, family_called(day=4))) == {"late": 1}


@rule(76)
def test_a_guardians_no_counts_by_whether_the_youth_was_considered():
    no = (referred(reported=False), assessed(), family_called("declined"))
    assert counted("answer", told(*no)) == {"guardian_not_considered": 1}
    assert counted("answer", told(*no, youth_considered(talk=False))) == {"guardian_considered": 1}


def test_the_conversation_counts_where_the_offer_was_accepted():
    assert counted("conversation", told(*to_conversation()), told(*to_held())) == {"waiting": 1, "held": 1}
    assert counted("follow_up", told(*to_held())) == {"wanted": 1}
    assert counted("guided", told(*to_guided())) == {"begun": 1}


@rule(47, 48)
def test_an_answer_on_the_seventh_day_came_within_a_week():
    asked = (referred(reported=True), assessed(), clearance_asked("i1", day=1))
    assert counted("clearance", told(*asked, cleared("i1", day=8))) == {"within_week": 1}
    assert counted("clearance", told(*asked, cleared("i1", day=9))) == {"over_week": 1}
    assert counted("clearance", told(*asked), until=day(8)) == {"open": 1}
    assert counted("clearance", told(*asked), until=day(9)) == {"open_over_week": 1}


# followed


@rule(155)
def test_fourteen_days_are_not_too_long_and_fifteen_are():
    guided = told(*to_guided())
    start = (guided.today - day(0)).days
    assert not counted("quiet", guided, until=day(start + 14))
    assert counted("quiet", guided, until=day(start + 15)) == {"15_21": 1}
    assert counted("quiet", guided, until=day(start + 30)) == {"over_28": 1}
    reached = told(*to_guided(), contact("participant", day=start + 14))
    assert not counted("quiet", reached, until=day(start + 14))
    in_vain = told(*to_guided(), contact(vainly=("participant",), day=start + 10))
    assert counted("quiet", in_vain, until=day(start + 15)) == {"15_21": 1}


@rule(33)
def test_contacts_count_by_channel_and_by_who_was_reached():
    story = told(*to_guided(), contact("participant"), contact("guardian_1"), contact(vainly=("participant",)))
    assert counted("contact_reached", story) == {"participant": 1, "guardians": 1, "nobody": 1}
    assert sum(counted("contact_channel", story).values()) == 3


@rule(1)
def test_guides_count_each_time_that_somebody_becomes_one():
    assert sum(counted("guide_employer", told(*to_guided())).values()) == 1
    assert counted("guide_basis", told(*to_guided())).total() == 1


# safety


@rule(13)
def test_safety_counts_by_arena_and_by_the_participants_own_numbers():
    restored = (Restored(arena=Arena.SCHOOL, safe="yes"), Restored(arena=Arena.TRANSPORT, safe="partly"))
    ended = told(*to_guided(), closed("youth_and_guide_agree", restored=restored))
    assert counted("restored", ended) == {"school.yes": 1, "transport.partly": 1}
    assert counted("felt", ended).total() == counted("ground", ended).total() == 1


@rule(149)
def test_a_threat_counts_by_whether_the_participant_was_urged_to_report():
    story = told(*to_guided(), threat_learned())
    assert counted("threats", story) == {"not_urged": 1}
    assert counted("threats", story.when(ladder_follow.urged_to_report())) == {"urged": 1}


@rule(35)
def test_a_needed_measure_counts_by_whether_the_responsible_was_contacted():
    story = told(referred(), assessed(), considered(needed=("voldsalarm",)))
    assert counted("protection", story) == {"voldsalarm": 1}
    assert counted("protection_contacted", story) == {"not_contacted": 1}
    story.when(ladder_follow.responsible_contacted("voldsalarm"))
    assert counted("protection_contacted", story) == {"contacted": 1}


@rule(165)
def test_messages_to_barnevern_are_counts_only():
    story = told(referred(), report_judged(sent=True), report_judged(sent=False))
    assert counted("barnevern", story) == {"sent": 1, "not_sent": 1}


@rule(113)
def test_a_referral_counts_by_how_far_it_has_come():
    story = told(*to_guided(), agency_referred())
    assert counted("agency_followed", story) == {"waiting": 1}
    assert counted("agency_followed", story.when(ladder_follow.agency_received())) == {"received": 1}
    assert counted("agency_followed", story.when(ladder_follow.agency_followed_through())) == {"over": 1}


# ended


@rule(133)
def test_follow_up_that_ended_without_agreement_is_told_apart():
    agreed = told(*to_closed())
    assert counted("agreement", agreed) == {"agreed": 1}
    left = told(*to_guided(), closed("not_right_measure"))
    assert counted("agreement", left) == {"not_agreed": 1}


@rule(135, 136)
def test_a_reopened_case_counts_each_period_that_ended_and_who_asked_again():
    story = told(*to_reopened())
    assert counted("reopened", story) == {"participant": 1}
    assert counted("ground", story).total() == 1
    assert counted("standing", story) == {"reopened": 1}


@rule(6)
def test_open_cases_stand_at_the_end_of_every_year_in_the_phase_of_then():
    story = told(referred(), assessed(day=3))
    found = tally(log_of(story, until=date(2027, 6, 1)))
    assert found["standing", "assessed"] == Counter({("ost", 2026): 1, ("ost", 2027): 1})


# watched


@rule(47)
def test_a_breach_counts_until_it_is_lifted():
    called = told(referred(reported=True), assessed(), considered(), family_called(day=3))
    assert counted("breaches", called) == {"47": 1}
    assert counted("breaches_answered", called) == {"open": 1}
    called.when(cleared("i1", day=1, recorded=4))
    assert not counted("breaches", called)


def test_a_fact_on_the_wrong_case_is_in_no_figure():
    story = told(*to_guided(), contact("participant"), wrong_case(ContactLogged))
    assert not counted("contact_reached", story)


# known


@rule(18, 40, 42)
def test_information_work_counts_by_body_and_audience():
    anchored = Step(Anchored(body="police_council"))
    talk = Step(MadeKnown(audience="schools", with_salto=True))
    story = unit(anchored, talk, Step(MadeKnown(audience="schools")))
    assert counted("anchored", story) == {"police_council": 1}
    assert counted("made_known", story) == {"schools": 2}
    assert counted("made_known_with", story) == {"with_salto": 1, "alone": 1}


# identities


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rungs=st.integers(0, len(LADDER)),
    reported=st.sampled_from(list(Reported)),
    steps=st.lists(st.one_of(*FACTS.values()), max_size=14),
)
def test_whatever_is_told_rows_add_up_to_what_they_are_rows_of(rungs: int, reported: Reported, steps: list[Step]):
    story = Story(checking=False)
    story.when(referred(reported=reported), *LADDER[:rungs], *steps)
    log = log_of(story, until=story.today)
    found = tally(log)
    totals: dict[str, set[tuple[tuple[str, int], int]]] = {}
    for one in FIGURES:
        total: Counter[tuple[str, int]] = Counter()
        for (id_, _), counts in found.items():
            total += counts if id_ == one.id else Counter()
        of_row = found.get((one.total.partition("/")[0], one.total.partition("/")[2]))
        if "/" in one.total and of_row is not None:
            assert total == +of_row, one.id
        totals.setdefault(one.total, set()).add(tuple(sorted(total.items())))  # type: ignore[arg-type]
    assert all(len(one) == 1 for one in totals.values()), totals
