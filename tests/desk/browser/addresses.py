"""Every page of the desk as somebody opens it, and the states of pages that look different."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Final

from events.assessment import Assessed
from events.guidance import GuideAsked
from events.values import Answer, Role, Source
from services.casework.incoming import Incoming
from services.desk.page import Page
from services.desk.pages import PAGES
from tests.support.extracts import csv_of, person
from tests.support.happenings import fact, referral, someone
from tests.support.livingdesk import LivingDesk
from workflows.access import MAY_REPORT, SEES
from workflows.workdays import week_of

SOMEBODY: Final[Mapping[Role, str]] = {
    Role.COORDINATOR: "k1",
    Role.LEADER: "l1",
    Role.GUIDE: "g1",
    Role.HOLDER: "h1",
    Role.INVESTIGATOR: "e1",
    Role.PROSECUTOR: "j1",
    Role.REFERRER: "r1",
    Role.OPERATOR: "drift",
    Role.AUDITOR: "revisor",
    Role.SALTO: "salto",
}
"""One of each role in the district, in the order in which they are asked to open a page."""


def _receipt(desk: LivingDesk) -> str:
    """The number of a referral that k1 has sent."""
    told = fact(referral(someone(900)).data, "unit/ost", by="staff/k1", fact_id="henvis.k1.7K3M9QXR4T")
    desk.service.casework.take([Incoming.of(told)])
    return "7K3M9QXR4T"


def _ask(desk: LivingDesk) -> str:
    """A request to g1 to be the guide of somebody, as its link names it."""
    take = desk.service.casework.take
    ref = take([Incoming.of(referral(someone(901)))])[0].case
    offered = Assessed(decision="offer", perpetrator_in_family=Answer.NO)
    for data in (offered, GuideAsked(guide="g1", basis=("competence",))):
        take([Incoming.of(fact(data, f"case/{ref}", by="staff/k1"))])
    asks = desk.service.desk.asks
    return next(f"{one.ref}/{one.link}" for one in asks.open_to(desk.service.desk.reader.actor("g1")) if one.ref == ref)


_LAST_WEEK: Final = (
    "SELECT max(week) FROM import_rows WHERE unit = 'ost' AND outcome = 'outside'"
    " AND week IN (SELECT week FROM import_rows WHERE unit = 'ost' AND outcome = 'new')"
)


def _row(desk: LivingDesk, outcome: str) -> str:
    """A row of the last week that the sample has brought."""
    found = f"SELECT min(row_key) FROM import_rows WHERE unit = 'ost' AND outcome = %s AND week = ({_LAST_WEEK})"
    return str(desk.ask(found, outcome)[0])


def _mending(desk: LivingDesk) -> str:
    """A week of which a row could not be used."""
    week = week_of(desk.service.clock.now().date() - timedelta(days=150))
    file = BytesIO(csv_of([person(850, rolle="mistenkt")]).encode())
    desk.service.desk.importer.import_bytes(file, "u.csv", "ost", week, actor="staff/k1")
    return week


FILLED: Final[Mapping[str, Callable[[LivingDesk], str]]] = {
    "ref": lambda desk: desk.case("guided", "ost"),
    "unit": lambda _: "ost",
    "slug": lambda _: "g1",
    "topic": lambda _: "correction",
    "fact": lambda _: "answered",
    "week": lambda desk: str(desk.ask(_LAST_WEEK)[0]),
    "key": lambda desk: _row(desk, "new"),
    "outside": lambda desk: _row(desk, "outside"),
    "mending": lambda desk: _mending(desk),
    "kind": lambda _: "csv",
    "id": lambda _: "none",
    "receipt": _receipt,
    "number": lambda desk: str(desk.service.casework.take([Incoming(b"never json", None)])[0].number),
    "form": lambda _desk: "json",
    "type": lambda _desk: "trygghet.intake.referral_received.v1",
    "ask": _ask,
    "figure": lambda _: "found_by",
    "then": lambda desk: str(desk.service.today() - timedelta(days=1)),
}
"""What stands for the part of an address in braces."""


INSTEAD: Final[Mapping[str, str]] = {
    "/sak/{ref}/ny/{topic}/{fact}": "/sak/{guided}/ny/contact/logged",
    "/enhet/{slug}/ny/{topic}/{fact}": "/enhet/ost/ny/outreach/made_known",
    "/folk/{slug}/ny/{topic}/{fact}": "/folk/g1/ny/staff/absent",
    "/rapport/figur/{figure}": "/rapport/figur/{figure}?enhet=ost",
    "/sak/{ref}/slik": "/sak/{ref}/slik?dag={then}",
    "/foresporsel/{ref}/{link}": "/foresporsel/{ask}",
}
"""The address at which a page is looked at, where its parts hang together."""


@dataclass(frozen=True, slots=True)
class State:
    """A page as it is looked at. `address` may have `{phase}` for the reference of a case in that phase, and the parts
    of FILLED; `slug` is who looks, None nobody; `status` is what the answer says."""

    name: str
    slug: str | None
    address: str
    status: int = 200

    def at(self, desk: LivingDesk) -> str:
        """The address with its parts filled in."""

        def filled(part: re.Match[str]) -> str:
            name = part[1].partition(":")[0]
            assert name in FILLED or name in PHASES, f"addresses.py: tell what {{{name}}} of {self.address} stands for"
            return FILLED[name](desk) if name in FILLED else desk.case(name, "ost")

        return re.sub(r"\{([^}]+)\}", filled, self.address)


PHASES: Final = frozenset({"detected", "assessed", "conversation", "guided", "closed", "reopened"})


FORMS: Final = tuple(
    (model.ON, "/".join(model.TYPE.split(".")[1:3]))
    for model, rule in MAY_REPORT.items()
    if Source.DESK in rule.sources and rule.roles
)
"""Every fact that is told at the desk, with the kind of subject that it is about."""


def _opened(page: Page) -> State:
    slug = next(slug for role, slug in SOMEBODY.items() if role in SEES[page.act])
    name = re.sub(r"[^a-z0-9]+", "-", page.path.lower()).strip("-") or "start"
    return State(name, slug, INSTEAD.get(page.path, page.path))


STATES: Final = (
    *(_opened(page) for page in PAGES if page.method == "GET"),
    State("who", None, "/hvem"),
    State("accessibility", "k1", "/tilgjengelighet"),
    State("accessibility-nobody", None, "/tilgjengelighet?lang=en"),
    State("start-duties", "k1", "/?rad=oppgave"),
    State("start-pile", "k1", "/?haug=week"),
    State("start-waiting", "k1", "/?haug=waiting&rad=oppgave"),
    State("start-guide", "g1", "/"),
    State("clearances-prosecutor", "j1", "/klareringer"),
    State("start-investigator", "e1", "/"),
    State("start-operator", "drift", "/"),
    State("start-nothing", "h3", "/"),
    State("start-english", "k1", "/?lang=en"),
    State("start-nynorsk", "k1", "/?lang=nn"),
    State("case-detected", "k1", "/sak/{detected}"),
    State("case-assessed", "k1", "/sak/{assessed}"),
    State("case-conversation", "k1", "/sak/{conversation}"),
    State("case-closed", "l1", "/sak/{closed}"),
    State("case-without-names", "drift", "/sak/{guided}"),
    State("extract-all", "k1", "/uttrekk/{unit}/{week}?vis=all&rad={key}"),
    State("extract-by-rule", "k1", "/uttrekk/{unit}/{week}?vis=by_rule&rad={outside}"),
    State("extract-mending", "k1", "/uttrekk/{unit}/{mending}"),
    State("extract-operator", "drift", "/uttrekk/{unit}/{week}?vis=all&rad={key}"),
    State("form-conversation", "h1", "/sak/{conversation}/ny/conversation/held"),
    State("form-blocked", "k1", "/sak/{detected}/ny/closing/closed"),
    State("mine-asked", "g1", "/mine?etter={ask}"),
    State("then-not", "k1", "/sak/{ref}/slik?dag=1999-01-01", 422),
    State("ask-gone", "g1", "/foresporsel/T-0000-00/none", 410),
    State("case-denied", "salto", "/sak/{guided}", 403),
    State("case-not-there", "k1", "/sak/T-0000-00", 404),
    State("no-such-page", "k1", "/finnes/ikke", 404),
    State("form-log", "k1", "/sak/{guided}/ny/contact/logged"),
    State("form-call", "k1", "/sak/{assessed}/ny/contact/first_contact_made"),
    State("form-guide-asked", "k1", "/sak/{conversation}/ny/guidance/guide_asked"),
    State("form-assessed", "k1", "/sak/{detected}/ny/assessment/assessed"),
    State("form-protection", "k1", "/sak/{guided}/ny/protection/considered"),
    State("form-closed", "k1", "/sak/{guided}/ny/closing/closed"),
    State("form-need", "k1", "/sak/{closed}/ny/closing/need_reported"),
    State("form-joined", "k1", "/sak/{guided}/ny/correction/joined"),
    State("form-referral", "r1", "/enhet/{unit}/ny/intake/referral_received"),
    State("form-staff-changed", "l1", "/folk/{slug}/ny/staff/changed"),
    State("form-denied", "g1", "/sak/{guided}/ny/closing/closed", 403),
)
