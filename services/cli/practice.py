"""Local practice of a unit: shown, decided from a day on, tried beside the present one. TOML in and out."""

import tomllib
from collections import Counter
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from services.bootstrap import Service
    from services.store.trial import Trial
    from workflows.policy import PolicyVersion

Unit = Annotated[str, typer.Option("--unit", metavar="U", help=T("help", "policy_unit"))]
File = Annotated[Path, typer.Argument(metavar="FILE", help=T("help", "policy_file"))]


def show(
    call: Call,
    unit: Unit,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=T("help", "policy_on"), show_default=False)
    ] = None,
) -> None:
    """Show a unit's practice as TOML, each number with its bounds."""
    from workflows.policy import Policy

    with call.service("postgres") as service:
        _unit_exists(call, service, unit)
        day = _day(call, on) if on else service.today()
        versions = _versions(service, unit)
    standing = [one for one in versions if one.from_date <= day]
    policy = Policy.model_validate_json(standing[-1].body) if standing else Policy()
    if call.json:
        call.print_json(
            {
                "unit": unit,
                "version": policy.version,
                "from": standing[-1].from_date if standing else None,
                "content": _content(policy),
                "versions": [{"version": one.version, "from": one.from_date} for one in versions],
            }
        )
        return
    if standing:
        call.out(
            "# "
            + call.t("cli", "policy_head", unit=unit, day=call.t.day(standing[-1].from_date), version=policy.version)
        )
    else:
        call.out("# " + call.t("cli", "policy_default", unit=unit))
    for line in _toml(call, policy):
        call.out(line)


def set_(
    call: Call,
    file: File,
    unit: Unit,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help=T("help", "policy_from"))],
) -> None:
    """Decide a unit's practice from a day on; what is owed in its cases is computed anew."""
    from events.policy import PolicyChanged
    from services.cli.setting_up import answer_json

    content, start = _read(call, file), _day(call, from_)
    with call.service("postgres") as service:
        _unit_exists(call, service, unit)
        version = f"{start.isoformat()}.{len(_versions(service, unit)) + 1:03}"
        by = f"staff/{call.as_staff.removeprefix('staff/')}" if call.as_staff else "system/cli"
        told = PolicyChanged(version=version, from_date=start, content=content)
        answer = service.tell(f"unit/{unit}", told, reported_by=by)
        anew = service.casework.compute_anew(service.clock.now()) if answer.outcome == "recorded" else 0
    if call.json:
        call.print_json({**answer_json(answer), "version": version, "anew": anew})
    elif answer.outcome == "recorded":
        call.say("policy_set", unit=unit, day=call.t.day(start), version=version, anew=anew)
    for reason in () if call.json else answer.reasons:
        call.say("reason", says=call.t.known("refusal", reason.code))
    if answer.outcome != "recorded":
        raise typer.Exit(FAILED)


def try_(
    call: Call,
    file: File,
    unit: Unit,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help=T("help", "policy_since"))],
) -> None:
    """See which cases, duties and outcomes another practice would have changed; nothing is written."""
    from workflows.policy import Policy

    policy = Policy.model_validate({**_read(call, file), "version": "try"})
    with call.service("postgres") as service:
        _unit_exists(call, service, unit)
        with call.progress("trying") as progress:
            trial = service.reader.try_policy(call.actor(service), unit, policy, _day(call, since), progress)
    if call.json:
        call.print_json(_trial_json(trial))
        return
    for case in trial.differing:
        call.out(case.subject.removeprefix("case/"))
        for (kind, change), count in sorted(Counter((d.kind, d.change) for d in case.duties).items()):
            call.out(f"  {call.t.known('duty', kind)} · {call.t('change', change)} · {count}")
        for one in case.outcomes:
            call.out(f"  {call.t.known('fact', one.type)} · {call.t('verb', one.was)} → {call.t('verb', one.would_be)}")
    call.say("policy_tried", cases=trial.cases, differing=len(trial.differing))


def _trial_json(trial: "Trial") -> dict[str, Any]:
    return {
        "cases": trial.cases,
        "differing": [
            {
                "subject": case.subject,
                "case": case.subject.removeprefix("case/") if case.subject.startswith("case/") else None,
                "duties": [
                    {"kind": kind, "change": change, "count": count}
                    for (kind, change), count in sorted(Counter((d.kind, d.change) for d in case.duties).items())
                ],
                "outcomes": [{"type": o.type, "was": o.was, "would_be": o.would_be} for o in case.outcomes],
            }
            for case in trial.differing
        ],
    }


def _content(policy: Any) -> dict[str, Any]:
    told: dict[str, Any] = policy.model_dump(mode="json")
    return {name: value for name, value in told.items() if name != "version"}


def _toml(call: Call, policy: Any) -> list[str]:
    from workflows.policy import DEFAULT, bounds_of, names

    lines = []
    for name in names():
        value, default = getattr(policy, name), getattr(DEFAULT, name)
        says = call.t("cli", "policy_bounds", bounds=bounds_of(name), default=_plain(default))
        lines += [f"# {call.t('policy', name)}: {says}", f"{name} = {_value(value)}"]
    return lines


def _value(value: object) -> str:
    if isinstance(value, time):
        return value.isoformat()
    return str(value) if isinstance(value, int) else f'"{value}"'


def _plain(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _read(call: Call, file: Path) -> dict[str, int | str]:
    """The content of a file, whole: what it leaves out is as for everybody. A value out of its bounds is named."""
    from workflows.policy import Policy, faults_of, names

    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Misused(what=call.t("fault", "policy_not_toml", file=file.name, reason=str(fault))) from None
    plain = {name: value.isoformat() if isinstance(value, time) else value for name, value in told.items()}
    for wrong in faults_of(plain):
        if wrong.field not in names():
            raise Misused(what=call.t("fault", "policy_no_field", field=wrong.field, fields=", ".join(names())))
        raise Misused(what=call.t("fault", "policy_bounds", field=wrong.field, value=wrong.value, bounds=wrong.bounds))
    return _content(Policy.model_validate(plain))


def _unit_exists(call: Call, service: "Service", unit: str) -> None:
    from services.store.directory import units

    there = service.ask(units)
    if unit not in there:
        raise Misused(what=call.t("fault", "no_such_unit", value=unit, values=", ".join(there)))


def _versions(service: "Service", unit: str) -> "tuple[PolicyVersion, ...]":
    from services.store.directory import policies

    return service.ask(lambda connection: policies(connection, unit))


def _day(call: Call, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_date", value=text)) from None
