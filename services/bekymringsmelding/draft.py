"""What the case knows of the document, and what a person has to fill in: nothing is made up, and no protected address
is taken along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from pydantic import ValidationError

from events.fact import FactData
from events.intake import Detection, RowRead
from events.person import ContactDataChanged, InterpreterNeeded
from events.personal import Open, Personal
from services.bekymringsmelding.judgement import Judged
from services.bekymringsmelding.shape import Bekymringsmelding
from workflows.reach import GUARDIANS

Why = Literal[
    "unknown", "to_judge", "protected", "does_not_fit", "not_seen", "not_judged", "not_to_be_sent", "no_ground"
]  # fmt: skip
"""Nobody has told it; only a person can say it; an address that the service leaves to a person; told, and not so that
the document takes it; not for the eyes of who asks, who writes what they know; of the report itself: nobody has judged,
it was judged not to be sent, the judgement names no ground."""

JUDGED: Final = ("orientert", "melding", "historie")
"""What no case can know: whether somebody was told of the report, and the report itself."""


NOT_THE_CASES: Final = ("offentligMelder", "leveringskanal", "kommunenummer", "bydelsnummer")
"""What no case tells, whoever looks."""

GIVES_AWAY: Final = ("offentligBarn.0.adresse", "kommune", "bydel")
"""Where a child lives."""

ERASED: Final = "***"


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that a person fills in: `offentligMelder.epost`, `foresatte.0.orientert`."""

    field: str
    why: Why


@dataclass(frozen=True, slots=True)
class Draft:
    """The document, or what is between the case and it. `known` is what the case and the person told so far."""

    known: Mapping[str, Any]
    document: Bekymringsmelding | None
    gaps: tuple[Gap, ...]


class Person(Protocol):
    """Who somebody is and how they are reached, as far as is known; `***` where it is erased. `shared` are numbers that
    the perpetrator can answer (D4)."""

    name: str | None
    number: str | None
    phone: str | None
    shared: set[str]


def draft(
    told: Sequence[FactData],
    people: Mapping[str, Person],
    filled: Mapping[str, Any],
    at: datetime,
    *,
    protected: bool,
    reporter: Mapping[str, Any] | None = None,
    judged: Judged | None = None,
    seen: bool = True,
) -> Draft:
    """The report of a case as far as it is known.

    `told` are the facts that count, oldest first, and `people` those of the case by place. `filled` is what a person
    told, in the document's own shape, and goes before what the case knows. `protected`: an address in the home is.
    `reporter` is who reports, in the document's own shape, `judged` the judgement behind the report. Not `seen`: the
    case, or the people in it, are not for the eyes of who asks; nothing is refused because of it (R164).
    """
    known = _known(told, people, protected)
    if reporter is not None:
        known["offentligMelder"] = reporter
    if judged is not None and judged.text is not None:
        known["melding"] = {"melding": judged.text}
    known = merged({**known, "sendingstidspunkt": at.isoformat(timespec="seconds")}, filled)
    try:
        return Draft(known, Bekymringsmelding.model_validate(known), ())
    except ValidationError as error:
        return Draft(known, None, tuple(_gaps(error, protected, judged, seen=seen)))


def merged(known: Any, filled: Any) -> Any:
    """Two pieces of a document as one; where both tell something, what a person filled in counts."""
    if isinstance(known, Mapping) and isinstance(filled, Mapping):
        both = {name: merged(known[name], filled[name]) for name in known if name in filled}
        return {**known, **filled, **both}
    if isinstance(known, list) and isinstance(filled, list):
        pairs = [merged(a, b) for a, b in zip(known, filled, strict=False)]
        return [*pairs, *known[len(pairs) :], *filled[len(pairs) :]]
    return filled


def _known(told: Sequence[FactData], everybody: Mapping[str, Person], protected: bool) -> dict[str, Any]:
    people = {party: person for party, person in everybody.items() if person.name not in (None, ERASED)}
    child: dict[str, Any] = {"ufoedt": False, "adresse": {}}
    own = people.get("participant")
    if own is not None:
        child |= _there(personnavn=own.name, fnr=own.number, telefonnummer=None if protected else _phone(own))
    address = _last(told, ContactDataChanged, "address")
    if address is not None and not protected:
        child["adresse"] = {"adresselinje1": address}
    guardians = [
        _there(personnavn=people[party].name, telefonnummer=_phone(people[party]))
        for party in GUARDIANS[:2]
        if party in people
    ]
    return {
        "offentligMelder": {"virksomhet": {"adresse": {}}},
        "offentligBarn": [child],
        "melding": {},
        **({"foresatte": guardians} if guardians else {}),
        **_there(
            kommunenavn=None if protected else _last(told, RowRead, "municipality"),
            bydelsnavn=None if protected else _last(told, RowRead, "district"),
            behovForTolk=_interpreter(told),
        ),
    }


def _phone(person: Person) -> str | None:
    """No number that the perpetrator can answer is passed on as a way to reach somebody."""
    return None if person.phone in person.shared else person.phone


def _there(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None and value != ERASED}


def _last(told: Sequence[FactData], model: type[FactData], field: str) -> str | None:
    """The value told last, where the actor may see it and it is not erased."""
    values = (getattr(one, field) for one in reversed(told) if isinstance(one, model))
    return next((str(value.value) for value in values if isinstance(value, Open)), None)


def _interpreter(told: Sequence[FactData]) -> str | None:
    """The languages for which an interpreter is needed, as they were told; `ja` where none was."""
    needs: dict[str, str | None] = {}
    for one in told:
        if isinstance(one, InterpreterNeeded):
            needs[one.person] = _language(one.language) if one.needed else None
        elif isinstance(one, Detection) and one.person.interpreter:
            needs.setdefault("participant", _language(one.person.language))
    return ", ".join(dict.fromkeys(need for need in needs.values() if need)) or None


def _language(told: Personal[str] | None) -> str:
    return str(told.value) if isinstance(told, Open) else "ja"


def _gaps(error: ValidationError, protected: bool, judged: Judged | None, *, seen: bool) -> Iterator[Gap]:
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        field = ".".join(str(step) for step in item["loc"])
        missing = item["type"] in ("missing", "too_short")
        if protected and missing and field.startswith(GIVES_AWAY):
            yield Gap(field, "protected")
        elif missing and field == "melding.melding" and judged is not None:
            yield Gap(field, judged.why)
        elif missing and field.rpartition(".")[2] in JUDGED:
            yield Gap(field, "to_judge")
        elif missing:
            yield Gap(field, "unknown" if seen or field.startswith(NOT_THE_CASES) else "not_seen")
        else:
            yield Gap(field, "does_not_fit")
