"""The weekly extracts: how each week of a unit stands, and a file that is dropped and read (R25, R26, R43)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.jobs import Job, Progress, TooMany
from services.desk.page import Page
from services.ingest import faults
from services.ingest.extract import MAX_BYTES, MEBIBYTE
from services.ingest.importer import Importer, is_week
from services.ingest.opening import in_memory
from services.ingest.purpose import Unfit, purpose_of
from services.ingest.summary import COUNTED, Summary
from services.store.asking import NotAllowed, NotThere
from services.store.weeks import WeekLine
from workflows.access import Act, may
from workflows.workdays import monday_of, week_of

Came = Literal["extract", "search"]

_NAME_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A unit with its weeks."""

    slug: str
    name: str
    weeks: tuple[WeekLine, ...]


def units_of(asked: Asked, act: Act) -> dict[str, str]:
    """The units in which whoever asks may do this, by name."""
    found = asked.units.items()
    return {slug: name for slug, name in found if may(asked.actor.member, act, slug)}


def the_unit(asked: Asked, act: Act, slug: str) -> str:
    """The name of a unit in which whoever asks may do this. Raises NotAllowed, and NotThere of one that is none."""
    if not asked.may(act, slug):
        raise NotAllowed(asked.actor, act)
    name = asked.units.get(slug)
    if name is None:
        raise NotThere(slug)
    return name


def the_week(asked: Asked) -> str:
    """The week of the address. Raises NotThere."""
    week = asked.path("week")
    if not is_week(week):
        raise NotThere(week)
    return week


def week_words(asked: Asked, week: str) -> str:
    """`Uke 47`, with the year where it is another one."""
    year = "" if week.startswith(str(asked.today.year)) else f" {week[:4]}"
    return asked.t("desk", "week_number", week=f"{int(week[-2:])}{year}")


def days_of(week: str) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    return monday_of(week), monday_of(week) + timedelta(days=6)


def extracts(asked: Asked) -> Response:
    """The weeks of the units of whoever asks, and where a file is dropped."""
    return _page(asked)


def _page(asked: Asked, fault: tuple[str, str] | None = None, status: int = 200) -> Response:
    units = [
        UnitShown(slug, name, asked.desk.weeks.of_unit(asked.actor, slug, asked.today))
        for slug, name in units_of(asked, "see_rows").items()
    ]
    importing = units_of(asked, "import")
    return asked.page(
        "extract.html",
        status=status,
        units=units,
        importing=importing,
        searching=units_of(asked, "search"),
        fault=fault,
        unit=asked.sent("enhet") or asked.query("enhet") or next(iter(importing), ""),
        week=asked.sent("uke") or asked.query("uke") or _next_week(units, asked.today),
        weeks=_weeks(units, asked.today),
        week_words=lambda week: week_words(asked, week),
        days_of=days_of,
    )


def _next_week(units: list[UnitShown], today: date) -> str:
    """The oldest week that is owed and has not come, else the one that has just ended."""
    owed = [one.week for unit in units[:1] for one in unit.weeks if one.standing(today) in ("missing", "expected")]
    return min(owed, default=week_of(today - timedelta(days=7)))


def _weeks(units: list[UnitShown], today: date) -> tuple[str, ...]:
    """The weeks that may be chosen."""
    return tuple(sorted({week_of(today), *(one.week for unit in units for one in unit.weeks)}, reverse=True))


def drop(asked: Asked) -> Response:
    """A file is dropped: it is read beside the pages, and its page tells how far it has come."""
    unit, week, came = asked.sent("enhet"), asked.sent("uke"), asked.sent("kilde")
    searching, dry = came == "sok", bool(asked.sent("prove"))
    the_unit(asked, "search" if searching else "import", unit)
    file = asked.form.get("fil")
    purpose = None
    try:
        if searching:
            purpose = purpose_of(asked.sent("formal"))
    except Unfit as unfit:
        return _page(asked, ("formal", asked.t("desk_extract", unfit.code)), 422)
    if not is_week(week):
        return _page(asked, ("uke", asked.t("desk_extract", "no_week")), 422)
    if not isinstance(file, UploadFile) or not file.filename:
        return _page(asked, ("fil", asked.t("desk_extract", "no_file")), 422)
    name = file.filename.replace("\\", "/").rpartition("/")[2][:_NAME_MOST]
    content = file.file.read(MAX_BYTES + 1)

    if len(content) > MAX_BYTES:
        told = {"file": name, "mb": f"> {MAX_BYTES // MEBIBYTE}", "most_mb": MAX_BYTES // MEBIBYTE}
        return _page(asked, ("fil", asked.t.start(faults.FileTooLarge.__name__, told)), 422)
    sheet = " ".join(asked.sent("ark").split()) or None
    importer = asked.desk.rehearsal() if dry else asked.desk.importer

    def read(progress: Progress) -> Summary:
        return _read(importer, content, name, unit, week, asked.actor.ref, purpose, sheet, progress)

    about = {"unit": unit, "week": week, "name": name, "came": "search" if searching else "extract", "dry": "1" * dry}
    try:
        job = asked.desk.imports.start(asked.actor.ref, about, read)
    except TooMany:
        return _page(asked, ("fil", asked.t("desk_extract", "too_many")), 503)
    return asked.then(f"/uttrekk/innlesing/{job.id}")


def _read(
    importer: Importer, content: bytes, name: str, unit: str, week: str, actor: str, purpose: str | None,
    sheet: str | None, progress: Progress,
) -> Summary:  # fmt: skip
    with in_memory(content) as file:
        return importer.import_bytes(
            file, name, unit, week, actor=actor, purpose=purpose, sheet=sheet, on_progress=progress
        )


def reading(asked: Asked) -> Response:
    """How far a file has come, and what came of it. Of one that this process knows nothing of, the weeks tell."""
    job = asked.desk.imports.of(asked.actor.ref, asked.path("id"))
    if job is None:
        return asked.then("/uttrekk", "reading_gone")
    return asked.page(
        "extract_reading.html",
        job=job,
        counted=COUNTED,
        fault=_fault(asked, job),
        unit_name=asked.units.get(job.about["unit"], job.about["unit"]),
        week_words=lambda week: week_words(asked, week),
        again=f"/uttrekk?{urlencode({'enhet': job.about['unit'], 'uke': job.about['week']})}",
        rows=f"/uttrekk/{job.about['unit']}/{job.about['week']}",
    )


def _fault(asked: Asked, job: Job[Summary]) -> str | None:
    if job.broken:
        return asked.t("desk_extract", "tried_halfway" if job.about["dry"] else "halfway")
    return asked.t.start(type(job.fault).__name__, job.fault.where) if job.fault is not None else None


PAGES: Final = (
    Page("/uttrekk", "GET", "see_rows", extracts, menu="extract"),
    Page("/uttrekk", "POST", "import", drop, most=MAX_BYTES + MEBIBYTE),
    Page("/uttrekk/innlesing/{id}", "GET", "import", reading),
)
