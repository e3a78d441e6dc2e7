"""Exploring: whether the rules leave any case stuck, forgotten or wrongly reached, as far as there is an end to it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from time import monotonic, process_time
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from workflows.exploring.exploring import Explored
    from workflows.exploring.finding import Figure, Part
    from workflows.exploring.judging import Problem
    from workflows.exploring.reads import Reads

CORES: Final = 2

MOST: Final = 200_000
"""States in all."""

SECONDS: Final = 120
"""Two minutes, counted for each core in its own time, so that a busy machine does not fail what is right."""

SECONDS_A_STEP: Final = 0.0025
"""As much again for every concrete step."""


@dataclass(frozen=True, slots=True)
class Done:
    """A part that was explored, or why it was not to its end; `spent` is all the time that its process had taken
    until then."""

    part: "Part"
    explored: "Explored | None"
    seconds: float
    spent: float
    too_large: str = ""


def _chosen(call: Call, parts: Sequence["Part"], only: Sequence[str]) -> list["Part"]:
    """The parts asked for by name or kind, all where none is. Raises Misused for a name that no part has."""
    names = list(dict.fromkeys((*(part.kind for part in parts), *(part.name for part in parts))))
    for name in only:
        if name not in names:
            raise Misused(what=call.t("fault", "no_part_so_called", value=name, values=", ".join(names)))
    return [part for part in parts if not only or part.name in only or part.kind in only]


def explore(
    call: Call,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="PART", help=T("help", "explore_only"))] = None,
    compare: Annotated[int, typer.Option(metavar="STEPS", min=0, help=T("help", "explore_compare"))] = 0,
) -> None:
    """Explore every component, pairs of them, and walks; exit 1 names what does not hold and the way to it."""
    from workflows.exploring.finding import figures, parts, together

    began = monotonic()
    chosen = _chosen(call, parts(), only or ())
    with call.progress("exploring") as progress:
        done = sorted(_all(chosen, compare, progress), key=lambda one: chosen.index(one.part))
    found = [one.explored for one in done if one.explored is not None]
    seen, problems = together(found, whole=not only)
    over, shown = _over(done), () if only else figures(found, seen, problems)
    if call.json:
        call.print_json(_as_json(done, problems, over, shown))
    else:
        rows = [_row(call, one) for one in done]
        if compare:
            call.table(
                ("part", "how", "states", "steps", "seconds", "problems", "compared", "elsewhere", "unknown"), rows
            )
        else:
            call.table(("part", "how", "states", "steps", "seconds", "problems"), (row[:6] for row in rows))
        if shown:
            call.out("")
            call.table(("shown", "count", "of"), ((call.t("explore", f.what), str(f.count), str(f.of)) for f in shown))
        for problem in problems:
            _tell(call, problem)
    for name in over:
        call.say("explore_too_large", part=name)
    if compare:
        steps, ways, states = (sum(getattr(one, n) for one in found) for n in ("compared", "elsewhere", "unknown"))
        call.say("explore_compared", steps=steps, ways=ways, states=states)
    states, spent = sum(one.states for one in found), round(max((one.spent for one in done), default=0.0))
    took = round(monotonic() - began)
    call.say("explore_took", states=states, of=MOST, spent=spent, budget=round(_budget(compare)), took=took)
    call.say("explore_wrong" if problems or over else "explore_well", count=len(problems))
    if problems or over:
        raise typer.Exit(FAILED)


def _all(chosen: "list[Part]", compare: int, progress: Callable[[int, int], None]) -> Iterator[Done]:
    """Every part, on two cores, the largest first; when the time is up, what is left is told as not explored."""
    against = -(-compare // max(1, sum(part.complete for part in chosen)))
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        ordered = sorted(chosen, key=lambda part: part.size, reverse=True)
        waiting = {pool.submit(_one, part.name, against, _budget(compare)): part for part in ordered}
        for ready, future in enumerate(as_completed(waiting), 1):
            progress(ready, len(chosen))
            yield Done(waiting[future], *future.result())


def _budget(compare: int) -> float:
    """The seconds that each core may take."""
    return SECONDS + compare * SECONDS_A_STEP


def _one(name: str, against: int, most: float) -> "tuple[Explored | None, float, float, str]":
    """One part in a process of its own, which may have done others before: what it comes to, the seconds of it and of
    all, and whether it was too large."""
    from workflows.exploring.exploring import TooLarge
    from workflows.exploring.finding import explored, parts

    reads = _reads()
    began = process_time()
    part = next(part for part in parts() if part.name == name)
    result, too_large = None, ""
    try:
        result = explored(part, reads, stop=lambda: process_time() > most, against=against)
    except TooLarge as large:
        too_large = str(large)
    return result, process_time() - began, process_time(), too_large


@cache
def _reads() -> "Reads":
    """What every rule and duty reads, found out once in each process."""
    from workflows.exploring.reads import recorded

    return recorded()


def _over(done: Sequence[Done]) -> list[str]:
    """The parts that were not explored to their end, and the one with which there were too many states."""
    over, states = [one.too_large for one in done if one.too_large], 0
    for one in done:
        before = states
        states += 0 if one.explored is None else one.explored.states
        if before <= MOST < states:
            over.append(one.part.name)
    return over


def _row(call: Call, one: Done) -> tuple[str, ...]:
    how = call.t("explore", "complete" if one.part.complete else "sampled")
    if one.explored is None:
        return one.part.name, call.t("explore", "too_large"), "", "", f"{one.seconds:.1f}", "", "", "", ""
    states = str(one.explored.states) if one.part.complete else ""
    problems = str(len(one.explored.problems) or "")
    counts = (one.explored.compared, one.explored.elsewhere, one.explored.unknown)
    compared = (str(count) if one.part.complete else "" for count in counts)
    return one.part.name, how, states, str(one.explored.steps), f"{one.seconds:.1f}", problems, *compared


def _tell(call: Call, problem: "Problem") -> None:
    phase = call.t.known("phase", problem.phase) if problem.phase else ""
    says = call.t("explore", problem.what)
    call.out(" · ".join(filter(None, (says, problem.about, phase, problem.detail))))
    for step in problem.way:
        call.out(f"  {_step(call, step)}")


def _step(call: Call, step: str) -> str:
    """One step of a way: the fact in words, with what tells it apart from others of its type."""
    if step.startswith("+"):
        return call.t("explore", "days", count=step[1:])
    kind, _, says = step.partition(": ")
    fact = call.t.known("fact", f"trygghet.{kind}.v1")
    return f"{fact} ({says})" if says else fact


def _as_json(
    done: Sequence[Done], problems: "Sequence[Problem]", over: list[str], shown: "Sequence[Figure]"
) -> dict[str, Any]:
    return {
        "well": not problems and not over,
        "parts": [
            {
                "name": one.part.name,
                "kind": one.part.kind,
                "complete": one.part.complete and one.explored is not None,
                "states": one.explored.states if one.explored is not None else None,
                "steps": one.explored.steps if one.explored is not None else None,
                "phases": dict(one.explored.phases) if one.explored is not None else {},
                "compared": one.explored.compared if one.explored is not None else None,
                "elsewhere": one.explored.elsewhere if one.explored is not None else None,
                "unknown": one.explored.unknown if one.explored is not None else None,
                "seconds": round(one.seconds, 1),
            }
            for one in done
        ],
        "shown": {figure.what: [figure.count, figure.of] for figure in shown},
        "seconds": round(max((one.spent for one in done), default=0.0), 1),
        "too_large": over,
        "problems": [
            {
                "what": problem.what,
                "about": problem.about,
                "phase": problem.phase,
                "detail": problem.detail,
                "way": list(problem.way),
            }
            for problem in problems
        ],
    }
