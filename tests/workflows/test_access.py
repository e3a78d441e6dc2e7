"""Who may report what, and who may see what: everything else is denied."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from events.catalogue import CATALOGUE, DERIVED
from events.closing import NeedReported
from events.fact import FactData
from events.intake import ReferralReceived
from events.values import Role, Source
from tests.support.ladder import (
    assessed,
    cleared,
    contact,
    guide_accepted,
    guide_asked,
    need_reported,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_conversation import holder_accepted, holder_asked
from tests.support.ladder_follow import avert_judged, concern_raised, report_judged
from tests.support.ladder_matter import cleared_with, prosecutor_named
from tests.support.marks import rule
from tests.support.people import STAFF, member
from tests.support.story import Step, day, given, told
from workflows.access import MATTER, MAY_REPORT, SEES, Act, may

ROLES = list(Role)

REPORTED = (referred(reported=True), assessed())


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_a_police_system_decides_nothing(model: type[FactData]):
    if model.MODE == "decides":
        assert Source.POLICE not in MAY_REPORT[model].systems
        assert Source.COURT not in MAY_REPORT[model].systems


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_auditors_and_salto_report_nothing(model: type[FactData]):
    assert not MAY_REPORT[model].roles & {Role.AUDITOR, Role.SALTO}


def test_no_system_reports_a_need_or_a_consent():
    assert MAY_REPORT[NeedReported].systems == frozenset()
    consent = {m for m in CATALOGUE if m.topic() == "consent"}
    assert {MAY_REPORT[m].systems for m in consent} == {frozenset()}


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (assessed().reported_by("g1"), "may_not_report"),
        (assessed().reported_by("k9"), "other_unit"),
        (assessed().reported_by("nobody"), "unknown_reporter"),
        (assessed().reported_by("old"), "unknown_reporter"),
        (assessed().reported_by("k1", Source.POLICE), "may_not_report_from_here"),
        (assessed().reported_by("system/desk"), "may_not_report"),
        (assessed().reported_by("system/police"), "may_not_report"),
        (contact(by="g9"), "other_unit"),
        (contact(by="g2"), "not_on_this_case"),
        (row().reported_by("system/police", Source.IMPORT), "may_not_report"),
    ],
)
def test_who_may_not_is_refused_with_a_reason(step: Step, code: str):
    given(to_guided()).asking(step).refused(code)


def test_who_may():
    given(referred()).asking(assessed().reported_by("l1")).recorded()
    given(to_guided()).asking(contact(by="g1")).recorded()
    given(referred()).asking(cleared().reported_by("e2", Source.POLICE)).recorded()


def test_a_guide_who_is_asked_may_answer():
    given(referred(), guide_asked("g2")).asking(guide_accepted("g2").reported_by("g2")).recorded()
    given(referred(), guide_asked("g1")).asking(guide_accepted("g2").reported_by("g2")).refused("not_on_this_case")


def test_anybody_of_the_programme_may_convey_a_need_from_any_unit():
    given(to_closed()).asking(need_reported().reported_by("k9").on(60)).recorded()
    told(referred().reported_by("g9")).recorded()
    assert ReferralReceived in MAY_REPORT


@rule(164, 165, 174)
@pytest.mark.parametrize("step", [concern_raised("report"), concern_raised("avert"), report_judged(), avert_judged()])
def test_the_statutory_duties_are_told_from_any_unit_without_a_part_in_the_case(step: Step):
    given(to_guided()).asking(step.reported_by("g9")).recorded()


@pytest.mark.parametrize("model", DERIVED)
def test_what_is_derived_comes_from_the_clock_alone(model: type[FactData]):
    assert MAY_REPORT[model].systems == {Source.CLOCK}


# seeing

ACTS: tuple[Act, ...] = get_args(Act)

ALLOWED = {
    "see_overview": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR},
    "see_case": {
        Role.COORDINATOR,
        Role.LEADER,
        Role.GUIDE,
        Role.HOLDER,
        Role.INVESTIGATOR,
        Role.PROSECUTOR,
        Role.OPERATOR,
        Role.AUDITOR,
    },
    "see_personal": {Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER},
    "see_duties": {Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER, Role.INVESTIGATOR, Role.OPERATOR},
    "see_eligible": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR},
    "see_matter": {Role.INVESTIGATOR, Role.PROSECUTOR},
    "see_clearances": {Role.COORDINATOR, Role.LEADER, Role.INVESTIGATOR, Role.PROSECUTOR},
    "see_youths": {Role.GUIDE, Role.HOLDER},
    "see_asks": {Role.GUIDE, Role.HOLDER},
    "see_directory": {Role.COORDINATOR, Role.LEADER},
    "see_people": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR},
    "see_practice": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR},
    "refer": set(Role) - {Role.OPERATOR, Role.AUDITOR, Role.SALTO},
    "see_rows": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR},
    "see_quarantine": {Role.OPERATOR},
    "see_report": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR, Role.SALTO},
    "import": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR},
    "search": {Role.COORDINATOR, Role.LEADER},
    "find_case": {Role.COORDINATOR, Role.LEADER},
    "see_rules": set(Role),
    "see_contracts": {Role.OPERATOR, Role.LEADER, Role.AUDITOR},
    "see_who_read": {Role.LEADER, Role.AUDITOR},
    "answer_refusal": {Role.COORDINATOR, Role.LEADER, Role.OPERATOR},
    "verify": {Role.OPERATOR, Role.AUDITOR},
    "operate": {Role.OPERATOR},
    "write_concern": set(Role),
    "print_template": {Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER},
    "print_log": {Role.COORDINATOR, Role.LEADER, Role.GUIDE},
    "print_family_sheet": {Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER},
    "print_call_sheet": {Role.COORDINATOR, Role.LEADER, Role.HOLDER},
    "print_handover": {Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
def test_each_act_and_role(act: Act, role: Role):
    actor = member("x1", role)
    allowed = role in ALLOWED[act]
    own_only = role in {Role.GUIDE, Role.HOLDER, Role.INVESTIGATOR, Role.PROSECUTOR}
    everywhere = role in {Role.OPERATOR, Role.AUDITOR}
    assert may(actor, act, "ost", ("x1",)) is allowed
    assert may(actor, act, "ost", ()) is (allowed and not own_only)
    assert may(actor, act, "vest", ()) is (allowed and everywhere)


def test_every_act_is_decided():
    assert set(SEES) == set(ACTS) == set(ALLOWED)


def test_the_operator_sees_nothing_personal():
    assert not may(STAFF["staff/o1"], "see_personal", "ost", ("o1",))


def test_who_has_left_sees_nothing():
    for act in ACTS:
        assert not may(STAFF["staff/old"], act, "ost", ("old",))


def test_people_with_no_role_see_nothing():
    for act in ACTS:
        assert not may(member("x1"), act, "ost", ("x1",))


@rule(56)
@pytest.mark.parametrize("act", ["see_case", "see_personal", "print_template", "print_log", "print_family_sheet"])
def test_a_guide_from_outside_sees_nothing_of_a_case_before_they_have_signed(act: Act):
    one = member("n1", Role.GUIDE, public_employee=False)
    signed = replace(one, acknowledged_on=date(2026, 1, 5))
    assert not may(one, act, "ost", ("n1",))
    assert may(signed, act, "ost", ("n1",))
    assert not may(signed, act, "ost", ("g1",))
    assert may(replace(one, public_employee=True), act, "ost", ("n1",))


@rule(164)
def test_nobody_who_works_here_is_kept_from_writing_a_message_of_concern():
    for role in Role:
        assert may(member("x1", role, public_employee=False), "write_concern")
    assert not may(STAFF["staff/old"], "write_concern")


@rule(56)
@pytest.mark.parametrize(("on", "told"), [(date(2027, 1, 5), True), (date(2027, 1, 6), False)])
def test_a_signature_stands_for_a_year(on: date, told: bool):
    one = member("n1", Role.GUIDE, public_employee=False, acknowledged_on=date(2026, 1, 5))
    assert one.may_be_told(on) is told
    assert not replace(one, acknowledged_on=None).may_be_told(on)
    assert replace(one, public_employee=True, acknowledged_on=None).may_be_told(on)


# a part in the criminal case is another part than one in the programme


@rule(92)
@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.PROSECUTOR])
def test_whose_part_is_in_the_matter_sees_no_person_even_as_a_guide_of_others(role: Role):
    both = member("x1", role, Role.GUIDE, Role.HOLDER)
    for act in ACTS:
        assert may(both, act, "ost", (f"{MATTER}x1",)) is may(member("x1", role), act, "ost", ("x1",))
    assert may(both, "see_personal", "ost", ("x1",))
    assert not may(member("x1", Role.GUIDE), "see_case", "ost", (f"{MATTER}x1",))


@rule(47)
def test_a_prosecutor_speaks_of_their_own_matter_whichever_unit_has_it_and_of_no_other_unit_s():
    word = cleared_with(by="j9", capacity="prosecutor", day=2).reported_by("j9")
    given(REPORTED, prosecutor_named("j9")).asking(word).recorded()
    given(REPORTED, prosecutor_named("j1")).asking(word).refused("other_unit")


@rule(31)
@rule(50)
def test_the_case_lies_open_to_whoever_has_said_yes_and_not_to_whoever_is_asked():
    conversation = given(to_conversation(), holder_asked("h1"))
    assert conversation.state.people == ("h1",)
    assert conversation.state.open_to(day(1)) == ()
    assert conversation.when(holder_accepted("h1")).state.open_to(day(1)) == ("h1",)
    asked = given(to_conversation(), guide_asked("g2"))
    assert (asked.state.people, asked.state.open_to(day(1))) == (("g2",), ())
