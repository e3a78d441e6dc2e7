"""The participant's own last word holds, and nobody else's yes undoes it (invariant 5)."""

from tests.support.ladder import consented, to_guided
from tests.support.ladder_follow import participant_ends
from tests.support.story import at, given
from workflows.chart import PHASES
from workflows.outcome import Verb
from workflows.period import OPEN_PHASES


def test_who_wants_no_more_has_said_no_from_then_on_until_they_say_yes_themselves():
    story = given(to_guided()).when(participant_ends(day=3)).recorded()
    period = story.state.period
    assert (period.said_no().at, period.said_no().fact) == (at(3), story.entry.fact.key)
    assert period.said_no_by(at(2)) is None
    story.when(consented("guardian_1", day=4))
    assert story.state.period.said_no() is not None
    story.when(consented("participant", day=5))
    assert (story.entry.verb, story.state.period.said_no()) == (Verb.RECORDED, None)


def test_a_case_is_open_in_every_phase_but_one():
    assert {*PHASES} - {*OPEN_PHASES} == {"closed"}
