"""The chapters of the handbook and the numbers that stand in each."""

from typing import Final

LAST: Final = 175
"""The number of the last rule."""

NUMBERS: Final = range(1, LAST + 1)

SECTIONS: Final[tuple[tuple[int, str], ...]] = (
    (38, "1"), (64, "2"), (68, "3"), (85, "4"), (120, "5"), (136, "6"), (155, "7"), (163, "short"), (170, "report"),
    (LAST, "avert"),
)  # fmt: skip
"""The last rule of each chapter of the handbook, and the chapter (guide/rules.md)."""


def chapter_of(number: int) -> str:
    """The chapter of the handbook in which a rule stands."""
    return next((chapter for last, chapter in SECTIONS if number <= last), SECTIONS[-1][1])


def numbers_in(chapter: str) -> tuple[int, ...]:
    """The rules of a chapter, in order."""
    return tuple(number for number in NUMBERS if chapter_of(number) == chapter)
