"""What a row of an extract tells, in words: what whoever decides it wants to know, and nothing that is not there."""

from collections.abc import Iterator
from typing import Any

from events.intake import RowRead
from events.person import Guardian
from events.personal import Personal, reveal
from events.values import AddressProtection, Answer, LivesWith, MatterStatus, PerpetratorIs
from services.desk.asking import Asked
from services.desk.forms.wording import capital
from services.desk.when import plain_day
from services.texts import Texts
from workflows.case import Case, Incident

Line = tuple[str, str]
"""The name of a line (section `desk_row`) and what it says."""


def happened(asked: Asked, incident: Incident, told: RowRead | None) -> Iterator[Line]:
    """The incident: what, when, in which part, against whom; nothing here says who it is."""
    t = asked.t
    word = capital(t("word", incident.category.value))
    if incident.hate is Answer.YES:
        word = f"{word}, {t('desk_row', 'hate')}"
    yield "category", word
    yield "role", capital(t("word", incident.role.value))
    if incident.happened_on is not None:
        yield "incident_on", plain_day(t, incident.happened_on, asked.today)
    if told is not None and told.reported_on is not None:
        yield "reported_on", plain_day(t, told.reported_on, asked.today)
    if incident.matter is not MatterStatus.UNKNOWN:
        yield "matter", capital(t("word", incident.matter.value))
    if incident.hate is Answer.UNKNOWN:
        yield "hate_motive", t("desk_row", "hate_unknown")
    if incident.perpetrator_is is not PerpetratorIs.UNKNOWN:
        yield "perpetrator", capital(t("word", incident.perpetrator_is.value))
    yield from _told(told, "report_number", "scene", "stated_need") if told is not None else ()


def person(asked: Asked, case: Case, told: RowRead | None) -> Iterator[Line]:
    """Who it is, as far as whoever asks may know."""
    t = asked.t
    if told is not None:
        yield from _told(told.person, "name", "national_number")
        if (born := reveal(told.person.birth_date)) is not None:
            yield "birth_date", asked.t.day(born)
        yield from _told(told.person, "phone", "language")
        if told.person.interpreter:
            yield "interpreter", t("desk_row", "yes")
        protection = told.person.address_protection
        if protection in (AddressProtection.PROTECTED, AddressProtection.STRICT):
            yield "protection", capital(t("word", protection.value))
        else:  # where somebody with a protected address lives is not for a list
            yield from _told(told, "municipality", "district")
        if told.lives_with is not LivesWith.UNKNOWN:
            yield "lives_with", capital(t("word", told.lives_with.value))
        for guardian in told.guardians:
            yield "guardian", _guardian(t, guardian)
        if told.investigator or told.investigator_name:
            name = _open(told.investigator_name) or asked.name(told.investigator)
            yield "investigator", name
        yield from _told(told, "prosecutor")
        for unread in told.unread:
            yield "unread", f"{unread.column.replace('_', ' ')}: {t.known('rejected', unread.reason)}"
    elif case.is_minor:
        yield "age", t("desk_row", "minor")


def _guardian(t: Texts, guardian: Guardian) -> str:
    parts = [_open(guardian.name), t("word", guardian.kind.value), _open(guardian.phone)]
    return ", ".join(part for part in parts if part)


def _told(model: Any, *names: str) -> Iterator[Line]:
    for name in names:
        told = _open(getattr(model, name))
        if told:
            yield name, told


def _open(value: Personal[str] | None) -> str:
    """A value in words; of one that is sealed or erased nothing."""
    return reveal(value) or ""
