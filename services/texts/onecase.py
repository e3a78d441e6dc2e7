"""One case for programs: plain values. Personal ones are there where the actor may see them, else `***`."""

from typing import Any

from events.personal import InTheClear, dumped
from services.store.answers import CaseView, DutyLine, TimelineLine
from services.texts import Texts
from services.texts.steps import step_of
from services.texts.why import Facts, decision_json, duty_json, laws_of, reason_json, rules_kept
from workflows.case import Case
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
        else dumped(fact.data, exclude_none=True, context=InTheClear() if view.personal else None),
    }


def ties_json(view: CaseView) -> dict[str, Any]:
    """What the case is tied to, and `world` where a day was asked about."""
    case, world = view.case, view.world
    told: dict[str, Any] = {
        "together": [{"case": other.ref, "unit": other.unit, "because": other.because} for other in view.together]
    }
    if case is not None:
        told |= {
            "continues": case.continues,
            "after_death": case.after_death,
            "joined_into": case.ties.joined_into,
            "joined": case.ties.joined,
            "alike": [alike.case for alike in case.ties.to_compare()],
            "elsewhere": [unit for unit in case.ties.elsewhere if unit != view.unit],
            "moves": [
                {"from": m.from_unit, "to": m.to_unit, "accepted": m.accepted.at} for m in case.whereabouts.moves
            ],
            "offered_to": case.whereabouts.offer.to_unit if case.whereabouts.offer is not None else None,
        }
    if world is not None:
        told["world"] = _world(world)
    return told


def _world(world: Case) -> dict[str, Any]:
    return {
        "incidents": [
            {
                "key": i.key,
                "category": i.category,
                "reported": i.reported,
                "matter": i.matter,
                "investigator": i.investigator,
                "perpetrator_is": i.perpetrator_is,
            }
            for i in world.incidents
        ],
        "lives_with": world.lives_with,
        "parents_together": world.parents_together,
        "protection": world.protection,
        "guardians": [{"party": g.party, "kind": g.kind, "protection": g.protection} for g in world.guardians],
        "hearings": [{"hearing": h.hearing_ref, "starts_at": h.starts_at} for h in world.hearings],
        "consents": [{"by": c.by, "given": c.given, "at": c.at} for c in world.period.consents],
    }
