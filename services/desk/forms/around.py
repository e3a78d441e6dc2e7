"""What a form is asked about: the people, incidents and earlier facts of the case, and who works here, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.fact import FactData
from services.desk.forms.field import Choice


@dataclass(frozen=True, slots=True)
class Earlier:
    """A fact that stands in the log, as a form names it: `key` is `source:id`, `words` when and what it was."""

    key: str
    type: str
    words: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the programme."""

    slug: str
    name: str
    roles: frozenset[str]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """All that a form offers for choosing. `me` is whoever fills it in; `parts` are the colleagues with a part in the
    case now (`guide`, `asked`, `holder`, `investigator`, `prosecutor`) and `aside` those who may not have one, by part,
    with why; `cases` others that may be meant; `only` of a field
    the codes that can be chosen now, and why not the others; `given` what the desk knows and nobody types."""

    me: str = ""
    ref: str = ""
    unit: str = ""
    people: tuple[Choice, ...] = ()
    incidents: tuple[Choice, ...] = ()
    facts: tuple[Earlier, ...] = ()
    hearings: tuple[Choice, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    units: tuple[Choice, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    aside: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    cases: tuple[Choice, ...] = ()
    only: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    target: type[FactData] | None = None
