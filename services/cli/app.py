"""The commands, in the order in which `trygghet --help` shows them."""

import functools
from collections.abc import Callable
from typing import Any, Final

import typer

from services.cli import (
    bekymringsmelding,
    checking,
    choosing,
    deciding,
    exploring,
    intake,
    look,
    not_taken,
    papers,
    practice,
    putting_aside,
    reporting,
    rows,
    rules,
    running,
    setting_up,
    staffing,
    telling,
    turning,
)
from services.cli.call import AsOption, Common, DataOption, JsonOption, T, common

COMMANDS: Final[tuple[tuple[str, str, Callable[..., None]], ...]] = (
    ("up", "run", running.up),
    ("serve", "run", running.serve),
    ("migrate", "run", setting_up.migrate),
    ("import", "in", intake.import_file),
    ("publish", "in", intake.publish),
    ("rows", "in", rows.rows),
    ("decide", "in", deciding.decide),
    ("cases", "look", look.cases),
    ("case", "look", look.case),
    ("duties", "look", look.duties),
    ("hearings", "look", look.hearings),
    ("eligible", "look", choosing.eligible),
    ("report", "look", reporting.report),
    ("bekymringsmelding", "out", bekymringsmelding.bekymringsmelding),
    ("verify", "check", checking.verify),
    ("doctor", "check", checking.doctor),
    ("rules", "check", rules.rules),
    ("explore", "check", exploring.explore),
    ("schema", "check", telling.schema),
    ("sample", "check", telling.sample),
)
"""(name, panel of the help, what runs)."""

GROUPS: Final[tuple[tuple[str, str, tuple[tuple[str, Callable[..., None]], ...]], ...]] = (
    (
        "refusals",
        "look",
        (
            ("list", not_taken.list_all),
            ("show", not_taken.show),
            ("retry", not_taken.retry),
            ("drop", not_taken.drop),
        ),
    ),
    (
        "quarantine",
        "look",
        (
            ("list", putting_aside.list_all),
            ("show", putting_aside.show),
            ("retry", putting_aside.retry),
            ("drop", putting_aside.drop),
        ),
    ),
    (
        "paper",
        "out",
        (
            ("template", papers.template),
            ("log", papers.log),
            ("family", papers.family),
            ("call", papers.call_sheet),
            ("handover", papers.handover),
            ("check", papers.check),
        ),
    ),
    (
        "unit",
        "run",
        (
            ("list", setting_up.unit_list),
            ("add", setting_up.unit_add),
            ("anchored", turning.anchored),
            ("made-known", turning.made_known),
        ),
    ),
    (
        "directory",
        "look",
        (("list", turning.list_all), ("tell", turning.tell), ("end", turning.end)),
    ),
    ("policy", "run", (("show", practice.show), ("set", practice.set_), ("try", practice.try_))),
    (
        "staff",
        "run",
        (
            ("list", setting_up.staff_list),
            ("add", setting_up.staff_add),
            ("change", staffing.change),
            ("absent", setting_up.staff_absent),
            ("back", staffing.back),
            ("left", staffing.left),
            ("signed", staffing.signed),
            ("supervised", staffing.supervised),
        ),
    ),
)
"""(name, panel of the help, (command, what runs)): a group does alone what its `list` does, else it tells its help."""


def _settings(context: typer.Context, data: DataOption = None, json: JsonOption = False, as_: AsOption = None) -> None:
    context.obj = Common(data, json, as_)


def _built() -> typer.Typer:
    made = _group(T("help", "trygghet"), alone=True)
    made.callback()(_settings)
    for name, panel, function in COMMANDS:
        made.command(name, help=T("help", name), rich_help_panel=T("panel", panel))(common(function))
    for name, panel, commands in GROUPS:
        first, does = commands[0]
        group = _group(T("help", name), alone=first != "list")
        if first == "list":
            group.callback(invoke_without_command=True)(_alone(does))
        for sub, function in commands:
            group.command(sub, help=T("help", f"{name}_{sub}"))(common(function))
        made.add_typer(group, name=name, rich_help_panel=T("panel", panel))
    return made


def _group(help_: str, *, alone: bool = False) -> typer.Typer:
    """`alone`: without a command it tells its help."""
    return typer.Typer(
        help=help_, no_args_is_help=alone, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )


def _alone(function: Callable[..., None]) -> Callable[..., None]:
    """A group without a command does what its list does, with the same options."""
    run = common(function)

    @functools.wraps(run)
    def alone(context: typer.Context, **given: Any) -> None:
        before = context.find_root().obj or Common()
        data, json, as_staff = given["data"] or before.data, given["json_out"] or before.json, given["as_staff"]
        context.find_root().obj = Common(data, json, as_staff or before.as_staff)
        if context.invoked_subcommand is None:
            run(context, **given)

    return alone


app: Final = _built()
