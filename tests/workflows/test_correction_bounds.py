"""What can be corrected, struck and answered, and what is undone in another way."""

from typing import Any

import pytest

from events.closing import ClosingAnnulled
from events.contact import FirstContactMade
from events.correction import Corrected, MistakeAnnulled, NotTheSame
from events.fact import FactRef
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived
from events.move import MoveDeclined, MoveWithdrawn
from events.personal import ERASED, Open
from events.values import Reported, Source
from tests.support.ladder import (
    answered,
    assessed,
    closing_annulled,
    corrected,
    family_called,
    guide_accepted,
    mistaken,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_correction import CLOSED, OPEN, joined, mistake_annulled, not_the_same, wrong_case
from tests.support.ladder_move import declined, offered, withdrawn
from tests.support.story import given, told
from workflows.correction import corrects, mended, plain_of

UNDONE: dict[type[Any], tuple[Any, ...]] = {
    MistakeAnnulled: (*to_guided(), mistaken(), mistake_annulled()),
    NotTheSame: (referred(), row(key="row-2", alike=(OPEN,)), not_the_same()),
    MoveDeclined: (*to_guided(), offered(), declined()),
    MoveWithdrawn: (*to_guided(), offered(), withdrawn()),
}
"""Each with a story in which it stands."""


@pytest.mark.parametrize("about", UNDONE, ids=lambda about: about.__name__)
def test_what_another_fact_undoes_is_neither_corrected_nor_struck(about: type[Any]):
    story = given(UNDONE[about])
    field = next(iter(about.model_fields))
    story.asking(corrected(about, field, "annet")).refused("undone_not_corrected")
    story.asking(wrong_case(about)).refused("undone_not_corrected")


def test_what_took_a_closing_back_is_not_struck():
    given(to_closed(), closing_annulled(day=31)).asking(wrong_case(ClosingAnnulled)).refused("annulled_not_struck")


def test_of_a_fact_that_is_not_there_nobody_says_that_the_value_does_not_fit():
    story = given(referred()).asking(corrected("desk:none", "reported", "yes"))
    assert [reason.code for reason in story.refused("no_such_fact").entry.reasons] == ["no_such_fact"]


def test_a_breach_is_answered_once():
    story = told(referred(reported=True), assessed(), family_called())
    story.when(answered("breach", FirstContactMade)).recorded()
    story.asking(answered("breach", FirstContactMade)).refused("nothing_to_answer")


def test_of_two_facts_that_wait_either_is_answered():
    story = told(to_conversation(), guide_accepted("g1"), guide_accepted("g2"))
    assert len(story.state.waiting) == 2
    for held in story.state.waiting:
        story.asking(answered("waiting", held.key)).recorded()
    story.asking(answered("waiting", ReferralReceived)).refused("nothing_to_answer")


def test_each_decision_that_would_fall_is_looked_at_by_itself():
    story = given(to_guided(investigator="e2"), corrected(ReferralReceived, "investigator", "g1"))
    story.when(answered("review", GuideAsked)).owed("look_again")
    assert [item.key for item in story.state.to_look_at] == [story.key(GuideAccepted)]


def test_each_case_that_may_be_the_same_is_compared_by_itself():
    story = given(referred(), row(key="row-2", alike=(OPEN, CLOSED)))
    story.when(not_the_same(OPEN)).owed("compare_cases", party=CLOSED)
    story.when(not_the_same(CLOSED)).not_owed("compare_cases")


def test_of_a_case_that_is_not_ours_nobody_says_whether_it_is_closed():
    story = given(to_guided()).asking(joined(into="T-ZZZZ-Z5"))
    assert [reason.code for reason in story.refused("no_such_case_here").entry.reasons] == ["no_such_case_here"]


def test_only_a_correction_corrects():
    story = told(referred(reported=True), assessed(), family_called())
    story.when(answered("breach", FirstContactMade), corrected(FirstContactMade, "answer", "declined"))
    key = story.key(FirstContactMade)
    assert [corrects(entry.fact, key) for entry in story.log[-2:]] == [False, True]
    assert not corrects(story.log[0].fact, key)


def test_a_correction_is_made_with_what_is_left_of_it_when_its_words_are_erased():
    """Of a value whose key is gone the plain part stands in the log."""
    fact = given(referred()).log[0].fact
    ref = FactRef(source=Source.DESK, id="f1")
    told_ = Corrected(fact=ref, field="reported", value=Open("yes"), why=Open("Skrivefeil"))
    assert plain_of(fact, told_) == "yes"
    right = mended(fact, told_.model_copy(update={"value": ERASED}), "yes").data
    assert isinstance(right, ReferralReceived)
    assert right.reported is Reported.YES
