"""One request of somebody: who asks, in which language, on which day, and how they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from jinja2 import Environment
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from events.refs import read_case_ref
from services.desk.desk import Desk
from services.papers.working import Worker
from services.store.answers import CaseView
from services.store.asking import Actor, NotThere
from services.texts import LANGUAGES, Texts
from workflows.access import Act, may

NOTICE: Final = "notice"
_AMISS: Final = frozenset(
    {
        "aside_again", "aside_some", "answered_before", "breached", "none_chosen", "not_kept", "nothing_kept",
        "reading_gone", "refused_again", "row_still_rejected", "trial_gone", "waits_still",
    }
)  # fmt: skip
"""Notices of what did not go as somebody wanted."""


@dataclass
class Asked:
    """What a page is asked with. `form` is what was posted.

    Names are looked up once for a page, however many lines it has.
    """

    desk: Desk
    request: Request
    actor: Actor
    t: Texts
    today: date
    templates: Environment
    form: FormData = field(default_factory=FormData)

    def query(self, name: str, default: str = "") -> str:
        """A value of the address."""
        return self.request.query_params.get(name, default)

    def sent(self, name: str) -> str:
        """A value of what was posted."""
        told = self.form.get(name, "")
        return told if isinstance(told, str) else ""

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    @property
    def ref(self) -> str:
        """The case that the address names. Raises NotThere where it is no reference."""
        try:
            return read_case_ref(self.path("ref"))
        except ValueError:
            raise NotThere(self.path("ref")) from None

    def may(self, act: Act, unit: str | None = None) -> bool:
        """Whether whoever asks may do this."""
        return may(self.actor.member, act, unit)

    def may_on(self, act: Act, view: CaseView) -> bool:
        """Whether whoever asks may do this to a case that they have been shown."""
        people = view.case.people if view.case is not None else ()
        return may(self.actor.member, act, view.unit, self.actor.part_in(view.ref, people))

    @property
    def part_only(self) -> bool:
        """Whether htmx asks for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page out of its template."""
        content = self.templates.get_template(template).render(asked=self, t=self.t, today=self.today, **values)
        headers = {"cache-control": "no-store", "vary": "cookie, accept-language, hx-request"}
        answer = HTMLResponse(content, status_code=status, headers=headers)
        if self.query("lang") in LANGUAGES:
            answer.set_cookie("lang", self.t.language, max_age=31_536_000, samesite="strict", httponly=True)
        if self.request.cookies.get(NOTICE):
            answer.delete_cookie(NOTICE, httponly=True, samesite="strict")
        return answer

    def then(self, address: str, notice: str | None = None) -> Response:
        """On to another page, which says the notice (a code of section `desk_notice`) once."""
        answer = RedirectResponse(address, status_code=303)
        if notice is not None:
            answer.set_cookie(NOTICE, notice, max_age=60, httponly=True, samesite="strict")
        return answer

    @property
    def notice(self) -> str | None:
        """What the page before wants said."""
        code = self.request.cookies.get(NOTICE)
        told: Mapping[str, str] = self.t.sections()["desk_notice"]
        return told.get(code) if code else None

    @property
    def notice_tone(self) -> str:
        """The colour in which it is said."""
        return "warning" if self.request.cookies.get(NOTICE) in _AMISS else "success"

    @property
    def scheme(self) -> str:
        """`light`, `dark`, or `auto` as the system says."""
        chosen = self.request.cookies.get("scheme", "auto")
        return chosen if chosen in ("light", "dark") else "auto"

    @property
    def keys(self) -> bool:
        """Whether single keys do something: whoever speaks to the machine, or types by accident, turns them off."""
        return self.request.cookies.get("keys") != "off"

    @cached_property
    def colleagues(self) -> dict[str, Worker]:
        """Everybody who works here, by slug."""
        return self.desk.colleagues.all()

    @cached_property
    def units(self) -> dict[str, str]:
        """Every unit's name, by slug."""
        return self.desk.units()

    def name(self, slug: str | None) -> str:
        """What a member of staff is called."""
        if not slug:
            return ""
        worker = self.colleagues.get(slug.removeprefix("staff/"))
        return (worker.name if worker is not None else None) or slug.removeprefix("staff/")

    def owner(self, owner: str) -> str:
        """Whose something is: a colleague by name, or a role in a unit."""
        role, at, unit = owner.partition("@")
        if not at:
            return self.name(owner)
        return self.t("desk", "role_in", role=self.t("role", role), unit=self.units.get(unit, unit))
