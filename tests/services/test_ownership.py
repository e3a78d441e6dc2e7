"""What the lock file says of its owner: the command, and nothing else of what was typed."""

from typing import get_args

import pytest
from typer.models import OptionInfo

from services.cli.call import AsOption, DataOption, JsonOption
from services.ownership import _WITH_VALUE, command_of


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/opt/bin/trygghet cases", "trygghet cases"),
        ("trygghet --data d cases", "trygghet cases"),
        ("trygghet --json --data=d --as kari cases --all", "trygghet cases"),
        ("trygghet staff add --name Anna", "trygghet staff"),
        ("trygghet --help", "trygghet"),
        ("trygghet --data", "trygghet"),
    ],
)
def test_the_command_is_named_wherever_options_stand(typed: str, command: str):
    assert command_of(typed.split()) == command


def test_every_option_before_the_command_that_has_a_value_is_known():
    found = set()
    for kind, option in (get_args(each) for each in (DataOption, JsonOption, AsOption)):
        assert isinstance(option, OptionInfo)
        if kind is not bool:
            found.update([option.default, *(option.param_decls or ())])
    assert found == set(_WITH_VALUE)
