"""One desk for all tests of this folder, with somebody of each role and a case that some of them have a part in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from events.clearance import ClearanceAsked
from events.guidance import GuideEnded
from events.values import Role
from tests.conftest import Databases, RecordTemplate
from tests.support.happenings import assessed, cleared, fact, guide_accepted, guide_asked, referral, someone, staff
from tests.support.room import Browser, Room, opened_room
from tests.support.ways_in import WayIn

ANNA: Final = someone(1)

REPORT: Final = "55551234"

SOMEBODY: Final = {
    Role.COORDINATOR: "k-ost",
    Role.LEADER: "l-ost",
    Role.GUIDE: "g-ost",
    Role.HOLDER: "h-ost",
    Role.INVESTIGATOR: "e1",
    Role.PROSECUTOR: "j-ost",
    Role.REFERRER: "r-ost",
    Role.OPERATOR: "drift",
    Role.AUDITOR: "revisor",
    Role.SALTO: "salto",
}
"""One of each role, of `ost`."""

OUTSIDERS: Final = ("k-vest", "l-vest", "g-vest", "g2-ost", "x-ost", "h-ost", "j-ost")
"""Who have nothing to do with Anna's case: another unit, who is not its guide, holds, prosecutes."""


@dataclass
class House:
    """The desk with its people. `case` is Anna's, of `ost`; its guide is `g-ost`, and was `x-ost`."""

    room: Room
    case: str
    parts: dict[str, str]

    def nobody(self) -> Browser:
        """A browser in which nobody has said who they are."""
        return Browser(self.room.app, self.room.loop)

    def come(self, way: WayIn, slug: str | None = None, **sent: Any) -> httpx.Response:
        """Somebody comes that way, with nothing written into the form."""
        browser = self.nobody() if slug is None else self.room.sit(slug)
        if way.method == "GET":
            return browser.get(way.at(self.parts), **sent)
        if way.path.startswith("/api/"):
            return browser.post(way.at(self.parts), content=b"{}", headers={"content-type": "application/json"})
        return browser.post(way.at(self.parts), data=sent)


@pytest.fixture(scope="session")
def room(
    record_template: RecordTemplate, make_database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    """Open for work."""
    with opened_room(record_template, make_database, tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture(scope="session")
def house(room: Room) -> House:
    """With everybody in it."""
    more = (
        ("h-ost", Role.HOLDER), ("j-ost", Role.PROSECUTOR), ("r-ost", Role.REFERRER), ("g2-ost", Role.GUIDE),
        ("x-ost", Role.GUIDE), ("salto", Role.SALTO),
    )  # fmt: skip
    room.take(*(staff(slug, role, "ost") for slug, role in more))
    room.take(staff("drift", Role.OPERATOR, "ost", "vest"), staff("revisor", Role.AUDITOR, "ost", "vest"))
    case = room.case(referral(ANNA, report=REPORT))
    done = room.take(
        fact(ClearanceAsked(incidents=("i1",), asked="e1"), f"case/{case}", by="staff/k-ost"),
        *cleared(case),
        assessed(case),
        guide_asked(case, "x-ost"),
        guide_accepted(case, "x-ost"),
        fact(GuideEnded(guide="x-ost", reason="other"), f"case/{case}", by="staff/k-ost"),
        guide_asked(case),
        guide_accepted(case),
    )
    assert {answer.outcome for answer in done} == {"recorded"}, done
    parts = {
        "ref": case, "unit": "ost", "slug": "g-ost", "topic": "contact", "fact": "logged", "week": "2026-W47",
        "key": "0" * 26, "kind": "csv", "id": "none", "receipt": "7K3M9QXR4T", "number": "1", "form": "json",
        "source": "municipality", "fact_id": "none", "type": "none", "name": "none",
    }  # fmt: skip
    return House(room, case, parts)
