"""A case in each open phase."""

from typing import Any, Final

from tests.support.ladder import assessed, considered, need_reported, referred, to_closed, to_guided, to_held

D, A, C, G, R = "detected", "assessed", "conversation", "guided", "reopened"

PATHS: Final[dict[str, tuple[Any, ...]]] = {
    D: (referred(),),
    A: (referred(), assessed(), considered()),
    C: to_held(),
    G: to_guided(),
    R: (*to_closed(), need_reported().on(40), assessed()),
}
