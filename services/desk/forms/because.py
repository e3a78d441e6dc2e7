"""Why not, as a page shows it: what a reason says, its rules, the facts that made it, and what would clear it."""

from dataclasses import dataclass

from events.catalogue import BY_TYPE
from events.values import Source
from services.desk.asking import Asked
from services.desk.forms.wording import capital
from services.texts.why import Facts, fact_words
from workflows.access import MAY_REPORT
from workflows.outcome import Reason

_PAGES = {"case": "sak", "unit": "enhet", "staff": "folk"}


@dataclass(frozen=True, slots=True)
class Because:
    """A reason in words. `clears` are what would clear it, each with the address of its form where the reader may."""

    says: str
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    clears: tuple[tuple[str, str | None], ...]


def because(asked: Asked, reason: Reason, subject: str, facts: Facts, of: str) -> Because:
    """A reason as it is read by whoever asks, about a subject. `of` is the type of the fact that it stands in the way
    of: that it is told again, and better, leads nobody on."""
    t = asked.t
    told = (fact_words(t, key, facts) for key in reason.facts if key in facts)
    clears = reason.cleared_by or reason.waits_for
    return Because(
        says=t.known("refusal", reason.code),
        rules=tuple(t.rule(number) for number in reason.rules),
        facts=tuple(told),
        clears=tuple((_named(asked, one), _form(asked, one, subject)) for one in clears if one != of),
    )


def address(subject: str, type_: str) -> str:
    """Where a fact is told about a subject."""
    kind, _, name = subject.partition("/")
    _, topic, fact, _ = type_.split(".")
    return f"/{_PAGES[kind]}/{name}/ny/{topic}/{fact}"


def _named(asked: Asked, type_: str) -> str:
    _, topic, fact, _ = type_.split(".")
    title = asked.t.sections()["title"].get(f"{topic}.{fact}")
    return title if title is not None else capital(asked.t.known("fact", type_))


def _form(asked: Asked, type_: str, subject: str) -> str | None:
    model = BY_TYPE.get(type_)
    if model is None or subject.partition("/")[0] not in model.addressed():
        return None
    rule = MAY_REPORT[model]
    may = Source.DESK in rule.sources and bool(rule.roles & asked.actor.member.roles)
    return address(subject, type_) if may else None
