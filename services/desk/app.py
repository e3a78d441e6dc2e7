"""The desk as an application: its pages, who may open them, and how what goes wrong is told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from importlib.metadata import version
from typing import Any, Final, cast
from urllib.parse import quote

from fastapi import FastAPI
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message
from starlette_compress import CompressMiddleware

from events.values import Role
from services import log
from services.casework.casework import where
from services.casework.faults import OUTAGES
from services.desk import live, when
from services.desk.api.app import PATH as API
from services.desk.api.app import api
from services.desk.asking import Asked
from services.desk.assets import Assets
from services.desk.desk import Desk
from services.desk.feed import feed
from services.desk.guard import Guarded
from services.desk.icons import MENU_ICONS, icon_of_duty, icon_of_fact
from services.desk.menu import menu_of
from services.desk.onecase import case_label, duty_words
from services.desk.page import MOST_SENT, Page
from services.desk.pages import PAGES
from services.desk.pages.papers import FILES as PAPER_FILES
from services.desk.who import Who
from services.desk.wording import language_of
from services.ops.probes import ready_answer
from services.store.asking import Actor, NotAllowed, NotThere
from services.texts import LANGUAGES
from services.texts.steps import step_of
from workflows.known import StaffMember

_MOST_FIELDS: Final = 2_000
_STATEMENT_OF: Final = date(2026, 11, 27)
"""When what the accessibility statement says was last gone through."""
_RETRY_AFTER: Final = "5"
"""Seconds after which a database that was started again usually answers."""
_NOBODY: Final = Actor("system/nobody", StaffMember("system/nobody", frozenset(), frozenset(), active=False))
"""Whoever has not said who they are may open nothing."""

_log = log.get("desk")

Endpoint = Callable[[Request], Awaitable[Response]]


def app(desk: Desk) -> FastAPI:
    """The application. Raises NoAssets where set-up has not brought the styles."""
    shell = _Shell(desk)
    routes = [
        Route("/static/{name}", shell.assets.serve),
        Route("/healthz", _healthz),
        Route("/readyz", shell.readyz),
        Route("/kalender.ics", shell.calendar),
        Route(live.PATH, shell.live.stream),
        Route("/hvem", shell.who_are_you, methods=["GET", "POST"]),
        Route("/valg", shell.choose, methods=["POST"]),
        Route("/tilgjengelighet", shell.accessibility),
        Mount(API, api(shell.asked)),
        *(
            Route(page.path, shell.endpoint(page), methods=[page.method], name=f"{page.method} {page.path}")
            for page in PAGES
        ),
    ]
    return FastAPI(
        title="Trygghet",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=cast("Any", routes),
        middleware=[Middleware(cast("Any", Guarded)), Middleware(cast("Any", CompressMiddleware))],
        exception_handlers={HTTPException: shell.not_taken, **dict.fromkeys(OUTAGES, shell.away)},
    )


async def _healthz(_request: Request) -> Response:
    """This process lives."""
    return PlainTextResponse("ok\n")


class _Shell:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._who = Who(desk.keyring)
        self.assets = Assets()
        self._templates = _templates(self.assets)
        self.live = live.Live(desk.bell, PAGES, self.asked)

    async def readyz(self, _request: Request) -> Response:
        """Whether work gets done: 200, or 503 with what is in the way."""
        return ready_answer(await self._desk.standing.look())

    async def calendar(self, request: Request) -> Response:
        """The calendar of whoever its address was made for; it opens without a cookie, as calendars ask for it."""
        who, key = request.query_params.get("hvem", ""), request.query_params.get("nokkel", "")
        told = await asyncio.to_thread(feed, self._desk, who, key, language_of(request))
        if told is None:
            return PlainTextResponse(language_of(request)("desk_fault", "no_page"), status_code=404)
        headers = {"cache-control": "private, no-store", "content-disposition": "attachment; filename=trygghet.ics"}
        return Response(told, media_type="text/calendar", headers=headers)

    def endpoint(self, page: Page) -> Endpoint:
        """A page, asked by whoever has said who they are; else they are asked first."""

        async def answered(request: Request) -> Response:
            if request.method != "POST":
                return await asyncio.to_thread(self._answered, page, request, FormData())
            try:
                barred = await asyncio.to_thread(self._barred, page, request)
            except OUTAGES as fault:
                return await self._kept(request, page, fault)
            if barred is not None:
                return barred  # before anything of what was sent is read
            form = await _posted(request, page.most)
            try:
                return await asyncio.to_thread(self._answered, page, request, form)
            finally:
                await form.close()  # a file that was sent is gone, whatever became of it

        return answered

    async def _kept(self, request: Request, page: Page, fault: Exception) -> Response:
        """Nobody can be let in while the record is away, and what they sent is not lost for that."""
        try:
            form = await _posted(request, page.most)
        except HTTPException:
            form = FormData()
        answer = await asyncio.to_thread(self._away, request, form, fault)
        await form.close()
        return answer

    def _barred(self, page: Page, request: Request) -> Response | None:
        """The answer to whoever may not; None to whoever may."""
        asked = self.asked(request, FormData())
        return None if asked is not None and asked.may(page.act) else self._answered(page, request, FormData())

    def _answered(self, page: Page, request: Request, form: FormData) -> Response:
        asked = self.asked(request, form)
        if asked is None:
            return RedirectResponse(f"/hvem?til={quote(request.url.path, safe='/')}", status_code=303)
        try:
            if not asked.may(page.act):
                if page.path == "/" and (menu := menu_of(asked)):
                    # Whoever has no worklist begins with what waits for their word, else with what they have.
                    begins = next((one for one in menu if one.name == "clearances"), menu[0])
                    return asked.then(begins.path)
                raise NotAllowed(asked.actor, page.act)
            return page.answer(asked)
        except NotAllowed as fault:
            return self._fault(asked, 403, "not_allowed", what=asked.t.known("act", fault.act))
        except NotThere as fault:
            no_page = fault.what == request.url.path  # there is no such form: nothing that somebody could know by name
            return self._fault(asked, 404, "no_page" if no_page else "not_there", what=fault.what)
        except OUTAGES as fault:
            return self._away(request, form, fault)
        except Exception as fault:  # noqa: BLE001 - whoever asked is told in words; the log has the place, not the text
            _log.error("page_failed", route=page.path, error_at=where(fault))
            return self._fault(asked, 500, "broken", what="")

    async def away(self, request: Request, fault: Exception) -> Response:
        """The record is away, and so is everything that tells who asks."""
        return await asyncio.to_thread(self._away, request, FormData(), fault)

    def _away(self, request: Request, form: FormData, fault: Exception) -> Response:
        """Said without asking the record anything; what was typed stands on the page and can be sent again: the same
        fact is recorded once."""
        path = request.scope["route"].path if "route" in request.scope else ""
        _log.warning("record_away", route=path, error=type(fault).__name__, error_at=where(fault))
        typed = [(name, told) for name, told in form.multi_items() if isinstance(told, str)]
        again = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = self._nobody(request, form)
        answer = asked.page("fault.html", status=503, code="away", what="", typed=typed, again=again)
        answer.headers["retry-after"] = _RETRY_AFTER
        return answer

    def _fault(self, asked: Asked, status: int, code: str, *, what: str) -> Response:
        return asked.page("fault.html", status=status, code=code, what=what, typed=[], again=None)

    def asked(self, request: Request, form: FormData) -> Asked | None:
        """Whoever asks, None where nobody has said who they are."""
        slug = self._who.of(request)
        if slug is None:
            return None
        try:
            actor = self._desk.reader.actor(slug)
        except NotThere:
            return None
        return Asked(self._desk, request, actor, language_of(request), self._desk.today(), self._templates, form)

    async def who_are_you(self, request: Request) -> Response:
        """The page of sample people per role, and the answer to it."""
        form = await _posted(request)
        return await asyncio.to_thread(self._who_are_you, request, form)

    def _who_are_you(self, request: Request, form: FormData) -> Response:
        to = str(form.get("til") or request.query_params.get("til") or "/")
        to = to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
        if request.method == "POST":
            answer: Response = RedirectResponse(to, status_code=303)
            slug = str(form.get("hvem", ""))
            if not slug:
                answer = RedirectResponse("/hvem", status_code=303)
                self._who.sign_out(answer)
                return answer
            member = next((one for one in self._desk.members() if one.slug == slug), None)
            if member is not None:
                answer = RedirectResponse(
                    "/mine" if to == "/" and member.roles <= {Role.GUIDE, Role.HOLDER} else to, status_code=303
                )
                self._who.sign_in(answer, slug)
                return answer
        asked = self._nobody(request, form)
        members, units = self._desk.members(), self._desk.units()
        by_role = ((role.value, [one for one in members if role in one.roles]) for role in Role)
        return asked.page(
            "who.html",
            to=to,
            members=members,
            roles=[(role, people) for role, people in by_role if people],
            unit_words=lambda member: ", ".join(units.get(unit, unit) for unit in member.units),
        )

    async def accessibility(self, request: Request) -> Response:
        """How well the desk may be used by everybody, and whom to tell where it may not: for whoever asks."""
        return await asyncio.to_thread(self._accessibility, request)

    def _accessibility(self, request: Request) -> Response:
        asked = self.asked(request, FormData()) or self._nobody(request, FormData())
        contact = self._desk.accessibility_contact
        return asked.page("accessibility.html", contact=contact, written=_STATEMENT_OF, version=version("trygghet"))

    def _nobody(self, request: Request, form: FormData) -> Asked:
        """Whoever has not said who they are."""
        return Asked(self._desk, request, _NOBODY, language_of(request), self._desk.today(), self._templates, form)

    async def choose(self, request: Request) -> Response:
        """Language, colours and keys, as chosen; back to the page."""
        form = await _posted(request)
        back = str(form.get("tilbake", "/"))
        answer = RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", status_code=303)
        if (language := form.get("lang")) in LANGUAGES:
            answer.set_cookie("lang", str(language), max_age=31_536_000, samesite="strict", httponly=True)
        if (scheme := form.get("scheme")) in ("auto", "light", "dark"):
            answer.set_cookie("scheme", str(scheme), max_age=31_536_000, samesite="strict", httponly=True)
        if (keys := form.get("keys")) in ("on", "off"):
            answer.set_cookie("keys", str(keys), max_age=31_536_000, samesite="strict", httponly=True)
        return answer

    async def not_taken(self, request: Request, fault: HTTPException) -> Response:
        """An address that is none, or what was sent to it cannot be read."""
        try:
            return await asyncio.to_thread(self._not_taken, request, fault)
        except OUTAGES as outage:
            return await self.away(request, outage)

    def _not_taken(self, request: Request, fault: HTTPException) -> Response:
        asked = self.asked(request, FormData())
        code = _NOT_TAKEN.get(fault.status_code, "no_page")
        if asked is None:
            told = f"{language_of(request)('desk_fault', code)}\n"
            answer: Response = PlainTextResponse(told, fault.status_code, {"cache-control": "no-store"})
        else:
            answer = self._fault(asked, fault.status_code, code, what="")
        answer.headers.update(fault.headers or {})
        return answer


_NOT_TAKEN: Final = {400: "not_read", 413: "too_large"}


async def _posted(request: Request, most: int = MOST_SENT) -> FormData:
    """What was sent. Raises HTTPException where it is more than `most` bytes, or cannot be read."""
    if request.method != "POST":
        return FormData()
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413, headers={"connection": "close"})
        return message

    try:
        return await Request(request.scope, counted).form(max_fields=_MOST_FIELDS)
    except ValueError as fault:
        raise HTTPException(400) from fault


def _templates(assets: Assets) -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("services.desk"), PackageLoader("services.rulebook"), PackageLoader("services.report")]
        ),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        asset=assets, when=when, menu_of=menu_of, languages=LANGUAGES, icon_of_fact=icon_of_fact,
        icon_of_duty=icon_of_duty, menu_icon=MENU_ICONS, initials=initials, role_words=role_words,
        case_label=case_label, duty_words=duty_words, step_of=step_of, paper_file=PAPER_FILES, live_at=live.address,
    )  # fmt: skip
    environment.filters["capitalize_first"] = when.capitalize_first
    return environment


def initials(name: str) -> str:
    """`KL` of Kari Lund."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def role_words(asked: Asked) -> str:
    """`Koordinator, Øst`."""
    member = asked.actor.member
    units = asked.units
    roles = ", ".join(asked.t("role", role.value) for role in sorted(member.roles))
    told = ", ".join(units.get(unit, unit) for unit in sorted(member.units))
    return f"{roles[:1].upper()}{roles[1:]}{', ' if told else ''}{told}"
