"""The services of an installation, each put together when it is to run, with what only it needs imported then."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    import asyncio

    from services.bootstrap import Service

PartName = Literal["casework", "relay", "reminders", "audit", "ops", "desk"]

PARTS: Final[tuple[PartName, ...]] = get_args(PartName)
"""The services of an installation, in the order of their start."""

Run = Callable[["asyncio.Event"], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Part:
    """One service: runs until its stop event is set."""

    name: PartName
    run: Run


def _casework(service: "Service") -> Run:
    from services.casework.clockwork import Clockwork
    from services.casework.consumer import IntakeConsumer

    consumer = IntakeConsumer(service.casework, service.bus_url, service.settings, service.meters)
    clockwork = Clockwork(service.casework, service.clock, service.meters)

    async def run(stop: "asyncio.Event") -> None:
        import asyncio

        _finish_erasures(service)
        async with asyncio.TaskGroup() as both:
            both.create_task(consumer.run(stop))
            both.create_task(clockwork.run(stop))

    return run


def _finish_erasures(service: "Service") -> None:
    """What a killed erasure left is finished before anything is decided."""
    from services.store.connect import Role, closed_after
    from services.store.erase import end_old_epochs

    with closed_after(connection := service.database.connect(Role.ERASER)):
        end_old_epochs(connection, service.keyring)


def _relay(service: "Service") -> Run:
    from services.relay import Relay

    return Relay(service.database, service.bus_url, service.settings, service.clock, service.meters).run


def _reminders(service: "Service") -> Run:
    from services.reminders import Reminders
    from services.texts import texts

    words = texts("nb")
    return Reminders(
        service.database,
        service.keyring,
        service.bus_url,
        service.settings,
        service.clock,
        service.meters,
        words=lambda kind: words.known("duty", kind),
    ).run


def _audit(service: "Service") -> Run:
    from services.audit import Audit

    return Audit(service.database, service.keyring, service.clock, service.meters).run


def _ops(service: "Service") -> Run:
    from services.ops.probes import app
    from services.ops.serving import Serving

    probes, settings = app(service.standing, service.registry), service.settings
    service.watched = Serving(
        probes, settings.host, settings.ops_port, what="overvåkingen", setting="TRYGGHET_OPS_PORT"
    )
    return service.watched.run


def _desk(service: "Service") -> Run:
    from services.desk.app import app
    from services.ops.serving import Serving

    page, port = app(service.desk), service.settings.port
    serving = Serving(page, "127.0.0.1", port, what="arbeidsflaten", setting="--port / TRYGGHET_PORT")
    service.serving = serving

    async def run(stop: "asyncio.Event") -> None:
        import asyncio

        async with asyncio.TaskGroup() as both:
            both.create_task(serving.run(stop))
            both.create_task(service.desk.bell.run(stop))

    return run


MAKE: Final[Mapping[PartName, Callable[["Service"], Run]]] = {
    "casework": _casework,
    "relay": _relay,
    "reminders": _reminders,
    "audit": _audit,
    "ops": _ops,
    "desk": _desk,
}
