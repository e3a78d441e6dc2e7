"""Every page of the desk."""

from typing import Final

from services.desk.page import Page
from services.desk.pages import case, clearances, fact, worklist

PAGES: Final[tuple[Page, ...]] = (
    *worklist.PAGES,
    *case.PAGES,
    *fact.PAGES,
    *clearances.PAGES,
)
