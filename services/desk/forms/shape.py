"""A form out of a fact type: every field that a person answers, in the order of the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from events.closing import Closed, Restored
from events.contact import Tried, Wish
from events.correction import Corrected
from events.fact import FactData, FactRef
from events.intake import RowRead
from events.person import NationalNumber
from events.personal import Personal
from events.policy import PolicyChanged
from events.protection import MeasureConsidered
from events.refs import CaseRef, GuardianParty, IncidentKey, Party, Slug
from events.values import Long, Moment, Role, Short, Week
from services.desk.forms import offered
from services.desk.forms.around import Around
from services.desk.forms.field import NO, TICKED, YES, Choice, Field, Form
from services.desk.forms.wording import Wording
from services.texts import Texts
from workflows.checklists import CHECKLISTS, TICK
from workflows.policy import Policy, names

KEYED: Final[Mapping[type[BaseModel], str]] = {
    Tried: "party",
    Wish: "party",
    Restored: "arena",
    MeasureConsidered: "measure",
}
"""Parts that a fact has one of for each person, place or measure, by the field that says which."""

GIVEN: Final = frozenset({"week", "row_key", "fingerprint", "sequence", "version", "field"})
"""What the desk knows where it sends somebody to the form; where it does not, it is asked for."""

OF_THE_FILE: Final = frozenset({"week", "row", "row_key", "content", "found_by", "corrects", "unread"})
"""What a row says of the file that it stood in; nobody corrects that."""

SHORT_MOST, LONG_MOST = 200, 4000
_PARTIES: Final = frozenset(get_args(Party))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one field while its form is made: its type without what may be left out, and where it is."""

    hint: Any
    path: str
    needs: bool
    default: Any
    some: bool = False
    lowest: int | None = None
    highest: int | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


def name_of(model: type[FactData]) -> str:
    """`contact.logged` of `trygghet.contact.logged.v1`."""
    return ".".join(model.TYPE.split(".")[1:3])


def form_of(model: type[FactData], around: Around, t: Texts) -> Form:
    """The form for a fact type, as it is asked about one case, unit or member of staff."""
    shaping = _Shaping(Wording(t, name_of(model)), around, model)
    return Form(model.TYPE, shaping.words.title, shaping.words.lead, tuple(shaping.of(model, "")))


def field_of(model: type[FactData], name: str, around: Around, t: Texts) -> Field:
    """One field of a fact type by itself, as a correction asks for it."""
    return next(field for field in _labelled(model, around, t) if field.name == name)


def _labelled(model: type[FactData], around: Around, t: Texts) -> Iterator[Field]:
    """The fields of a fact type that somebody answers."""
    shaping = _Shaping(Wording(t, name_of(model)), replace(around, given={}, target=None), model)
    return (field for field in shaping.of(model, "") if field.label)


class _Shaping:
    def __init__(self, words: Wording, around: Around, model: type[FactData]) -> None:
        self.words = words
        self.around = around
        self.model = model

    def of(self, model: type[BaseModel], within: str, but: str | None = None) -> Iterator[Field]:
        """The fields of a model but one, in its order."""
        hints = get_type_hints(model, include_extras=True)
        for name, info in model.model_fields.items():
            if model is Corrected and name in ("field", "value"):
                yield from self._mended(name, info.is_required())
            elif name != but and not (model is RowRead and name in OF_THE_FILE):
                yield self._field(_asked(hints[name], info, f"{within}.{name}" if within else name))

    def _mended(self, name: str, needs: bool) -> Iterator[Field]:
        """Which field of the fact was wrong, once it is known which fact; what is right, once it is known which field:
        asked for as the fact's own form asks."""
        target, known = self.around.target, self.around.given.get("field")
        if target is None:
            return
        if known is None and name == "field":
            choices = tuple(Choice(one.name, one.label) for one in _labelled(target, self.around, self.words.t))
            yield Field(name, "one", self.words.label(name), choices=choices)
        elif known is not None and name == "field":
            yield Field(name, "given", "", needs=needs, default=(known,))
        elif known is not None:
            right = field_of(target, known, self.around, self.words.t)
            yield replace(_explicit(right, self.words), name=name)

    def _field(self, asked: Asked) -> Field:
        known = self.around.given.get(asked.name) if asked.name in GIVEN else None
        if known is not None:
            return Field(asked.name, "given", "", needs=asked.needs, default=(known,))
        field = self._shaped(asked, self._bare(asked))
        if field.kind == "one" and not field.needs and not field.default and field.radios:
            blank = Choice("", self.words.choice(asked.path, "blank", "form"))
            field = replace(field, choices=(blank, *field.choices))
        return field

    def _bare(self, asked: Asked) -> Field:
        """The field with its words, as a line of text until its type is looked at."""
        return Field(asked.name, "short", self.words.label(asked.path), self.words.hint(asked.path), needs=asked.needs)

    def _shaped(self, asked: Asked, field: Field) -> Field:
        hint = asked.hint
        if get_origin(hint) is tuple:
            return self._several(asked, field, get_args(hint)[0])
        if self.model is PolicyChanged and asked.name == "content":
            return replace(field, kind="group", parts=tuple(self._practice()))
        if isinstance(hint, type) and issubclass(hint, BaseModel) and hint is not FactRef:
            return replace(field, kind="group", parts=tuple(self.of(hint, asked.path)))
        if hint is bool:
            return self._truth(asked, field)
        if hint == Week:
            return replace(field, kind="week")
        if hint in (Short, NationalNumber, str):
            return replace(field, most=SHORT_MOST)
        if hint == Long:
            return replace(field, kind="long", most=LONG_MOST)
        if hint == Moment:
            return replace(field, kind="moment")
        if hint == CaseRef:
            ours = (self.around.ref,) if asked.path == "into" and self.around.ref else ()
            return replace(field, kind="case", choices=self.around.cases, default=ours)
        plain = hint.__origin__ if get_origin(hint) is Annotated else hint
        if plain is int and self._few(asked):
            low, high = asked.lowest or 0, asked.highest or 0
            scale = (Choice(str(n), self.words.choice(asked.path, str(n), "scale")) for n in range(low, high + 1))
            return replace(field, kind="one", choices=tuple(scale))
        if plain is int:
            return replace(field, kind="number", lowest=asked.lowest, highest=asked.highest)
        if getattr(plain, "__name__", "") == "date":
            return replace(field, kind="date")
        return self._one(asked, field, hint)

    def _one(self, asked: Asked, field: Field, hint: Any) -> Field:
        choices, default, aside = self.choices(asked, hint)
        if asked.default is not None and not default:
            default = (_text(asked.default),)
        if hint == IncidentKey and len(choices) == 1:
            return Field(asked.name, "given", "", needs=asked.needs, default=(choices[0].value,))
        if not choices and hint == Slug:
            return replace(field, most=40)
        if asked.path in self.around.only:
            codes, why = self.around.only[asked.path]
            aside = tuple(replace(one, note=why) for one in choices if one.value not in codes)
            choices = tuple(one for one in choices if one.value in codes)
        default = default if any(one.value in default for one in choices) else ()
        return replace(field, kind="one", choices=choices, default=default, aside=aside, fact=hint is FactRef)

    def _several(self, asked: Asked, field: Field, inner: Any) -> Field:
        whole = isinstance(inner, type) and issubclass(inner, BaseModel)
        needs = asked.some or (asked.needs and not whole)
        if asked.name in (TICK, "items"):
            choices = tuple(Choice(str(number), self.words.rule(number)) for number in self._items(asked.name))
            return replace(field, kind="many", choices=choices, needs=needs)
        if whole:
            key = KEYED.get(inner)
            hints = get_type_hints(inner, include_extras=True)
            parts = tuple(self.of(inner, asked.path, but=key))
            field = replace(field, listed=asked.needs)
            if key is None:
                return replace(field, kind="rows", parts=parts, needs=needs)
            keys, _, _ = self.choices(replace(asked, path=f"{asked.path}.{key}"), _without_none(hints[key]))
            return replace(
                field, kind="keyed", key_name=key, keys=keys, parts=tuple(map(self._blank, parts)), needs=needs
            )
        if inner == Short:
            return replace(field, kind="lines", most=LONG_MOST, needs=needs)
        choices, _, _ = self.choices(asked, inner)
        if inner == IncidentKey and len(choices) == 1 and asked.needs:
            return Field(asked.name, "given", "", needs=needs, default=(choices[0].value,), listed=True)
        return replace(field, kind="many", choices=choices, needs=needs)

    def _blank(self, part: Field) -> Field:
        """In a row of a closed list a part is answered only where the row is about something."""
        if part.kind not in ("one", "yes_no") or part.choices[:1] == (Choice("", part.choices[0].label),):
            return part
        blank = Choice("", self.words.choice(part.name, "blank", "form"))
        return replace(part, choices=(blank, *part.choices))

    def _truth(self, asked: Asked, field: Field) -> Field:
        if asked.default is not None:
            return replace(field, kind="tick", default=(TICKED,) if asked.default else (), needs=False)
        named = {one: Choice(one, self.words.choice(asked.path, one, "word")) for one in (YES, NO)}
        blank = () if asked.needs else (Choice("", self.words.choice(asked.path, "blank", "form")),)
        return replace(field, kind="yes_no", choices=(*blank, named[YES], named[NO]))

    def _few(self, asked: Asked) -> bool:
        return asked.lowest is not None and asked.highest is not None and asked.highest - asked.lowest < 6

    def _items(self, name: str) -> tuple[int, ...]:
        """What may be said to have been gone through: of this fact, or of everything that can be told later."""
        found = (item for checklist in CHECKLISTS for item in checklist.items)
        if name == TICK:
            return tuple(dict.fromkeys(i.number for i in found if i.model is self.model and i.field == TICK))
        return tuple(dict.fromkeys(i.number for i in found if i.field in (TICK, "items", "sheet_given")))

    def _practice(self) -> Iterator[Field]:
        """Local practice, each number within its bounds; what is left empty is as it is for everybody."""
        for name in names():
            info, label = Policy.model_fields[name], self.words.t("policy", name)
            if get_origin(info.annotation) is Literal:
                choices = (Choice(one, self.words.choice(name, one, "word")) for one in get_args(info.annotation))
                blank = Choice("", self.words.choice(name, "blank", "form"))
                yield Field(name, "one", label, needs=False, choices=(blank, *choices))
            elif info.annotation is int:
                low, high = _bounds(info.metadata)
                yield Field(name, "number", label, needs=False, lowest=low, highest=high)
            else:
                yield Field(name, "short", label, needs=False, most=LONG_MOST)

    def choices(self, asked: Asked, hint: Any) -> tuple[tuple[Choice, ...], tuple[str, ...], tuple[Choice, ...]]:
        """What may be chosen, what is chosen at first, and what may not be chosen and why."""
        around, key = self.around, f"{name_of(self.model)}.{asked.path}"
        if hint is FactRef:
            found = offered.facts(around, asked.name)
            return found, (found[0].value,) if len(found) == 1 and asked.needs else (), ()
        if hint == IncidentKey:
            return around.incidents, (), ()
        if asked.name == "hearing_ref":
            return around.hearings, (), ()
        if hint == Slug:
            if asked.name in ("to_unit", "units"):
                return (
                    tuple(unit for unit in around.units if unit.value != around.unit or asked.name == "units"),
                    (),
                    (),
                )
            found, aside = offered.colleagues(around, key, asked.name)
            return found, offered.default_colleague(around, key, asked.name) if asked.needs else (), aside
        if hint == GuardianParty and asked.name == "place":
            return tuple(Choice(one, self._place(one)) for one in get_args(GuardianParty)), (), ()
        return tuple(self._words(asked, hint)), (), ()

    def _words(self, asked: Asked, hint: Any) -> Iterator[Choice]:
        section = "role" if hint is Role else "ground" if self.model is Closed and asked.name == "ground" else "word"
        people = {one.value: one for one in self.around.people}
        for code in _codes(hint):
            if code in people:
                yield people[code]
            elif code not in _PARTIES:
                yield Choice(code, self.words.choice(asked.path, code, section, getattr(hint, "__name__", "")))

    def _place(self, party: str) -> str:
        known = next((one.label for one in self.around.people if one.value == party), None)
        return known if known is not None else self.words.form("new_guardian", place=party[-1])


def _explicit(field: Field, words: Wording) -> Field:
    """A field that is asked about by itself: nothing is answered by leaving it as it is."""
    if field.kind == "tick":
        choices = tuple(Choice(one, words.choice(field.name, one, "word")) for one in (YES, NO))
        field = replace(field, kind="yes_no", choices=choices)
    needs = field.needs or bool(field.default) or field.kind == "yes_no"
    listed = field.kind in ("many", "lines", "rows", "keyed")
    return replace(field, needs=needs and not listed, default=(), listed=listed, json=True)


def _asked(hint: Any, info: FieldInfo, path: str) -> Asked:
    marks = [*info.metadata, *getattr(_without_none(hint), "__metadata__", ())]
    marks = [inside for mark in marks for inside in (getattr(mark, "metadata", None) or [mark])]
    lowest, highest = _bounds(marks)
    some = any(hasattr(mark, "min_length") for mark in info.metadata)
    default = None if info.is_required() else info.default
    return Asked(_plain(hint), path, info.is_required(), default, some, lowest, highest)


def _bounds(marks: list[Any]) -> tuple[int | None, int | None]:
    lowest = next((int(mark.ge) for mark in marks if hasattr(mark, "ge")), None)
    highest = next((int(mark.le) for mark in marks if hasattr(mark, "le")), None)
    return lowest, highest


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        found = [one for one in get_args(hint) if one is not NoneType]
        hint = found[0] if len(found) == 1 else hint
    return hint


def _plain(hint: Any) -> Any:
    """A type without that it may be left out, that it is personal and that it may be searched for."""
    hint = _without_none(hint)
    if get_origin(hint) is Annotated and get_origin(get_args(hint)[0]) is Personal:
        hint = get_args(hint)[0]
    return get_args(hint)[0] if get_origin(hint) is Personal else hint


def _codes(hint: Any) -> Iterator[str]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield from (member.value for member in hint)
    elif get_origin(hint) in (Union, UnionType):
        for one in get_args(hint):
            yield from _codes(one)
    elif get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        raise TypeError(f"no form for {hint}")


def _text(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
