"""The rulebook as a page of its own that a coordinator reads: no script, no font and no picture from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, select_autoescape

from services.rulebook.proofs import Proof
from services.rulebook.proving import of_number
from services.texts import Texts
from workflows.handbook.carrying import Carrier, Counted, Guard, Information, Listed, Owes, Restates
from workflows.handbook.chapters import NUMBERS, SECTIONS, numbers_in
from workflows.handbook.conformance import GUARDS, KINDS, carried_by, decisions_of, unaccounted
from workflows.handbook.elsewhere import NOT_A_RULE
from workflows.handbook.practice import practice_of
from workflows.handbook.statutes import AVERTED, HANDBOOK_COUNTS, OF_RULES, STATUTES, Statute, cited, unfound
from workflows.policy import DEFAULT, bounds_of
from workflows.rule import Hard
from workflows.versions import RULES_VERSION

_PAGE: Final = Environment(
    loader=PackageLoader("services.rulebook"), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
)

HANDBOOKS_OWN: Final = frozenset({"no_contact_days"})
"""Numbers that the handbook does give, and that local practice may only shorten (R155)."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A number of local practice as it is by default, its bounds, and whether the handbook itself gives it."""

    says: str
    value: str
    bounds: str
    local: bool


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that the service does for a rule: its label, what it is, whose, and by which numbers."""

    kind: str
    label: str
    says: str
    owner: str = ""
    cleared_by: str = ""
    practice: tuple[Practice, ...] = ()
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as the page shows it."""

    number: int
    says: str
    does: str
    works: tuple[Work, ...]
    ours: tuple[tuple[str, str], ...]
    laws: tuple[str, ...]
    tests: int | None
    none: bool


def page(t: Texts, found: tuple[Proof, ...] | None, today: date) -> str:
    """The whole page, for itself. `found` None: the tests are not here, and the page says so."""
    css = (files(__package__) / "rules.css").read_text(encoding="utf-8")
    return _PAGE.get_template("rules.html").render(t=t, css=css, **contents(t, found, today))


def contents(t: Texts, found: tuple[Proof, ...] | None, today: date) -> dict[str, Any]:
    """What the templates `rules_*.html` show, here and in the frame of the desk."""
    chapters = [
        (chapter, t("section", chapter), [rule(t, number, found, today) for number in numbers_in(chapter)])
        for _, chapter in SECTIONS
    ]
    return {
        "chapters": chapters,
        "accounted": len(NUMBERS) - len(unaccounted()),
        "numbers": len(NUMBERS),
        "guards": len(GUARDS),
        "duties": len(KINDS),
        "tests": None if found is None else len({proof for proof in found if proof.rules}),
        "version": RULES_VERSION,
        "day": t.day(today),
    }


def rule(t: Texts, number: int, found: tuple[Proof, ...] | None, today: date) -> Told:
    """One rule."""
    return Told(
        number=number,
        says=t("rule", str(number)),
        does=t.sections()["does"].get(str(number), ""),
        works=tuple(work for carrier in carried_by(number) for work in _works(t, number, carrier)),
        ours=tuple((name, t("ours", name)) for name in decisions_of(number)),
        laws=(*(_law(t, name, today) for name in OF_RULES.get(number, ())), *averted(t, number)),
        tests=None if found is None else len(of_number(number, found)),
        none=number in NOT_A_RULE,
    )


def averted(t: Texts, number: int) -> Iterator[str]:
    """The offences that a rule is about, by section, and what we do not know of them."""
    for one in AVERTED.get(number, ()):
        since = "" if one.since is None else f" ({from_day(t, one.since, sure=one.sure)})"
        yield f"{t('law', 'straffeloven_2005')} § {one.section}: {t('provision', str(one.section))}{since}"
    if not all(one.sure for one in AVERTED.get(number, ())):
        yield t("rulebook", "not_seen_first")
    if unfound(number):
        yield t("rulebook", "unfound", count=unfound(number), of=HANDBOOK_COUNTS[number])


def from_day(t: Texts, day: date, *, sure: bool) -> str:
    """Since when something is in force, and whether we have seen the day in print."""
    return t("rulebook", "from_day" if sure else "from_about", day=t.day(day))


def _works(t: Texts, number: int, carrier: Carrier) -> Iterator[Work]:
    if isinstance(carrier, Guard):
        yield Work("guard", t("rulebook", _effect(carrier.rule)), t("refusal", carrier.rule.refusal))
    elif isinstance(carrier, Owes):
        duty = carrier.duty
        if min(duty.rules) != number:  # whose it is, and when, is told once
            yield Work("duty", t("rulebook", "duty"), t("duty", duty.kind), link=min(duty.rules))
            return
        yield Work(
            "duty",
            t("rulebook", "duty"),
            t("duty", duty.kind),
            owner=t("role", duty.role.value),
            cleared_by=", ".join(t("fact", model.TYPE) for model in duty.cleared_by),
            practice=tuple(_practice(t, name) for name in practice_of(duty)),
        )
    elif isinstance(carrier, Listed):
        yield Work("item", t("rulebook", "item"), t("checklist", carrier.checklist.name))
    elif isinstance(carrier, Counted):
        yield Work("figure", t("rulebook", "figure"), t("figure", carrier.name))
    elif isinstance(carrier, Information):
        yield Work("information", t("rulebook", "information"), t("information", carrier.key))
    elif isinstance(carrier, Restates):
        yield Work("restates", t("rulebook", "restates"), t("rule", str(carrier.number)), link=carrier.number)


def _effect(guard: Hard) -> str:
    modes = {model.MODE for model in guard.on}
    return "refused" if modes == {"decides"} else "breach" if modes == {"reports"} else "refused_or_breach"


def _practice(t: Texts, name: str) -> Practice:
    value = str(getattr(DEFAULT, name))
    return Practice(
        t("policy", name), t.known("word", value), bounds_of(name).replace("-", "–"), name not in HANDBOOKS_OWN
    )


def _law(t: Texts, name: Statute, today: date) -> str:
    """What is in force, and under which name the handbook and older decisions have it."""
    now, names = cited(name, today), STATUTES[name]
    told = [f"{t('law', one.law)} {one.section}" for one in names]
    if now is None or len(told) == 1:
        return f"{t('statute', name)}: {told[-1]}"
    since = f", {t('rulebook', 'not_seen')}" if not now.sure else ""
    return f"{t('statute', name)}: {told[-1]} ({t('rulebook', 'until', law=told[-2], day=t.day(now.since))}{since})"
