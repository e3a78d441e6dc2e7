"""What every command has in common: where, as whom, how it answers, in which language."""

import functools
import inspect
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.texts import Texts, language_of, texts

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.installation import Need
    from services.settings import Settings
    from services.store.asking import Actor
    from workflows.access import Act

T: Final = texts(language_of(os.environ))
"""The language of this process."""

_WIDE: Final = 10_000
"""Columns of a table that goes into a file or a pipe: nothing is folded there, and nothing cut off."""

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=T("help", "data"), show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help=T("help", "json"))]
AsOption = Annotated[str | None, typer.Option("--as", metavar="STAFF", help=T("help", "as"), show_default=False)]


@dataclass(frozen=True, slots=True)
class Common:
    """What was said before the command's name."""

    data: Path | None = None
    json: bool = False
    as_staff: str | None = None


@dataclass(slots=True)
class Call:
    """One run of a command."""

    data: Path | None
    json: bool
    as_staff: str | None
    t: Texts = field(default=T)

    def settings(self, **changes: Any) -> "Settings":
        """The settings from the environment, with what the command line says instead."""
        from pydantic import ValidationError

        from services.cli.faults import Misused
        from services.settings import Settings

        if self.data is not None:
            changes["data"] = self.data
        try:
            return Settings(**changes)
        except ValidationError as fault:
            names = ", ".join(f"TRYGGHET_{str(error['loc'][-1]).upper()} ({error['msg']})" for error in fault.errors())
            raise Misused(what=self.t("fault", "setting", names=names)) from None

    @contextmanager
    def service(
        self,
        *needs: "Need",
        stays: bool = False,
        first_units: bool = True,
        quiet: bool = True,
        migrates: bool = False,
        changes: Mapping[str, Any] | None = None,
    ) -> "Iterator[Service]":
        """The installation, open; logs go to stderr, with `quiet` only what is serious unless the settings say more."""
        from services import log
        from services.bootstrap import opened

        settings = self.settings(**(changes or {}))
        told = "log_level" in settings.model_fields_set or not quiet
        log.configure(settings.log_level if told else "warning" if stays else "error", settings.log_format)
        signal.signal(signal.SIGTERM, _ended)
        with opened(
            settings,
            frozenset(needs),
            stays=stays,
            on_step=self.step,
            first_units=first_units,
            migrates=migrates,
        ) as service:
            yield service

    def actor(self, service: "Service") -> "Actor":
        """Whoever asks: `--as`, else the operator, who sees no personal data."""
        from services.store.asking import operator

        if self.as_staff:
            return service.reader.actor(self.as_staff.removeprefix("staff/"))
        return operator(whoami())

    def actor_who_may(self, service: "Service", act: "Act") -> "Actor":
        """Whoever asks. Raises NotAllowed where they may not do this."""
        from services.store.asking import NotAllowed
        from workflows.access import may

        actor = self.actor(service)
        if not may(actor.member, act):
            raise NotAllowed(actor, act)
        return actor

    def step(self, step: str) -> None:
        """What is being set up, said on a terminal."""
        if sys.stderr.isatty():
            self.say("step_" + step)

    def say(self, code: str, **values: object) -> None:
        """Talk, on stderr."""
        sys.stderr.write(self.t("cli", code, **values) + "\n")

    def out(self, text: str) -> None:
        """Data, on stdout."""
        sys.stdout.write(text + "\n")

    def print_json(self, value: Any, *, one_line: bool = False) -> None:
        """Data as JSON: one object a line where lines follow as they come, else indented."""
        import orjson

        options = orjson.OPT_NON_STR_KEYS | (0 if one_line else orjson.OPT_INDENT_2)
        sys.stdout.write(orjson.dumps(value, option=options).decode() + "\n")
        sys.stdout.flush()

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table: for the eye on a terminal, unfolded elsewhere. Heads are codes of section `head`."""
        from rich import box
        from rich.console import Console
        from rich.table import Table

        wide = sys.stdout.isatty()
        table: Table = Table(box=box.SIMPLE_HEAD if wide else None, pad_edge=False, show_edge=False)
        for head in heads:
            table.add_column(self.t("head", head), overflow="fold", no_wrap=not wide)
        for row in rows:
            table.add_row(*(_plain(cell) for cell in row))
        console = Console(file=sys.stdout, highlight=False) if wide else Console(file=sys.stdout, width=_WIDE)
        console.print(table)

    @contextmanager
    def progress(self, code: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on a terminal, nothing elsewhere. The block calls what it gets with done and of."""
        if not sys.stderr.isatty() or self.json:
            yield lambda _done, _of: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(self.t("cli", code)), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(code, total=None)
            yield lambda done, of: progress.update(task, completed=done, total=of or None)

    def with_data(self, command: str) -> str:
        """A command to try next, naming the installation where it is not the default one."""
        data = self.settings().data
        words = [*_itself(), *command.split()]
        return shlex.join(words if data == Path("trygghet-data") else [*words, "--data", str(data)])


def _itself() -> list[str]:
    """How this command was called: by its name where the shell finds it, else by the shorter of its paths."""
    typed = sys.argv[0]
    if shutil.which("trygghet") == typed or Path(typed).name != "trygghet":
        return ["trygghet"]
    return [min(typed, os.path.relpath(typed), key=len)]


def _ended(_signal: int, _frame: object) -> None:
    """SIGTERM leaves the way Ctrl-C does: through every `finally`, so that nothing stays behind."""
    raise SystemExit(128 + signal.SIGTERM)


def whoami() -> str:
    """The system user at the keyboard."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _plain(cell: str) -> str:
    """Brackets in a cell are no markup."""
    from rich.markup import escape

    return escape(cell)


_COMMON: Final[Mapping[str, tuple[Any, Any]]] = {
    "data": (DataOption, None),
    "json_out": (JsonOption, False),
    "as_staff": (AsOption, None),
}


def common(function: Callable[..., None]) -> Callable[..., None]:
    """A command whose first parameter is a `Call`: it gets the options that every command has."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in _COMMON.items()
    ]
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

    @functools.wraps(function)
    def command(context: typer.Context, **given: Any) -> None:
        before = context.find_root().obj or Common()
        call = Call(
            data=given.pop("data") or before.data,
            json=given.pop("json_out") or before.json,
            as_staff=given.pop("as_staff") or before.as_staff,
        )
        function(call, **given)

    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    parameters = [context, *keyword, *extra]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command
