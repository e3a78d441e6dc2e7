"""Running: the whole service on this machine, or some of its services."""

import signal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from services.cli.call import Call, T
from services.cli.faults import Misused

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.parts import Part

SAMPLE_CASES: Final = 285
SAMPLE_SEED: Final = 1
_SHOWN: Final = 4


def up(
    call: Call,
    sample: Annotated[bool, typer.Option("--sample", help=T("help", "up_sample"))] = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", min=0, max=65535, help=T("help", "port"), show_default=False)
    ] = None,
) -> None:
    """Run everything in this process until Ctrl-C, which leaves nothing running."""
    from services.parts import PARTS

    with call.service("postgres", "nats", stays=True, first_units=not sample, changes=_port(port)) as service:
        parts = service.parts(PARTS)  # binds the port, so that a taken one is told before anything is played
        if sample:
            _play(call, service)
        else:
            service.ensure_units()
        _until_stopped(parts, lambda: _welcome(call, service))
    call.say("stopped")


def serve(
    call: Call,
    names: Annotated[
        list[str], typer.Argument(metavar="casework|relay|reminders|audit|ops|desk", help=T("help", "names"))
    ],
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", min=0, max=65535, help=T("help", "port"), show_default=False)
    ] = None,
) -> None:
    """Run one or several services until Ctrl-C; they join the installation, or the servers of the addresses set."""
    from services.parts import PARTS

    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise Misused(what=call.t("fault", "no_such_part", value=", ".join(unknown), values=", ".join(PARTS)))
    with call.service("postgres", "nats", stays=True, quiet=False, changes=_port(port, "desk" in names)) as service:
        parts = service.parts([name for name in PARTS if name in names])
        _until_stopped(parts, lambda: _serving(call, service, parts))
    call.say("stopped")


def _port(port: int | None, desk: bool = True) -> dict[str, int]:
    """`--port` is the desk's, and that of the figures where there is no desk."""
    return {} if port is None else {"port" if desk else "ops_port": port}


def _until_stopped(parts: "Sequence[Part]", on_ready: Callable[[], None]) -> None:
    import asyncio

    asyncio.run(run(parts, on_ready))


async def run(parts: "Sequence[Part]", on_ready: Callable[[], None]) -> None:
    """Run the services until SIGINT or SIGTERM, or until one of them fails, which ends the others too and is raised."""
    import asyncio

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(part.run(stop), name=part.name) for part in parts]
    stopped = asyncio.create_task(stop.wait())
    try:
        on_ready()
        await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    for task in tasks:
        task.result()


def _play(call: Call, service: "Service") -> None:
    district = service.sample_to_play(SAMPLE_CASES, SAMPLE_SEED)
    if district is None:
        call.say("sample_not_empty")
        return
    with call.progress("playing") as progress:
        played = service.play_sample(district, progress)
    call.say("sample_played", cases=len(played.cases), facts=played.facts.total(), rows=played.rows.total())


def _welcome(call: Call, service: "Service") -> None:
    """Where it is, who one can be, and what to try next."""
    call.say("up", address=service.serving.address if service.serving else "")
    call.say("watched", address=service.watched.address if service.watched else "")
    from events.values import Role
    from services.cli.call import whoami
    from services.store import directory
    from services.store.asking import operator

    staff = service.ask(directory.staff)
    if staff:
        call.say("up_staff")
    for role in Role:
        if slugs := [member.slug for member in staff if role in member.roles]:
            call.say("up_role", role=call.t("role", role), slugs=", ".join(slugs[:_SHOWN]))
    tries = ["cases", "duties --overdue"]
    found = service.reader.cases(operator(whoami()), service.today())
    overdue = next((line for line in found if line.overdue), next(iter(found), None))
    if overdue is not None:
        tries.append(f"case {overdue.ref} --why")
        here = [m.slug for m in staff if Role.COORDINATOR in m.roles and overdue.unit in m.units]
        tries += [f"case {overdue.ref} --as {slug}" for slug in here[:1]]
    tries.append("refusals" if found else "sample --cases 300 --seed 1 --out district")
    call.say("up_try")
    for line in tries:
        call.say("up_line", command=call.with_data(line))
    call.say("up_end")


def _serving(call: Call, service: "Service", parts: "Sequence[Part]") -> None:
    call.say("serving", names=", ".join(part.name for part in parts))
    if service.serving is not None:
        call.say("up", address=service.serving.address)
    if service.watched is not None:
        call.say("watched", address=service.watched.address)
