"""The rulebook: every rule of the handbook in our own words, what carries it out, and what we decided ourselves."""

from datetime import date
from functools import lru_cache
from typing import Any, Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.page import Page
from services.rulebook.page import contents
from services.rulebook.proofs import Proof, folder_of_tests, proofs
from services.texts import LANGUAGES, Language, texts


def rules(asked: Asked) -> Response:
    """The page; each rule has its anchor, `#R47`."""
    return asked.page("rules.html", **_contents(asked.t.language, asked.today))


@lru_cache(maxsize=len(LANGUAGES))
def _contents(language: Language, today: date) -> dict[str, Any]:
    return contents(texts(language), _proofs(), today)


@lru_cache(maxsize=1)
def _proofs() -> tuple[Proof, ...] | None:
    """The tests, where they are here at all."""
    folder = folder_of_tests()
    return None if folder is None else proofs(folder)


PAGES: Final = (Page("/regler", "GET", "see_rules", rules, menu="rules"),)
