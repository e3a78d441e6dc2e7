"""Stories in which the duties about the people of a case press, each with a day for that."""

from typing import Any, Final

from events.values import Answer, PerpetratorIs
from tests.support.ladder import assessed, considered, family_called, referred, to_conversation, to_guided
from tests.support.ladder_person import contact_halted, interpreter_needed, safe_to_contact

LONELY = (
    referred(guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1),
    assessed(family=Answer.YES, reason="Skjermes"),
    considered(),
)

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "find_guardian": (LONELY, 1),
    "find_safe_way": ((*to_guided(), safe_to_contact(safe=False, day=1)), 2),
    "resolve_answers": (
        (*to_conversation(), family_called("declined", by="guardian_2")),
        1,
    ),
    "ask_other_unit": ((*to_conversation(), contact_halted()), 1),
    "book_interpreter": ((referred(), assessed(), considered(), interpreter_needed()), 1),
}
