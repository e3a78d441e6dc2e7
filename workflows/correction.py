"""What was recorded wrongly is mended without erasing it; what the record asks to be looked at is answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from events.correction import Answered, Corrected, RegisteredByMistake
from events.fact import Fact, FactData
from events.personal import Erased, Sealing, Unsealing, reveal
from events.values import Role
from workflows.case import Case
from workflows.closing import end
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Form, Rule
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


def plain_of(fact: Fact, correction: Corrected) -> Any:
    """What rules may need of a correction that fits: the field as it is now, everything personal taken out."""
    now = mended(fact, correction).data.model_dump(mode="json", include={correction.field}, context=Sealing(None))
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
    return any(item.key == str(told.fact) and item.what == told.what for item in case.to_look_at)


TARGET_EXISTS = Form("no_such_fact", on=(Corrected,), holds=lambda case, fact, known: known.target is not None)
TARGET_STANDS = Form("fact_was_refused", on=(Corrected,), holds=lambda case, fact, known: not known.target_refused)
VALUE_FITS = Form("value_does_not_fit", on=(Corrected,), holds=_fits)
SOMETHING_TO_ANSWER = Form("nothing_to_answer", on=(Answered,), holds=_asked_for)
NOT_VOID_ALREADY = Form("already_void", on=(RegisteredByMistake,), holds=lambda case, fact, known: not case.void)

RULES: Final[tuple[Rule, ...]] = (TARGET_EXISTS, TARGET_STANDS, VALUE_FITS, SOMETHING_TO_ANSWER, NOT_VOID_ALREADY)


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


ANSWER_REFUSAL = DutyKind("answer_refusal", (6,), Role.COORDINATOR, (Answered,), _to_look_at("refusal"))

DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("answer_breach", (6,), Role.COORDINATOR, (Answered,), _to_answer_breach),
    ANSWER_REFUSAL,
    DutyKind("check_value", (27,), Role.COORDINATOR, (Answered, Corrected), _to_look_at("unread_value")),
    DutyKind("look_again", (52,), Role.COORDINATOR, (Answered,), _to_look_at("review")),
)


# what changes in the case


def answered(case: Any, entry: Entry) -> Any:
    """Somebody has looked and said what was done; on a unit or a member of staff as well."""
    told = said(entry.fact, Answered)
    key = str(told.fact)
    if told.what == "breach" and isinstance(case, Case):
        return replace(case, breaches=tuple(replace(b, answered=b.answered or b.key == key) for b in case.breaches))
    return replace(case, to_look_at=tuple(i for i in case.to_look_at if not (i.key == key and i.what == told.what)))


def registered_by_mistake(case: Case, entry: Entry) -> Case:
    """The case is void: closed, and counted only as a mistake."""
    return replace(end(case, entry, "registered_by_mistake"), void=True)


CHANGES: Final[Mapping[type[FactData], Callable[[Any, Entry], Any]]] = {
    Answered: answered,
    RegisteredByMistake: registered_by_mistake,
}
