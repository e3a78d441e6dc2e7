"""Why: the rules behind a duty, a block, a breach, a refusal or a decision, the facts that made it, what clears it."""

from collections.abc import Iterator, Mapping
from typing import Any

from events.catalogue import BY_TYPE
from events.fact import Fact
from services.store.answers import DutyLine, TimelineLine
from services.texts import Texts
from workflows.outcome import Reason
from workflows.rule import Hard
from workflows.rulebook import rules_on

Facts = Mapping[str, TimelineLine]
"""`source:id` -> the line of the timeline on which the fact stands."""

DECIDED = frozenset({"recorded", "lifted"})
"""Verbs of facts that took effect."""


def rules_kept(line: TimelineLine) -> tuple[int, ...]:
    """The rules of the handbook that a decision was held against, and that it kept; none of what only reports."""
    if line.verb not in DECIDED or BY_TYPE[line.fact.type].MODE != "decides":
        return ()
    hard = (rule for rule in rules_on(type(line.fact.data)) if isinstance(rule, Hard))
    return tuple(sorted({number for rule in hard for number in rule.rules}))


def decision_lines(t: Texts, line: TimelineLine) -> Iterator[str]:
    """Under which rules and which practice a decision was taken."""
    for number in rules_kept(line):
        yield f"{t('case', 'kept')}: {t.rule(number)}"
    if rules_kept(line) and line.policy is not None:
        yield f"{t('case', 'practice')}: {line.policy}"


def decision_json(t: Texts, line: TimelineLine) -> dict[str, Any]:
    """The same for programs."""
    return {"rules": [rule_json(t, number) for number in rules_kept(line)], "policy": line.policy}


def duty_lines(t: Texts, duty: DutyLine, facts: Facts, others: tuple[DutyLine, ...]) -> Iterator[str]:
    """The rules behind a duty, the fact that caused it, what clears it; of a blocked one who has what is in its way."""
    for number in duty.rules:
        yield f"{t('case', 'why')}: {t.rule(number)}"
    if text := fact_words(t, duty.caused_by, facts):
        yield f"{t('case', 'because')}: {text}"
    yield f"{t('case', 'cleared_by')}: {', '.join(t.known('fact', one) for one in duty.cleared_by)}"
    for other in in_the_way(duty, others):
        due = t("case", "due", due=t.day(other.due_date))
        what = f"{t.duty(other.kind, other.party)} · {t.owner(other.owner)} · {due}"
        yield f"{t('case', 'blocked_by')}: {what}"


def in_the_way(duty: DutyLine, others: tuple[DutyLine, ...]) -> tuple[DutyLine, ...]:
    """The duties that have to be done before this one."""
    return tuple(other for other in others if other.kind in duty.waiting_for)


def duty_json(t: Texts, duty: DutyLine, facts: Facts, others: tuple[DutyLine, ...]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "rules": [rule_json(t, number) for number in duty.rules],
        "because": fact_json(duty.caused_by, facts),
        "cleared_by": [{"type": one, "says": t.known("fact", one)} for one in duty.cleared_by],
        "blocked_by": [
            {"kind": other.kind, "owner": other.owner, "due": other.due_date, "caused_by": other.caused_by}
            for other in in_the_way(duty, others)
        ],
    }


def reason_lines(t: Texts, reason: Reason, facts: Facts, *, why: bool) -> Iterator[str]:
    """A reason in words; with `why` its rules, the facts that made it, and what would clear it."""
    yield t.known("refusal", reason.code)
    if not why:
        return
    for number in reason.rules:
        yield f"  {t('case', 'why')}: {t.rule(number)}"
    for key in reason.facts:
        if text := fact_words(t, key, facts):
            yield f"  {t('case', 'because')}: {text}"
    clears = reason.cleared_by or reason.waits_for
    if clears:
        yield f"  {t('case', 'cleared_by')}: {', '.join(t.known('fact', one) for one in clears)}"


def reason_json(t: Texts, reason: Reason, facts: Facts, *, why: bool) -> dict[str, Any]:
    """A reason for programs."""
    told: dict[str, Any] = {
        "code": reason.code,
        "rules": reason.rules,
        "facts": reason.facts,
        "waits_for": reason.waits_for,
        "cleared_by": reason.cleared_by,
    }
    if why:
        told["says"] = t.known("refusal", reason.code)
        told["why"] = {
            "rules": [rule_json(t, number) for number in reason.rules],
            "because": [found for key in reason.facts if (found := fact_json(key, facts))],
            "cleared_by": [
                {"type": one, "says": t.known("fact", one)} for one in (reason.cleared_by or reason.waits_for)
            ],
        }
    return told


def rule_json(t: Texts, number: int) -> dict[str, Any]:
    """A rule with its place in the handbook, in our own words."""
    return {"rule": number, "section": t.place(number), "says": t.known("rule", str(number))}


def fact_json(key: str, facts: Facts) -> dict[str, Any] | None:
    """When a fact happened and what it was; None where it does not stand on this case."""
    line = facts.get(key)
    if line is None:
        return None
    return {"fact": key, "type": line.fact.type, "happened": line.happened, "sequence": line.sequence}


def fact_words(t: Texts, key: str, facts: Facts) -> str:
    """`3.11.2026 10.00 klarering bedt om (nr. 4)`; the bare key where it does not stand on this case."""
    line = facts.get(key)
    if line is None:
        return key
    number = t("case", "number", number=line.sequence)
    return f"{t.moment(line.happened)} {t.known('fact', line.fact.type)} ({number})"


def who(t: Texts, fact: Fact) -> str:
    """Who answers for a fact."""
    kind, _, name = fact.reported_by.partition("/")
    return t.known("source", name) if kind == "system" else name
