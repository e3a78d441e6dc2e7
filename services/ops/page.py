"""The status page, and what machines ask: /healthz, /readyz, /metrics."""

import ipaddress
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final, cast

from jinja2 import Environment, PackageLoader, select_autoescape
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ops.drawing import chart, flow
from services.ops.standing import Day, Figures, Standing
from services.store.connect import SCHEMA_VERSION
from services.texts import DEFAULT, LANGUAGES, Texts, texts
from workflows.chart import PHASES
from workflows.record import RULES_VERSION

_HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; "
        b"base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guarded:
    """Adds the headers to every answer, and shows the page to this machine only: it has no login."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        if scope["path"] not in _FOR_MACHINES and not _from_here(scope):
            refusal = PlainTextResponse(texts(DEFAULT)("ops", "only_here"), status_code=403)
            await refusal(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


_FOR_MACHINES: Final = ("/healthz", "/readyz", "/metrics")
"""What probes and Prometheus may ask from elsewhere where TRYGGHET_HOST says so: figures, no page."""


def app(standing: Standing, registry: CollectorRegistry) -> Starlette:
    """The application."""
    page = _Page(standing, registry)
    return Starlette(
        routes=[
            Route("/", page.show),
            Route("/status.css", page.css),
            Route("/healthz", page.healthz),
            Route("/readyz", page.readyz),
            Route("/metrics", page.metrics),
        ],
        middleware=[Middleware(cast("Any", Guarded))],
    )


class _Page:
    def __init__(self, standing: Standing, registry: CollectorRegistry) -> None:
        self._standing = standing
        self._registry = registry
        self._gauges = _Gauges(registry)
        self._css = (files("services.ops") / "status.css").read_text(encoding="utf-8")
        environment = Environment(
            loader=PackageLoader("services.ops", "templates"), autoescape=select_autoescape(), trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._template = environment.get_template("status.html")

    async def show(self, request: Request) -> Response:
        """The page."""
        figures, t = await self._standing.look(), _language(request)
        content = self._template.render(
            f=figures,
            r=figures.record,
            t=t,
            languages=LANGUAGES,
            phases=PHASES,
            columns=lambda phase: [figures.record.phase(phase, unit) for unit in figures.record.units],
            chart=chart(figures.record, t),
            flow=flow(figures.record.days, t, lambda day: _named(day, t)),
            total=sum(day.total for day in figures.record.days),
            version=version("trygghet"),
            schema=SCHEMA_VERSION,
            rules=RULES_VERSION,
        )
        answer = HTMLResponse(content, headers={"cache-control": "no-store", "vary": "accept-language, cookie"})
        if request.query_params.get("lang") in LANGUAGES:
            answer.set_cookie("lang", t.language, max_age=31_536_000, samesite="strict", httponly=True)
        return answer

    async def css(self, _request: Request) -> Response:
        """Its looks."""
        return Response(self._css, media_type="text/css", headers={"cache-control": "max-age=300"})

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


def _language(request: Request) -> Texts:
    """As chosen on the page, else bokmål."""
    chosen = request.query_params.get("lang") or request.cookies.get("lang") or ""
    return texts(chosen if chosen in LANGUAGES else DEFAULT)


def _named(day: Day, t: Texts) -> str:
    return t.day(day.day)


def _from_here(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
