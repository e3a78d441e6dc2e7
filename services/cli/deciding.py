"""Deciding the rows of an extract (D26): each becomes an assessment of its case, a taking back, or an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.cli.call import Call, T
from services.cli.faults import FAILED, Misused

if TYPE_CHECKING:
    from events.fact import FactData
    from services.bootstrap import Service
    from services.casework.incoming import Answer
    from services.store.asking import Actor
    from services.store.rows import RowLine

_LEAST: Final = 4
"""A row is named by at least so many signs of its key."""

_WITH: Final[Mapping[str, frozenset[str]]] = {
    "offer": frozenset({"family", "reason", "need", "hate", "serious"}),
    "not": frozenset({"because", "agency", "handed_over", "no_agency", "hate"}),
    "duplicate": frozenset({"because", "of"}),
    "take-back": frozenset({"because"}),
    "corrected": frozenset(),
    "write-off": frozenset({"because"}),
}
"""The decisions, and the options that each takes."""

_MEND: Final[Mapping[str, str]] = {
    "family_question_open": "--family yes|no",
    "family_reason_missing": "--reason TEXT",
    "stated_need_missing": "--need TEXT",
    "reason_missing": "--because TEXT",
    "handover_missing": "--agency NAME --handed-over DATE | --no-agency TEXT",
    "duplicate_of_missing": "--of REF",
    "outside_target_group": "--hate yes",
}
"""What to add when a decision is refused for want of something."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said with the decision."""

    family: str | None
    reason: str | None
    need: str | None
    hate: str | None
    serious: bool
    because: str | None
    agency: str | None
    handed_over: str | None
    no_agency: str | None
    of: str | None

    def given(self) -> set[str]:
        return {name for name in self.__slots__ if getattr(self, name)}


def _text(name: str, metavar: str = "TEXT") -> Any:
    return typer.Option(
        f"--{name}", metavar=metavar, help=T("help", f"decide_{name.replace('-', '_')}"), show_default=False
    )


def decide(
    call: Call,
    row: Annotated[str, typer.Argument(metavar="ROW", help=T("help", "decide_row"))],
    decision: Annotated[str, typer.Argument(metavar="|".join(_WITH), help=T("help", "decide_decision"))],
    family: Annotated[str | None, _text("family", "yes|no")] = None,
    reason: Annotated[str | None, _text("reason")] = None,
    need: Annotated[str | None, _text("need")] = None,
    hate: Annotated[str | None, _text("hate", "yes|no")] = None,
    serious: Annotated[bool, typer.Option("--serious", help=T("help", "decide_serious"))] = False,
    because: Annotated[str | None, _text("because")] = None,
    agency: Annotated[str | None, _text("agency", "NAME")] = None,
    handed_over: Annotated[str | None, _text("handed-over", "DATE")] = None,
    no_agency: Annotated[str | None, _text("no-agency")] = None,
    of: Annotated[str | None, _text("of", "REF")] = None,
    unit: Annotated[str | None, _text("unit", "U")] = None,
    week: Annotated[str | None, _text("week", "2026-W47")] = None,
) -> None:
    """Decide a row of an extract as a member of staff (--as)."""
    said = _Said(family, reason, need, hate, serious, because, agency, handed_over, no_agency, of)
    _fits(call, decision, said)
    if not call.as_staff:
        raise Misused(what=call.t("fault", "decide_by_nobody"))
    with call.service("postgres") as service:
        actor = call.actor(service)
        line = _row(call, service, actor, row, unit, week, decision)
        subject, told = _FACTS[decision](call, service, actor, line, said)
        answer = service.tell(subject, told, reported_by=actor.ref)
        _say(call, service, actor, line, answer)
    if answer.outcome not in ("recorded", "waiting"):
        raise typer.Exit(FAILED)


def _fits(call: Call, decision: str, said: _Said) -> None:
    if decision not in _WITH:
        raise Misused(what=call.t("fault", "no_such_decision", value=decision, values=", ".join(_WITH)))
    strange = sorted(said.given() - _WITH[decision])
    if strange:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in strange)
        raise Misused(what=call.t("fault", "decide_strange", decision=decision, names=names))


def _row(
    call: Call, service: "Service", actor: "Actor", start: str, unit: str | None, week: str | None, decision: str
) -> "RowLine":
    """The row that is meant: of several with the same key the one that waits, or that rules decided."""
    start = start.strip().casefold()
    if len(start) < _LEAST or not start.isalnum() or not start.isascii():
        raise Misused(what=call.t("fault", "no_row_key", value=start))
    found = service.reader.rows.of_key(actor, start, unit, week)
    if not found:
        raise Misused(what=call.t("fault", "no_such_row", value=start))
    wanted = {"take-back": "by_rule"}.get(decision, "open")
    fitting = tuple(line for line in found if line.state == wanted) or found
    if len(fitting) > 1:
        rows = ", ".join(f"{line.key[:12]} {line.unit} {line.week}" for line in fitting[:6])
        raise Misused(what=call.t("fault", "several_rows", value=start, rows=rows))
    (line,) = fitting
    if (line.outcome == "rejected") != (decision in ("corrected", "write-off")):
        code = "row_is_rejected" if line.outcome == "rejected" else "row_is_not_rejected"
        raise Misused(what=call.t("fault", code, value=line.key[:8]))
    return line


def _yes_or_no(call: Call, name: str, text: str | None) -> Any:
    from events.values import Answer

    words = {"yes": Answer.YES, "ja": Answer.YES, "no": Answer.NO, "nei": Answer.NO}
    if text is None:
        return None
    if text.casefold() not in words:
        raise Misused(what=call.t("fault", "yes_or_no", name=f"--{name}", value=text))
    return words[text.casefold()]


def _assessed(call: Call, service: "Service", actor: "Actor", line: "RowLine", **told: Any) -> "tuple[str, FactData]":
    from events.assessment import Assessed

    if line.state == "by_rule":
        raise Misused(what=call.t("fault", "row_by_rule", value=line.key[:8]))
    case, incident = service.reader.rows.incident(actor, line)
    return f"case/{case}", _valid(call, Assessed, {"incident": incident.key, **told})


def _valid(call: Call, model: "type[FactData]", told: dict[str, Any]) -> "FactData":
    """The fact's data. Raises Misused naming the fields that cannot be so."""
    from pydantic import ValidationError

    try:
        return model.model_validate(told)
    except ValidationError as fault:
        names = ", ".join(".".join(str(part) for part in error["loc"]) for error in fault.errors())
        raise Misused(what=call.t("fault", "decide_misfit", names=names)) from None


def _offer(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    from events.values import Answer

    return _assessed(
        call, service, actor, line,
        decision="offer",
        perpetrator_in_family=_yes_or_no(call, "family", said.family) or Answer.UNKNOWN,
        reason_to_go_on=said.reason,
        stated_need=said.need,
        hate_motive=_yes_or_no(call, "hate", said.hate),
        serious=said.serious,
    )  # fmt: skip


def _not(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    handed_over = None
    if said.agency or said.handed_over or said.no_agency:
        on = _day(call, said.handed_over)
        handed_over = {"agency": said.agency, "on": on, "reason_for_none": said.no_agency}
    hate = _yes_or_no(call, "hate", said.hate)
    about = {"not_because": said.because, "handed_over": handed_over, "hate_motive": hate}
    return _assessed(call, service, actor, line, decision="not", **about)


def _duplicate(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    from events.refs import read_case_ref

    of = None
    if said.of is not None:
        try:
            of = read_case_ref(said.of)
        except ValueError:
            raise Misused(what=call.t("fault", "no_ref", ref=said.of)) from None
    about = {"duplicate_of": of, "not_because": said.because}
    return _assessed(call, service, actor, line, decision="duplicate", **about)


def _take_back(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    from events.unit import RowTakenBack

    told = {"week": line.week, "row_key": line.key, "why": _because(call, said)}
    return f"unit/{line.unit}", _valid(call, RowTakenBack, told)


def _corrected(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    from events.unit import RejectedRowAnswered

    return f"unit/{line.unit}", RejectedRowAnswered(fingerprint=line.key, answer="corrected")


def _write_off(call: Call, service: "Service", actor: "Actor", line: "RowLine", said: _Said) -> "tuple[str, FactData]":
    from events.unit import RejectedRowAnswered

    told = {"fingerprint": line.key, "answer": "written_off", "why": _because(call, said)}
    return f"unit/{line.unit}", _valid(call, RejectedRowAnswered, told)


_FACTS: Final[Mapping[str, "Callable[[Call, Service, Actor, RowLine, _Said], tuple[str, FactData]]"]] = {
    "offer": _offer,
    "not": _not,
    "duplicate": _duplicate,
    "take-back": _take_back,
    "corrected": _corrected,
    "write-off": _write_off,
}


def _because(call: Call, said: _Said) -> str:
    if not (said.because or "").strip():
        raise Misused(what=f"{call.t('refusal', 'reason_missing')} --because TEXT")
    return str(said.because)


def _day(call: Call, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(what=call.t("fault", "no_date", value=text)) from None


def _say(call: Call, service: "Service", actor: "Actor", line: "RowLine", answer: "Answer") -> None:
    """What became of it, what is missing where it was refused, and how many rows of the week still wait."""
    from services.cli.setting_up import answer_json

    left = sum(row.state == "open" for row in service.reader.rows.of_week(actor, line.unit, line.week))
    if call.json:
        call.print_json({**answer_json(answer), "case": answer.case or line.case, "open_rows": left})
        return
    call.say(
        "decided", row=line.key[:8], case=answer.case or line.case or "", outcome=call.t("outcome", answer.outcome)
    )
    for reason in answer.reasons:
        mend = _MEND.get(reason.code)
        call.say("reason", says=call.t.known("refusal", reason.code) + (f" ({mend})" if mend else ""))
    call.say("rows_left", unit=line.unit, week=line.week, count=left)
