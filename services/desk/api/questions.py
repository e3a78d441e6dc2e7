"""The questions: who I am, what lies with me, a case, who may guide it, the rulebook."""

from typing import Annotated, get_args

from fastapi import Query

from events.catalogue import CATALOGUE
from events.refs import read_case_ref
from services.desk.api.asking import Caller
from services.desk.api.facts import reason
from services.desk.api.plain import (
    CandidatesTold,
    CandidateTold,
    CaseTold,
    DutyTold,
    MeTold,
    MoveTold,
    RulebookTold,
    RuleTold,
    UnitTold,
    WorklistTold,
    WorkTold,
)
from services.desk.asking import Asked
from services.desk.forms_of import may_tell
from services.store.answers import DutyLine
from services.store.asking import NotThere
from services.store.worklist import Pile
from services.texts.onecase import case_json
from services.texts.steps import step_of
from services.texts.why import Facts, duty_json, rule_json
from workflows.access import Act
from workflows.handbook.chapters import NUMBERS
from workflows.moves import Possible

MOST_ROWS = 200


def get_me(asked: Caller) -> MeTold:
    """Who you are here, your units, and what you may."""
    member, names = asked.actor.member, asked.units
    return MeTold(
        staff=asked.actor.ref,
        roles=tuple(sorted(role.value for role in member.roles)),
        units=tuple(UnitTold(unit=unit, name=names.get(unit, unit)) for unit in sorted(member.units)),
        acts=tuple(sorted(act for act in get_args(Act) if asked.may(act))),
        facts=tuple(model.TYPE for model in CATALOGUE if may_tell(asked, model)),
    )


def get_worklist(
    asked: Caller,
    pile: Annotated[Pile | None, Query(description="Only this pile.")] = None,
    each: Annotated[bool, Query(description="A row a duty; else a row a case, with what presses most.")] = False,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="Skip so many rows of the pile.")] = 0,
    most: Annotated[int, Query(ge=1, le=MOST_ROWS, description="At most so many rows of each pile.")] = 25,
) -> WorklistTold:
    """What lies with you to do, the first due first in each pile."""
    found = asked.desk.worklists.of(asked.actor, asked.today, each=each, pile=pile, after=after, most=most)
    rows = (
        WorkTold(
            pile=row.pile,
            more=row.more,
            step=step_of(row.case) if row.case is not None else None,
            duty=_duty(asked, row.duty, {}, ()),
        )
        for row in found.rows
    )
    return WorklistTold(counts=dict(found.counts), rows=tuple(rows))


def get_case(asked: Caller, ref: str) -> CaseTold:
    """A case as you may see it, with what is owed and why, and what you may do now. That you looked is noted in the
    ledger before the answer leaves."""
    view = asked.desk.reader.case(asked.actor, _ref(ref))
    if view.case is None:
        raise AssertionError("a case is asked for as it stands")
    facts: Facts = {line.fact.key: line for line in reversed(view.timeline)}
    told = case_json(asked.t, view, facts, why=True)
    moves = asked.desk.moves.of(asked.actor, view.case, asked.desk.clock.now())
    told["sequence"] = view.case.sequence
    told["duties"] = [_duty(asked, duty, facts, view.duties) for duty in view.duties]
    told["moves"] = [_move(asked, move, facts) for move in moves]
    return CaseTold.model_validate(told)


def get_eligible(asked: Caller, ref: str) -> CandidatesTold:
    """Who may be the guide of a case or hold its conversation, who not, and why."""
    known = _ref(ref)
    found = asked.desk.reader.eligible(asked.actor, known)
    return CandidatesTold(
        case=known,
        candidates=tuple(
            CandidateTold(
                staff=one.staff, part=one.part, may=one.may, youths=one.load, present=one.present,
                reasons=tuple(reason(asked, why) for why in one.reasons), wished=one.wished.value, former=one.former,
                standing=one.standing,
            )
            for one in found
        ),
    )  # fmt: skip


def get_rules(asked: Caller) -> RulebookTold:
    """Every rule of the handbook, in our own words."""
    return RulebookTold(
        rules=tuple(RuleTold.model_validate(rule_json(asked.t, number, asked.today)) for number in NUMBERS)
    )


def _ref(told: str) -> str:
    try:
        return read_case_ref(told)
    except ValueError:
        raise NotThere("case") from None


def _duty(asked: Asked, duty: DutyLine, facts: Facts, others: tuple[DutyLine, ...]) -> DutyTold:
    why = duty_json(asked.t, duty, facts, others)
    return DutyTold.model_validate(
        {
            "subject": duty.subject,
            "kind": duty.kind,
            "says": asked.t.duty(duty.kind, duty.party),
            "party": duty.party or None,
            "owner": duty.owner,
            "start": duty.from_date,
            "due": duty.due_date,
            "until": duty.until_date,
            "standing": duty.standing,
            "caused_by": duty.caused_by,
            "waiting_for": duty.waiting_for,
            "why": {**why, "because": [why["because"]] if why["because"] is not None else []},
        }
    )


def _move(asked: Asked, move: Possible, facts: Facts) -> MoveTold:
    return MoveTold(
        type=move.fact.TYPE,
        says=asked.t.known("fact", move.fact.TYPE),
        may=not move.blocked,
        reasons=tuple(reason(asked, one, facts) for one in move.blocked),
    )
