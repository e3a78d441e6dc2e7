"""One case, told: where it stands, what is owed, its timeline; and why, with rules and the facts that made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from events.closing import Closed
from events.correction import Corrected
from events.fact import Fact
from events.personal import Erased, InTheClear
from events.values import AddressProtection
from services.cli.people import Shown, people_of
from services.store.answers import CaseView, DutyLine, TimelineLine
from services.texts import Texts
from services.texts.steps import step_of
from workflows.correction import mended
from workflows.outcome import Reason

Facts = Mapping[str, TimelineLine]
"""`source:id` -> the line of the timeline on which the fact stands."""

_SILENT: Final = frozenset({"recorded"})

_APPLIES: Final = frozenset({"recorded", "lifted"})


@dataclass(frozen=True, slots=True)
class Telling:
    """A case as it is shown on the day `today`."""

    view: CaseView
    t: Texts
    today: date

    @property
    def facts(self) -> Facts:
        """The first line of each fact: what it said. A later line of the same fact only changes its outcome."""
        found: dict[str, TimelineLine] = {}
        for line in self.view.timeline:
            found.setdefault(line.fact.key, line)
        return found

    # for people

    def as_text(self, *, why: bool) -> str:
        """The whole, as lines."""
        return "\n".join(self._lines(why=why))

    def _lines(self, *, why: bool) -> Iterator[str]:
        t, view, case = self.t, self.view, self.view.case
        step = t("step", step_of(case)) if case is not None else t("case", "timeline_only")
        yield f"{view.ref} · {t('case', 'unit')} {view.unit} · {step}"
        if case is not None:
            yield t("case", "opened", day=t.day(case.opened_at.date()), number=case.period.number)
            yield from self._incidents()
            yield from self._people()
            yield from self._others()
            yield from self._closing()
            yield ""
            yield t("case", "owed")
            yield from self._duties(why=why)
            yield from self._breaches(why=why)
        yield ""
        yield t("case", "timeline")
        yield from self._timeline(why=why)
        yield from self._reminders()

    def _incidents(self) -> Iterator[str]:
        t, case = self.t, self.view.case
        for incident in case.incidents if case is not None else ():
            told = [
                t("word", incident.category.value),
                t("word", incident.role.value),
                t("case", f"reported_{incident.reported.value}"),
            ]
            if incident.hate.value == "yes":
                told.append(t("case", "hate"))
            if incident.decided:
                told.append(t("word", incident.decided))
            yield f"  {t('case', 'incident')} {incident.key}: {', '.join(told)}"

    def _people(self) -> Iterator[str]:
        """Names and numbers, where the actor may see them."""
        t, view = self.t, self.view
        if not view.personal:
            yield f"  {t('case', 'no_personal')}"
            return
        lines = sorted((line for line in view.timeline if _counts(line)), key=lambda line: line.happened)
        people, case = people_of(self._right(line.fact).data for line in lines), view.case
        if case is None or "participant" not in people:
            return
        kinds = {place.party: t("word", place.kind.value) for place in case.guardians if not place.ended}
        for party in ("participant", *kinds):
            barred = case.barred(party)
            kind = f" ({kinds[party]})" if party in kinds else ""
            kept = self._protected(case.reach.protection(party))
            warned = f" · {t('case', 'not_to_contact').upper()}" if barred else ""
            yield f"  {t('party', party)}: {people.get(party, Shown()).line(barred=barred)}{kind}{kept}{warned}"

    def _others(self) -> Iterator[str]:
        """The cases that belong with this one, and where else the person is known."""
        if self.view.together:
            yield "  " + self.t("case", "together", cases=", ".join(self.view.together))
        for unit in self.view.case.ties.elsewhere if self.view.case is not None else ():
            yield "  " + self.t("case", "known_elsewhere", unit=unit)

    def _protected(self, protection: AddressProtection) -> str:
        """Said wherever the person is, so that nobody gives the address away."""
        if protection is AddressProtection.NONE:
            return ""
        return f" · {self.t('case', 'address', protection=self.t('word', protection.value)).upper()}"

    def _right(self, fact: Fact) -> Fact:
        """A fact with what has been corrected of it, as far as it can be read."""
        for line in self.view.timeline:
            told = line.fact.data
            if isinstance(told, Corrected) and line.verb in _APPLIES and str(told.fact) == fact.key:
                fact = fact if isinstance(told.value, Erased) else mended(fact, told)
        return fact

    def _closing(self) -> Iterator[str]:
        case = self.view.case
        closing = case.period.closing if case is not None else None
        if closing is not None:
            yield "  " + self.t(
                "case", "closed_on", day=self.t.day(closing.at.date()), ground=self.t.known("ground", closing.ground)
            )

    def _duties(self, *, why: bool) -> Iterator[str]:
        t = self.t
        if not self.view.duties:
            yield f"  {t('case', 'nothing_owed')}"
        for duty in self.view.duties:
            name = t.duty(duty.kind, duty.party)
            due = f"{t.day(duty.due_date)} ({t.until(duty.due_date, self.today)})"
            yield f"  {name} · {t.owner(duty.owner)} · {t('case', 'due', due=due)}"
            if duty.waiting_for:
                yield "    " + t("cli", "waits_for", what=", ".join(t.known("duty", k) for k in duty.waiting_for))
            if why:
                for number in duty.rules:
                    yield f"    {t('case', 'why')}: {t.rule(number)}"
                if text := fact_words(t, duty.caused_by, self.facts):
                    yield f"    {t('case', 'because')}: {text}"
                yield f"    {t('case', 'cleared_by')}: {', '.join(t.known('fact', one) for one in duty.cleared_by)}"

    def _breaches(self, *, why: bool) -> Iterator[str]:
        """Breaches, what waits, and refusals that nobody has answered."""
        t, case = self.t, self.view.case
        if case is None:
            return
        noted = {b.key for b in case.breaches} | {p.key for p in case.waiting} | {r.key for r in case.refusals}
        shown = [line for line in self.view.timeline if line.fact.key in noted and line.reasons]
        if not shown:
            return
        yield ""
        yield t("case", "stands_out")
        for line in {line.fact.key: line for line in shown}.values():
            yield f"  {t.known('fact', line.fact.type)} · {t('verb', line.verb)} · {t.moment(line.happened)}"
            for reason in line.reasons:
                for text in reason_lines(t, reason, self.facts, why=why):
                    yield f"    {text}"

    def _timeline(self, *, why: bool) -> Iterator[str]:
        t = self.t
        for line in self.view.timeline:
            verb = "" if line.verb in _SILENT else f" · {t('verb', line.verb)}"
            yield (
                f"  {line.sequence:>3}  {t.moment(line.happened):<17} {t.known('fact', line.fact.type)}{verb}"
                f" · {who(t, line.fact)}{self._elsewhere(line) if line.another else self._detail(line.fact)}"
            )
            if why and not line.another:
                for reason in line.reasons:
                    for text in reason_lines(t, reason, self.facts, why=True):
                        yield f"       {text}"

    def _elsewhere(self, line: TimelineLine) -> str:
        """What stood on the wrong case is not told here."""
        where = line.belongs_to
        return " · " + (self.t("case", "belongs_to", case=where) if where else self.t("case", "belongs_nowhere"))

    def _detail(self, fact: Fact) -> str:
        """The one word that tells two facts of a type apart."""
        data = fact.data
        if isinstance(data, Closed):
            return f" · {self.t('ground', data.ground)}"
        if isinstance(data, Corrected):
            return f" · {fact_words(self.t, str(data.fact), self.facts)}"
        for name in ("decision", "answer", "by", "decided", "guide", "held_by"):
            value = getattr(data, name, None)
            if isinstance(value, str):
                return f" · {self.t.known('word', value)}"
        return ""

    def _reminders(self) -> Iterator[str]:
        if self.view.reminders:
            yield ""
            yield self.t("case", "reminders")
        for one in self.view.reminders:
            yield (
                f"  {self.t.moment(one.raised)}  {self.t.known('duty', one.kind)} · "
                f"{self.t.known('reminder', one.step)} · {self.t.owner(one.owner)}"
            )

    # for programs

    def as_json(self, *, why: bool) -> dict[str, Any]:
        """The same as plain values. Personal values are there where the actor may see them, else `***`."""
        view, case = self.view, self.view.case
        told: dict[str, Any] = {"case": view.ref, "unit": view.unit, "personal": view.personal}
        if case is not None:
            told |= {
                "phase": case.phase,
                "step": step_of(case),
                "opened": case.opened_at,
                "period": case.period.number,
                "void": case.void,
                "minor": case.minor,
                "incidents": [
                    {
                        "key": i.key,
                        "category": i.category,
                        "role": i.role,
                        "reported": i.reported,
                        "hate": i.hate,
                        "decided": i.decided,
                        "investigator": i.investigator,
                    }
                    for i in case.incidents
                ],
                "closing": None
                if case.period.closing is None
                else {"ground": case.period.closing.ground, "at": case.period.closing.at},
                "waiting": [pending.key for pending in case.waiting],
                "breaches": [
                    {"fact": b.key, "type": b.type, "happened": b.happened, "rules": b.rules, "answered": b.answered}
                    for b in case.breaches
                ],
                "refusals": [refusal.key for refusal in case.refusals],
                "continues": case.continues,
                "together": view.together,
                "known_elsewhere": case.ties.elsewhere,
            }
        told["duties"] = [self._duty_json(duty, why=why) for duty in view.duties]
        told["timeline"] = [self._line_json(line, why=why) for line in view.timeline]
        told["reminders"] = [
            {
                "kind": r.kind,
                "step": r.step,
                "due": r.due_date,
                "owner": r.owner,
                "raised": r.raised,
                "mailed": r.mailed,
            }
            for r in view.reminders
        ]
        return told

    def _duty_json(self, duty: DutyLine, *, why: bool) -> dict[str, Any]:
        told: dict[str, Any] = {
            "kind": duty.kind,
            "party": duty.party or None,
            "owner": duty.owner,
            "from": duty.from_date,
            "due": duty.due_date,
            "until": duty.until_date,
            "standing": duty.standing,
            "rules": duty.rules,
            "caused_by": duty.caused_by,
            "cleared_by": duty.cleared_by,
            "waiting_for": duty.waiting_for,
        }
        if why:
            told["says"] = self.t.known("duty", duty.kind)
            told["why"] = {
                "rules": [rule_json(self.t, number) for number in duty.rules],
                "because": fact_json(duty.caused_by, self.facts),
                "cleared_by": [{"type": one, "says": self.t.known("fact", one)} for one in duty.cleared_by],
            }
        return told

    def _line_json(self, line: TimelineLine, *, why: bool) -> dict[str, Any]:
        fact = line.fact
        return {
            "sequence": line.sequence,
            "recorded": line.recorded,
            "happened": line.happened,
            "verb": line.verb,
            "type": fact.type,
            "source": fact.source,
            "id": fact.id,
            "reported_by": fact.reported_by,
            "recorded_by": fact.recorded_by,
            "reasons": [reason_json(self.t, reason, self.facts, why=why) for reason in line.reasons],
            "another_case": line.another,
            "belongs_to": line.belongs_to,
            "data": None
            if line.another
            else fact.data.model_dump(
                mode="json", exclude_none=True, context=InTheClear() if self.view.personal else None
            ),
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


def _counts(line: TimelineLine) -> bool:
    return line.verb in _APPLIES and not line.another
