"""What is easily missed in the handbook, and the scenario that shows each; a scenario that is gone is seen."""

from pathlib import Path
from typing import Final

import pytest

from services.rulebook.proofs import proofs

TESTS: Final = Path(__file__).resolve().parents[1]

SCENARIOS: Final[dict[str, tuple[str, ...]]] = {
    "a perpetrator in the family is asked about at the assessment, before anybody asks whom to phone (R17, R73, D4)": (
        "guards::test_the_question_of_family_is_answered_before_an_offer",
        "contact::test_no_call_before_the_assessment",
        "contact::test_a_guardian_who_is_the_perpetrator_is_never_called",
    ),
    "with whom the youth lives is checked before the call where parents live apart (R73, R74)": (
        "person::test_where_parents_live_apart_it_is_checked_before_the_call",
        "person::test_the_one_the_youth_lives_with_is_addressed",
    ),
    "a guardian's no leads to an assessment whether to talk to the youth (R76)": (
        "contact::test_a_guardians_no_asks_whether_to_talk_to_the_youth",
        "closing::test_a_guardians_no_closes_only_after_r76",
    ),
    "two guardians who answer differently (D13)": (
        "contact::test_two_guardians_who_differ_are_a_state_of_its_own_that_the_coordinator_resolves",
        "consent_missing::test_one_suffices_and_two_that_differ_are_the_coordinators_to_resolve",
    ),
    "clearance on every outgoing channel and every incident (R47, D8, D23)": (
        "clearance::test_whatever_starts_something_with_the_family_waits_for_clearance",
        "clearance::test_every_reported_incident_needs_its_own_clearance",
        "clearance::test_agreed_contact_goes_on_for_five_working_days",
        "told::test_telling_is_contact_and_needs_clearance",
    ),
    "conditions of a clearance are guards (D23)": (
        "clearance::test_nobody_is_called_before_the_moment_that_the_clearance_names",
        "clearance::test_nobody_whom_the_clearance_excludes_is_called_or_proposed",
    ),
    "investigator and guide are never the same, either way round (R51, D7)": (
        "guidance::test_the_investigator_is_never_guide",
        "guidance::test_a_guide_who_becomes_the_investigator_is_in_conflict_at_once",
    ),
    "nor a substitute, nor who holds the conversation (R51)": (
        "absence::test_the_investigator_does_not_stand_in",
        "holder::test_the_investigator_does_not_hold_it",
        "holder::test_who_becomes_the_investigator_is_replaced_the_same_day",
    ),
    "consent to ongoing contact under 18 (R139, D22)": (
        "consent::test_no_ongoing_contact_before_the_guardians_consent",
        "consent_missing::test_the_coordinator_decides_in_three_working_days",
    ),
    "the eighteenth birthday (R140, D3)": (
        "consent::test_the_guardians_consent_ends_that_day",
        "consent::test_sixty_days_ahead_the_guide_asks_what_the_youth_wants",
    ),
    "no contact for two weeks, exactly (R155)": (
        "fortnight::test_day_14_is_the_fourteenth_calendar_day_after_the_last_contact",
        "fortnight::test_parents_alone_reset_nothing",
        "fortnight_sentences::test_three_tries_from_day_14_on_hand_it_to_the_coordinator",
        "fortnight_sentences::test_day_28_hands_it_over_whatever_was_tried",
    ),
    "an agreed frequency shortens it (R109)": (
        "fortnight_sentences::test_the_youths_wish_shortens_and_never_lengthens",
    ),
    "absence, substitute, handover with what was promised (R57-R59, D29)": (
        "guidance::test_more_than_fourteen_days_away_asks_for_a_substitute",
        "absence::test_of_a_sudden_absence_the_coordinator_tells_the_same_working_day",
        "services/test_cli_promised.py::test_what_was_promised_is_shown_to_whoever_takes_over",
    ),
    "a guide who is not publicly employed signs before any case data (R56)": (
        "guards::test_a_guide_from_outside_signs_before_the_case_is_theirs",
        "access::test_a_guide_from_outside_sees_nothing_of_a_case_before_they_have_signed",
    ),
    "is supervised (R55), and told under secrecy alone (R148)": (
        "staff::test_a_guide_from_outside_is_supervised_every_four_weeks",
        "guards::test_a_guide_from_outside_is_told_under_secrecy_alone",
    ),
    "a threat: urged to report, own report, protection again (R149-R151, R62)": (
        "threat::test_the_victim_is_urged_to_report_the_same_day",
        "threat::test_a_guide_in_the_police_writes_an_own_report",
        "threat::test_the_five_boxes_are_owed_again_the_same_day",
        "threat::test_who_wants_to_report_a_threat_is_helped_to",
    ),
    "a need for an alarm closes only with who and when (R35)": (
        "serious::test_a_need_is_a_task_until_the_one_responsible_is_contacted",
        "serious::test_an_action_alone_closes_nothing_and_who_was_contacted_does",
    ),
    "five boxes (R62, R118)": ("protection::test_there_are_five_boxes", "protection::test_every_box_is_considered"),
    "the statutory duties are immediate, and say who judged, when, sent or not, and why (R164-R175)": (
        "duty_to_report::test_a_concern_is_judged_the_same_day_in_every_phase",
        "duty_to_report::test_who_judged_and_when_stands_in_the_log",
        "duty_to_report::test_sent_or_not_it_is_judged",
    ),
    "they are never refused, deleted or hidden (R164, R171)": (
        "duty_to_report::test_no_rule_refuses_them_and_none_lets_them_wait",
        "duty_to_report::test_every_profession_may_from_wherever_they_are",
        "duty_to_report::test_a_closing_takes_nothing_of_it_away",
    ),
    "a report to barnevern as the national document, nothing made up (R165)": (
        "services/test_bekymringsmelding.py::test_the_case_gives_what_it_knows_and_makes_nothing_up",
        "services/test_bekymringsmelding.py::test_a_protected_address_is_left_to_a_person",
        "services/test_cli_papers.py::test_a_report_to_barnevern_says_what_a_person_has_to_fill_in_and_is_then_printed",
    ),
    "stagnation (R152-R154) and reviews (R34)": (
        "review::test_the_first_review_is_eight_weeks_after_follow_up_began",
        "review::test_a_review_that_finds_the_programme_wrong_asks_for_another_assessment",
    ),
    "the closing matrix": (
        "closing::test_each_ground_closes_in_its_phases_and_in_no_other",
        "closing::test_what_a_ground_needs_is_needed",
    ),
    "reopening by the family alone, each period kept (R135, R136, D25)": (
        "reopening::test_the_family_asks_again",
        "reopening::test_no_system_reopens_a_case",
        "reopening::test_a_reopened_case_may_be_closed_and_reopened_again",
    ),
    "adults have no guardian rules and are called themselves (R10, R71, D20)": (
        "contact::test_from_18_the_person_alone_is_called",
        "closing::test_nobody_declines_for_an_adult",
        "fortnight::test_from_18_the_participant_alone",
    ),
    "witnesses and other kinds need a stated need (R9, R11)": (
        "assessment::test_another_kind_of_case_needs_a_stated_need",
        "assessment::test_a_witness_needs_a_stated_need_at_any_age",
    ),
    "the support centre by age (R64, D2)": ("handbook::test_the_support_centre_is_suggested_from_16",),
    "a week without an extract is overdue and visible (R25)": (
        "unit::test_the_weeks_extract_is_due_by_wednesday_of_the_week_after",
        "unit::test_missing_weeks_are_counted_when_they_have_ended",
    ),
    "a week is done when every row is decided (R26, R27, D26)": ("unit::test_every_row_is_decided",),
    "the coordinator tells of the guide (R60, R61), the investigator of the programme (R66, R67)": (
        "informed::test_the_coordinator_sees_to_it_that_the_guide_is_known_in_a_reported_matter",
        "informed::test_the_investigator_sees_to_it_that_the_programme_is_known_once_the_conversation_is_accepted",
    ),
    "the yearly report is due, and goes to each level (R3, R4)": (
        "report_sending::test_the_report_is_the_coordinators_from_new_year_and_due_on_1_march",
        "report_sending::test_it_is_done_only_when_every_level_has_it",
    ),
    "anchoring and information work per unit (R40-R42, R18)": (
        "outreach::test_the_programme_is_anchored_in_both_bodies_within_a_year_of_the_units_beginning",
        "outreach::test_those_who_meet_young_victims_are_told_of_the_programme_each_year",
    ),
    "checklists are data with their facts (R78-R81, R84-R120)": (
        "handbook::test_an_item_is_told_in_its_fact_and_read_back",
    ),
}
"""What the handbook asks for -> the scenarios, by topic, or by file where they are not in tests/workflows."""


@pytest.mark.parametrize("asked", SCENARIOS)
def test_what_is_easily_missed_has_its_scenario(asked: str):
    there = {proof.name for proof in proofs(TESTS)}
    wanted = {name if "/" in name else f"workflows/test_{name.replace('::', '.py::', 1)}" for name in SCENARIOS[asked]}
    assert wanted
    assert wanted - there == set()
