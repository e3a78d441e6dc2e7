"""Every page of the desk."""

from typing import Final

from services.desk.page import Page
from services.desk.pages import (
    asks,
    calendar,
    calls,
    case,
    cases,
    clearances,
    extract,
    fact,
    flow,
    handover,
    mending,
    mine,
    papers,
    people,
    practice,
    referral,
    report,
    rows,
    rules,
    untaken,
    who_read,
    worklist,
)

PAGES: Final[tuple[Page, ...]] = (
    *mine.PAGES,
    *asks.PAGES,
    *handover.PAGES,
    *worklist.PAGES,
    *case.PAGES,
    *fact.PAGES,
    *clearances.PAGES,
    *calls.PAGES,
    *papers.PAGES,
    *extract.PAGES,
    *mending.PAGES,
    *rows.PAGES,
    *cases.PAGES,
    *flow.PAGES,
    *untaken.PAGES,
    *calendar.PAGES,
    *rules.PAGES,
    *referral.PAGES,
    *people.PAGES,
    *practice.PAGES,
    *report.PAGES,
    *who_read.PAGES,
)
