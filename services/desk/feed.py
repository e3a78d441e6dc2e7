"""What is coming, for the calendar on somebody's phone: an appointment and a reference, and nothing about anybody.

The address is the key: signed for one member of staff, it opens their own appointments as long as they work here.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from icalendar import Calendar, Event

from services.desk.desk import Desk
from services.store.asking import NotAllowed, NotThere
from services.store.calendar import Coming
from services.store.keys import KeyRing
from services.texts import Texts

AHEAD: Final = timedelta(days=180)
_HOUR: Final = timedelta(hours=1)


def address_of(keyring: KeyRing, slug: str) -> str:
    """Where the feed of a member of staff is."""
    return f"/kalender.ics?{urlencode({'hvem': slug, 'nokkel': signature(keyring, slug)})}"


def signature(keyring: KeyRing, slug: str) -> str:
    """What only this installation can have written."""
    return keyring.index_token("desk_calendar", slug).hex()


def feed(desk: Desk, slug: str, key: str, t: Texts) -> bytes | None:
    """The feed of whoever the address was made for; None where the key is not theirs, or they see nothing here."""
    if not hmac.compare_digest(key.encode(), signature(desk.keyring, slug).encode()):
        return None
    today = desk.today()
    try:
        coming = desk.calendar.of(desk.reader.actor(slug), today, today + AHEAD)
    except (NotThere, NotAllowed):
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Trygghet//NO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", t("desk", "programme"))
    for one in coming:
        if one.case.is_open:
            calendar.add_component(_event(one, desk.clock.now(), t))
    return bytes(calendar.to_ical())


def _event(one: Coming, now: datetime, t: Texts) -> Event:
    told = f"{one.ref}|{one.kind}|{one.court or ''}|{one.on.isoformat()}"
    event = Event()
    event.add("uid", f"{sha256(told.encode()).hexdigest()[:32]}@trygghet")
    event.add("dtstamp", now)
    event.add("summary", f"{t('desk_calendar', 'appointment')} {one.ref}")
    event.add("class", "PRIVATE")
    event.add("dtstart", one.at if one.at is not None else one.on)
    event.add("dtend", one.at + _HOUR if one.at is not None else one.on + timedelta(days=1))
    return event
