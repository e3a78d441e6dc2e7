"""The way of the yearly report: drafted by a coordinator, approved by the unit leader, sent to each level (R3, R4)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from events.fact import FactData
from events.report import ReportApproved, ReportDrafted, ReportSent, ReportText
from events.values import Role
from workflows.duty import DutyKind, Owed
from workflows.mark import Mark
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.report.versions import ReportVersion, SentTo, Written
from workflows.rule import Form, Rule
from workflows.unit import Unit
from workflows.workdays import add_workdays, day_of


def _version(unit: Unit, told: Any) -> ReportVersion | None:
    return unit.report(told.year).version(told.version)


def _waits_for_approval(unit: Unit, told: Any) -> bool:
    latest = unit.report(told.year).versions[-1:]
    return bool(latest) and latest[0].number == told.version and latest[0].approved is None


YEAR_OF_THE_UNIT = Form(
    "no_such_report_year",
    on=(ReportText, ReportDrafted),
    holds=lambda unit, fact, known: unit.since.year <= fact.data.year <= day_of(fact.time).year,
)
DAY_IS_OVER = Form(
    "report_day_not_over",
    on=(ReportDrafted,),
    holds=lambda unit, fact, known: fact.data.year <= fact.data.as_of.year and fact.data.as_of < day_of(fact.time),
)
NEXT_VERSION = Form(
    "not_the_next_version",
    on=(ReportDrafted,),
    holds=lambda unit, fact, known: fact.data.version == len(unit.report(fact.data.year).versions) + 1,
)
A_DRAFT_TO_APPROVE = Form(
    "no_such_draft", on=(ReportApproved,), holds=lambda unit, fact, known: _waits_for_approval(unit, fact.data)
)
APPROVED_BEFORE_SENT = Form(
    "report_not_approved",
    on=(ReportSent,),
    holds=lambda unit, fact, known: (v := _version(unit, fact.data)) is not None and v.approved is not None,
)

RULES: Final[tuple[Rule, ...]] = (
    YEAR_OF_THE_UNIT,
    DAY_IS_OVER,
    NEXT_VERSION,
    A_DRAFT_TO_APPROVE,
    APPROVED_BEFORE_SENT,
)


# duties


def _due_for(year: int, policy: Policy) -> date:
    return date(year + 1, policy.report_month, 1)


def _to_write(unit: Unit, policy: Policy) -> Iterator[Owed]:
    year = unit.first_unreported_year()
    yield Owed(f"report-{year}", date(year + 1, 1, 1), _due_for(year, policy), party=str(year))


def _to_approve(unit: Unit, policy: Policy) -> Iterator[Owed]:
    for report in unit.reports:
        for latest in report.versions[-1:]:
            if latest.approved is not None:
                continue
            day = day_of(latest.drafted.at)
            yield Owed(latest.drafted.fact, day, add_workdays(day, policy.answer_wd), party=str(report.year))


def _to_send(unit: Unit, policy: Policy) -> Iterator[Owed]:
    for report in unit.reports:
        version = report.approved
        if version is None or version.approved is None:
            continue
        day = day_of(version.approved.at)
        due = max(_due_for(report.year, policy), add_workdays(day, policy.answer_wd))
        for level in version.missing:
            yield Owed(version.approved.fact, day, due, party=f"{level}:{report.year}")


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("write_report", (3,), Role.COORDINATOR, (ReportDrafted,), _to_write),
    DutyKind("approve_report", (3,), Role.LEADER, (ReportApproved,), _to_approve),
    DutyKind("send_report", (4,), Role.COORDINATOR, (ReportSent,), _to_send),
)


# what changes in the unit


def text_written(unit: Unit, entry: Entry) -> Unit:
    """A section has words of the coordinator's; what was written before is kept in the log."""
    told, fact = said(entry.fact, ReportText), entry.fact
    report = unit.report(told.year)
    others = [one for one in report.written if one.section != told.section]
    written = (*others, Written(told.section, Mark(fact.time, fact.key)))
    return unit.with_report(replace(report, written=tuple(sorted(written, key=lambda one: one.section))))


def drafted(unit: Unit, entry: Entry) -> Unit:
    """One more version; the texts that belong to it are those before this line of the log."""
    told, fact = said(entry.fact, ReportDrafted), entry.fact
    version = ReportVersion(told.version, told.as_of, Mark(fact.time, fact.key), unit.sequence + 1)
    return unit.with_report(unit.report(told.year).with_version(version))


def approved(unit: Unit, entry: Entry) -> Unit:
    """The leader's yes."""
    told, fact = said(entry.fact, ReportApproved), entry.fact
    version = _version(unit, told)
    if version is None:
        return unit
    report = unit.report(told.year).with_version(replace(version, approved=Mark(fact.time, fact.key)))
    return unit.with_report(report)


def sent(unit: Unit, entry: Entry) -> Unit:
    """A level has it; told twice, the first time counts."""
    told, fact = said(entry.fact, ReportSent), entry.fact
    version = _version(unit, told)
    if version is None or told.level not in version.missing:
        return unit
    there = (*version.sent, SentTo(told.level, Mark(fact.time, fact.key)))
    return unit.with_report(unit.report(told.year).with_version(replace(version, sent=there)))


CHANGES: Final[Mapping[type[FactData], Callable[[Unit, Entry], Unit]]] = {
    ReportText: text_written,
    ReportDrafted: drafted,
    ReportApproved: approved,
    ReportSent: sent,
}
