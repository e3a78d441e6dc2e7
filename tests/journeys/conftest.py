"""A whole installation as its users meet it: real processes, started and asked by the real command."""

from collections.abc import Iterator

import pytest

from tests.support.terminal import Terminal
from tests.support.town import town, town_template, walking_loop

__all__ = ["town", "town_template", "walking_loop"]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """One that is up for a whole file of journeys."""
    terminal = Terminal(tmp_path_factory.mktemp("journey") / "data")
    with terminal.running("up", "--port", "0"):
        yield terminal
