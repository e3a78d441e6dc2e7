"""One case as the desk shows it: where it stands, what comes next, what happened, who it is about."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Final, Literal, get_args

from events.closing import Closed
from events.contact import ContactLogged
from events.fact import Fact, FactData
from events.personal import Open, reveal
from events.refs import Party
from events.values import AddressProtection, Source
from services.desk.steps import Step, steps_of
from services.desk.when import plain_day, short_day
from services.papers.people import Shown
from services.papers.standing import people_in, standing
from services.store.answers import CaseView, DutyLine, TimelineLine
from services.texts import Texts
from services.texts.steps import step_of
from services.texts.why import Facts
from workflows.age import years_on
from workflows.case import LATEST, Case, Hearing
from workflows.workdays import day_of

Filter = Literal["all", "contact", "people", "system"]
FILTERS: Final[tuple[Filter, ...]] = ("all", "contact", "people", "system")

_WEEK: Final = re.compile(r"\d{4}-W\d\d")
_CONTACT: Final = frozenset({"contact", "conversation"})
_FREE: Final = ("note", "text", "what", "why", "reason", "information", "needs", "insecurity", "wishes")
_STAFF: Final = frozenset({"held_by", "guide", "holder"})
_PARTIES: Final = frozenset(get_args(Party))
_ONE_WORD: Final = ("decision", "answer", "outcome", "ground", "channel", "held_by", "guide", "by")


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody of the case: `kind` is the code of how they stand to the youth, None for the participant."""

    party: str
    kind: str | None
    shown: Shown
    barred: bool
    protection: AddressProtection


@dataclass(frozen=True)
class CaseShown:
    """What the templates ask of a case."""

    view: CaseView
    t: Texts
    today: date
    name: Callable[[str], str]
    chosen: Filter = "all"

    @property
    def case(self) -> Case:
        """The case as it stands; a page never asks for one without."""
        if self.view.case is None:
            raise ValueError(f"{self.view.ref} was asked for as a timeline only")
        return self.view.case

    @cached_property
    def facts(self) -> Facts:
        """The first line of each fact: what it said."""
        found: dict[str, TimelineLine] = {}
        for line in self.view.timeline:
            found.setdefault(line.fact.key, line)
        return found

    @property
    def heading(self) -> str:
        """`15 år – ran`, and never a name."""
        return case_label(self.t, self.case, self.today, " – ")

    @property
    def step(self) -> str:
        """The word for where the case is."""
        return self.t("step", step_of(self.case))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The six steps."""
        return steps_of(self.case)

    @cached_property
    def next(self) -> DutyLine | None:
        """What presses most: the first that waits for nothing, else the first."""
        free = [duty for duty in self.view.duties if not duty.waiting_for]
        return next(iter(free or self.view.duties), None)

    @cached_property
    def other_duties(self) -> tuple[DutyLine, ...]:
        """The rest of what may be done now."""
        return tuple(duty for duty in self.view.duties if duty is not self.next and duty.from_date <= self.today)

    @property
    def later_duties(self) -> tuple[DutyLine, ...]:
        """What begins by itself on a later day, an eighteenth birthday for instance, if nothing happens before."""
        return tuple(duty for duty in self.view.duties if duty is not self.next and duty.from_date > self.today)

    @cached_property
    def hearings(self) -> tuple[Hearing, ...]:
        """The dates in court that are ahead."""
        ahead = (h for h in self.case.hearings if not h.cancelled and day_of(h.starts_at) >= self.today)
        return tuple(sorted(ahead, key=lambda hearing: hearing.starts_at))

    @cached_property
    def people(self) -> tuple[PersonShown, ...]:
        """Who the case is about, where the actor may see it."""
        if not self.view.personal:
            return ()
        shown, case = people_in(standing(self.view)), self.case
        kinds = {place.party: place.kind.value for place in case.guardians if not place.ended}
        return tuple(
            PersonShown(
                party, kinds.get(party), shown.get(party, Shown()), case.barred(party), case.reach.protection(party)
            )
            for party in ("participant", *kinds)
        )

    @cached_property
    def counts(self) -> Mapping[Filter, int]:
        """How many lines each choice of the timeline has."""
        return {one: sum(_chosen(line, one) for line in self.view.timeline) for one in FILTERS}

    @property
    def days(self) -> tuple[tuple[date, tuple[TimelineLine, ...]], ...]:
        """The timeline, the latest day first, the latest of a day first."""
        lines = [line for line in self.view.timeline if _chosen(line, self.chosen)]
        lines.sort(key=lambda line: (line.happened, line.sequence), reverse=True)
        by_day: dict[date, list[TimelineLine]] = {}
        for line in lines:
            by_day.setdefault(day_of(line.happened), []).append(line)
        return tuple((day, tuple(of_day)) for day, of_day in by_day.items())

    def detail(self, line: TimelineLine) -> str:
        """The words that tell two facts of a type apart."""
        data = line.fact.data
        if isinstance(data, Closed):
            return self.t("ground", data.ground)
        words = ((name, getattr(data, name)) for name in _having(type(data), _ONE_WORD))
        told = [self._word(name, word) for name, word in words if isinstance(word, str)]
        if isinstance(data, ContactLogged):
            reached = [self.t("party", one.party) for one in data.parties if one.reached]
            told = [*told, *reached]
        teller = self.name(line.fact.reported_by)  # who stands in the line already
        return " · ".join(one for one in dict.fromkeys(told) if one != teller)

    def _word(self, name: str, word: str) -> str:
        """A code in words; a member of staff, or a person of the case, as they are called."""
        if name in _STAFF or (name == "by" and word not in _PARTIES):
            return self.name(word)
        return self.t("party", word) if word in _PARTIES else self.t.known("word", word)

    def note(self, line: TimelineLine) -> str | None:
        """What somebody wrote, where the actor may read it."""
        if line.another:
            return None
        return next(_notes(line.fact), None)


def case_label(t: Texts, case: Case, today: date, between: str = " · ") -> str:
    """Age and kind of what happened: `15 år · ran`. The age is by the month of birth, which is all that rules know."""
    kinds = dict.fromkeys(t("word", incident.category.value) for incident in case.incidents)
    age = years_on(case.adult_from, today)
    told = t("desk", "years", years=age) if age is not None else t("desk", "age_unknown")
    return f"{told}{between}{', '.join(kinds)}"


def duty_words(t: Texts, duty: DutyLine, case: Case | None = None) -> str:
    """What is owed, with what tells it apart where there is something to tell apart: which of several incidents, or
    the week as people name it."""
    if case is not None and len(case.incidents) == 1 and duty.party == case.incidents[0].key:
        return t.known("duty", duty.kind)
    if _WEEK.fullmatch(duty.party):
        week = t("desk", "week_number", week=int(duty.party[-2:])).replace(" ", "\N{NO-BREAK SPACE}")
        return f"{t.known('duty', duty.kind)} ({week[:1].lower()}{week[1:]})"
    return t.duty(duty.kind, duty.party)


def _chosen(line: TimelineLine, chosen: Filter) -> bool:
    if chosen == "contact":
        return line.fact.data.topic() in _CONTACT
    system = line.fact.reported_by.startswith("system/") or line.fact.source is Source.CLOCK
    if chosen == "system":
        return system
    return chosen == "all" or not system


@cache
def _having(model: type[FactData], names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that facts of a type have."""
    return tuple(name for name in names if name in model.model_fields)


def _notes(fact: Fact) -> Iterator[str]:
    for name in _having(type(fact.data), _FREE):
        value = getattr(fact.data, name)
        if isinstance(value, Open) and isinstance(told := reveal(value), str):
            yield told


def key_facts(shown: CaseShown, units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What one wants to see of a case at a glance, name (section `desk_fact`) and words."""
    t, case, today = shown.t, shown.case, shown.today
    yield "unit", units.get(case.unit, case.unit)
    yield "opened", plain_day(t, day_of(case.opened_at), today)
    for incident in case.incidents:
        told = [t("word", incident.category.value), t("word", incident.role.value)]
        told += [plain_day(t, incident.happened_on, today)] if incident.happened_on is not None else []
        yield "incident", ", ".join(told)
        if incident.needed_since(LATEST) is not None:
            word = incident.last_word(case.period_since(LATEST), LATEST)
            clearance = t("desk", "not_asked") if word is None else t("desk_word", word.word)
            yield "clearance", clearance if word is None else f"{clearance} {plain_day(t, day_of(word.at), today)}"
    if case.is_minor:
        yield "lives_with", t("desk_lives", case.lives_with.value)
    consents = case.period.consents
    if case.period.offer is not None:
        last = consents[-1] if consents else None
        if last is None:
            yield "consent", t("desk", "not_given")
        else:
            yield (
                "consent",
                f"{t('desk_word', 'given' if last.given else 'withdrawn')} {plain_day(t, day_of(last.at), today)}",
            )
    if case.period.next_agreed_on is not None:
        yield "next_contact", short_day(t, case.period.next_agreed_on, today)
    if case.period.closing is not None:
        yield (
            "closed",
            f"{plain_day(t, day_of(case.period.closing.at), today)}: {t('ground', case.period.closing.ground)}",
        )
