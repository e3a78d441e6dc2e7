"""Telling a fact: the contract of the bus, the one way in, the actor of the desk; and what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fastapi import Response
from pydantic import ValidationError

from events.catalogue import BY_TYPE, Unreadable, from_object
from events.fact import Fact, FactData
from events.values import Source
from services.casework.incoming import Answer, Incoming, Result
from services.desk.api.asking import Caller, Sent
from services.desk.api.plain import OutcomeTold, ReasonTold, ResultTold
from services.desk.api.problem import Problem, faults_of
from services.desk.api.unseen import not_outdated
from services.desk.asking import Asked
from services.store.asking import NotAllowed, NotThere
from services.texts.why import Facts, reason_json
from workflows.access import MAY_REPORT, WHEREVER, may
from workflows.outcome import Reason

STATUS: Final[Mapping[Result, int]] = {
    "recorded": 201,
    "breached": 201,
    "known": 200,
    "outside": 200,
    "waiting": 202,
    "no_case": 202,
    "refused": 409,
    "quarantined": 409,
}
"""What a fact that is told for the first time is answered with."""

_NOT_YOURS: Final = frozenset(
    {"may_not_report", "may_not_report_from_here", "unknown_reporter", "other_unit", "not_on_this_case"}
)


def post_fact(asked: Caller, message: Sent, response: Response) -> OutcomeTold:
    """Tell a fact: a CloudEvent 1.0, the same as on the bus, with source `desk` and yourself as `reportedby` and
    `recordedby`. The same source and id again gives the present outcome and does nothing; with another content it is
    refused. With `seen`, the sequence of the case that you looked at, it is answered by 409 and what has come in since,
    where that touches what you tell. What only reports, and breaks a rule, is recorded as a breach: ask before the act
    by `/facts/dry-run`."""
    fact = _read(asked, message)
    not_outdated(asked, fact)
    answer = asked.desk.casework.take([Incoming.of(fact)])[0]
    told = outcome(asked, answer)
    if answer.outcome in ("refused", "quarantined"):
        raise _problem(answer, told)
    response.status_code = 200 if answer.repeated else STATUS[answer.outcome]
    response.headers["location"] = f"/api/v1/facts/{fact.source}/{fact.id}"
    return told


def dry_run(asked: Caller, message: Sent) -> OutcomeTold:
    """May I do this now? What would become of the fact, by the same rules; nothing is written."""
    fact = _read(asked, message)
    not_outdated(asked, fact)
    (answer,) = asked.desk.casework.rehearsal().take([Incoming.of(fact)])
    return outcome(asked, answer).model_copy(update={"tried": True})


def get_outcome(asked: Caller, source: Source, fact_id: str) -> OutcomeTold:
    """What became of a fact that you told, or may see what it is about."""
    return outcome(asked, asked.desk.outcomes.of(asked.actor, source, fact_id)).model_copy(update={"repeated": False})


def outcome(asked: Asked, answer: Answer) -> OutcomeTold:
    """An answer, without what whoever asks may not see: another unit's case is not named."""
    results = tuple(ResultTold.model_validate(one) for one in answer.results if _sees(asked, one.subject))
    hidden = len(results) < len(answer.results)
    return OutcomeTold(
        source=answer.source or "",
        id=answer.id or "",
        outcome=answer.outcome,
        says=asked.t.known("outcome", answer.outcome),
        repeated=answer.repeated,
        results=results,
        reasons=tuple(reason(asked, replace(one, facts=()) if hidden else one) for one in answer.reasons),
        quarantine=answer.number,
    )


def reason(asked: Asked, told: Reason, facts: Facts | None = None) -> ReasonTold:
    """A reason with its rules and what clears it."""
    return ReasonTold.model_validate(reason_json(asked.t, told, facts or {}, asked.today, why=True))


def _read(asked: Asked, message: Any) -> Fact:
    """The fact that was sent, by whoever sends it, about what they may see. Raises Problem, NotAllowed, NotThere."""
    try:
        fact = from_object(message)
    except Unreadable as fault:
        raise _unreadable(fault.code, message) from None
    model = type(fact.data)
    if fact.addressed_kind not in model.addressed():
        expected = " | ".join(f"{kind}/…" for kind in model.addressed())
        raise Problem("wrong_subject", 422, faults=(("#/subject", "wrong_subject", expected),))
    own = {"source": Source.DESK.value, "reportedby": asked.actor.ref, "recordedby": asked.actor.ref}
    told = {"source": fact.source.value, "reportedby": fact.reported_by, "recordedby": fact.recorded_by}
    wrong = tuple((f"#/{name}", "not_yourself", own[name]) for name in own if told[name] != own[name])
    if wrong:
        raise Problem("not_yourself", 403, faults=wrong)
    rule = MAY_REPORT[model]
    if Source.DESK not in rule.sources or not rule.roles & asked.actor.member.roles:
        raise NotAllowed(asked.actor, "report")
    if not isinstance(fact.data, WHEREVER) and not _sees(asked, fact.subject):
        raise NotThere(fact.subject)
    return fact


def _sees(asked: Asked, subject: str) -> bool:
    """Whether whoever asks may know of what stands on a subject."""
    kind, _, name = subject.partition("/")
    if kind != "case":
        return kind == "staff" or may(asked.actor.member, "see_duties", name) or may(asked.actor.member, "refer", name)
    try:
        asked.desk.happenings.version_of(asked.actor, name)
    except NotThere:
        return False
    return True


def _unreadable(code: str, message: Any) -> Problem:
    """Everything that is wrong with a message, at once."""
    if code == "not_an_object":
        return Problem("not_an_object", 422)
    if code == "unknown_type":
        return Problem("unknown_type", 422, faults=(("#/type", "unknown_type", None),))
    model: type[FactData] = BY_TYPE[message["type"]]
    found: tuple[tuple[str, str, str | None], ...] = ()
    try:
        model.model_validate(message.get("data"), extra="ignore")
    except ValidationError as fault:
        found += faults_of(fault.errors(include_input=False, include_url=False), "data")
    try:
        Fact.model_validate({**message, "data": model.model_construct()}, extra="ignore")
    except ValidationError as fault:
        found += faults_of(fault.errors(include_input=False, include_url=False))
    return Problem("wrong_shape", 422, {"type": model.TYPE}, faults=found)


def _problem(answer: Answer, told: OutcomeTold) -> Problem:
    codes = {one.code for one in answer.reasons}
    if answer.outcome == "quarantined":
        return Problem("quarantined", 409, outcome=told)
    if codes & _NOT_YOURS:
        return Problem("refused_to_you", 403, outcome=told)
    if "unknown_subject" in codes:
        return Problem("unknown_subject", 404, outcome=told)
    return Problem("refused", 409, outcome=told)
