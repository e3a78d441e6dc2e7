"""What of a subject rules and duties can tell apart: its fields without names of facts, dates as clocks, lists by what
stands in them and what was said last."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final

from workflows.case import ClearanceWord
from workflows.duties import Subject
from workflows.duty import Duty
from workflows.followup import ConsentDecision, Review
from workflows.guiding import Absence, GuideState
from workflows.incident import Naming
from workflows.period import ConsentWord, OfferWord, Period, Try
from workflows.reach import InterpreterWord, SafetyWord

MANY: Final = 3
"""Tries are counted 0, 1, 2 and many: local practice lets a coordinator decide after three at the earliest."""

Fields = frozenset[str]
"""Fields as `Period.offer`."""

Form = Callable[[Any, date, Fields | None], Any]
"""(value, today, fields that count) -> what stays of it."""


Near = tuple[Subject, Any]
"""Another subject on the same day, and what stayed of it: what the two share is not gone through again."""


def abstract(
    state: Subject, owed: Iterable[Duty], today: date, keep: Fields | None = None, near: Near | None = None
) -> tuple[Any, ...]:
    """What stays of a subject and of what is owed. `keep` are the fields that count (None: all that are ever read)."""
    return _value(state, today, keep, *(near or ())), tuple(sorted({_clocks(duty, today) for duty in owed}))


def clock(day: date | None, today: date) -> str:
    """none, running, due, passed."""
    if day is None:
        return "none"
    return "running" if day > today else "due" if day == today else "passed"


def dates(value: Any, keep: Fields | None = None) -> frozenset[date]:
    """The days that stand in a subject, of which something is told apart as they come and go."""
    how = _HOW.get(type(value)) or _how(type(value))
    if how == "clock":
        return frozenset((value,))
    if how == "list":
        return frozenset().union(*(dates(item, keep) for item in value))
    if how != "fields":
        return frozenset()
    get, _forms = _reader(type(value), keep)  # type: ignore[arg-type]
    return frozenset().union(*(dates(item, keep) for item in get(value)))


def _clocks(duty: Duty, today: date) -> tuple[str, ...]:
    begun = "ahead" if duty.from_date > today else "begun"
    ends = "never" if duty.until_date is None else "ended" if duty.until_date < today else "ends"
    staff, party = str(duty.owner.startswith("staff/")), duty.party.partition(":")[0]
    return duty.kind, party, staff, begun, clock(duty.due_date, today), ends, ",".join(duty.waiting_for)


def _value(value: Any, today: date, keep: Fields | None, near: Any = None, stayed: Any = None) -> Any:
    kind = type(value)
    how = _HOW.get(kind)
    if how is None:
        how = _HOW[kind] = _how(kind)
    if how == "plain":
        return value
    if how == "text":
        return "fact" if ":" in value else value  # which fact it was is told apart by nobody
    if how == "happened":
        return True
    if how == "clock":
        return clock(value, today)
    if how == "list":
        return _list(value, today, keep)
    get, forms = _reader(kind, keep)  # type: ignore[arg-type]
    left: list[Any] = []
    if type(near) is kind:
        for item, form, old, was in zip(get(value), forms, get(near), stayed, strict=True):
            if item is old:
                left.append(was)
            else:
                left.append(_value(item, today, keep, old, was) if form is None else form(item, today, keep))
        return tuple(left)
    for item, form in zip(get(value), forms, strict=True):
        if form is not None:
            left.append(form(item, today, keep))
        else:
            left.append(item if item is None or item is True or item is False else _value(item, today, keep))
    return tuple(left)


_HOW: Final[dict[type, str]] = {}


def _how(kind: type) -> str:
    if kind is str:
        return "text"
    if kind is type(None) or issubclass(kind, str | bool | int):
        return "plain"
    if issubclass(kind, datetime):
        return "happened"
    if issubclass(kind, date):
        return "clock"
    return "list" if issubclass(kind, tuple) else "fields"


def _list(values: tuple[Any, ...], today: date, keep: Fields | None) -> Any:
    """What stands in a list, in the order in which each was last said."""
    return tuple(dict.fromkeys(_value(item, today, keep) for item in reversed(values)))


def _earlier(periods: tuple[Period, ...], _today: date, _keep: Fields | None) -> Any:
    return bool(periods), any(period.guide is not None for period in periods)


def _contacts(tries: tuple[Try, ...], today: date, keep: Fields | None) -> Any:
    """Who was last reached and by whom, and the tries in vain after it."""
    last = max((n for n, one in enumerate(tries, 1) if one.reached), default=0)
    return _value(tries[last - 1], today, keep) if last else None, _tries(tries, today, keep)


def _tries(tries: tuple[Try, ...], today: date, keep: Fields | None) -> Any:
    """How many were in vain since somebody was last reached, and which kinds there were."""
    last = max((n for n, one in enumerate(tries, 1) if one.reached), default=0)
    vain = tries[last:]
    return min(len(vain), MANY), tuple(sorted({_value(one, today, keep) for one in vain}, key=str))


def _clearance(words: tuple[ClearanceWord, ...], today: date, keep: Fields | None) -> Any:
    """The last answer, who has been asked since, and whether the question ever went further up."""
    last = max((n for n, word in enumerate(words, 1) if word.word != "asked"), default=0)
    since = {word.capacity for word in words[last:]}
    further = any(word.capacity != "investigator" for word in words)
    return _value(words[last - 1], today, keep) if last else None, tuple(sorted(since)), further


def _family(words: tuple[OfferWord | ConsentWord, ...], _today: date, _keep: Fields | None) -> Any:
    """The participant's last word, and the guardians' last."""
    said: dict[bool, Any] = {}
    for word in words:
        said[word.by == "participant"] = word.yes if isinstance(word, OfferWord) else word.given
    return said.get(True), said.get(False)


def _decisions(made: tuple[ConsentDecision, ...], today: date, keep: Fields | None) -> Any:
    """The last one on which of two guardians is followed, and the last of the others."""
    last = {one.decision == "follow_one": one for one in made}
    return tuple(_value(last.get(follows), today, keep) for follows in (True, False))


def _reviews(held: tuple[Review, ...], today: date, keep: Fields | None) -> Any:
    """The last one, how many came after stagnation was looked at, and whether it ever was."""
    looked = max((n for n, one in enumerate(held, 1) if one.considered), default=0)
    return _value(held[-1], today, keep) if held else None, min(len(held) - looked, MANY), bool(looked)


def _last_of_each(words: tuple[SafetyWord | InterpreterWord, ...], today: date, keep: Fields | None) -> Any:
    """What was said of each last."""
    return _open({word.party: word for word in words}.values(), today, keep)


def _slugs(slugs: tuple[str, ...], _today: date, keep: Fields | None) -> Any:
    """Who they are, where it is asked who made a contact; else whether there was anybody."""
    return tuple(sorted(slugs)) if keep is None or "Try.by" in keep else bool(slugs)


def _namings(named: tuple[Naming, ...], today: date, keep: Fields | None) -> Any:
    """The last one, and whether others were named before."""
    return _value(named[-1], today, keep) if named else None, len({one.staff for one in named}) > 1


def _days(days: tuple[date, date] | None, today: date, _keep: Fields | None) -> str:
    """Whether a stretch of days is ahead, has begun, or is over."""
    if days is None:
        return "none"
    return "ahead" if today < days[0] else "over" if today > days[1] else "begun"


def _absences(away: tuple[Absence, ...], today: date, _keep: Fields | None) -> Any:
    """Those that are not over: what is known of each, and what was done about it."""
    left = (one for one in away if one.last >= today)
    what = {(one.first <= today, one.sudden, one.no_substitute, *sorted(one.told)) for one in left}
    return tuple(sorted(what))


def _substitutes(asked: tuple[GuideState, ...], today: date, keep: Fields | None) -> Any:
    """Those whose days are not over."""
    return _open([one for one in asked if one.days is None or one.days[1] >= today], today, keep)


def _open(items: Iterable[Any], today: date, keep: Fields | None) -> Any:
    """What still stands open, in no order."""
    return tuple(sorted({_value(item, today, keep) for item in items}, key=str))


FORMS: Final[Mapping[str, Form]] = {
    "Case.earlier": _earlier,
    "Period.tries": _tries,
    "Period.contacts": _contacts,
    "Period.words": _family,
    "Period.consents": _family,
    "Period.consent_decisions": _decisions,
    "GuideState.absences": _absences,
    "GuideState.days": _days,
    "Period.substitutes": _substitutes,
    "Period.guides": _slugs,
    "Period.holders": _slugs,
    "Period.number": lambda number, _today, _keep: min(number, 2),
    "FollowUp.reviews": _reviews,
    "Reach.safety": _last_of_each,
    "Reach.interpreters": _last_of_each,
    "Incident.words": _clearance,
    "Incident.investigators": _namings,
    "Incident.prosecutors": _namings,
    "Unit.weeks": lambda weeks, today, keep: tuple(sorted({_value(week, today, keep) for week in weeks}, key=str)),
    "WeekState.week": lambda _week, _today, _keep: None,
    "WeekState.received": lambda facts, _today, _keep: bool(facts),
    "WeekState.searched": lambda facts, _today, _keep: bool(facts),
    "Arranged.measures": lambda made, today, keep: _open([one for one in made if not one.done], today, keep),
    "Arranged.agencies": lambda made, today, keep: _open([one for one in made if not one.over], today, keep),
    "Hearing.version": lambda _version, _today, _keep: None,
}
"""What stays of fields that would go on growing, or in which more is told apart than anybody asks."""


@cache
def _reader(kind: type, keep: Fields | None) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Form | None, ...]]:
    """How the fields that count are got out of an object, and what stays of each."""
    every = (f"{kind.__name__}.{field.name}" for field in fields(kind))
    full = tuple(name for name in every if keep is None or name in keep)
    names = tuple(name.partition(".")[2] for name in full)
    forms = tuple(FORMS.get(name) for name in full)
    if len(names) > 1:
        return attrgetter(*names), forms
    return (lambda value: tuple(getattr(value, name) for name in names)), forms
