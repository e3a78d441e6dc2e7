"""A row of an extract becomes what the programme keeps of it, or is rejected with the column and the reason.

Required values that cannot be read reject the row, and that is a duty of the unit (D26). An optional value that cannot
be read never does: it counts as unknown (a protected address as strictly protected), is a warning and is looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeVar

import orjson

from events.intake import RowRead, UnreadValue
from events.person import Guardian, Person
from events.personal import Open, Personal
from events.values import (
    AddressProtection,
    Answer,
    CaseRole,
    Category,
    GuardianKind,
    LivesWith,
    MatterStatus,
    PerpetratorIs,
)
from services import national_number
from services.ingest import columns
from services.ingest.columns import COLUMNS, Words
from services.ingest.extract import Record
from services.ingest.keys import Token, content_key, fingerprint, row_key
from services.ingest.normal import normal_cells
from services.ingest.words import is_rounded, normal_report, read_date, read_name, read_phone, slug

T = TypeVar("T")

WHOLE_ROW: Final = "*"
"""Stands for the column where no single one is to blame."""

REASONS: Final = (
    "missing",
    "too_long",
    "unknown_word",
    "not_a_date",
    "in_the_future",
    "impossible_number",
    "born_after_incident",
    "differs_from_number",
    "not_a_phone",
    "not_an_id",
    "name_missing",
    "values_beyond_columns",
    "number_rounded",
)
"""Every reason that a row or a value can have here."""

NAME_MISSING: Final = "(navn ikke oppgitt)"
_GUARDIAN_COLUMNS: Final = {n: frozenset(c for c in COLUMNS if c.startswith(f"foresatt_{n}_")) for n in (1, 2)}
_SHORT: Final = 200
_LONG: Final = 4000


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used. `content` is what stood in it, for whoever corrects it; it is sealed in the record."""

    row: int
    column: str
    reason: str
    fingerprint: str
    content: Mapping[str, str] = field(repr=False)
    corrects: str | None = None


class _UnusableError(Exception):
    """A required value is wrong; caught in `read_row`."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


def read_row(
    record: Record, week: str, today: date, token: Token, found_by: Literal["extract", "search"] = "extract"
) -> RowRead | Rejected:
    """The row as a fact's data, its unread values listed in `unread`; or why it cannot be used."""
    try:
        return _Reading(record.cells).row(record, week, today, token, found_by)
    except _UnusableError as fault:
        content = {column: text[:_LONG] for column, text in record.cells.items()}
        if record.beyond:
            content[WHOLE_ROW] = " | ".join(record.beyond)[:_LONG]
        same = fingerprint(token, orjson.dumps(normal_cells(content), option=orjson.OPT_SORT_KEYS).decode())
        return Rejected(record.row, fault.column, fault.reason, same, content, record.corrects)


def usable(record: Record, today: date) -> bool:
    """Whether the row will be read: only what is required is looked at, which costs a fraction of reading it."""
    try:
        _Reading(record.cells).required(record.beyond, today)
    except _UnusableError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Required:
    """What a row cannot be without."""

    report: str
    incident_on: date
    category: Category
    role: CaseRole
    name: str
    number: str | None
    born: date | None


def zero_restored(record: Record) -> bool:
    """Whether the number of a row that could be read had lost its first zero, as spreadsheets do it."""
    return sum(map(str.isdigit, record.cells.get("fodselsnummer", ""))) == 10


class _Reading:
    """One row being read; collects what could not be."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self._unread: list[UnreadValue] = []

    def row(
        self, record: Record, week: str, today: date, token: Token, found_by: Literal["extract", "search"]
    ) -> RowRead:
        told = self.required(record.beyond, today)
        perpetrator_is = self._word("gjerningsperson_er", columns.PERPETRATOR_IS, PerpetratorIs.UNKNOWN)
        lives_with = self._word("bor_hos", columns.LIVES_WITH, LivesWith.UNKNOWN)
        kept = RowRead(
            week=week,
            row=record.row,
            found_by=found_by,
            corrects=record.corrects,
            row_key=row_key(token, told.report, told.number, told.born, told.name),
            content="-",
            report_number=Open(told.report),
            incident_on=told.incident_on,
            category=told.category,
            role=told.role,
            person=self._person(told.name, told.number, told.born),
            guardians=self._guardians(perpetrator_is, lives_with),
            reported_on=self._optional_date("anmeldt_dato", today),
            matter_status=self._word("saksstatus", columns.MATTER_STATUS, MatterStatus.UNKNOWN),
            stated_need=self._sealed("annet_behov", _LONG),
            hate_motive=self._word("hatmotiv", columns.ANSWER, Answer.UNKNOWN),
            scene=self._sealed("gjerningssted"),
            municipality=self._sealed("bostedskommune"),
            district=self._sealed("bydel"),
            perpetrator_is=perpetrator_is,
            lives_with=lives_with,
            investigator=self._optional("etterforsker_id", slug, "not_an_id"),
            investigator_name=self._sealed("etterforsker_navn"),
            prosecutor=self._sealed("jurist"),
            unread=tuple(self._unread),
        )
        return kept.model_copy(update={"content": content_key(token, kept)})

    # required

    def required(self, beyond: Sequence[str], today: date) -> _Required:
        """What the row cannot be without. Raises _UnusableError."""
        if beyond:
            raise _UnusableError(WHOLE_ROW, "values_beyond_columns")
        report = " ".join(self._required("anmeldelsesnr").split()).upper()
        if not normal_report(report):
            raise _UnusableError("anmeldelsesnr", "unknown_word")
        if is_rounded(report):
            raise _UnusableError("anmeldelsesnr", "number_rounded")
        incident_on = self._required_date("hendelsesdato", today)
        category = self._required_word("sakstype", columns.CATEGORY)
        role = self._required_word("rolle", columns.ROLE)
        name = read_name(self._required("navn"))
        number, born = self._identity(incident_on)
        return _Required(report, incident_on, category, role, name, number, born)

    def _required(self, column: str) -> str:
        text = self._cells.get(column, "")
        if not text:
            raise _UnusableError(column, "missing")
        if len(text) > _SHORT:
            raise _UnusableError(column, "too_long")
        return text

    def _required_date(self, column: str, today: date) -> date:
        read = read_date(self._required(column))
        if read is None:
            raise _UnusableError(column, "not_a_date")
        if read > today:
            raise _UnusableError(column, "in_the_future")
        return read

    def _required_word(self, column: str, words: Words[T]) -> T:
        read = words.read(self._required(column))
        if read is None:
            raise _UnusableError(column, "unknown_word")
        return read

    def _identity(self, incident_on: date) -> tuple[str | None, date | None]:
        """The national number and the birth date; one of them at least (D28)."""
        if "fodselsnummer" not in self._cells:
            if "fodselsdato" not in self._cells:
                raise _UnusableError("fodselsnummer", "missing")
            return None, self._born(read_date(self._cells["fodselsdato"]), "fodselsdato", incident_on)
        number = national_number.read(self._cells["fodselsnummer"])
        if number is None:
            raise _UnusableError("fodselsnummer", "impossible_number")
        told = self._optional("fodselsdato", read_date, "not_a_date")
        if number.birth_date is None:
            return number.digits, told
        if told is not None and told != number.birth_date:
            self._cannot_read("fodselsdato", "differs_from_number")
        return number.digits, self._born(number.birth_date, "fodselsnummer", incident_on)

    @staticmethod
    def _born(born: date | None, column: str, incident_on: date) -> date:
        if born is None:
            raise _UnusableError(column, "not_a_date")
        if born > incident_on:
            raise _UnusableError(column, "born_after_incident")
        return born

    # optional

    def _cannot_read(self, column: str, reason: str) -> None:
        self._unread.append(UnreadValue(column=column, reason=reason))

    def _optional(self, column: str, read: Callable[[str], T | None], reason: str) -> T | None:
        text = self._cells.get(column)
        if text is None:
            return None
        value = read(text)
        if value is None:
            self._cannot_read(column, reason)
        return value

    def _optional_date(self, column: str, today: date) -> date | None:
        read = self._optional(column, read_date, "not_a_date")
        if read is not None and read > today:
            self._cannot_read(column, "in_the_future")
            return None
        return read

    def _word(self, column: str, words: Words[T], unknown: T) -> T:
        read = self._optional(column, words.read, "unknown_word")
        return unknown if read is None else read

    def _sealed(self, column: str, longest: int = _SHORT) -> Personal[str] | None:
        text = self._optional(column, lambda text: text if len(text) <= longest else None, "too_long")
        return None if text is None else Open(text)

    def _phone(self, column: str) -> Personal[str] | None:
        phone = self._optional(column, read_phone, "not_a_phone")
        return None if phone is None else Open(phone)

    def _protection(self, column: str) -> dict[str, AddressProtection]:
        """As an argument, and none where nothing is said: then it is as known before."""
        if column not in self._cells:
            return {}
        return {"address_protection": self._word(column, columns.ADDRESS_PROTECTION, AddressProtection.STRICT)}

    def _person(self, name: str, number: str | None, born: date | None) -> Person:
        return Person(
            name=Open(name),
            national_number=None if number is None else Open(number),
            birth_date=None if born is None else Open(born),
            phone=self._phone("telefon"),
            language=self._sealed("sprak"),
            interpreter=self._word("tolk", columns.INTERPRETER, unknown=False),
            **self._protection("adressesperre"),
        )

    def _guardians(self, perpetrator_is: PerpetratorIs, lives_with: LivesWith) -> tuple[Guardian, ...]:
        """By place, since other columns name them by it: foresatt_2 stays the second when there is no first."""
        named = {perpetrator_is.value, lives_with.value}
        for last in (2, 1):
            if f"guardian_{last}" in named or not self._cells.keys().isdisjoint(_GUARDIAN_COLUMNS[last]):
                return tuple(self._guardian(place) for place in range(1, last + 1))
        return ()

    def _guardian(self, place: int) -> Guardian:
        of = f"foresatt_{place}_"
        name = self._optional(of + "navn", lambda text: read_name(text) if len(text) <= _SHORT else None, "too_long")
        if name is None and of + "navn" not in self._cells:
            self._cannot_read(of + "navn", "name_missing")
        told: dict[str, Any] = self._protection(of + "adressesperre")
        return Guardian(
            name=Open(name or NAME_MISSING),
            phone=self._phone(of + "telefon"),
            kind=self._word(of + "rolle", columns.GUARDIAN_KIND, GuardianKind.OTHER),
            **told,
        )
