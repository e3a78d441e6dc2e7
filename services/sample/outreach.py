"""What a unit does beside its cases: anchored in both bodies, made known, with a list of whom to turn to."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from events.directory import DirectoryTold
from events.fact import FactData
from events.outreach import Anchored, MadeKnown
from events.personal import Open
from events.values import Source
from services.sample.calendar import Calendar
from services.sample.staff import UNITS, team
from services.sample.tale import Step
from workflows.workdays import OSLO

CONTACTS: Final = (
    DirectoryTold(entry="salto", kind="salto", agency="Bydelen", person=Open("SaLTo-koordinator Prøve")),
    DirectoryTold(entry="vitnestotte", kind="court_support", agency="Vitnestøtte", areas=("Oslo",)),
    DirectoryTold(entry="stottesenter", kind="support_centre", agency="Støttesenter for kriminalitetsutsatte"),
    DirectoryTold(entry="barnevern", kind="barnevern", agency="Barnevernstjenesten i bydelen"),
    DirectoryTold(entry="politiet-haster", kind="police", agency="Politiets nødnummer", phone=Open("112")),
    DirectoryTold(entry="politiet", kind="police", agency="Politiet, når det ikke haster", phone=Open("02800")),
)


def steps(prefix: str, calendar: Calendar) -> Iterator[Step]:
    """Weeks ago, what was done: the steering group and the police council once, information work twice."""
    for slug in UNITS:
        coordinator = f"staff/{team(slug).coordinators[0]}"

        def step(key: str, weeks: int, said: FactData, day: int = 2, slug: str = slug, by: str = coordinator) -> Step:
            on = calendar.mondays[weeks] + timedelta(days=day)
            at = datetime.combine(on, time(14), OSLO)
            return Step(f"{prefix}.{key}.{slug}", at, at, f"unit/{slug}", said, Source.DESK, by, by)

        for contact in CONTACTS:
            yield step(f"directory.{contact.entry}", 48, contact)
        yield step("steering_group", 40, Anchored(body="salto_steering_group"))
        yield step("police_council", 36, Anchored(body="police_council"), day=3)
        yield step("schools", 32, MadeKnown(audience="schools", with_salto=True, reached=40, what="Rådgivermøte"))
        yield step("police", 14, MadeKnown(audience="police", reached=25, what="Vaktmøte"))
