"""The conformance map: number -> what carries it -> the tests, for programs and for the terminal."""

from collections.abc import Iterator
from typing import Any, Final

from services.rulebook.proofs import Proof
from services.rulebook.proving import KIND, SIDES, of_number, of_side
from services.texts import Texts
from workflows.handbook.carrying import Carrier, Owes
from workflows.handbook.chapters import NUMBERS, chapter_of
from workflows.handbook.conformance import carried_by, decisions_of, unaccounted
from workflows.handbook.elsewhere import NOT_A_RULE
from workflows.handbook.practice import practice_of
from workflows.handbook.statutes import AVERTED, OF_RULES, STATUTES, Averted, unfound

_LINE: Final = 150
"""Characters of what carries a number in the table; whole it stands in the JSON."""


def as_json(t: Texts, found: tuple[Proof, ...] | None) -> dict[str, Any]:
    """The whole map. `found` None: the tests are not here, and the map says so."""
    return {
        "numbers": len(NUMBERS),
        "accounted": len(NUMBERS) - len(unaccounted()),
        "tests": None if found is None else len({proof for proof in found if proof.rules}),
        "rules": [_rule(t, number, found) for number in NUMBERS],
    }


def _rule(t: Texts, number: int, found: tuple[Proof, ...] | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": number,
        "section": chapter_of(number),
        "says": t("rule", str(number)),
        "carried_by": [_carrier(t, one, found) for one in carried_by(number)],
        "not_a_rule": number in NOT_A_RULE,
        "does": t.sections()["does"].get(str(number)),
        "ours": [{"decision": name, "says": t("ours", name)} for name in decisions_of(number)],
        "statutes": [_statute(t, name) for name in OF_RULES.get(number, ())],
        "averted": [_averted(t, one) for one in AVERTED.get(number, ())],
        "averted_not_found": unfound(number),
    }
    if found is not None:
        told["tests"] = [proof.name for proof in of_number(number, found)]
    return told


def _carrier(t: Texts, carrier: Carrier, found: tuple[Proof, ...] | None) -> dict[str, Any]:
    kind = KIND[type(carrier)]
    told: dict[str, Any] = {"by": kind, "name": carrier.name}
    if isinstance(carrier, Owes):
        told |= {"owner": carrier.duty.role.value, "practice": list(practice_of(carrier.duty))}
        told["cleared_by"] = [model.TYPE for model in carrier.duty.cleared_by]
    if found is not None and SIDES[kind]:
        told["tests"] = {side: [proof.name for proof in of_side(carrier, side, found)] for side in SIDES[kind]}
    return told


def _statute(t: Texts, name: Any) -> dict[str, Any]:
    sections = STATUTES[name]
    cited = [
        {"law": t("law", one.law), "section": one.section, "since": one.since, "sure": one.sure} for one in sections
    ]
    return {"statute": name, "says": t("statute", name), "cited": cited}


def _averted(t: Texts, one: Averted) -> dict[str, Any]:
    says = t("provision", str(one.section))
    return {"section": f"§ {one.section}", "says": says, "since": one.since, "sure": one.sure}


def rows(t: Texts, found: tuple[Proof, ...] | None) -> Iterator[tuple[str, ...]]:
    """The same as a table: number, place, how many tests, and what carries it, as far as a line goes."""
    for number in NUMBERS:
        names: dict[str, list[str]] = {}
        for one in carried_by(number):
            names.setdefault(t("rulebook", KIND[type(one)]), []).append(one.name)
        by = " · ".join(f"{kind}: {', '.join(dict.fromkeys(told))}" for kind, told in names.items())
        by = by or t("rulebook", "not_a_rule")
        tests = "" if found is None else str(len(of_number(number, found)))
        yield f"R{number}", t.place(number), tests, by if len(by) <= _LINE else f"{by[: _LINE - 1]}…"
