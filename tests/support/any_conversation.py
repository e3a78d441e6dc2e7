"""Anything that may be told around the conversation: strategies for random stories."""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from tests.support import ladder_conversation as ladder
from tests.support.story import Step

holders = st.sampled_from(["h1", "k1", "g1", "e1"])
days = st.integers(0, 60)
said_by = st.sampled_from(["participant", "guardian_1", "holder", "coordinator"])

FACTS: Final[Mapping[str, st.SearchStrategy[Step]]] = {
    "holder asked": st.builds(ladder.holder_asked, holders, calls=st.booleans()),
    "holder accepted": st.builds(ladder.holder_accepted, holders),
    "holder declined": st.builds(ladder.holder_declined, holders),
    "booked": st.builds(ladder.booked, days, holder=st.one_of(st.none(), holders)),
    "cancelled": st.builds(ladder.cancelled, said_by, new=st.one_of(st.none(), days), not_met=st.booleans()),
}
