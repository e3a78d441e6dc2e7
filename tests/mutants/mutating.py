"""Every small change that can be made in a file, one at a time."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

from tests.mutants.operators import OWN

_CORE: Final = (
    # The neighbour that shows where a boundary lies, and the opposite: every other comparison is seen by whoever sees
    # these two.
    *(f"ReplaceComparisonOperator_{change}" for change in ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt")),
    *(f"ReplaceComparisonOperator_{change}" for change in ("Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")),
    *(f"ReplaceComparisonOperator_{change}" for change in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *(f"ReplaceBinaryOperator_{change}" for change in ("Add_Sub", "Sub_Add", "Mul_Div", "FloorDiv_Mul", "Mod_Mul")),
    *(f"ReplaceBinaryOperator_{change}" for change in ("BitAnd_BitOr",)),
    *(f"ReplaceUnaryOperator_Delete_{change}" for change in ("Not", "USub")),
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
)

_FOR_TYPES: Final = frozenset({"TypeVar", "NewType"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change in one file: in which definition, by which operator, the lines before and after, the whole source."""

    file: str
    within: str
    operator: str
    change: str
    line: int
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by as long as the lines that it changes stay the same, wherever they move."""
        return self.file, self.within, self.change

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.within}: {self.change}"


@cache
def operators() -> tuple[tuple[str, Operator], ...]:
    """Those of cosmic-ray that say something of a rule, and ours."""
    core = [(name, get_operator(f"core/{name}")()) for name in _CORE]
    return (*core, *((operator.__name__, operator()) for operator in OWN))


def mutants(root: Path, file: str) -> Iterator[Mutant]:
    """All of a file, definition by definition."""
    yield from in_text(file, (root / file).read_text(encoding="utf-8"))


def in_text(file: str, source: str) -> Iterator[Mutant]:
    """All of a text. The same lines changed in the same way twice are told apart by `#2`."""
    seen: dict[tuple[str, str, str], int] = {}
    texts: set[str] = set()
    for before, statement, behind, within, line in _statements(source):
        for operator, name, occurrence, at in _places(statement):
            after = mutate_code(statement, operator, occurrence)
            if after is None or after in texts or not _compiles(after):
                continue
            texts.add(after)
            change = _told(statement, after)
            key = (file, within, change)
            seen[key] = seen.get(key, 0) + 1
            told = change if seen[key] == 1 else f"{change} #{seen[key]}"
            yield Mutant(file, within, name, told, line + at - 1, before + after + behind)
        texts.clear()


def _statements(source: str) -> Iterator[tuple[str, str, str, str, int]]:
    """Text before, the statement, text behind, what it defines, its first line; imports and texts are passed over."""
    offset = 0
    for child in get_ast(source).children:
        code = child.get_code()
        line = source.count("\n", 0, offset) + 1
        within = _name(child)
        if within:
            yield source[:offset], code, source[offset + len(code) :], within, line
        offset += len(code)


def _name(node: Any) -> str:
    """What a statement at the top of a file defines, empty where it defines nothing."""
    if node.type == "decorated":
        return _name(node.children[-1])
    if node.type in {"funcdef", "classdef"}:
        return str(node.name.value)
    if node.type in {"simple_stmt", "expr_stmt"} and node.children:
        first = node.children[0]
        return str(first.value) if first.type == "name" else _name(first)
    return ""


def _places(statement: str) -> Iterator[tuple[Operator, str, int, int]]:
    """Operator, its name, which of its occurrences, and the line, counted from the statement's first."""
    nodes = list(ast_nodes(get_ast(statement)))
    for name, operator in operators():
        occurrence = 0
        for node in nodes:
            for (line, _), _ in operator.mutation_positions(node):
                if not _says_a_type(node):
                    yield operator, name, occurrence, line
                occurrence += 1


def _says_a_type(node: Any) -> bool:
    """Whether it is part of an annotation, a decorator or the like: nothing that a rule says."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.type == "annassign" and child is parent.children[1]:
            return True
        if parent.type in {"tfpdef", "decorator"} or (parent.type == "funcdef" and child is parent.annotation):
            return True
        if parent.type == "trailer" and _is_a_type(parent.get_previous_sibling(), parent.children[0].value):
            return True
        child, parent = parent, parent.parent
    return False


def _is_a_type(node: Any, bracket: str) -> bool:
    if node is None or node.type != "name":
        return False
    subscript = bracket == "[" and (
        node.value in {"tuple", "dict"} or not (node.value.isupper() or node.value.islower())
    )
    return subscript or (bracket == "(" and node.value in _FOR_TYPES)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _told(before: str, after: str) -> str:
    """The lines that differ, as they were and as they are."""
    was, now = before.splitlines(), after.splitlines()
    gone, come = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += was[a:b]
            come += now[c:d]
    return f"{_flat(gone)} => {_flat(come)}"


def _flat(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
