"""The answers to a row of an extract (D26): offer, not and why, duplicate of which case; each a form of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from events.assessment import Assessed
from events.intake import RowRead
from events.values import Answer, CaseRole, Category, PerpetratorIs
from services.desk.asking import Asked
from services.desk.forms.around import Around
from services.desk.forms.field import Field, Form, Typed
from services.desk.forms.filling import first
from services.desk.forms.reading import Read, read
from services.desk.forms.shape import form_of
from services.store.answers import CaseView
from services.store.weeks import RowShown
from services.texts import Texts
from workflows.case import Incident

Decision = Literal["offer", "not", "duplicate"]

DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)

KEYS: Final[Mapping[str, str]] = {"offer": "t", "not": "i", "duplicate": "d", "next": "j", "before": "k"}
"""The key of each, while the row has the focus; the same in every language, and shown beside what it does."""

_ASKED: Final[Mapping[Decision, tuple[str, ...]]] = {
    "offer": ("perpetrator_in_family", "reason_to_go_on", "hate_motive", "stated_need", "serious"),
    "not": ("not_because", "handed_over", "hate_motive"),
    "duplicate": ("duplicate_of", "not_because"),
}
_MORE: Final[Mapping[Decision, tuple[str, ...]]] = {
    "offer": ("risks", "other_measures", "required_by_law"),
    "not": (),
    "duplicate": (),
}
"""What may be told too, and is folded away until somebody wants it."""

_NEEDED: Final = frozenset({"not_because", "duplicate_of", "perpetrator_in_family"})


@dataclass(frozen=True, slots=True)
class Answering:
    """One of the answers with its questions; `folded` are those that may be told too."""

    decision: Decision
    fields: tuple[Field, ...]
    folded: tuple[Field, ...]

    @property
    def prefix(self) -> str:
        """Before the names of its fields: three forms stand on one page."""
        return f"{self.decision}."


def answers(t: Texts, row: RowShown) -> tuple[Answering, ...]:
    """The three forms for a row."""
    whole = form_of(Assessed, Around(ref=row.line.case or ""), t)
    return tuple(
        Answering(one, tuple(_fields(whole, _ASKED[one], row)), tuple(_fields(whole, _MORE[one], row)))
        for one in DECISIONS
    )


def _fields(whole: Form, names: tuple[str, ...], row: RowShown) -> Iterator[Field]:
    for name in names:
        field = whole.field(name)
        if name == "perpetrator_in_family":
            field = replace(
                field, choices=tuple(one for one in field.choices if one.value in ("yes", "no")), default=()
            )
        if (name == "stated_need" and not _asks_for_need(row)) or (name == "hate_motive" and not _asks_for_hate(row)):
            continue
        if name == "duplicate_of":
            field = replace(field, default=())
        yield replace(field, needs=True) if name in _NEEDED and name == names[0] else field


def _asks_for_need(row: RowShown) -> bool:
    """Whether R9 or R11 ask for a stated need that nobody has told yet."""
    one = row.incident
    if one is None or one.stated_need:
        return False
    return one.role is CaseRole.WITNESS or one.category is Category.OTHER


def _asks_for_hate(row: RowShown) -> bool:
    """Whether a possible hate motive is not known, or decides whether an adult is in the target group (R10)."""
    one = row.incident
    return one is not None and one.hate is not Answer.YES and (one.hate is Answer.UNKNOWN or one.under_18 is False)


def first_answers(t: Texts, row: RowShown) -> Typed:
    """What stands in the forms at first: what the row itself has told."""
    typed: dict[str, tuple[str, ...]] = {}
    for answering in answers(t, row):
        typed |= first((*answering.fields, *answering.folded), answering.prefix)
    if row.incident is not None and (family := _in_family(row.incident)) is not None:
        typed["offer.perpetrator_in_family"] = (family,)
    return typed


def _in_family(incident: Incident) -> str | None:
    """What is known of R17's question, where something is."""
    if incident.family_known is not None:
        return Answer.YES.value
    return Answer.NO.value if incident.perpetrator_is is PerpetratorIs.ACQUAINTED else None


def typed_of(asked: Asked) -> Typed:
    """What was posted, by the names of the fields."""
    typed: dict[str, tuple[str, ...]] = {}
    for name, told in asked.form.multi_items():
        if isinstance(told, str):
            typed[name] = (*typed.get(name, ()), told)
    return typed


def read_answer(asked: Asked, row: RowShown, decision: Decision, typed: Typed) -> Read:
    """The assessment that was told, or what is wrong with it, by the names of the fields on the page."""
    answering = next(one for one in answers(asked.t, row) if one.decision == decision)
    prefix = answering.prefix
    own = {name.removeprefix(prefix): told for name, told in typed.items() if name.startswith(prefix)}
    if not any(own.get("duplicate_of", ())) and any(picked := own.pop("picked", ())):
        own["duplicate_of"] = picked
    incident = row.incident.key if row.incident is not None else "i1"
    known = (
        Field("decision", "given", "", default=(decision,)),
        Field("incident", "given", "", default=(incident,)),
    )
    told = read(Form(Assessed.TYPE, "", "", (*known, *answering.fields, *answering.folded)), Assessed, own, asked.t)
    return replace(told, faults=tuple(replace(fault, path=f"{prefix}{fault.path}") for fault in told.faults))


def told_of(view: CaseView, key: str) -> RowRead | None:
    """What the row itself told last, as far as whoever asks may read it."""
    told = [line.fact.data for line in view.timeline if isinstance(line.fact.data, RowRead) and not line.another]
    return next((row for row in reversed(told) if row.row_key == key), None)
