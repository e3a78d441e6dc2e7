"""Anything that may be told of a move, of leaving the district, or of a death, for random stories."""

from typing import Final

from hypothesis import strategies as st

from events.values import Answer
from tests.support import ladder_move
from tests.support.ladder import HANDED_OVER
from tests.support.story import Step

FACTS: Final[dict[str, st.SearchStrategy[Step]]] = {
    "move offered": st.builds(ladder_move.offered, st.sampled_from(["vest", "ost"])),
    "move accepted": st.builds(ladder_move.accepted, st.sampled_from(["k9", "l9", "k1"])),
    "move declined": st.builds(ladder_move.declined, st.sampled_from(["k9", "k1"])),
    "move withdrawn": st.builds(ladder_move.withdrawn),
    "left district": st.builds(
        ladder_move.left_district,
        st.sampled_from([None, HANDED_OVER]),
        st.sampled_from(list(Answer)),
        st.booleans(),
    ),
    "died": st.builds(ladder_move.died),
}
