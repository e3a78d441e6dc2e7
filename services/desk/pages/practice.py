"""Local practice: the numbers that the handbook does not give, what they would change, and a new version of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from events.personal import Open
from events.policy import PolicyChanged
from events.values import Role
from services.desk.asking import Asked
from services.desk.forms.around import Around
from services.desk.forms.drawing import GLOBALS
from services.desk.forms.field import Fault, Field, Form, Typed, value
from services.desk.forms.reading import MISSING, read_field
from services.desk.forms.shape import form_of
from services.desk.forms.wording import capital
from services.desk.jobs import TooMany
from services.desk.page import Page
from services.desk.pages.extract import the_unit, units_of
from services.desk.practicewords import GROUPS, bounds_words, changed, value_words
from services.desk.rowforms import typed_of
from services.desk.shown import Form as Sent
from services.desk.shown import sent_back, shown_now
from services.store.asking import NotAllowed
from services.store.practices import UnitPractice
from services.store.trial import Trial
from workflows.access import MAY_REPORT
from workflows.policy import DEFAULT, Policy, faults_of, names

Content = dict[str, int | str]

SINCE_DAYS: Final = 28
"""So far back logs are replayed when a practice is tried."""

_CASES_SHOWN: Final = 50
_TOOK: Final = frozenset({"recorded", "waiting"})


def practices(asked: Asked) -> Response:
    """The practice of a unit as it stands, with its versions."""
    units = units_of(asked, "see_practice")
    unit = asked.query("enhet") if asked.query("enhet") in units else next(iter(units), "")
    if not unit:
        raise NotAllowed(asked.actor, "see_practice")
    told = asked.desk.practices.of_unit(asked.actor, unit, asked.today)
    return asked.page(
        "practice.html",
        units=units,
        unit=unit,
        told=told,
        default=DEFAULT,
        changes=lambda version: changed(told.before(version), version.policy),
        may_set=_may_set(asked, unit),
        **_words(asked),
    )


def _words(asked: Asked) -> dict[str, Any]:
    return {
        "groups": GROUPS,
        "says": partial(value_words, asked.t),
        "bounds": partial(bounds_words, asked.t),
    }


def _may_set(asked: Asked, unit: str) -> bool:
    member = asked.actor.member
    theirs = unit in member.units or Role.OPERATOR in member.roles
    return bool(asked.actor.slug) and theirs and bool(member.roles & MAY_REPORT[PolicyChanged].roles)


def change(asked: Asked) -> Response:
    """The form of a new version, filled with what counts now."""
    unit, told = _unit(asked)
    day = max(asked.today + timedelta(days=1), told.versions[-1].from_date if told.versions else asked.today)
    typed: dict[str, tuple[str, ...]] = {name: (_text(getattr(told.now, name)),) for name in names()}
    return _form_page(asked, unit, told, {**typed, "from_date": (day.isoformat(),)}, shown_now(asked))


def _unit(asked: Asked) -> tuple[str, UnitPractice]:
    """The unit of the address, whose practice whoever asks may set. Raises NotAllowed, NotThere."""
    unit = asked.path("unit")
    the_unit(asked, "see_practice", unit)
    if not _may_set(asked, unit):
        raise NotAllowed(asked.actor, "see_practice")
    return unit, asked.desk.practices.of_unit(asked.actor, unit, asked.today)


def _text(told: object) -> str:
    return told.isoformat("minutes") if isinstance(told, time) else str(told)


def _fields(asked: Asked) -> dict[str, Field]:
    """What may be set, each number within its bounds, and from when and why."""
    form: Form = form_of(PolicyChanged, Around(), asked.t)
    content = {field.name: _set_already(field) for field in form.field("content").parts}
    return {**content, "from_date": form.field("from_date"), "why": form.field("why")}


def _set_already(field: Field) -> Field:
    """A number always stands there; left empty it is what it is for everybody."""
    choices = tuple(one for one in field.choices if one.value)
    return replace(field, label=capital(field.label), choices=choices, default=(_text(getattr(DEFAULT, field.name)),))


def _form_page(
    asked: Asked, unit: str, told: UnitPractice, typed: Typed, sent: Sent, faults: tuple[Fault, ...] = (),
    refused: tuple[str, ...] = (), status: int = 200,
) -> Response:  # fmt: skip
    return asked.page(
        "practice_change.html",
        status=status,
        unit=unit,
        unit_name=asked.units[unit],
        now=told.now,
        fields=_fields(asked),
        typed=typed,
        sent=sent,
        faults={fault.path: fault.says for fault in faults},
        listed=faults,
        refused=refused,
        **_words(asked),
        **GLOBALS,
    )


def set_or_try(asked: Asked) -> Response:
    """What was written: tried beside what counts now, or set from its day on."""
    unit, told = _unit(asked)
    typed, sent = typed_of(asked), sent_back(asked)
    content, faults = _content(asked, typed)
    fields = _fields(asked)
    from_date, wrong = read_field(fields["from_date"], typed, asked.t)
    why, too_long = read_field(fields["why"], typed, asked.t)
    faults = (*faults, *wrong, *too_long)
    if faults or not isinstance(from_date, date):
        return _form_page(asked, unit, told, typed, sent, faults, status=422)
    if asked.sent("back"):
        return _form_page(asked, unit, told, typed, sent)
    if not asked.sent("set"):
        return _try(asked, unit, told, typed, sent, content)
    version = f"{from_date.isoformat()}.{_number(told, sent):03}"
    fact = PolicyChanged(
        version=version, from_date=from_date, content=content, why=None if why is MISSING or not why else Open(why)
    )
    answer = sent.tell(asked, f"unit/{unit}", fact)
    if answer.outcome not in _TOOK:
        refused = tuple(asked.t.known("refusal", one.code) for one in answer.reasons)
        says = refused or (asked.t("outcome", answer.outcome),)
        return _form_page(asked, unit, told, typed, shown_now(asked), refused=says, status=422)
    return asked.then(f"/praksis?{urlencode({'enhet': unit})}", "practice_set")


def _number(told: UnitPractice, sent: Sent) -> int:
    """The number of the version: those that were there when the form was shown and one more, so that a double click
    is the same fact."""
    return sum(version.recorded < sent.at for version in told.versions) + 1


def _content(asked: Asked, typed: Typed) -> tuple[Content, tuple[Fault, ...]]:
    """The whole practice as it was written, or what is out of its bounds; what is left empty is as for everybody."""
    fields = _fields(asked)
    faults: list[Fault] = []
    content: Content = {}
    for name in names():
        answer, wrong = read_field(fields[name], typed, asked.t)
        faults += wrong
        content[name] = _text(getattr(DEFAULT, name)) if answer is MISSING else answer
    if not faults:
        wrong_values = faults_of(content)
        faults += [Fault(one.field, _out(asked, fields[one.field])) for one in wrong_values]
    if faults:
        return {}, tuple(faults)
    whole: Mapping[str, Any] = Policy.model_validate(content).model_dump(mode="json")
    return {name: whole[name] for name in names()}, ()


def _out(asked: Asked, field: Field) -> str:
    return asked.t("form_fault", "unusable", field=field.label)


def _try(asked: Asked, unit: str, told: UnitPractice, typed: Typed, sent: Sent, content: Content) -> Response:
    policy = Policy.model_validate({**content, "version": "try"})
    since, actor, reader = asked.today - timedelta(days=SINCE_DAYS), asked.actor, asked.desk.reader
    about = {"unit": unit, **{name: value(typed, name) for name in (*names(), "from_date", "why")}}
    about |= {"fact_id": sent.id, "shown": sent.at.isoformat()}
    try:
        job = asked.desk.trials.start(
            asked.actor.ref, about, lambda progress: reader.try_policy(actor, unit, policy, since, progress)
        )
    except TooMany:
        busy = (asked.t("desk_practice", "too_many"),)
        return _form_page(asked, unit, told, typed, sent, refused=busy, status=503)
    return asked.then(f"/praksis/{unit}/prove/{job.id}")


def tried(asked: Asked) -> Response:
    """What would be otherwise under the practice that was written, and the same form to set it."""
    unit, told = _unit(asked)
    job = asked.desk.trials.of(asked.actor.ref, asked.path("id"))
    if job is None or job.about["unit"] != unit:
        return asked.then(f"/praksis/{unit}/endre", "trial_gone")
    trial = job.result
    policy = Policy.model_validate({name: job.about[name] for name in names() if job.about[name]})
    return asked.page(
        "practice_tried.html",
        unit=unit,
        unit_name=asked.units[unit],
        job=job,
        trial=trial,
        since=asked.today - timedelta(days=SINCE_DAYS),
        differ=len(_refs(trial)) if trial is not None else 0,
        duties=_duties(trial) if trial is not None else [],
        outcomes=_outcomes(trial) if trial is not None else [],
        cases=_refs(trial)[:_CASES_SHOWN] if trial is not None else (),
        now=told.now,
        policy=policy,
        changes=changed(told.now, policy),
        **_words(asked),
    )


def _refs(trial: Trial) -> tuple[str, ...]:
    """The cases of which something would differ."""
    return tuple(one.subject.removeprefix("case/") for one in trial.differing if one.subject.startswith("case/"))


def _duties(trial: Trial) -> Sequence[tuple[tuple[str, str], int]]:
    """Kind and change of the duties that would differ, with in how many cases, the most first."""
    counts = Counter(pair for case in trial.differing for pair in {(one.kind, one.change) for one in case.duties})
    return counts.most_common()


def _outcomes(trial: Trial) -> list[tuple[tuple[str, str, str], int]]:
    counts = Counter((one.type, one.was, one.would_be) for case in trial.differing for one in case.outcomes)
    return counts.most_common()


PAGES: Final = (
    Page("/praksis", "GET", "see_practice", practices, menu="practice"),
    Page("/praksis/{unit}/endre", "GET", "see_practice", change),
    Page("/praksis/{unit}/endre", "POST", "see_practice", set_or_try),
    Page("/praksis/{unit}/prove/{id}", "GET", "see_practice", tried),
)
