"""What people read, in bokmål, nynorsk and English: one catalogue a language, keyed by section and code.

Codes are the record's and the rulebook's own; a test proves that every code has its text in all three languages.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Final, Literal, get_args

from workflows.handbook.chapters import chapter_of

Language = Literal["nb", "nn", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "nb"

LANGUAGE_SETTING: Final = "TRYGGHET_LANGUAGE"
"""Not among the other settings: it is needed to say what is wrong with them."""

_PARTS: Final = (
    "",
    "handbook.",
    "papers.",
    "forms.",
    "desk.",
    "desk_live.",
    "extract.",
    "office.",
    "views.",
    "integration.",
    "daily.",
    "frame.",
)
"""The files of a language, what commands need first; no section stands in two of them."""

_ALSO: Final[Mapping[str, Language]] = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}

_INCIDENT: Final = re.compile(r"i\d+")

_TELLS_APART: Final = re.compile(
    r"guardian_\d|T-[0-9A-Z]{4}-[0-9A-Z]{2}|\d{4}(-W\d\d)?|salto_steering_group|police_council"
)
"""What a duty is about beside an incident (`i1`), where that is a person, a case, a week, a year, or
where the programme is anchored."""


class _Catalogue(dict[str, Mapping[str, str]]):
    """Sections of a language; a file is read when what is asked for stands in none before it (12 ms each command)."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._unread = [files(__name__) / f"{name}{language}.toml" for name in _PARTS]
        self._reading = Lock()

    def __missing__(self, section: str) -> Mapping[str, str]:
        self._read_on(lambda: section in self)
        found = self.get(section)
        if found is None:
            raise KeyError(section)
        return found

    def whole(self) -> Mapping[str, Mapping[str, str]]:
        """All of it."""
        self._read_on(lambda: False)
        return self

    def _read_on(self, enough: Callable[[], bool]) -> None:
        with self._reading:
            while self._unread and not enough():
                self.update(tomllib.loads(self._unread.pop(0).read_text(encoding="utf-8")))


class Texts:
    """One language. `texts("duty", "call_family")` is what people read for a code; an unknown code is a KeyError."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = _Catalogue(language)

    def __call__(self, section: str, code: str, **values: object) -> str:
        """The text of a code; `{names}` in it are filled from `values`. The full stop of a value (`1. sep.`) at the end
        of the sentence is the sentence's own."""
        text = self._catalogue[section][code]
        for name, value in values.items():
            if isinstance(value, str) and value.endswith("."):
                text = text.replace(f"{{{name}}}.", f"{{{name}}}")
        return text.format(**values) if values else text

    def known(self, section: str, code: str) -> str:
        """As calling, but a code that this version does not know stays as it is (a record may be newer than we are)."""
        return self._catalogue[section].get(code, code)

    def start(self, fault: str, where: Mapping[str, object]) -> str:
        """What keeps a command from going on, by the name of its exception; words among the values are translated."""
        said = self._catalogue["said"]
        return self._catalogue["start"][fault].format(**{k: said.get(str(v), v) for k, v in where.items()})

    def misfit(self, code: str, where: Mapping[str, str], property_: str | None) -> str:
        """What is wrong with a stream or a consumer of the bus, why it matters, and how to mend it."""
        told = dict(where)
        if property_ is not None:
            told |= {"wanted": self("stream_wanted", property_), "else_": self("stream_else", property_)}
        return self._catalogue["stream"][code].format(**told)

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Everything, by section."""
        return self._catalogue.whole()

    def rule(self, number: int) -> str:
        """`R47 (§ 2): Klarering …`: a rule in our own words, with its place in the handbook."""
        return f"R{number} ({self.place(number)}): {self.known('rule', str(number))}"

    def place(self, number: int) -> str:
        """Where in the handbook a rule stands: `§ 2`, or the name of a chapter without a number."""
        chapter = chapter_of(number)
        return f"§ {chapter}" if chapter.isdigit() else self("section", chapter)

    def owner(self, owner: str) -> str:
        """`koordinator i ost` of `coordinator@ost`; a member of staff by slug."""
        role, at, unit = owner.partition("@")
        return f"{self.known('role', role)} {unit}" if at else owner.removeprefix("staff/")

    def duty(self, kind: str, party: str) -> str:
        """What is to be done, and for whom, which incident, case or week where that tells duties of a kind apart.

        A stretch of a duty (`participant:absence`) has words of its own, or those of the person.
        """
        words, (person, _, stretch) = self._catalogue["party"], party.partition(":")
        if stretch:
            told = words.get(party) or words.get(person, "")
        elif _INCIDENT.fullmatch(person):
            told = words["incident"].format(number=person[1:])
        elif _TELLS_APART.fullmatch(person):
            told = words.get(person, person)
        else:
            told = ""
        return f"{self.known('duty', kind)} ({told})" if told else self.known("duty", kind)

    def day(self, day: date) -> str:
        """A day as people write it."""
        return day.isoformat() if self.language == "en" else f"{day.day}.{day.month}.{day.year}"

    def moment(self, moment: datetime) -> str:
        """Day and time in Norway."""
        from workflows.workdays import OSLO  # imports the calendar, which `trygghet --help` need not wait for

        local = moment.astimezone(OSLO)
        clock = f"{local:%H:%M}" if self.language == "en" else f"{local:%H.%M}"
        return f"{self.day(local.date())} {clock}"

    def until(self, due: date, today: date) -> str:
        """How far a day is from today: `i dag`, `om 3 dager`, `2 dager over`."""
        days = (due - today).days
        if days == 0:
            return self("when", "today")
        if abs(days) == 1:
            return self("when", "tomorrow" if days > 0 else "one_over")
        return self("when", "ahead" if days > 0 else "over", days=abs(days))


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: Language) -> Texts:
    """The catalogue of a language; the words of the handbook, of papers, of the desk and its forms stand apart."""
    return Texts(language)


def language_of(environment: Mapping[str, str]) -> Language:
    """TRYGGHET_LANGUAGE, else the locale of whoever is at the keyboard, else bokmål."""
    for name in (LANGUAGE_SETTING, "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return _ALSO.get(value[:2].lower(), DEFAULT)
    return DEFAULT
