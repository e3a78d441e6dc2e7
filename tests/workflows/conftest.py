"""Whoever claims a side of a guard has to show it."""

from collections.abc import Iterator

import pytest

from tests.support import witness


@pytest.fixture(autouse=True)
def _claims_are_held(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with `@shows` fails where its stories came to something else."""
    witness.SEEN.clear()
    yield
    claims = [mark.args for mark in request.node.iter_markers("shows")]
    if claims:
        assert list(witness.untrue(claims, witness.SEEN)) == []
