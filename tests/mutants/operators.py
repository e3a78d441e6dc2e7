"""What cosmic-ray does not change of itself, and rules are made of: a fact left out of a list, one condition of several
left out, a field that is not set, any for all."""

from typing import Any, Final

import parso
from cosmic_ray.operators.operator import Example, Operator
from parso.python.tree import Name
from parso.tree import BaseNode, NodeOrLeaf

Positions = list[tuple[tuple[int, int], tuple[int, int]]]
"""From (line, column) to (line, column). Never a generator: cosmic-ray changes the node while it goes through them."""

_SWAPPED: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}
_COMPREHENDS: Final = frozenset({"comp_for", "sync_comp_for"})


def _at(node: NodeOrLeaf) -> tuple[tuple[int, int], tuple[int, int]]:
    return node.start_pos, node.end_pos


def _without(node: BaseNode, first: int, last: int) -> BaseNode:
    """The node without its children from `first` to `last` and the comma or operator that they leave behind."""
    kept = [*node.children[:first], *node.children[last + 1 :]]
    if first < len(kept):
        del kept[first]  # what stood behind
    elif kept:
        kept.pop()  # what stood before
    node.children = kept
    if kept:
        kept[0].get_first_leaf().prefix = " "
    return node


class DropElement(Operator):
    """Leaves out one element of a written-out tuple, list or set, or one key of a mapping."""

    def mutation_positions(self, node: Any) -> Positions:
        return [_at(node.children[first]) for first, _ in self._elements(node)]

    def mutate(self, node: Any, index: int) -> Any:
        first, last = list(self._elements(node))[index]
        node = _without(node, first, last)
        if len(node.children) == 1:  # one left is still a tuple
            node.children.append(parso.parse(",").children[0])
        return node

    @staticmethod
    def _elements(node: Any) -> list[tuple[int, int]]:
        if node.type not in {"testlist_comp", "dictorsetmaker"} or any(c.type in _COMPREHENDS for c in node.children):
            return []
        ends = [n for n, child in enumerate(node.children) if child == ","]
        begins = [0, *(n + 1 for n in ends)]
        return [(b, e - 1) for b, e in zip(begins, [*ends, len(node.children)], strict=True) if b < e]

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (
            Example("x = (a, b, c)", "x = ( b, c)"),
            Example("x = (a, b)", "x = ( a,)", occurrence=1),
            Example("x = {a: 1, b: 2}", "x = { a: 1}", occurrence=1),
        )


class DropOperand(Operator):
    """Leaves out one of the conditions that are joined by `and` or `or`, or one of the types joined by `|`."""

    def mutation_positions(self, node: Any) -> Positions:
        return [_at(child) for child in self._operands(node)]

    def mutate(self, node: Any, index: int) -> Any:
        return _without(node, 2 * index, 2 * index)

    @staticmethod
    def _operands(node: Any) -> list[Any]:
        joined = node.type in {"and_test", "or_test"} or (node.type == "expr" and set(node.children[1::2]) == {"|"})
        return list(node.children[0::2]) if joined else []

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (
            Example("x = a and b", "x = b"),
            Example("x = a and b or c", "x = a and b", occurrence=1),
            Example("isinstance(x, A | B)", "isinstance(x, A)", occurrence=1),
        )


class DropArgument(Operator):
    """Leaves out one of the arguments that are given by name."""

    def mutation_positions(self, node: Any) -> Positions:
        return [_at(child) for _, child in self._named(node)]

    def mutate(self, node: Any, index: int) -> Any:
        n, _ = self._named(node)[index]
        return _without(node, n, n)

    @staticmethod
    def _named(node: Any) -> list[tuple[int, Any]]:
        if node.type != "arglist":
            return []
        return [(n, c) for n, c in enumerate(node.children) if c.type == "argument" and c.children[1] == "="]

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("f(a, b=1, c=2)", "f( a, c=2)"), Example("f(a, b=1, c=2)", "f( a, b=1)", occurrence=1))


class TurnMembership(Operator):
    """`in` for `not in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Positions:
        return [_at(child) for child in self._memberships(node)]

    def mutate(self, node: Any, index: int) -> Any:
        was = self._memberships(node)[index]
        turned = " in" if "not" in was.get_code() else " not in"
        node.children = [parso.parse(turned) if child is was else child for child in node.children]
        return node

    @staticmethod
    def _memberships(node: Any) -> list[Any]:
        found = node.children[1::2] if node.type == "comparison" else []
        return [child for child in found if " ".join(child.get_code().split()) in {"in", "not in"}]

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))


class SwapBuiltin(Operator):
    """any for all, min for max, and the other way round."""

    def mutation_positions(self, node: Any) -> Positions:
        called = isinstance(node, Name) and node.value in _SWAPPED and node.get_next_leaf() == "("
        return [_at(node)] if called and node.get_previous_leaf() not in {".", "def"} else []

    def mutate(self, node: Any, index: int) -> Any:
        node.value = _SWAPPED[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("x = any(y)", "x = all(y)"), Example("x = max(a, b)", "x = min(a, b)"))


class TurnFilter(Operator):
    """Turns the condition of a comprehension round."""

    def mutation_positions(self, node: Any) -> Positions:
        return [_at(node.children[1])] if node.type == "comp_if" else []

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = parso.parse(f" not ({node.children[1].get_code().strip()})")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("[a for a in b if a.c]", "[a for a in b if not (a.c)]"),)


OWN: Final[tuple[type[Operator], ...]] = (
    DropElement,
    DropOperand,
    DropArgument,
    TurnMembership,
    SwapBuiltin,
    TurnFilter,
)
