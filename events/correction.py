"""Mending what was recorded wrongly, and answering what the record asks somebody to look at."""

from typing import Annotated, Literal

from pydantic import JsonValue, StringConstraints

from events.fact import FactData, FactRef
from events.personal import Personal
from events.refs import CaseRef, Slug
from events.values import Long

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Corrected(FactData):
    """One field of an earlier fact was wrong. `value` is the right one, whole, as JSON; none empties the field.

    It is sealed whatever it is, since nobody can tell what somebody has typed; what rules need of it stands in
    `decided_with` once it is known to fit.
    """

    TYPE = "trygghet.correction.corrected.v1"
    MODE = "reports"

    fact: FactRef
    field: FieldName
    value: Personal[JsonValue] | None = None
    why: Personal[Long]


class RegisteredByMistake(FactData):
    """There should never have been a case: it is closed (void) and counted only as such."""

    TYPE = "trygghet.correction.registered_by_mistake.v1"
    MODE = "decides"

    why: Personal[Long]


class MistakeAnnulled(FactData):
    """The case was no mistake after all: it stands where it stood before (unit leader told)."""

    TYPE = "trygghet.correction.mistake_annulled.v1"
    MODE = "decides"

    why: Personal[Long]
    leader_told: Slug


class WrongCase(FactData):
    """An earlier fact is about another case: it has no effect on this one and is not shown here any more.

    `right_case` has it recorded anew, by reference to this one; None where it belongs to no case of the unit.
    """

    TYPE = "trygghet.correction.wrong_case.v1"
    MODE = "decides"

    fact: FactRef
    right_case: CaseRef | None = None
    why: Personal[Long]


class CasesJoined(FactData):
    """Two cases are of one person: `joined` is closed (void) and lives on in `into`; recorded on both."""

    TYPE = "trygghet.correction.joined.v1"
    MODE = "decides"

    joined: CaseRef
    into: CaseRef
    why: Personal[Long]


class CasesSeparated(FactData):
    """They were two people after all: `separated` stands where it stood before it was joined; recorded on both."""

    TYPE = "trygghet.correction.separated.v1"
    MODE = "decides"

    separated: CaseRef
    why: Personal[Long]


class NotTheSame(FactData):
    """Somebody has looked: the other case, which might be of the same person, is of another (D28)."""

    TYPE = "trygghet.correction.not_the_same.v1"
    MODE = "decides"

    other: CaseRef
    why: Personal[Long] | None = None


class Answered(FactData):
    """Somebody has looked at a breach, a refusal, a value that could not be read or a decision to look at again.

    `waiting`: the fact is not waited for any longer, and is refused. `identity`: who came without a number has been
    looked for, found or not (D28). `halt`: the unit by which contact was halted has been talked with.
    """

    TYPE = "trygghet.correction.answered.v1"
    MODE = "reports"
    ADDRESSED = ("case", "unit", "staff")

    what: Literal["breach", "refusal", "unread_value", "review", "waiting", "identity", "halt"]
    fact: FactRef
    note: Personal[Long]
