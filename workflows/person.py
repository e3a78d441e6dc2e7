"""Where the youth lives is checked before the family is phoned."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from events.contact import FirstContactMade
from events.fact import Fact, FactData
from events.person import ResidenceChecked
from events.values import Role
from workflows.case import Case, Mark
from workflows.contact import HOMES, OTHER_GUARDIAN_TRIES, tried_in_vain
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of


def _checked_before(case: Case, fact: Fact, known: Known) -> bool:
    if known.minor is False or not case.parents_apart:
        return True
    return case.residence is not None and case.residence.at <= fact.time


def _home_is_addressed(case: Case, fact: Fact, known: Known) -> bool:
    told, home = fact.data, HOMES.get(case.lives_with)
    if known.minor is False or not isinstance(told, FirstContactMade) or home is None or told.deviation is not None:
        return True
    guardians = [tried.party for tried in told.parties if tried.party != "participant"]
    if not guardians or home in guardians or case.unsafe(home):
        return True
    return tried_in_vain(case, home) >= OTHER_GUARDIAN_TRIES


RESIDENCE_BEFORE_THE_CALL = Hard(
    73,
    cites=(Handbook("4"),),
    refusal="residence_unchecked",
    on=(FirstContactMade,),
    holds=_checked_before,
    cleared_by=(ResidenceChecked,),
)

THE_ONE_THE_YOUTH_LIVES_WITH = Hard(
    74,
    cites=(Handbook("4"),),
    refusal="not_the_home_parent",
    on=(FirstContactMade,),
    holds=_home_is_addressed,
    because=lambda case, fact: (case.residence.fact,) if case.residence else (),
)

RULES: Final[tuple[Rule, ...]] = (RESIDENCE_BEFORE_THE_CALL, THE_ONE_THE_YOUTH_LIVES_WITH)


def superseded(case: Case, fact: Fact) -> bool:
    """A later check is already known; the older one tells nothing about today."""
    return isinstance(fact.data, ResidenceChecked) and case.residence is not None and fact.time < case.residence.at


# duties


def _to_check(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.period.offer
    if offer is None or case.phase not in ("assessed", "reopened"):
        return
    if case.is_minor and case.parents_apart and case.residence is None:
        day = day_of(offer.at)
        yield Owed(offer.fact, day, add_workdays(day, policy.first_call_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("check_residence", (73, 74), Role.COORDINATOR, (ResidenceChecked,), _to_check),
)


# what changes in the case


def residence_checked(case: Case, entry: Entry) -> Case:
    """With whom the youth lives, and since when we know."""
    told = said(entry.fact, ResidenceChecked)
    return replace(
        case,
        lives_with=told.lives_with,
        parents_together=told.parents_live_together,
        residence=Mark(entry.fact.time, entry.fact.key),
    )


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {ResidenceChecked: residence_checked}
