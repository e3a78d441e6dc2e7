"""The input of the measurements: a synthetic district whose cases live a whole life, fact by fact."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.facts import (
    COORDINATOR,
    GUIDE,
    INVESTIGATOR,
    UNITS,
    Message,
    fact,
    message,
    referral,
    story,
    young,
)

STAFF = ((COORDINATOR, ["coordinator", "holder"]), (GUIDE, ["guide"]), (INVESTIGATOR, ["investigator"]))


def _ago(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)


def staff() -> list[Message]:
    """A coordinator, a guide and an investigator for all units."""
    return [
        message(
            fact(
                "cli",
                f"bench-{slug}",
                "staff.added",
                f"staff/{slug}",
                _ago(60),
                "system/cli",
                {"name": f"Ansatt {slug}", "roles": roles, "units": list(UNITS), "organisation": "Prøvekommune"},
            )
        )
        for slug, roles in STAFF
    ]


def referrals(count: int) -> list[Message]:
    """As many young people, each in a case of their own."""
    return [referral(young(n), UNITS[n % 3], _ago(40), "bench") for n in range(count)]


def lives(cases: list[str], mark: str, followed: int) -> list[Message]:
    """What befalls all cases, step by step through the district: 9 facts on the way to a guide, `followed` contacts."""
    told = [story(case, _ago(30), mark, followed) for case in cases]
    return [step for steps in zip(*told, strict=True) for step in steps]


def extract(path: Path, count: int) -> Path:
    """A week's extract with as many young people who are not known yet."""
    columns = "anmeldelsesnr;hendelsesdato;sakstype;rolle;navn;fodselsnummer;telefon;foresatt_1_navn;foresatt_1_rolle"
    day = _ago(9).date().isoformat()
    rows = (
        f"{p.report};{day};vold;fornærmet;{p.name};{p.number};{p.phone};{p.guardian};mor"
        for p in map(young, range(10_000, 10_000 + count))
    )
    path.write_text("\n".join((columns, *rows)) + "\n", encoding="utf-8")
    return path
