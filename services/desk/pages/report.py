"""The yearly report of a unit or the district: figures, pictures, the words of the unit, its versions, its files."""

from datetime import date, timedelta
from typing import Any, Final, cast

from pydantic import ValidationError
from starlette.responses import Response

from events.catalogue import build
from events.fact import FactData
from events.personal import Open
from events.report import ReportApproved, ReportDrafted, ReportSent, ReportText
from events.values import Source
from services.casework.incoming import Incoming
from services.desk.asking import Asked
from services.desk.numbers import whole
from services.desk.page import Page
from services.report.forms import FORMS
from services.report.page import contents
from services.report.reports import DayNotOver, NoSuchVersion
from services.report.view import Words
from services.store.asking import NotThere
from workflows.access import MAY_REPORT
from workflows.report.report import Report
from workflows.report.versions import LEVELS, YearReport

_FILES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_YEARS: Final = 5


def report(asked: Asked, *, refused: tuple[str, ...] = (), status: int = 200) -> Response:
    """The report of a year; an unknown year or version is said, with what there is."""
    year, unit = _year(asked), _unit(asked)
    waits = None if refused else _waits(asked, year, unit)
    if waits is not None:
        return waits
    versions = asked.desk.reports.of_unit(asked.actor, unit, year) if unit else YearReport(year)
    made, fault = _made(asked, year, unit)
    return asked.page(
        "yearly.html",
        status=status,
        made=made,
        fault=fault,
        refused=refused,
        year=year,
        years=range(asked.today.year, asked.today.year - _YEARS, -1),
        unit=unit,
        units=_units(asked),
        versions=versions,
        version=asked.query("utgave"),
        levels=LEVELS,
        files=_FILES,
        can={name: _can(asked, model, unit) for name, (model, _) in _ACTS.items()},
        figure_at=(lambda id_: f"/rapport/figur/{id_}?{_address(year, unit, '')}")
        if unit and not asked.query("utgave")
        else None,
        query=_address(year, unit, asked.query("utgave")),
        **(contents(made, asked.t) if made is not None else {}),
    )


def file(asked: Asked) -> Response:
    """The same report as a file."""
    year, unit, form = _year(asked), _unit(asked), asked.path("form")
    if _waits(asked, year, unit) is not None:
        return asked.then(f"/rapport?{_address(year, unit, asked.query('utgave'))}")
    made, _ = _made(asked, year, unit)
    if made is None or form not in _FILES:
        raise NotThere(form)
    name = f"trygghet-{year}-{unit or 'alle'}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(FORMS[form](made, asked.t), media_type=_FILES[form], headers=headers)


def figure(asked: Asked) -> Response:
    """What a number counts, and for those who see the cases of the unit, which they are: never where one is hidden."""
    year, unit = _year(asked), _unit(asked)
    if unit is None:
        raise NotThere(asked.path("figure"))
    waits = _waits(asked, year, unit)
    if waits is not None:
        return waits
    try:
        made, table, cases = asked.desk.reports.behind(asked.actor, year, unit, asked.path("figure"))
    except DayNotOver:
        raise NotThere(asked.path("figure")) from None
    words = Words(made, asked.t)
    rows = [
        (words.label(table.figure, row.word), words.in_words(row.values[0]), (cases or {}).get(row.word, ()))
        for row in table.rows
    ]
    return asked.page(
        "figure.html",
        table=table,
        rows=rows,
        total=words.in_words(table.total.values[0]),
        listed=cases is not None,
        may_list=asked.may("see_personal", unit) and table.figure.on == "case",
        year=year,
        place=words.place(unit),
        back=f"/rapport?{_address(year, unit, '')}",
    )


def told(asked: Asked) -> Response:
    """A text, a draft, an approval, or that it was sent: a fact of the unit."""
    year, unit, act = _year(asked), _unit(asked), str(asked.form.get("gjor", ""))
    if unit is None or act not in _ACTS:
        raise NotThere(act)
    try:
        data = _ACTS[act][1](asked, year, asked.desk.reports.of_unit(asked.actor, unit, year))
    except (ValidationError, ValueError):
        return report(asked, refused=(asked.t("desk_report", "incomplete"),), status=422)
    fact = build(
        data,
        id=str(asked.desk.clock.new_id()),
        source=Source.DESK,
        subject=f"unit/{unit}",
        time=asked.desk.clock.now(),
        reported_by=asked.actor.ref,
        recorded_by=asked.actor.ref,
    )
    answer = asked.desk.casework.take([Incoming.of(fact)])[0]
    if answer.outcome in ("recorded", "breached"):
        return asked.then(f"/rapport?{_address(year, unit, '')}", answer.outcome)
    words = tuple(asked.t.known("refusal", reason.code) for reason in answer.reasons)
    return report(asked, refused=words or (asked.t("outcome", answer.outcome),), status=422)


def _waits(asked: Asked, year: int, unit: str | None) -> Response | None:
    """How far the report has come, where it has to be made first and that takes longer than somebody waits."""
    version = asked.query("utgave")
    try:
        wanted = asked.desk.reports.unmade(asked.actor, year, unit, whole(version) if unit else None)
    except (DayNotOver, NoSuchVersion):
        return None  # the page says so
    making = asked.desk.makings.of(wanted) if wanted is not None else None
    if making is None:
        return None
    asked_for = asked.request.url
    return asked.page(
        "report_making.html",
        making=making,
        year=year,
        place=asked.desk.units()[unit] if unit else asked.t("desk_report", "district"),
        again=f"{asked_for.path}?{asked_for.query}" if asked_for.query else asked_for.path,
    )


def _text(asked: Asked, year: int, _versions: YearReport) -> FactData:
    text = str(asked.form.get("tekst", "")).strip()
    if not text:
        raise ValueError("a text has words")
    return ReportText(year=year, section=cast("Any", asked.form.get("del")), text=Open(text))


def _draft(asked: Asked, year: int, versions: YearReport) -> FactData:
    day = min(asked.today - timedelta(days=1), date(year + 1, 12, 31))
    return ReportDrafted(year=year, version=len(versions.versions) + 1, as_of=day)


def _approve(asked: Asked, year: int, _versions: YearReport) -> FactData:
    return ReportApproved(year=year, version=int(str(asked.form.get("utgave", ""))))


def _send(asked: Asked, year: int, _versions: YearReport) -> FactData:
    number, level = int(str(asked.form.get("utgave", ""))), cast("Any", asked.form.get("niva"))
    return ReportSent(year=year, version=number, level=level, to=str(asked.form.get("til", "")).strip())


_ACTS: Final[dict[str, tuple[type[FactData], Any]]] = {
    "tekst": (ReportText, _text),
    "utkast": (ReportDrafted, _draft),
    "godkjenn": (ReportApproved, _approve),
    "sendt": (ReportSent, _send),
}


def _can(asked: Asked, model: type[FactData], unit: str | None) -> bool:
    member = asked.actor.member
    return unit in member.units and bool(member.roles & MAY_REPORT[model].roles)


def _made(asked: Asked, year: int, unit: str | None) -> tuple[Report | None, str]:
    asked_version = asked.query("utgave")
    try:
        number = whole(asked_version) if unit else None
        return asked.desk.reports.report(asked.actor, year, unit, version=number), ""
    except DayNotOver:
        return None, "no_year"
    except NoSuchVersion:
        return None, "no_version"


def _units(asked: Asked) -> dict[str, str]:
    return {slug: name for slug, name in asked.units.items() if asked.may("see_report", slug)}


def _unit(asked: Asked) -> str | None:
    """The one asked for; else the only one that whoever asks works in; None is the district."""
    chosen = str(asked.form.get("enhet") or asked.query("enhet"))
    seen = _units(asked)
    if chosen == "alle":
        return None
    if chosen:
        if chosen not in seen:
            raise NotThere(chosen)
        return chosen
    return next(iter(seen)) if len(seen) == 1 else None


def _year(asked: Asked) -> int:
    text = str(asked.form.get("ar") or asked.query("ar"))
    year = whole(text)
    return year if year is not None and 2000 <= year <= asked.today.year else asked.today.year


def _address(year: int, unit: str | None, version: str) -> str:
    return f"ar={year}&enhet={unit or 'alle'}{f'&utgave={version}' if whole(version) is not None else ''}"


PAGES: Final = (
    Page("/rapport", "GET", "see_report", report, menu="report"),
    Page("/rapport", "POST", "see_report", told),
    Page("/rapport/figur/{figure}", "GET", "see_report", figure),
    Page("/rapport/fil.{form}", "GET", "see_report", file),
)
