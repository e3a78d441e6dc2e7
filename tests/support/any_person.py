"""Anything that may be told of the people of a case: what random stories draw from."""

from typing import Any

from hypothesis import strategies as st

from events.values import AddressProtection, Answer, GuardianKind, PerpetratorIs
from tests.support import ladder_person
from tests.support.story import Step

_PLACES: Any = st.sampled_from(["guardian_1", "guardian_2", "guardian_3"])
_PARTIES: Any = st.sampled_from(["participant", "guardian_1", "guardian_2", "guardian_3"])

FACTS: dict[str, st.SearchStrategy[Step]] = {
    "relation learned": st.builds(
        ladder_person.relation_learned,
        st.sampled_from(list(PerpetratorIs)),
        incident=st.sampled_from(["i1", "i2"]),
        household=st.sampled_from(list(Answer)),
        protected_by=st.lists(_PLACES, max_size=2, unique=True).map(tuple),
    ),
    "safe to contact": st.builds(
        ladder_person.safe_to_contact,
        _PARTIES,
        safe=st.booleans(),
        shared=st.booleans(),
        phone=st.none() | st.just("1"),
    ),
    "guardian told": st.builds(
        ladder_person.guardian_told, _PLACES, st.none() | st.sampled_from(list(GuardianKind)), ended=st.booleans()
    ),
    "interpreter needed": st.builds(ladder_person.interpreter_needed, _PARTIES, needed=st.booleans()),
    "interpreter booked": st.builds(ladder_person.interpreter_booked, _PARTIES),
    "address protection": st.builds(
        ladder_person.address_protection, st.sampled_from(list(AddressProtection)), _PARTIES
    ),
    "answers resolved": st.builds(ladder_person.answers_resolved, _PLACES),
    "contact data": st.builds(ladder_person.contact_data),
    "contact halted": st.builds(ladder_person.contact_halted),
}
