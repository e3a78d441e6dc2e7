"""Which sides of what carries the handbook the tests show, and which they do not."""

from collections.abc import Iterable, Iterator
from typing import Final

from services.rulebook.proofs import Proof
from workflows.handbook.carrying import (
    AccessRule,
    Carrier,
    Counted,
    Field,
    Guard,
    Information,
    Listed,
    Mechanism,
    Owes,
    Restates,
)
from workflows.handbook.chapters import NUMBERS
from workflows.handbook.conformance import carried_by, guard_name
from workflows.handbook.elsewhere import NOT_A_RULE

KIND: Final[dict[type[Carrier], str]] = {
    Guard: "guard",
    Owes: "duty",
    Listed: "item",
    Field: "field",
    AccessRule: "access",
    Counted: "figure",
    Information: "information",
    Mechanism: "mechanism",
    Restates: "restates",
}
"""The word for each way of carrying."""

SIDES: Final[dict[str, tuple[str, ...]]] = {
    "guard": ("forbidden", "allowed"),
    "duty": ("before", "due", "answered"),
    "item": ("present",),
    "field": ("present",),
    "access": ("forbidden", "allowed"),
    "figure": ("present",),
    "information": ("present",),
    "mechanism": ("present",),
    "restates": (),
}
"""What the tests have to show of each."""


MARKED: Final = frozenset({"guard", "duty", "access", "mechanism"})
"""What needs a scenario of its own, marked with the number."""

PRESENT: Final = frozenset({"item", "field", "figure", "information"})
"""What is proved by being there."""


def of_number(number: int, found: Iterable[Proof]) -> tuple[Proof, ...]:
    """The tests marked with a number, and those run for every field, item and text of those that carry it; of one that
    restates others, theirs as well."""
    carriers = carried_by(number)
    numbers = {number, *(one.number for one in carriers if isinstance(one, Restates))}
    there = {(kind, "present") for kind in (KIND[type(one)] for one in carriers) if kind in PRESENT}
    return tuple(proof for proof in found if proof.rules & numbers or proof.each & there)


def of_side(carrier: Carrier, side: str, found: Iterable[Proof]) -> tuple[Proof, ...]:
    """The tests that show a side of what carries a number."""
    kind = KIND[type(carrier)]
    claim = (guard_name(carrier.rule), side) if isinstance(carrier, Guard) else None
    return tuple(proof for proof in found if claim in proof.shows or (kind, side) in proof.each)


def unproved(found: tuple[Proof, ...]) -> Iterator[str]:
    """What no test shows: numbers without a mark, guards without both sides, duties without their days, the rest."""
    for number in NUMBERS:
        if number in NOT_A_RULE:
            continue
        needs = any(KIND[type(one)] in MARKED for one in carried_by(number))
        if needs and not any(number in proof.rules for proof in found):
            yield f"R{number}: no test is marked with it"
        for carrier in carried_by(number):
            for side in SIDES[KIND[type(carrier)]]:
                if not of_side(carrier, side, found):
                    yield f"R{number}: no test shows {KIND[type(carrier)]} {carrier.name} {side}"
