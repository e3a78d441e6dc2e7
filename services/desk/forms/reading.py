"""What was typed into a form, read: the fact that it tells, or what is wrong with each answer and how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from events.fact import FactData
from events.refs import read_case_ref
from services.desk.forms.field import NO, TICKED, YES, Fault, Field, Form, Kind, Typed, rows_in, value
from services.desk.numbers import whole
from services.texts import Texts
from workflows.workdays import OSLO

MISSING: Final = object()
"""Nothing was answered, or nothing else than what counts anyway: the fact does not say it."""

_NORWEGIAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_WEEK: Final = re.compile(r"20\d\d-W(0[1-9]|[1-4]\d|5[0-3])")
_CLOCK: Final = re.compile(r"(\d{1,2})[:.]?(\d{2})")


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says: the fact's data, or faults by field; both never."""

    data: FactData | None
    faults: tuple[Fault, ...] = ()


def read(form: Form, model: type[FactData], typed: Typed, t: Texts) -> Read:
    """What was typed, as the fact that it tells."""
    reading = _Reading(typed, t)
    plain = reading.all(form.fields, "")
    if reading.faults:
        return Read(None, tuple(reading.faults))
    try:
        return Read(model.model_validate(plain))
    except ValidationError as error:
        return Read(None, tuple(_told(error, form, t)))


def read_field(field: Field, typed: Typed, t: Texts) -> tuple[Any, tuple[Fault, ...]]:
    """One answer by itself, `MISSING` where there is none."""
    reading = _Reading(typed, t)
    found = reading.field(field, field.name)
    return found, tuple(reading.faults)


def moment(typed: Typed, path: str) -> datetime | None:
    """A day and a time of day in Norway, None where neither is told. Raises ValueError with a code of `form_fault`."""
    day, clock = value(typed, f"{path}.date"), value(typed, f"{path}.time")
    if not day and not clock:
        return None
    if not day or not clock:
        raise ValueError("half_a_moment")
    found, at = _day(day), _CLOCK.fullmatch(clock)
    if at is None or int(at[1]) > 23 or int(at[2]) > 59:
        raise ValueError("not_a_time")
    told = datetime.combine(found, time(int(at[1]), int(at[2])), OSLO)
    if told.astimezone(UTC).astimezone(OSLO).time() != told.time():
        raise ValueError("no_such_time")  # the clock goes forward over it
    return told


_FURTHEST: Final = 999
"""Days ahead that a button may say."""


def soon(typed: Typed, path: str, happened: datetime) -> Typed:
    """What was typed, with the moment that is so many days ahead of what happened, where no day was told."""
    days = value(typed, f"{path}.in")
    ahead = whole(days)
    if ahead is None or ahead > _FURTHEST or value(typed, f"{path}.date"):
        return typed
    then = happened.astimezone(OSLO) + timedelta(days=ahead)
    told = {f"{path}.date": (then.date().isoformat(),), f"{path}.time": (f"{then:%H:%M}",)}
    return {**typed, **{name: said for name, said in told.items() if not value(typed, name)}}


class _Reading:
    def __init__(self, typed: Typed, t: Texts) -> None:
        self.typed = typed
        self.faults: list[Fault] = []
        self._t = t

    def all(self, fields: tuple[Field, ...], within: str) -> dict[str, Any]:
        """What is answered of some fields, by name."""
        found = ((field, self.field(field, f"{within}{field.name}")) for field in fields)
        told = ((field, answer) for field, answer in found if answer is not MISSING)
        return {field.name: to_jsonable_python(answer) if field.json else answer for field, answer in told}

    def field(self, field: Field, path: str) -> Any:
        """An answer, or MISSING; what is wrong with it is noted."""
        if field.kind == "group":
            return self._group(field, path)
        if field.kind in ("rows", "keyed"):
            return self._several(field, path)
        if field.kind == "tick":
            ticked = bool(self.typed.get(path))
            return MISSING if ticked == (field.default == (TICKED,)) else ticked
        try:
            answer = _READ[field.kind](field, self.typed, path)
        except ValueError as fault:
            return self._wrong(field, path, str(fault))
        if answer == [] and field.listed:
            return answer
        if answer in ("", None, []):
            return self._wrong(field, path, f"{_ASKED.get(field.kind, 'write')}_it") if field.needs else MISSING
        if field.kind == "one" and not field.needs and (str(answer),) == field.default:
            return MISSING
        return answer

    def _group(self, field: Field, path: str) -> Any:
        if not field.needs and not self._touched(field, path):
            return MISSING
        return self.all(field.parts, f"{path}.")

    def _several(self, field: Field, path: str) -> Any:
        if field.kind == "keyed":
            prefixes = [(key.value, f"{path}.{key.value}") for key in field.keys]
        else:
            prefixes = [("", f"{path}.{n}") for n in range(rows_in(self.typed, path))]
        found = []
        for key, prefix in prefixes:
            if any(self._answered(part, f"{prefix}.{part.name}") for part in field.parts):
                row = self.all(field.parts, f"{prefix}.")
                found.append({**row, field.key_name: key} if field.kind == "keyed" else row)
        if not found and field.needs:
            return self._wrong(field, path, "answer_one")
        return found or ([] if field.listed else MISSING)

    def _touched(self, field: Field, path: str) -> bool:
        return any(self._answered(part, f"{path}.{part.name}") for part in field.parts)

    def _answered(self, field: Field, path: str) -> bool:
        """Whether something is said that is not said anyway."""
        if field.kind == "group":
            return self._touched(field, path)
        if field.kind == "moment":
            return bool(value(self.typed, f"{path}.date") or value(self.typed, f"{path}.time"))
        if field.kind in ("rows", "keyed"):
            return any(key.startswith(path + ".") and any(told) for key, told in self.typed.items())
        told = tuple(one for one in self.typed.get(path, ()) if one.strip())
        return bool(told) and told != field.default

    def _wrong(self, field: Field, path: str, code: str) -> Any:
        said = {"field": field.label, "lowest": field.lowest, "highest": field.highest, "most": field.most}
        self.faults.append(Fault(path, self._t("form_fault", code, **said)))
        return MISSING


def _text(field: Field, typed: Typed, path: str) -> str:
    told = value(typed, path)
    if field.most and len(told) > field.most:
        raise ValueError("too_long")
    return told


def _lines(_field: Field, typed: Typed, path: str) -> list[str]:
    return [line.strip() for line in value(typed, path).split("\n") if line.strip()]


def _one(field: Field, typed: Typed, path: str) -> Any:
    told = value(typed, path)
    if told and told not in {one.value for one in field.choices}:
        raise ValueError("not_offered")
    if told and field.fact:
        source, _, fact_id = told.partition(":")
        return {"source": source, "id": fact_id}
    return told


def _yes_no(_field: Field, typed: Typed, path: str) -> bool | None:
    told = value(typed, path)
    if told not in ("", YES, NO):
        raise ValueError("not_offered")
    return told == YES if told else None


def _many(field: Field, typed: Typed, path: str) -> list[str]:
    told = set(typed.get(path, ())) - {""}
    if told - {one.value for one in field.choices}:
        raise ValueError("not_offered")
    return [one.value for one in field.choices if one.value in told]


def _number(field: Field, typed: Typed, path: str) -> int | None:
    told = value(typed, path)
    if not told:
        return None
    if not re.fullmatch(r"\d{1,9}", told):
        raise ValueError("not_a_number")
    number = int(told)
    if (field.lowest is not None and number < field.lowest) or (field.highest is not None and number > field.highest):
        raise ValueError("out_of_bounds" if field.highest is not None else "too_low")
    return number


def _date(_field: Field, typed: Typed, path: str) -> date | None:
    told = value(typed, path)
    return _day(told) if told else None


def _moment(_field: Field, typed: Typed, path: str) -> datetime | None:
    return moment(typed, path)


def _case(_field: Field, typed: Typed, path: str) -> str:
    told = value(typed, path)
    try:
        return read_case_ref(told) if told else ""
    except ValueError:
        raise ValueError("not_a_reference") from None


def _week(_field: Field, typed: Typed, path: str) -> str:
    told = value(typed, path).upper()
    if told and not _WEEK.fullmatch(told):
        raise ValueError("not_a_week")
    return told


def _given(field: Field, typed: Typed, path: str) -> Any:
    told = [one for one in typed.get(path, ()) if one] or list(field.default)
    return told if field.listed else told[0]


def _day(told: str) -> date:
    norwegian = _NORWEGIAN.fullmatch(told)
    try:
        if norwegian is not None:
            return date(int(norwegian[3]), int(norwegian[2]), int(norwegian[1]))
        return date.fromisoformat(told)
    except ValueError:
        raise ValueError("not_a_date") from None


_READ: Final[Mapping[Kind, Callable[[Field, Typed, str], Any]]] = {
    "short": _text,
    "long": _text,
    "lines": _lines,
    "one": _one,
    "yes_no": _yes_no,
    "many": _many,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "week": _week,
    "case": _case,
    "given": _given,
}

_ASKED: Final[Mapping[Kind, str]] = {
    "one": "choose", "yes_no": "choose", "many": "tick", "date": "date", "moment": "moment",
}  # fmt: skip


def _told(error: ValidationError, form: Form, t: Texts) -> Iterator[Fault]:
    """What the contract itself says no to, in our words: the field, and that its answer cannot be used."""
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(step) for step in item["loc"])
        label = next((field.label for field in form.fields if field.name == str(item["loc"][0])), path)
        yield Fault(path, t("form_fault", "unusable", field=label))
