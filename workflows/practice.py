"""What a unit decides of its own practice: within the bounds, from a day on that has not gone, never changed again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from events.fact import Fact, FactData
from events.policy import PolicyChanged
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import DEFAULT, Policy, PolicyVersion, faults_of
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.unit import Unit
from workflows.workdays import day_of


def policy_of(told: PolicyChanged) -> Policy:
    """The whole practice. Raises pydantic.ValidationError where it is out of its bounds."""
    return Policy.model_validate({**told.content, "version": told.version})


def latest(versions: Iterable[PolicyVersion]) -> PolicyVersion:
    """Of versions in the order in which they were decided, the one that counts: it came into force last, and of two of
    the same day it was decided last. What a version is called says nothing."""
    return max(reversed(tuple(versions)), key=lambda one: one.from_date)


def practice_on(unit: Unit, day: date) -> Policy:
    """The unit's local practice on a day."""
    there = [one for one in unit.policies if one.from_date <= day]
    if not there:
        return DEFAULT
    return Policy.model_validate_json(latest(there).body)


def _fits(_unit: Unit, fact: Fact, _known: Known) -> bool:
    return not faults_of(said(fact, PolicyChanged).content)


WITHIN_BOUNDS = Form("policy_out_of_bounds", on=(PolicyChanged,), holds=_fits)
VERSION_IS_NEW = Form(
    "policy_version_known",
    on=(PolicyChanged,),
    holds=lambda unit, fact, known: all(one.version != fact.data.version for one in unit.policies),
)
NOT_FOR_DAYS_GONE = Form(
    "policy_in_the_past",
    on=(PolicyChanged,),
    holds=lambda unit, fact, known: fact.data.from_date >= day_of(fact.time),
)

RULES: Final[tuple[Rule, ...]] = (WITHIN_BOUNDS, VERSION_IS_NEW, NOT_FOR_DAYS_GONE)


# what changes in the unit


def changed(unit: Unit, entry: Entry) -> Unit:
    """The unit has one version more; which one counts is told by the day."""
    told = said(entry.fact, PolicyChanged)
    version = PolicyVersion(told.version, told.from_date, entry.fact.key, policy_of(told).model_dump_json())
    return replace(unit, policies=(*unit.policies, version))


CHANGES: Final[Mapping[type[FactData], Callable[[Unit, Entry], Unit]]] = {PolicyChanged: changed}
