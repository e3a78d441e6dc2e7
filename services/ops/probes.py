"""What machines ask: /healthz, /readyz, /metrics. Figures only; people look at the desk."""

from typing import Any, Final, cast

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ops.standing import Figures, Standing
from workflows.chart import PHASES

_HEADERS: Final = (
    (b"content-security-policy", b"default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Headed:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, headed)


def app(standing: Standing, registry: CollectorRegistry) -> Starlette:
    """The application."""
    probes = _Probes(standing, registry)
    return Starlette(
        routes=[
            Route("/healthz", probes.healthz),
            Route("/readyz", probes.readyz),
            Route("/metrics", probes.metrics),
        ],
        middleware=[Middleware(cast("Any", Headed))],
    )


class _Probes:
    def __init__(self, standing: Standing, registry: CollectorRegistry) -> None:
        self._standing = standing
        self._registry = registry
        self._gauges = _Gauges(registry)

    async def healthz(self, _request: Request) -> Response:
        """This process lives."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _request: Request) -> Response:
        """Whether work gets done: 200, or 503 with what is in the way."""
        return ready_answer(await self._standing.look())

    async def metrics(self, _request: Request) -> Response:
        """What this process counts, and how things stand."""
        self._gauges.set(await self._standing.look())
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


def ready_answer(figures: Figures) -> Response:
    """200 where work gets done, 503 where not, with what is in the way."""
    told = {
        "ready": figures.ready,
        "database": figures.record.fault or "ok",
        "bus": "ok" if figures.bus.reachable else "out of reach",
        "streams": [{"what": misfit.code, **misfit.where} for misfit in figures.bus.faults],
        "pending": figures.bus.pending,
        "lag": {consumer.name: consumer.lag for consumer in figures.record.consumers},
        "stuck": [consumer.name for consumer in figures.behind],
    }
    return JSONResponse(told, status_code=200 if figures.ready else 503)


class _Gauges:
    """The standing as figures; asked for when they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._ready = Gauge("trygghet_ready", "1 when work gets done.", registry=registry)
        self._cases = Gauge("trygghet_cases", "Cases.", ["unit", "phase"], registry=registry)
        self._late = Gauge(
            "trygghet_cases_overdue", "Cases with something overdue.", ["unit", "phase"], registry=registry
        )
        self._missing = Gauge(
            "trygghet_extracts_missing", "Weekly extracts missing of the latest six.", ["unit"], registry=registry
        )
        self._open = Gauge("trygghet_open", "What waits for somebody.", ["what"], registry=registry)
        self._lag = Gauge("trygghet_lag", "Messages behind the feed.", ["consumer"], registry=registry)
        self._pending = Gauge("trygghet_pending", "Facts on the bus, not decided yet.", registry=registry)

    def set(self, figures: Figures) -> None:
        """Put the figures in; of a record that does not answer nothing is claimed."""
        record = figures.record
        self._ready.set(figures.ready)
        self._pending.set(figures.bus.pending)
        for gauge in (self._cases, self._late, self._missing, self._open, self._lag):
            gauge.clear()
        if record.fault is not None:
            return
        for unit in record.units:
            for phase in PHASES:
                found = record.phase(phase, unit)
                self._cases.labels(unit, phase).set(found.cases)
                self._late.labels(unit, phase).set(found.overdue)
            missing = sum(state == "missing" for (of, _), (state, _) in record.extracts.items() if of == unit)
            self._missing.labels(unit).set(missing)
        for what in ("refusals", "waiting", "no_case", "quarantined", "breaches", "not_mailed"):
            self._open.labels(what).set(getattr(record, what))
        for consumer in record.consumers:
            self._lag.labels(consumer.name).set(consumer.lag)
