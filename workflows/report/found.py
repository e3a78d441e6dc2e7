"""Figures on who was found, how, and what had happened to them."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, get_args

from events.intake import CameFrom, ReferralReceived, RowRead
from events.values import Answer, CaseRole, Category, Reported, Role, Source
from workflows.incident import Incident
from workflows.report.figure import CaseTold, Figure

MONTHS: Final = tuple(f"{month:02d}" for month in range(1, 13))

AGES: Final = ("under_12", "12_14", "15_17", "18_and_over", "age_unknown")


def first_incident(told: CaseTold) -> Incident | None:
    """What had happened to the participant when they were found."""
    return told.case.incidents[0] if told.case.incidents else None


def found(word: Callable[[CaseTold], str | None]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """Counts the cases of a year, each under one word, by the day on which somebody was found."""

    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        said = word(told) if told.counts else None
        if said is not None:
            yield told.began, said

    return counts


def by_incident(word: Callable[[Incident], str | None]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """The same, by what is known of the first incident."""

    def of_first(told: CaseTold) -> str | None:
        incident = first_incident(told)
        return word(incident) if incident is not None else None

    return found(of_first)


def found_by(told: CaseTold) -> str:
    """An extract, a search, or somebody's referral (R156)."""
    first = told.log[0].fact.data if told.log else None
    return first.found_by if isinstance(first, RowRead) else "referral"


def _came_from(told: CaseTold) -> str | None:
    """The way in as it was told; where it was not, what whoever passed it on is (R65: an investigator counts)."""
    first = told.log[0].fact if told.log else None
    if first is None or not isinstance(first.data, ReferralReceived):
        return None
    if first.data.came_from != "other":
        return first.data.came_from
    reporter = told.staff.get(first.reported_by)
    if reporter is None:
        return "municipality" if first.source is Source.MUNICIPALITY else "other"
    if Role.INVESTIGATOR in reporter.roles:
        return "investigator"
    if not reporter.public_employee:
        return "organisation"
    return "police" if reporter.police else "municipality"


def age_group(told: CaseTold) -> str:
    """The age at the first incident, out of the month of the 18th birthday; the birth date stays sealed."""
    incident, until = first_incident(told), told.case.adult_from
    if incident is None or until is None:
        return "age_unknown"
    day = incident.happened_on or told.began
    if incident.under_18 is False:
        return "18_and_over"
    months = (until.year - day.year) * 12 + until.month - day.month
    for name, ahead in (("15_17", 36), ("12_14", 72)):
        if months <= ahead:
            return name
    return "under_12"


def _repeated(told: CaseTold) -> str:
    if told.case.continues is not None:
        return "new_case"
    return "again_in_case" if len(told.case.incidents) > 1 else "once"


def _kind_of_hate(incident: Incident) -> str | None:
    """Hate is a motive and no kind of its own: it is told of every kind."""
    return incident.category.value if incident.hate is Answer.YES else None


def _area(told: CaseTold) -> str | None:
    """The area as it was taken down when the row was read: one of those that the unit had listed then."""
    if not told.policy.areas or found_by(told) == "referral" or not told.log:
        return None
    return str(told.log[0].decided_with.get("area") or "unknown")


KINDS: Final = tuple(one.value for one in Category)
ANSWERS: Final = tuple(one.value for one in Answer)

FIGURES: Final[tuple[Figure, ...]] = (
    Figure("found_by", "found", (8, 23, 25, 43, 156), "case", found(found_by), "found_by",
           ("extract", "search", "referral"), of="cases"),
    Figure("kind", "found", (7, 9), "case", by_incident(lambda one: one.category.value), "word", KINDS, of="cases",
           picture="bars"),
    Figure("month", "found", (8,), "case", found(lambda told: f"{told.began.month:02d}"), "month", MONTHS, of="cases",
           picture="columns"),
    Figure("came_from", "found", (23, 65, 156), "case", found(_came_from), "came_from", get_args(CameFrom),
           of="found_by/referral"),
    Figure("hate", "found", (10,), "case", by_incident(lambda one: one.hate.value), "word", ANSWERS, of="cases"),
    Figure("hate_kind", "found", (10,), "case", by_incident(_kind_of_hate), "word", KINDS, of="hate/yes"),
    Figure("age", "found", (7, 10), "case", found(age_group), "age", AGES, of="cases", picture="bars"),
    Figure("role", "found", (11,), "case", by_incident(lambda one: one.role.value), "word",
           tuple(one.value for one in CaseRole), of="cases"),
    Figure("reported", "found", (12, 47), "case", by_incident(lambda one: one.reported.value), "reported",
           tuple(one.value for one in Reported), of="cases"),
    Figure("area", "found", (19, 20), "case", found(_area), "area"),
    Figure("repeated", "found", (14,), "case", found(_repeated), "repeated", ("once", "again_in_case", "new_case"),
           of="cases"),
)  # fmt: skip
