"""A unit in which nobody answers for what is owed is told of, on a real record."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from services.cli.examination import _waiting
from tests.support.happenings import absent, people
from tests.support.office import Office


def unowned(office: Office) -> set[str]:
    service: Any = SimpleNamespace(today=lambda: date(2026, 11, 23), pool=lambda _role: office.pool)
    found: list[tuple[str, dict[str, Any]]] = list(_waiting(_told, service))  # type: ignore[arg-type]
    return {values["unit"] for what, values in found if what == "nobody_in_unit"}


def _told(_level: str, what: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return what, values


def test_a_unit_without_coordinator_and_leader_is_named(office: Office) -> None:
    office.one(people("sor")[0])
    assert unowned(office) == {"sor"}
    office.one(absent("k-ost", date(2026, 11, 20), date(2026, 11, 30)))
    office.one(absent("l-ost", date(2026, 11, 20), date(2026, 11, 30)))
    assert unowned(office) == {"sor"}  # a leader who is away is told all the same
