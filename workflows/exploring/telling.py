"""How moves are written: a fact's type, what tells this form apart, and its values, some of them out of the case."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from events.assessment import HandedOver
from events.contact import Tried
from events.fact import FactData, FactRef
from events.personal import Open
from events.refs import Party
from events.values import Channel, Source
from workflows.case import Case
from workflows.exploring.world import FIRST_DAY, Move, World
from workflows.outcome import Verb
from workflows.workdays import OSLO

TEXT: Final = Open("Oppdiktet")

HANDED_OVER: Final = HandedOver(agency="Barnevernet", on=FIRST_DAY)

NOWHERE: Final = FactRef(source=Source.CLI, id="none")
"""A fact that there is not."""

Missing = Literal["missing"]
"""What a value is where there is nothing to say yet."""


def say(
    model: type[FactData],
    says: str = "",
    *,
    part: str = "",
    who: str | None = None,
    source: Source | None = None,
    heard: Channel | None = Channel.PHONE,
    **told: Any,
) -> Move:
    """A move. Values that are functions are asked of the world; where one is missing, nothing can be told."""
    who = who if who is None or "/" in who else f"staff/{who}"
    late = {name: value for name, value in told.items() if callable(value)}
    if not late:
        return Move(says, model, model.model_validate(told), who, source, part, heard)

    def data(world: World) -> FactData | None:
        found = {name: value(world) for name, value in late.items()}
        return None if "missing" in found.values() else model.model_validate({**told, **found})

    return Move(says, model, data, who, source, part, heard)


def case_of(world: World) -> Case:
    """The case that the world is about. Raises TypeError where it is about none."""
    if not isinstance(world.state, Case):
        raise TypeError(f"{world.start.says} is no case")
    return world.state


def incident(world: World) -> str:
    """The incident that is aimed at, else the one that came last."""
    return world.aim or case_of(world).incidents[-1].key


def incidents(world: World) -> tuple[str, ...]:
    """That one alone."""
    return (incident(world),)


def days(ahead: int) -> Callable[[World], date]:
    """The day so many days ahead."""
    return lambda world: world.today + timedelta(days=ahead)


def moment(ahead: int) -> Callable[[World], datetime]:
    """The afternoon so many days ahead."""
    return lambda world: datetime.combine(world.today + timedelta(days=ahead), time(14), OSLO)


def people(*reached: Party, vainly: tuple[Party, ...] = ()) -> tuple[Tried, ...]:
    """Those who were tried."""
    return (*(Tried(party=p, reached=True) for p in reached), *(Tried(party=p, reached=False) for p in vainly))


def last(*models: type[FactData]) -> Callable[[World], FactRef | Missing]:
    """The fact of a type that is aimed at, else the latest that took effect."""

    def found(world: World) -> FactRef | Missing:
        if world.cause:
            aimed = world.entry_of(world.cause).fact
            if isinstance(aimed.data, models):
                return aimed.ref
        facts = (entry.fact for entry in reversed(world.log()) if entry.applies and isinstance(entry.fact.data, models))
        return next((fact.ref for fact in facts), "missing")

    return found


def last_waiting(world: World) -> FactRef | Missing:
    """The latest fact that waits for others."""
    state = case_of(world)
    keys = {held.key for held in state.waiting}
    return next((e.fact.ref for e in reversed(world.log()) if e.fact.key in keys), "missing")


def last_refused(world: World) -> FactRef | Missing:
    """The latest fact that was refused."""
    return next((e.fact.ref for e in reversed(world.log()) if e.verb is Verb.REFUSED), "missing")


def first(world: World) -> FactRef:
    """The fact with which the subject began."""
    return world.log()[0].fact.ref


def guide(world: World) -> str | Missing:
    """Who is the guide."""
    state = case_of(world).period.guide
    return "missing" if state is None else state.staff


def guide_in_question(world: World) -> str | Missing:
    """The guide whom the fact that is aimed at names, a substitute too; else who is the guide."""
    if world.cause:
        named = getattr(world.entry_of(world.cause).fact.data, "guide", None)
        if isinstance(named, str):
            return named
    return guide(world)


def holder(world: World) -> str:
    """Who holds the conversation: the coordinator where the usual one investigates (R51)."""
    return "k1" if any(one.investigator == "h1" for one in case_of(world).incidents) else "h1"


def asked(world: World) -> str | Missing:
    """Who was asked to be the guide."""
    state = case_of(world).period.candidate
    return "missing" if state is None else state.staff


def another(world: World) -> str | Missing:
    """A guide who is neither, and whom nobody has refused."""
    case = case_of(world)
    busy = {one.staff for one in (case.period.guide, case.period.candidate) if one is not None}
    busy |= {one.investigator for one in case.incidents if one.investigator}
    free = (name for name in ("g2", "g1", "g3") if name not in busy and not case.period.refused(name))
    return next(free, "missing")
