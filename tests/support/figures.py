"""What the yearly report counts in stories: each story is a case or a unit of its own."""

from collections import Counter
from datetime import date

from tests.support.story import Story
from workflows.case import Case
from workflows.report.catalogue import FIGURES
from workflows.report.figure import Figure, Log
from workflows.report.reading import stood_on
from workflows.report.tally import tally


def figure(id_: str) -> Figure:
    """The figure of that id."""
    return next(one for one in FIGURES if one.id == id_)


def log_of(*stories: Story, until: date) -> Log:
    """Everything that was told by the end of a day, read as a report reads it."""
    lines = {
        f"{one.subject}-{n}" if isinstance(one.state, Case) else one.subject: one.log for n, one in enumerate(stories)
    }
    return stood_on(lines, until)


def counted(id_: str, *stories: Story, until: date | None = None) -> Counter[str]:
    """Row by row, how many; over all units and years."""
    found = tally(log_of(*stories, until=until or max(story.today for story in stories)), (figure(id_),))
    return Counter({row: sum(counts.values()) for (_, row), counts in found.items() if counts})
