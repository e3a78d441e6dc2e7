"""What was recorded wrongly is mended without erasing it; what the record asks to be looked at is answered."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

from pydantic import ValidationError

from events.closing import Closed, ClosingAnnulled, NeedReported
from events.correction import (
    Answered,
    CasesJoined,
    CasesSeparated,
    Corrected,
    MistakeAnnulled,
    NotTheSame,
    RegisteredByMistake,
    WrongCase,
)
from events.fact import Fact, FactData
from events.move import MoveAccepted, MoveDeclined, MoveOffered, MoveWithdrawn
from events.person import Died
from events.personal import Erased, Sealing, Unsealing, dumped, reveal
from events.values import Role
from workflows.case import Case
from workflows.closing import annulled, end
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Holds, Rule
from workflows.workdays import add_workdays, day_of


def mended(fact: Fact, correction: Corrected, plain: Any = None) -> Fact:
    """The fact with its field corrected. `plain` is `plain_of` the same correction, for when its value is erased.

    Raises ValueError where there is no such field or the value does not fit.
    """
    if correction.field not in type(fact.data).model_fields:
        raise ValueError(f"{fact.type} has no field {correction.field}")
    value = plain if isinstance(correction.value, Erased) else reveal(correction.value)
    context = Unsealing(None) if isinstance(correction.value, Erased) else None
    content = {name: getattr(fact.data, name) for name in type(fact.data).model_fields}  # the erased stays as it is
    try:
        data = type(fact.data).model_validate({**content, correction.field: value}, context=context)
    except ValidationError as error:
        raise ValueError(f"{correction.field} does not fit: {error.errors()[0]['type']}") from None
    return fact.model_copy(update={"data": data})


def fits(fact: Fact, correction: Corrected) -> bool:
    """Whether the fact has such a field, and the value is one that it can have."""
    try:
        mended(fact, correction)
    except ValueError:
        return False
    return True


def corrects(fact: Fact, key: str) -> bool:
    """Whether a fact is a correction of the one with that key (`source:id`)."""
    return isinstance(fact.data, Corrected) and str(fact.data.fact) == key


def plain_of(fact: Fact, correction: Corrected) -> Any:
    """What rules may need of a correction that fits: the field as it is now, everything personal taken out."""
    now = dumped(mended(fact, correction).data, include={correction.field}, context=Sealing(None))
    return now[correction.field]


def _fits(_case: Any, fact: Fact, known: Known) -> bool:
    if not isinstance(fact.data, Corrected) or known.target is None:
        return True
    return fits(known.target, fact.data)


def _asked_for(case: Any, fact: Fact, _known: Known) -> bool:
    told = fact.data
    if not isinstance(told, Answered):
        return True
    if told.what == "breach":
        return isinstance(case, Case) and any(b.key == str(told.fact) and not b.answered for b in case.breaches)
    if told.what == "waiting":
        return any(held.key == str(told.fact) for held in case.waiting)
    return any(item.key == str(told.fact) and item.what == told.what for item in case.to_look_at)


def _names(*types: type[FactData]) -> Holds:
    """Holds unless the fact named is of one of these types."""
    return lambda case, fact, known: known.target is None or not isinstance(known.target.data, types)


def _other_is_here(case: Case, fact: Fact, known: Known) -> bool:
    """The other case is one of the unit's; of another unit's nobody learns here whether there is one."""
    if isinstance(fact.data, WrongCase) and fact.data.right_case is None:
        return True
    return known.other is not None and known.other.unit == case.unit


def _another(case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    if isinstance(told, CasesJoined):
        return told.joined != told.into
    return not isinstance(told, WrongCase) or case.subject != f"case/{told.right_case}"


def _part_of_it(case: Case, fact: Fact, _known: Known) -> bool:
    """Both cases have the fact in their logs; it is addressed to either."""
    told = said(fact, CasesJoined)
    return case.subject.removeprefix("case/") in (told.joined, told.into)


def _is_joined(case: Case, fact: Fact, known: Known) -> bool:
    if isinstance(fact.data, CasesSeparated) and case.subject != f"case/{fact.data.separated}":
        return fact.data.separated in case.ties.joined
    closing = case.period.closing
    return case.ties.void_by == "joined" or (closing is not None and closing.ground == "joined")


UNDONE: Final = (
    RegisteredByMistake,
    MistakeAnnulled,
    WrongCase,
    CasesJoined,
    CasesSeparated,
    NotTheSame,
    MoveOffered,
    MoveAccepted,
    MoveDeclined,
    MoveWithdrawn,
)
"""Facts that are undone by another fact, never corrected or struck."""

CLOSINGS: Final = (Closed, ClosingAnnulled, NeedReported, Died)
"""Facts that ended or reopened the case: they are annulled, since the phase never moves by itself."""

TARGET_EXISTS = Form(
    "no_such_fact", on=(Corrected, WrongCase), holds=lambda case, fact, known: known.target is not None
)
TARGET_STANDS = Form("fact_was_refused", on=(Corrected,), holds=lambda case, fact, known: not known.target_refused)
TARGET_IS_DECIDED = Form("fact_still_waits", on=(WrongCase,), holds=lambda case, fact, known: not known.target_waits)
TARGET_IS_HERE = Form(
    "fact_stands_elsewhere",
    on=(Corrected, WrongCase),
    holds=lambda case, fact, known: not case.ties.is_struck(str(fact.data.fact)),
)
CORRECT_THE_FACT_ITSELF = Form("correct_the_fact_itself", on=(Corrected, WrongCase), holds=_names(Corrected, Answered))
UNDONE_NOT_CORRECTED = Form("undone_not_corrected", on=(Corrected, WrongCase), holds=_names(*UNDONE))
ANNULLED_NOT_STRUCK = Form("annulled_not_struck", on=(WrongCase,), holds=_names(*CLOSINGS))
BEGINNING_STAYS = Form(
    "first_fact_of_case", on=(WrongCase,), holds=lambda case, fact, known: str(fact.data.fact) != case.began_with
)
VALUE_FITS = Form("value_does_not_fit", on=(Corrected,), holds=_fits)
SOMETHING_TO_ANSWER = Form("nothing_to_answer", on=(Answered,), holds=_asked_for)
NOT_VOID_ALREADY = Form(
    "already_void", on=(RegisteredByMistake, CasesJoined), holds=lambda case, fact, known: not case.void
)
A_MISTAKE_TO_ANNUL = Form(
    "not_a_mistake",
    on=(MistakeAnnulled,),
    holds=lambda case, fact, known: case.ties.void_by == "registered_by_mistake",
)
ANOTHER_CASE = Form("same_case", on=(WrongCase, CasesJoined), holds=_another)
ONE_OF_THE_TWO = Form("no_such_case_here", on=(CasesJoined,), holds=_part_of_it)
OTHER_IS_HERE = Form("no_such_case_here", on=(WrongCase, CasesJoined), holds=_other_is_here)
OTHER_STANDS = Form(
    "other_case_void",
    on=(WrongCase, CasesJoined),
    holds=lambda case, fact, known: known.other is None or not known.other.void,
)
INTO_AN_OPEN_CASE = Form(
    "join_into_closed", on=(CasesJoined,), holds=lambda case, fact, known: _into_open(case, fact, known)
)
JOINED_BEFORE = Form("not_joined", on=(CasesSeparated,), holds=_is_joined)
ALIKE_BEFORE = Form(
    "not_alike",
    on=(NotTheSame,),
    holds=lambda case, fact, known: any(one.case == fact.data.other for one in case.ties.to_compare()),
)


def _into_open(case: Case, fact: Fact, known: Known) -> bool:
    """An open case is never hidden behind a closed one."""
    if known.other is None:
        return True
    into_other = case.subject == f"case/{said(fact, CasesJoined).joined}"
    joined_open, into_open = (case.is_open, known.other.is_open) if into_other else (known.other.is_open, case.is_open)
    return into_open or not joined_open


RULES: Final[tuple[Rule, ...]] = (
    TARGET_EXISTS,
    TARGET_STANDS,
    TARGET_IS_DECIDED,
    TARGET_IS_HERE,
    CORRECT_THE_FACT_ITSELF,
    UNDONE_NOT_CORRECTED,
    ANNULLED_NOT_STRUCK,
    BEGINNING_STAYS,
    VALUE_FITS,
    SOMETHING_TO_ANSWER,
    NOT_VOID_ALREADY,
    A_MISTAKE_TO_ANNUL,
    ANOTHER_CASE,
    ONE_OF_THE_TWO,
    OTHER_IS_HERE,
    OTHER_STANDS,
    INTO_AN_OPEN_CASE,
    JOINED_BEFORE,
    ALIKE_BEFORE,
)


# duties


def _to_answer_breach(case: Case, policy: Policy) -> Iterator[Owed]:
    for breach in case.breaches:
        if not breach.answered:
            day = day_of(breach.recorded)
            yield Owed(breach.key, day, add_workdays(day, policy.answer_wd))


def _to_look_at(what: str) -> Callable[[Any, Policy], Iterator[Owed]]:
    def owed(state: Any, policy: Policy) -> Iterator[Owed]:
        for item in state.to_look_at:
            if item.what == what:
                day = day_of(item.since)
                yield Owed(item.key, day, add_workdays(day, policy.answer_wd), owner=item.role)

    return owed


def _to_compare(case: Case, policy: Policy) -> Iterator[Owed]:
    """Never joined by themselves: somebody looks whether two cases are of one person (D28)."""
    if case.void:
        return
    for alike in case.ties.to_compare():
        day = day_of(alike.found.at)
        yield Owed(alike.found.fact, day, add_workdays(day, policy.answer_wd), party=alike.case)


def _to_await(case: Case, policy: Policy) -> Iterator[Owed]:
    """Until it can be decided, or waits in vain, somebody sees to what a fact waits for."""
    for held in case.waiting:
        day = day_of(held.since)
        yield Owed(held.key, day, add_workdays(day, policy.waiting_wd))


ANSWER_REFUSAL = DutyKind("answer_refusal", (6,), Role.COORDINATOR, (Answered,), _to_look_at("refusal"))

DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("answer_breach", (6,), Role.COORDINATOR, (Answered,), _to_answer_breach),
    ANSWER_REFUSAL,
    DutyKind("await_fact", (6,), Role.COORDINATOR, (Answered,), _to_await),
    DutyKind("check_value", (27,), Role.COORDINATOR, (Answered, Corrected), _to_look_at("unread_value")),
    DutyKind("identify", (8,), Role.COORDINATOR, (Answered, Corrected), _to_look_at("identity")),
    DutyKind("look_again", (52,), Role.COORDINATOR, (Answered,), _to_look_at("review")),
    DutyKind("compare_cases", (14, 27), Role.COORDINATOR, (CasesJoined, NotTheSame), _to_compare),
)


# what changes in the case


def answered(case: Any, entry: Entry) -> Any:
    """Somebody has looked and said what was done; on a unit or a member of staff as well."""
    told = said(entry.fact, Answered)
    key = str(told.fact)
    if told.what == "breach" and isinstance(case, Case):
        return replace(case, breaches=tuple(replace(b, answered=b.answered or b.key == key) for b in case.breaches))
    if told.what == "waiting":  # its refusal follows, in the same transaction
        return replace(case, waiting=tuple(held for held in case.waiting if held.key != key))
    return replace(case, to_look_at=tuple(i for i in case.to_look_at if not (i.key == key and i.what == told.what)))


def registered_by_mistake(case: Case, entry: Entry) -> Case:
    """The case is void: closed, and counted only as a mistake."""
    return _void(end(case, entry, "registered_by_mistake"), "registered_by_mistake")


def mistake_annulled(case: Case, entry: Entry) -> Case:
    """The case stands where it stood before it was taken for a mistake."""
    return _living(case, entry)


def joined(case: Case, entry: Entry) -> Case:
    """The one is void and lives on in the other; what was told of both stands there."""
    told = said(entry.fact, CasesJoined)
    if case.subject == f"case/{told.into}":
        return replace(case, ties=replace(case.ties, joined=(*case.ties.joined, told.joined)))
    void = _void(end(case, entry, "joined"), "joined")
    return replace(void, ties=replace(void.ties, joined_into=told.into))


def separated(case: Case, entry: Entry) -> Case:
    """Two cases again. What had been judged the same as the other case is to be judged anew."""
    told = said(entry.fact, CasesSeparated)
    if case.subject != f"case/{told.separated}":
        there = tuple(ref for ref in case.ties.joined if ref != told.separated)
        return replace(case, ties=replace(case.ties, joined=there, not_same=(*case.ties.not_same, told.separated)))
    before = case.ties.joined_into
    alive = _living(case, entry)
    anew = tuple(
        replace(i, decided=None, decided_fact=None, decided_at=None) if i.decided == "duplicate" else i
        for i in alive.incidents
    )
    not_same = (*alive.ties.not_same, *((before,) if before is not None else ()))
    return replace(alive, incidents=anew, ties=replace(alive.ties, joined_into=None, not_same=not_same))


def not_the_same(case: Case, entry: Entry) -> Case:
    """Nobody asks again whether these two are of one person."""
    told = said(entry.fact, NotTheSame)
    return replace(case, ties=replace(case.ties, not_same=(*case.ties.not_same, told.other)))


def _void(case: Case, by: Literal["joined", "registered_by_mistake"]) -> Case:
    return replace(case, void=True, ties=replace(case.ties, void_by=by))


def _living(case: Case, entry: Entry) -> Case:
    alive = annulled(case, entry)
    return replace(alive, ties=replace(alive.ties, void_by=None))


CHANGES: Final[Mapping[type[FactData], Callable[[Any, Entry], Any]]] = {
    Answered: answered,
    RegisteredByMistake: registered_by_mistake,
    MistakeAnnulled: mistake_annulled,
    CasesJoined: joined,
    CasesSeparated: separated,
    NotTheSame: not_the_same,
}
