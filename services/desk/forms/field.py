"""What a form consists of: fields with their words, the choices of each, and what somebody has typed into them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.desk.numbers import whole

Kind = Literal[
    "short", "long", "lines", "tick", "yes_no", "one", "many", "number", "date", "moment", "week", "case", "given",
    "group", "rows", "keyed",
]  # fmt: skip
"""How a field is asked for. `lines` is a list of words, one a line; `given` a value that the desk knows and nobody
types; `group` some fields that belong together; `rows` as many such groups as somebody fills; `keyed` one for each of a
closed list (each person, each place)."""

Typed = Mapping[str, Sequence[str]]
"""What was posted, or what a form is filled with: the path of a field -> its values as text."""

RADIOS_AT_MOST, NOTED_AT_MOST = 6, 15
"""More choices than these are a list to open; with something to read under each, more are shown."""

TICKED: Final = "on"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen: what is posted, what is read, and what stands under it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `needs` says that it must be answered; `default` is what is chosen until somebody chooses
    otherwise, `most` how many characters fit, `aside` who or what cannot be chosen, and why. `key_name` is the field
    that tells the rows of a closed list apart; `fact` says that a choice names a fact, `listed` that the value is a
    list, `json` that it is told as JSON. `anchor` names its element
    where the same field stands in several places."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    needs: bool = True
    choices: tuple[Choice, ...] = ()
    default: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    most: int = 0
    parts: tuple["Field", ...] = ()
    keys: tuple[Choice, ...] = ()
    aside: tuple[Choice, ...] = ()
    key_name: str = ""
    fact: bool = False
    listed: bool = False
    json: bool = False
    anchor: str = ""

    @property
    def radios(self) -> bool:
        """Whether all choices are seen at once: where they are few, or where something stands under each."""
        most = NOTED_AT_MOST if any(one.note for one in self.choices) else RADIOS_AT_MOST
        return len([one for one in self.choices if one.value]) <= most

    @property
    def optional(self) -> bool:
        """Whether it is marked as such: what has an answer already, or is a box to tick, is not."""
        return not self.needs and not self.default and self.kind not in ("tick", "given", "keyed", "rows")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer, in words that say how to mend it; `path` is that of its field."""

    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Form:
    """All that is asked of one fact type. `model` is its wire name."""

    model: str
    title: str
    lead: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)


def element(path: str, anchor: str = "") -> str:
    """The id of the element that answers a field."""
    return "f-" + (anchor or path).replace(".", "-")


def value(typed: Typed, path: str) -> str:
    """What was typed into a field, without blanks around it and with one kind of line end."""
    return "\n".join(typed.get(path, ())).replace("\r\n", "\n").replace("\r", "\n").strip()


_MOST_ROWS: Final = 100
"""Of a repeated group; nobody tells more in one form, and whoever writes a number into its name is not followed."""


def rows_in(typed: Typed, path: str) -> int:
    """How many rows of a repeated group have been sent."""
    numbers = [key[len(path) + 1 :].partition(".")[0] for key in typed if key.startswith(path + ".")]
    rows = (whole(number) for number in numbers)
    return max((row + 1 for row in rows if row is not None and row < _MOST_ROWS), default=0)


def within(field: Field, path: str, rows: int) -> Iterator[tuple[Field, str]]:
    """The fields inside a field, each with its path."""
    if field.kind == "group":
        yield from ((part, f"{path}.{part.name}") for part in field.parts)
    elif field.kind == "keyed":
        yield from ((part, f"{path}.{key.value}.{part.name}") for key in field.keys for part in field.parts)
    elif field.kind == "rows":
        yield from ((part, f"{path}.{n}.{part.name}") for n in range(rows) for part in field.parts)
