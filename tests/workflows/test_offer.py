"""What the family said to the offer, and what it was asked (R84)."""

from tests.support.ladder import conversation_held, family_called, to_conversation
from tests.support.ladder_telling import ALL_ASKED, wished
from tests.support.marks import rule
from tests.support.story import given


@rule(84)
def test_who_was_asked_whom_they_want_as_guide_is_kept_and_nobody_else():
    first = to_conversation()[:-1]
    assert given(first, family_called()).state.period.wished == ()
    assert given(first, family_called(**ALL_ASKED)).state.period.wished == ("guardian_1", "participant")
    story = given(to_conversation()).when(wished("participant"))
    assert story.state.period.wished == ("participant",)
    assert story.when(conversation_held()).state.period.wished == ("participant",)
