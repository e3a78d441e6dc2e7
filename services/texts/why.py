"""Why: the rules behind a duty, a block, a breach, a refusal or a decision, the facts that made it, what clears it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from events.catalogue import BY_TYPE
from events.fact import Fact
from services.store.answers import TOOK_EFFECT, DutyLine, TimelineLine
from services.texts import Texts
from workflows.handbook.conformance import decisions_of
from workflows.handbook.statutes import Citation, behind, told_under
from workflows.outcome import Reason
from workflows.rule import Hard
from workflows.rulebook import rules_on
from workflows.workdays import day_of

Facts = Mapping[str, TimelineLine]
"""`source:id` -> the line of the timeline on which the fact stands."""


def rules_kept(line: TimelineLine) -> tuple[int, ...]:
    """The rules of the handbook that a decision was held against, and that it kept; none of what only reports."""
    if line.verb not in TOOK_EFFECT or BY_TYPE[line.fact.type].MODE != "decides":
        return ()
    hard = (rule for rule in rules_on(type(line.fact.data)) if isinstance(rule, Hard))
    return tuple(sorted({number for rule in hard for number in rule.rules}))


def rule_lines(t: Texts, label: str, numbers: Iterable[int], on: date) -> Iterator[str]:
    """The rules behind something, the laws behind them as they were named on the day, and what we decided of them."""
    numbers = tuple(numbers)
    for number in numbers:
        yield f"{t('case', label)}: {t.rule(number)}"
    for law in dict.fromkeys(one for number in numbers for one in behind(number, on)):
        yield f"{t('case', 'law')}: {law_words(t, law)}"
    for name in dict.fromkeys(name for number in numbers for name in decisions_of(number)):
        yield f"{t('case', 'ours')}: {t('ours', name)}"


def law_words(t: Texts, law: Citation) -> str:
    """`barnevernsloven (2021) § 13-2`."""
    return f"{t('law', law.law)} {law.section}"


def decision_lines(t: Texts, line: TimelineLine) -> Iterator[str]:
    """Under which rules, laws and practice a decision was taken; under which law a statutory judgement was told."""
    for law in laws_of(line):
        yield f"{t('case', 'law')}: {law_words(t, law)}"
    yield from rule_lines(t, "kept", rules_kept(line), day_of(line.happened))
    if rules_kept(line) and line.policy is not None:
        yield f"{t('case', 'practice')}: {line.policy}"


def laws_of(line: TimelineLine) -> tuple[Citation, ...]:
    """The laws under which a fact itself is told."""
    return told_under(type(line.fact.data), day_of(line.happened))


def decision_json(t: Texts, line: TimelineLine) -> dict[str, Any]:
    """The same for programs."""
    on = day_of(line.happened)
    return {
        "rules": [rule_json(t, number, on) for number in rules_kept(line)],
        "laws": [law_json(t, law) for law in laws_of(line)],
        "policy": line.policy,
    }


def duty_lines(t: Texts, duty: DutyLine, facts: Facts, others: tuple[DutyLine, ...]) -> Iterator[str]:
    """The rules behind a duty, the fact that caused it, what clears it; of a blocked one who has what is in its way."""
    yield from rule_lines(t, "why", duty.rules, duty.from_date)
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
        "rules": [rule_json(t, number, duty.from_date) for number in duty.rules],
        "because": fact_json(duty.caused_by, facts),
        "cleared_by": [{"type": one, "says": t.known("fact", one)} for one in duty.cleared_by],
        "blocked_by": [
            {"kind": other.kind, "owner": other.owner, "due": other.due_date, "caused_by": other.caused_by}
            for other in in_the_way(duty, others)
        ],
    }


def reason_lines(t: Texts, reason: Reason, facts: Facts, on: date, *, why: bool) -> Iterator[str]:
    """A reason in words; with `why` its rules (`on` the day), the facts that made it, and what would clear it."""
    yield t.known("refusal", reason.code)
    if not why:
        return
    for text in rule_lines(t, "why", reason.rules, on):
        yield f"  {text}"
    for key in reason.facts:
        if text := fact_words(t, key, facts):
            yield f"  {t('case', 'because')}: {text}"
    clears = reason.cleared_by or reason.waits_for
    if clears:
        yield f"  {t('case', 'cleared_by')}: {', '.join(t.known('fact', one) for one in clears)}"


def reason_json(t: Texts, reason: Reason, facts: Facts, on: date, *, why: bool) -> dict[str, Any]:
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
            "rules": [rule_json(t, number, on) for number in reason.rules],
            "because": [found for key in reason.facts if (found := fact_json(key, facts))],
            "cleared_by": [
                {"type": one, "says": t.known("fact", one)} for one in (reason.cleared_by or reason.waits_for)
            ],
        }
    return told


def rule_json(t: Texts, number: int, on: date) -> dict[str, Any]:
    """A rule with its place in the handbook, in our own words; the laws of that day, and what we decided."""
    return {
        "rule": number,
        "section": t.place(number),
        "says": t.known("rule", str(number)),
        "laws": [law_json(t, law) for law in behind(number, on)],
        "ours": [{"decision": name, "says": t("ours", name)} for name in decisions_of(number)],
    }


def law_json(t: Texts, law: Citation) -> dict[str, Any]:
    """A section of a law, and since when it is the one."""
    return {"law": t("law", law.law), "section": law.section, "since": law.since}


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
