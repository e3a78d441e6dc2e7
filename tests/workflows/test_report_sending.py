"""The yearly report goes its way: drafted, approved by the unit leader, sent to each level of SaLTo/SLT."""

from datetime import date

import pytest

from events.personal import Open
from events.report import Level, ReportApproved, ReportDrafted, ReportSent, ReportText
from events.unit import UnitAdded
from events.values import Source
from tests.support.marks import rule
from tests.support.story import FIRST_DAY, Step, Story, day, given
from workflows.duty import Duty
from workflows.policy import Policy
from workflows.report.versions import LEVELS

YEAR = FIRST_DAY.year
LAST_YEAR = date(YEAR - 1, 11, 2)
"""The unit has been there since then, so that a report is owed now."""


YESTERDAY = day(-1)


def drafted(version: int = 1, year: int = YEAR - 1, as_of: date = YESTERDAY, by: str = "staff/k1") -> Step:
    return Step(ReportDrafted(year=year, version=version, as_of=as_of), by=by)


def approved(version: int = 1, by: str = "staff/l1") -> Step:
    return Step(ReportApproved(year=YEAR - 1, version=version), by=by)


def sent(level: Level, version: int = 1) -> Step:
    return Step(ReportSent(year=YEAR - 1, version=version, level=level, to="SaLTo"))


def text(year: int = YEAR - 1) -> Step:
    return Step(ReportText(year=year, section="found", text=Open("Flere kom fra skolene.")))


def unit(*steps: Step, **about: object) -> Story:
    added = Step(UnitAdded(name="Enhet øst", since=LAST_YEAR), by="system/cli", source=Source.CLI)
    return given(added, *steps, subject="unit/ost", **about)  # type: ignore[arg-type]


def owed(story: Story, kind: str) -> list[Duty]:
    return [duty for duty in story.duties() if duty.kind == kind]


@rule(3)
def test_the_report_is_the_coordinators_from_new_year_and_due_on_1_march():
    (duty,) = owed(unit(), "write_report")
    assert (duty.owner, duty.party) == ("coordinator@ost", str(YEAR - 1))
    assert (duty.from_date, duty.due_date) == (date(YEAR, 1, 1), date(YEAR, 3, 1))
    assert not duty.pressing(date(YEAR - 1, 12, 31))
    assert duty.pressing(date(YEAR, 1, 1))
    assert not duty.overdue(date(YEAR, 3, 1))
    assert duty.overdue(date(YEAR, 3, 2))


@rule(3)
def test_a_unit_may_decide_on_another_month():
    unit(policy=Policy(report_month=2)).owed("write_report", due=date(YEAR, 2, 1))


@rule(3)
def test_a_draft_answers_it_and_the_next_year_is_owed_in_its_turn():
    story = unit().when(drafted()).recorded()
    (duty,) = owed(story, "write_report")
    assert (duty.party, duty.due_date) == (str(YEAR), date(YEAR + 1, 3, 1))


@rule(3)
def test_the_leader_approves_a_draft_and_nobody_else_does():
    story = unit(drafted())
    (duty,) = owed(story, "approve_report")
    assert duty.owner == "leader@ost"
    story.when(approved(by="staff/k1")).refused("may_not_report")
    story.when(approved()).recorded().not_owed("approve_report")


@rule(4)
def test_it_is_done_only_when_every_level_has_it():
    story = unit(drafted(), approved())
    for place, level in enumerate(LEVELS):
        left = owed(story, "send_report")
        assert [duty.party for duty in left] == [f"{one}:{YEAR - 1}" for one in LEVELS[place:]]
        assert {duty.rules for duty in left} == {(4,)}
        story.when(sent(level)).recorded()
    assert owed(story, "send_report") == []
    assert story.state.report(YEAR - 1).versions[0].standing == "sent"


@rule(4)
def test_a_level_told_twice_has_had_it_once():
    story = unit(drafted(), approved()).when(sent("steering")).when(sent("steering")).recorded()
    assert len(story.state.report(YEAR - 1).versions[0].sent) == 1


@rule(4)
def test_what_nobody_has_approved_has_not_been_sent():
    unit(drafted()).when(sent("steering")).refused("report_not_approved")
    unit(drafted(), approved(), drafted(2)).when(sent("steering", 2)).refused("report_not_approved")


@rule(3, 4)
def test_a_revision_is_approved_and_sent_anew_and_the_first_version_is_kept():
    story = unit(drafted(), approved(), *(sent(level) for level in LEVELS), drafted(2))
    assert owed(story, "approve_report")
    assert owed(story, "send_report") == []
    story.when(approved(2)).recorded()
    assert len(owed(story, "send_report")) == len(LEVELS)
    first, second = story.state.report(YEAR - 1).versions
    assert (first.standing, second.standing) == ("sent", "approved")


def test_a_draft_is_of_a_day_that_is_over():
    unit().when(drafted(as_of=day(0))).refused("report_day_not_over")
    unit().when(drafted(as_of=date(YEAR - 2, 12, 31))).refused("report_day_not_over")


def test_a_report_is_of_a_year_of_the_unit():
    unit().when(drafted(year=YEAR - 2)).refused("no_such_report_year")
    unit().when(text(year=YEAR + 1)).refused("no_such_report_year")
    unit().when(text()).recorded()


def test_versions_come_in_their_order():
    unit().when(drafted(2)).refused("not_the_next_version")
    unit(drafted()).when(drafted(1)).refused("not_the_next_version")
    unit(drafted()).when(approved(2)).refused("no_such_draft")
    unit(drafted(), approved()).when(approved()).refused("no_such_draft")


def test_a_draft_knows_which_texts_are_its_own():
    story = unit(text()).when(drafted()).recorded()
    assert story.state.report(YEAR - 1).versions[0].sequence == story.state.sequence
    story.when(text(), drafted(2)).recorded()
    assert [one.sequence for one in story.state.report(YEAR - 1).versions] == [3, 5]


@pytest.mark.parametrize("by", ["staff/g1", "staff/e1"])
def test_a_guide_or_an_investigator_writes_no_report(by: str):
    unit().when(drafted(by=by)).refused("may_not_report")
