"""Every page of the desk."""

from typing import Final

from services.desk.page import Page
from services.desk.pages import calls, case, clearances, fact, papers, worklist

PAGES: Final[tuple[Page, ...]] = (
    *worklist.PAGES,
    *case.PAGES,
    *fact.PAGES,
    *clearances.PAGES,
    *calls.PAGES,
    *papers.PAGES,
)
