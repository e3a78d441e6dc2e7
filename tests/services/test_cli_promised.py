"""What the family was promised is shown to whoever takes over from the guide (D29)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from events.contact import ContactLogged, Tried
from events.guidance import GuideEnded
from events.personal import Open
from events.values import Channel
from services.cli.onecase import Telling
from services.store.asking import Actor, operator
from services.store.connect import Role
from services.store.read import Reader
from services.texts import texts
from tests.support.happenings import NOW, assessed, cleared, fact, guide_accepted, guide_asked, row, someone
from tests.support.marks import rule
from tests.support.office import Office


@pytest.fixture
def reader(office: Office) -> Iterator[Reader]:
    pool = office.record.database.pool(Role.READER, 2)
    yield Reader(pool, office.keyring, office.clock)
    pool.close()


@rule(59)
def test_what_was_promised_is_shown_to_whoever_takes_over(office: Office, reader: Reader):
    def shown(actor: Actor) -> str:
        return Telling(reader.case(actor, ref), texts("nb"), date(2026, 11, 23)).as_text(why=False)

    ref = str(office.one(row(someone(1))).case)
    office.take(assessed(ref), *cleared(ref), guide_asked(ref), guide_accepted(ref))
    agreed = ContactLogged(
        direction="in",
        channel=Channel.PHONE,
        parties=(Tried(party="participant", reached=True),),
        next_agreed_at=NOW + timedelta(days=3),
    )
    ended = GuideEnded(guide="g-ost", reason="own_wish", promised=Open("Bli med i retten"))
    office.take(fact(agreed, f"case/{ref}", by="staff/g-ost"), fact(ended, f"case/{ref}", by="staff/k-ost"))
    told = shown(reader.actor("k-ost"))
    assert "Neste kontakt er avtalt 26.11.2026." in told
    assert "Lovet familien: Bli med i retten" in told
    assert "Bli med" not in shown(operator("test"))
