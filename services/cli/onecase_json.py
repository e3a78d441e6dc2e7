"""One case for programs: plain values. Personal ones are there where the actor may see them, else `***`."""

from typing import Any

from events.personal import InTheClear
from services.cli.ties import ties_json
from services.store.answers import CaseView, DutyLine, TimelineLine
from services.texts import Texts
from services.texts.steps import step_of
from services.texts.why import Facts, decision_json, duty_json, laws_of, reason_json, rules_kept
from workflows.workdays import day_of


def case_json(t: Texts, view: CaseView, facts: Facts, *, why: bool) -> dict[str, Any]:
    """The same as plain values. Personal values are there where the actor may see them, else `***`."""
    case = view.case
    told: dict[str, Any] = {"case": view.ref, "unit": view.unit, "personal": view.personal}
    if case is not None:
        told |= {
            "phase": case.phase,
            "step": step_of(case),
            "opened": case.opened_at,
            "period": case.period.number,
            "void": case.void,
            "minor": case.minor,
            "incidents": [
                {
                    "key": i.key,
                    "category": i.category,
                    "role": i.role,
                    "reported": i.reported,
                    "hate": i.hate,
                    "decided": i.decided,
                    "investigator": i.investigator,
                }
                for i in case.incidents
            ],
            "closing": None
            if case.period.closing is None
            else {"ground": case.period.closing.ground, "at": case.period.closing.at},
            "waiting": [pending.key for pending in case.waiting],
            "breaches": [
                {"fact": b.key, "type": b.type, "happened": b.happened, "rules": b.rules, "answered": b.answered}
                for b in case.breaches
            ],
            "refusals": [refusal.key for refusal in case.refusals],
        }
    told |= ties_json(view)
    told["duties"] = [_duty_json(t, duty, facts, view, why=why) for duty in view.duties]
    told["timeline"] = [_line_json(t, line, facts, view, why=why) for line in view.timeline]
    told["reminders"] = [
        {
            "kind": r.kind,
            "step": r.step,
            "due": r.due_date,
            "owner": r.owner,
            "raised": r.raised,
            "mailed": r.mailed,
        }
        for r in view.reminders
    ]
    return told


def _duty_json(t: Texts, duty: DutyLine, facts: Facts, view: CaseView, *, why: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": duty.kind,
        "party": duty.party or None,
        "owner": duty.owner,
        "from": duty.from_date,
        "due": duty.due_date,
        "until": duty.until_date,
        "standing": duty.standing,
        "rules": duty.rules,
        "caused_by": duty.caused_by,
        "cleared_by": duty.cleared_by,
        "waiting_for": duty.waiting_for,
    }
    if why:
        told["says"] = t.known("duty", duty.kind)
        told["why"] = duty_json(t, duty, facts, view.duties)
    return told


def _line_json(t: Texts, line: TimelineLine, facts: Facts, view: CaseView, *, why: bool) -> dict[str, Any]:
    fact = line.fact
    return {
        "sequence": line.sequence,
        "recorded": line.recorded,
        "happened": line.happened,
        "verb": line.verb,
        "type": fact.type,
        "source": fact.source,
        "id": fact.id,
        "reported_by": fact.reported_by,
        "recorded_by": fact.recorded_by,
        "why": decision_json(t, line) if why and (rules_kept(line) or laws_of(line)) else None,
        "reasons": [reason_json(t, reason, facts, day_of(line.happened), why=why) for reason in line.reasons],
        "another_case": line.another,
        "belongs_to": line.belongs_to,
        "data": None
        if line.another
        else fact.data.model_dump(mode="json", exclude_none=True, context=InTheClear() if view.personal else None),
    }
