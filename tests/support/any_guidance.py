"""Anything that may be told around the guide: strategies for random stories."""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from events.refs import Party
from events.values import Answer
from tests.support import ladder_guidance as ladder
from tests.support.story import Step

guides = st.sampled_from(["g1", "g2", "e1", "n1"])
incidents = st.sampled_from(["i1", "i2"])
parties: st.SearchStrategy[Party] = st.sampled_from(["participant", "guardian_1", "guardian_2"])
yes_no = st.sampled_from(list(Answer))
firsts = st.integers(0, 40)
lasts = st.integers(41, 90)

FACTS: Final[Mapping[str, st.SearchStrategy[Step]]] = {
    "wishes": st.builds(ladder.wishes, parties, a_guide=yes_no, this=yes_no, guide=guides),
    "not this guide": st.builds(ladder.not_this_guide, guides),
    "substitute asked": st.builds(ladder.substitute_asked, guides, firsts, lasts),
    "guide declined": st.builds(ladder.guide_declined, guides),
    "guide replaced": st.builds(ladder.guide_replaced, guides, guides),
    "guide ended": st.builds(ladder.guide_ended, guides),
    "guide back": st.builds(ladder.guide_back, st.integers(0, 90), guides),
    "no substitute": st.builds(ladder.substitute_considered, firsts, needed=st.booleans(), guide=guides),
    "absence told": st.builds(
        lambda who, guide: ladder.absence_told(*who, guide=guide),
        st.lists(parties, min_size=1, max_size=3, unique=True),
        guides,
    ),
    "guide informed": st.builds(ladder.guide_informed, guides),
    "advice asked": st.builds(ladder.advice_asked, st.sampled_from(["g1", "g2"]), urgent=st.booleans()),
    "advice given": st.builds(ladder.advice_given, guides),
    "disclosed": st.builds(ladder.disclosed, guides, secrecy=st.booleans()),
    "investigator told": st.builds(ladder.investigator_told, incidents, guide=guides),
    "bl confirmed": st.builds(ladder.bl_confirmed, incidents, of=st.sampled_from(["guide", "programme"])),
    "prosecutor told": st.builds(ladder.prosecutor_told, incidents),
    "part ended": st.builds(
        lambda who, parts, why: ladder.part_ended(who, *parts, why=why),
        st.sampled_from(["g1", "g2", "h1", "e1", "e2"]),
        st.lists(st.sampled_from(["guide", "holder", "investigator"]), min_size=1, max_size=3, unique=True),
        st.sampled_from(["left", "role_lost", "unit_lost"]),
    ),
}
