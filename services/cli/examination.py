"""What `doctor` looks at: folder, keys, disk, servers, roles, streams, clock, mail, and what waits for somebody."""

import asyncio
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from services.cli.call import Call
from services.cli.faults import words
from services.errors import OutOfReach, StartError

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.settings import Settings

Level = Literal["wrong", "waits", "note", "well"]

_CLOCK_MAY_DIFFER: Final = timedelta(seconds=5)
_MEBIBYTE: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """`wrong` has to be mended, `waits` is somebody's work, `note` is good to know, `well` was looked at."""

    level: Level
    what: str
    says: str


def examine(call: Call) -> list[Finding]:
    """Everything that was found, what is wrong first."""
    order: dict[Level, int] = {"wrong": 0, "waits": 1, "note": 2, "well": 3}
    return sorted(_all(call), key=lambda finding: order[finding.level])


def _all(call: Call) -> Iterator[Finding]:
    settings = call.settings()
    say = _Saying(call)
    yield from _misspelt(say, os.environ)
    yield from _folder(say, settings)
    try:
        with call.service("postgres", "nats") as service:
            if call.as_staff:  # the operator must be told, however ill the record is
                call.actor_who_may(service, "operate")
            not_let_in = _not_let_in(say, service)
            if not_let_in is None:
                yield say("well", "servers", owner=_owner(call, settings.data))
                yield from _record(say, service)
            else:
                yield not_let_in
            yield from asyncio.run(_bus(say, service))
            yield from asyncio.run(_mail(say, settings))
            if not_let_in is None:
                yield from _waiting(say, service)
    except StartError as fault:
        yield Finding("wrong", type(fault).__name__, words(call.t, fault))


class _Saying:
    def __init__(self, call: Call) -> None:
        self._call = call
        self.t = call.t

    def __call__(self, level: Level, what: str, **values: object) -> Finding:
        return Finding(level, what, self._call.t("doctor", what, **values))


def _misspelt(say: _Saying, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Settings that do not exist: somebody believes that they do something. Never the value, it may be a password."""
    from services.settings import Settings
    from services.texts import LANGUAGE_SETTING

    prefix = Settings.model_config["env_prefix"]
    known = {prefix + name.upper() for name in Settings.model_fields} | {LANGUAGE_SETTING}
    for name in sorted(environment):
        if name.upper().startswith(prefix) and name.upper() not in known:
            (near,) = get_close_matches(name.upper(), sorted(known), n=1, cutoff=0.0)
            yield say("wrong", "unknown_setting", name=name, near=near)


def _folder(say: _Saying, settings: "Settings") -> Iterator[Finding]:
    data = settings.data.absolute()
    if not data.is_dir():
        yield say("note", "no_folder", folder=data)
        return
    free = shutil.disk_usage(data).free
    if free < settings.minimum_free_bytes:
        needed = settings.minimum_free_bytes // _MEBIBYTE
        yield say("wrong", "disk_full", folder=data, free=free // _MEBIBYTE, needed=needed)
    else:
        yield say("well", "disk", free=free // _MEBIBYTE)
    open_to_others = [path for path in _private(data) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_to_others:
        yield say("wrong", "mode", path=path, mode=f"{stat.S_IMODE(path.stat().st_mode):04o}")
    for path in (data, *_private(data)):
        if path.stat().st_uid != os.geteuid():
            yield say("wrong", "foreign", path=path, owner=path.stat().st_uid, us=os.geteuid())
    lock = data / "lock"
    if lock.exists() and lock.stat().st_size and _owner(None, data) is None:
        yield say("note", "stale_lock", folder=data)


def _private(data: Path) -> Iterator[Path]:
    """What nobody but us may open: the folder with the keys, and everything in it."""
    keys = data / "secrets"
    if keys.is_dir():
        yield keys
        yield from sorted(keys.iterdir())


def _owner(call: Call | None, data: Path) -> str | None:
    from services.ownership import owner_of

    owner = owner_of(data.absolute())
    if owner is None:
        return call.t("doctor", "nobody") if call is not None else None
    return f"{owner.command} ({owner.pid})"


def _not_let_in(say: _Saying, service: "Service") -> Finding | None:
    """Why a role cannot enter the database, the first that cannot; the others would say the same."""
    from services.store.connect import Role, closed_after

    for role in Role:
        try:
            with closed_after(service.database.connect(role)):
                pass
        except StartError as fault:
            return Finding("wrong", type(fault).__name__, words(say.t, fault))
    return None


def _record(say: _Saying, service: "Service") -> Iterator[Finding]:
    from services.store.connect import Role
    from services.store.queries import QUERIES
    from workflows.versions import FOLD_VERSION

    yield say("well", "roles", count=len(Role))
    service.keyring.epoch()  # opens every key; a damaged one is told by the StartError
    with service.pool(Role.WRITER).connection() as connection:
        theirs, latest, older = connection.execute(QUERIES["doctor_record"], (FOLD_VERSION,)).fetchone() or (None,) * 3
    ours = service.clock.now()
    if theirs is not None and abs(theirs - ours) > _CLOCK_MAY_DIFFER:
        yield say("wrong", "clock_differs", seconds=round(abs((theirs - ours).total_seconds())))
    elif latest is not None and latest > ours + _CLOCK_MAY_DIFFER:
        yield say("wrong", "clock_behind", moment=say.t.moment(latest))
    else:
        yield say("well", "clock")
    if older:
        yield say("wrong", "older_fold", count=older)


async def _bus(say: _Saying, service: "Service") -> list[Finding]:
    from events.subjects import INTAKE
    from services.bus.broker import connect
    from services.bus.streams import CASEWORK, check

    connection = await connect(service.running.nats_url, "trygghet doctor", service.settings.connect_timeout_seconds)
    try:
        found = [Finding("wrong", "stream", say.t.misfit(m.code, m.where, m.property)) for m in await check(connection)]
        if found:
            return found
        info = await connection.jsm().consumer_info(INTAKE, CASEWORK)
        pending = (info.num_pending or 0) + (info.num_ack_pending or 0)
        if pending and not info.num_waiting:
            return [say("waits", "nobody_works", count=pending)]
        return [say("well", "streams")]
    finally:
        await connection.close()


async def _mail(say: _Saying, settings: "Settings") -> list[Finding]:
    if settings.smtp_url is None:
        return [say("note", "no_smtp")]
    from services.reminders.post import Post

    try:
        await Post(settings.smtp_url.get_secret_value(), settings.mail_from, lambda _subject: None).look()
    except OutOfReach as fault:
        return [say("wrong", "smtp", error=fault.where["address"])]
    return [say("well", "smtp_well")]


def _waiting(say: _Saying, service: "Service") -> Iterator[Finding]:
    """What is not the installation's fault, and somebody's to do all the same."""
    from services.ops.standing import how_week_stands
    from services.reminders.people import people_on
    from services.store.codec import load_state
    from services.store.connect import Role
    from services.store.queries import QUERIES
    from workflows.owners import OPERATORS, coordinators
    from workflows.unit import Unit

    today = service.today()
    with service.pool(Role.WRITER).connection() as connection:
        units = connection.execute(QUERIES["doctor_units"]).fetchall()
        counts = connection.execute(QUERIES["doctor_waiting"]).fetchone() or (0, 0, 0)
        staff = people_on(connection, today).staff
    if not units:
        yield say("wrong", "no_units")
    for slug, stored in units:
        unit = load_state("unit", bytes(stored))
        if not isinstance(unit, Unit):
            continue
        if coordinators(slug, staff, today) == (OPERATORS,):
            yield say("waits", "nobody_in_unit", unit=slug)
        missing = unit.missing_weeks(today)
        if weeks := [week for week in missing if how_week_stands(unit, week, today)[0] == "missing"]:
            yield say("waits", "extracts_missing", unit=slug, weeks=", ".join(weeks[-4:]), count=len(weeks))
    for what, count in zip(("refused", "no_case", "quarantined"), counts, strict=True):
        if count:
            yield say("waits", what, count=count)
