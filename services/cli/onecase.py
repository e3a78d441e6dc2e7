"""One case, told for people: where it stands, what is owed, what it is tied to, its timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from events.closing import Closed
from events.correction import Corrected
from events.fact import Fact
from events.personal import Open, reveal
from events.values import AddressProtection
from services.cli.ties import ties_lines, world_lines
from services.papers.people import Shown
from services.papers.standing import people_in, standing
from services.store.answers import CaseView, TimelineLine
from services.texts import Texts
from services.texts.onecase import case_json
from services.texts.steps import step_of
from services.texts.why import Facts, decision_lines, duty_lines, fact_words, reason_lines, who
from workflows.age import may_have_support_centre
from workflows.workdays import day_of

_SILENT: Final = frozenset({"recorded"})


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
            yield from self._closing()
            yield from self._promised()
            yield from self._suggested()
            yield from ties_lines(t, view)
            yield ""
            yield t("case", "owed")
            yield from self._duties(why=why)
            yield from self._breaches(why=why)
        elif view.world is not None:
            yield from world_lines(t, view.world)
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
        people, case = people_in(standing(view)), view.case
        if case is None or "participant" not in people:
            return
        kinds = {place.party: t("word", place.kind.value) for place in case.guardians if not place.ended}
        for party in ("participant", *kinds):
            barred = case.barred(party)
            kind = f" ({kinds[party]})" if party in kinds else ""
            kept = self._protected(case.reach.protection(party))
            warned = f" · {t('case', 'not_to_contact').upper()}" if barred else ""
            yield f"  {t('party', party)}: {people.get(party, Shown()).line(barred=barred)}{kind}{kept}{warned}"

    def _protected(self, protection: AddressProtection) -> str:
        """Said wherever the person is, so that nobody gives the address away."""
        if protection is AddressProtection.NONE:
            return ""
        return f" · {self.t('case', 'address', protection=self.t('word', protection.value)).upper()}"

    def _closing(self) -> Iterator[str]:
        case = self.view.case
        closing = case.period.closing if case is not None else None
        if closing is not None:
            yield "  " + self.t(
                "case", "closed_on", day=self.t.day(closing.at.date()), ground=self.t.known("ground", closing.ground)
            )

    def _promised(self) -> Iterator[str]:
        """What the family was promised, for whoever has taken over (D29)."""
        t, case = self.t, self.view.case
        if case is None or not case.is_open:
            return
        if case.period.next_agreed_on is not None:
            yield "  " + t("case", "next_agreed", day=t.day(case.period.next_agreed_on))
        told = (getattr(line.fact.data, "promised", None) for line in reversed(self.view.timeline) if line.counts)
        promised = next((value for value in told if isinstance(value, Open)), None)
        if promised is not None:
            yield "  " + t("case", "promised", what=reveal(promised))

    def _suggested(self) -> Iterator[str]:
        """Whom else the participant is old enough to turn to (R64)."""
        case = self.view.case
        offered = case is not None and case.is_open and case.period.offer is not None
        if case is not None and offered and may_have_support_centre(case.minor, case.adult_from, self.today):
            yield f"  {self.t('information', 'support_centre')}"

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
            for text in duty_lines(t, duty, self.facts, self.view.duties) if why else ():
                yield f"    {text}"

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
                for text in reason_lines(t, reason, self.facts, day_of(line.happened), why=why):
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
                    for text in reason_lines(t, reason, self.facts, day_of(line.happened), why=True):
                        yield f"       {text}"
                for text in decision_lines(t, line):
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

    def as_json(self, *, why: bool) -> dict[str, Any]:
        """The same as plain values, for programs."""
        return case_json(self.t, self.view, self.facts, why=why)
