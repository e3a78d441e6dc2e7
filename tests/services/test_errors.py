"""The docstring of each start error is its message: complete, in Norwegian, with nothing left open."""

import re

import pytest

from services import errors

_ALL = sorted((e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.StartError)), key=str)


@pytest.mark.parametrize("error", _ALL, ids=lambda error: error.__name__)
def test_a_message_is_filled_and_says_how_to_go_on(error: type[errors.StartError]):
    names = set(re.findall(r"\{(\w+)\}", error.__doc__ or ""))
    message = str(error(**{name: f"<{name}>" for name in names}))
    assert all(f"<{name}>" in message for name in names)
    assert "\n" not in message
    assert error is errors.StartError or len(re.findall(r"[.)]", message)) >= 2
    assert error.exit_code in (1, 4)


def test_what_the_server_wrote_is_quoted_as_it_is():
    fault = errors.ServerDidNotStart(server="NATS", folder="d", reason="r", log="l", tail="{not a field}\nlast line")
    assert "{not a field}\nlast line" in str(fault)
