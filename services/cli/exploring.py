"""Exploring: whether the rules leave any case stuck, forgotten or wrongly reached, as far as there is an end to it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from time import process_time
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED

if TYPE_CHECKING:
    from workflows.exploring.exploring import Explored
    from workflows.exploring.finding import Part
    from workflows.exploring.judging import Problem
    from workflows.exploring.reads import Reads

CORES: Final = 2

SECONDS: Final = 240
"""Two minutes on two cores, counted in their own time, so that a busy machine does not fail what is right."""

SECONDS_A_STEP: Final = 0.005
"""As much again for every concrete step."""


@dataclass(frozen=True, slots=True)
class Done:
    """A part that was explored, or why it was not to its end."""

    part: "Part"
    explored: "Explored | None"
    seconds: float
    too_large: str = ""


def explore(
    call: Call,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="PART", help=T("help", "explore_only"))] = None,
    compare: Annotated[int, typer.Option(metavar="STEPS", min=0, help=T("help", "explore_compare"))] = 0,
) -> None:
    """Explore every component, pairs of them, and walks; exit 1 names what does not hold and the way to it."""
    from workflows.exploring.finding import parts, together

    chosen = [part for part in parts() if not only or part.name in only or part.kind in only]
    with call.progress("exploring") as progress:
        done = sorted(_all(chosen, compare, progress), key=lambda one: chosen.index(one.part))
    found = [one.explored for one in done if one.explored is not None]
    _, problems = together(found, whole=not only)
    over = _over(done)
    if call.json:
        call.print_json(_as_json(done, problems, over))
    else:
        rows = [_row(call, one) for one in done]
        if compare:
            call.table(("part", "how", "states", "steps", "seconds", "problems", "compared", "elsewhere"), rows)
        else:
            call.table(("part", "how", "states", "steps", "seconds", "problems"), (row[:6] for row in rows))
        for problem in problems:
            _tell(call, problem)
    for name in over:
        call.say("explore_too_large", part=name)
    call.say("explore_wrong" if problems or over else "explore_well", count=len(problems))
    if problems or over:
        raise typer.Exit(FAILED)


def _all(chosen: "list[Part]", compare: int, progress: Callable[[int, int], None]) -> Iterator[Done]:
    """Every part, on two cores; when the time is up, each that has not begun is told as not explored."""
    spent, ready = 0.0, 0
    against = -(-compare // max(1, sum(part.complete for part in chosen)))
    most = SECONDS + compare * SECONDS_A_STEP
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_one, part.name, against, most): part for part in chosen}
        for future in as_completed(waiting):
            ready += 1
            progress(ready, len(chosen))
            if future.cancelled():
                yield Done(waiting[future], None, 0.0, waiting[future].name)
                continue
            result, seconds, too_large = future.result()
            spent += seconds
            if spent > most:
                for other in waiting:
                    other.cancel()
            yield Done(waiting[future], result, seconds, too_large)


def _one(name: str, against: int, most: float) -> "tuple[Explored | None, float, str]":
    """One part in a process of its own: what it comes to, the seconds that it took, and whether it was too large."""
    from workflows.exploring.exploring import TooLarge
    from workflows.exploring.finding import explored, parts

    began, reads = process_time(), _reads()
    part = next(part for part in parts() if part.name == name)
    try:
        result = explored(part, reads, stop=lambda: process_time() - began > most, against=against)
    except TooLarge as large:
        return None, process_time() - began, str(large)
    return result, process_time() - began, ""


@cache
def _reads() -> "Reads":
    """What every rule and duty reads, found out once in each process."""
    from workflows.exploring.reads import recorded

    return recorded()


def _over(done: Sequence[Done]) -> list[str]:
    """The parts that were not explored to their end, and the one with which there were too many states."""
    from workflows.exploring.exploring import MOST_STATES

    over, states = [one.too_large for one in done if one.too_large], 0
    for one in done:
        before = states
        states += 0 if one.explored is None else one.explored.states
        if before <= MOST_STATES < states:
            over.append(one.part.name)
    return over


def _row(call: Call, one: Done) -> tuple[str, ...]:
    how = call.t("explore", "complete" if one.part.complete else "sampled")
    if one.explored is None:
        return one.part.name, call.t("explore", "too_large"), "", "", f"{one.seconds:.1f}", "", "", ""
    states = str(one.explored.states) if one.part.complete else ""
    problems = str(len(one.explored.problems) or "")
    compared = (str(one.explored.compared), str(one.explored.elsewhere)) if one.part.complete else ("", "")
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


def _as_json(done: Sequence[Done], problems: "Sequence[Problem]", over: list[str]) -> dict[str, Any]:
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
                "seconds": round(one.seconds, 1),
            }
            for one in done
        ],
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
