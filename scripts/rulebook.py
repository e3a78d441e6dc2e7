"""Writes down in docs/rulebook.md what workflows/ declares: rules, duties, who may report and see what, local practice,
checklists. A test fails when the page is no longer what is declared: a change of any of it is seen for what it is."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from events.fact import FactData
from workflows.access import MAY_REPORT, SEES
from workflows.checklists import CHECKLISTS
from workflows.duty import DutyKind
from workflows.policy import DEFAULT, Policy, bounds_of, names
from workflows.rule import Decision, Hard, Rule
from workflows.rulebook import CASE_DUTIES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES

TARGET = Path(__file__).resolve().parents[1] / "docs" / "rulebook.md"

HEAD = """# What is declared

Written by `python -m scripts.rulebook` out of `workflows/`, for whoever reviews a change of it; `trygghet rules` tells
the same to a coordinator, in words. Facts are named without `trygghet.` and their version.
"""


def page() -> str:
    """The whole page, as it is committed."""
    parts = (_forbids(), _forms(), _duties(), _reports(), _sees(), _practice(), _checklists())
    return "\n\n".join((HEAD.strip(), *parts)) + "\n"


def _table(title: str, head: str, rows: Iterable[tuple[Any, ...]]) -> str:
    columns = head.split(", ")
    lines = [f"## {title}", "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _facts(models: Iterable[type[FactData]]) -> str:
    return ", ".join(model.TYPE.split(".", 1)[1].rsplit(".", 1)[0] for model in models)


def _forbids() -> str:
    rules = [rule for rule in RULEBOOK if isinstance(rule, Hard)]
    return _table(
        "Rules that forbid",
        "rules, refusal, of, on, waits for, lifted by",
        (
            (_numbers(r.rules), r.refusal, _cites(r), _facts(r.on), _facts(r.waits_for), _facts(r.cleared_by))
            for r in rules
        ),
    )


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(f"R{number}" for number in numbers)


def _cites(rule: Hard) -> str:
    return ", ".join(cite.name if isinstance(cite, Decision) else f"§ {cite.section}" for cite in rule.cites)


def _forms() -> str:
    forms: list[Rule] = [rule for rule in RULEBOOK if not isinstance(rule, Hard)]
    return _table("What the record demands of a fact", "refusal, on", ((f.refusal, _facts(f.on)) for f in forms))


def _duties() -> str:
    lists = (("case", CASE_DUTIES), ("unit", UNIT_DUTIES), ("staff", STAFF_DUTIES))
    return _table(
        "Duties",
        "on, duty, rules, whose, cleared by, after",
        (_duty(subject, kind) for subject, kinds in lists for kind in kinds),
    )


def _duty(subject: str, kind: DutyKind) -> tuple[str, ...]:
    return subject, kind.kind, _numbers(kind.rules), kind.role, _facts(kind.cleared_by), ", ".join(kind.blocked_by)


def _sorted(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _reports() -> str:
    told = (
        (_facts((model,)), _sorted(may.roles), _sorted(may.sources), _sorted(may.systems))
        for model, may in MAY_REPORT.items()
    )
    return _table("Who may report what", "fact, roles, from, systems by themselves", told)


def _sees() -> str:
    return _table("Who may see and do what", "act, roles", ((act, _sorted(roles)) for act, roles in SEES.items()))


def _practice() -> str:
    told = ((name, getattr(DEFAULT, name), bounds_of(name), Policy.model_fields[name].description) for name in names())
    return _table("Local practice", "name, unless decided otherwise, bounds, what it is", told)


def _checklists() -> str:
    return _table("Checklists", "occasion, item, told in, field, part, in any case", _items())


def _items() -> Iterator[tuple[str, ...]]:
    for checklist in CHECKLISTS:
        for item in checklist.items:
            always = "yes" if item.always else ""
            yield checklist.name, f"R{item.number}", _facts((item.model,)), item.field, item.part, always


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
