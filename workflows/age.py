"""What a corrected birth date means for a case: the date stays sealed, and the log says what the rules need of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from events.fact import Fact
from events.intake import Detection, ReferralReceived, RowRead
from workflows.intake import birthday
from workflows.outcome import Entry
from workflows.replacing import replace
from workflows.workdays import day_of


@dataclass(frozen=True, slots=True)
class Age:
    """The age at which everything in a log happened, without the birth date.

    `adult_from`: the last day of the month of the 18th birthday, None where no birth date is known. `minor`: the keys
    (`source:id`) of facts that happened in that month, before the birthday; `under_18`: the rows and referrals whose
    incident did. Outside that month the month itself tells.
    """

    adult_from: date | None = None
    minor: tuple[str, ...] = ()
    under_18: tuple[str, ...] = ()

    @classmethod
    def of(cls, born: date | None, facts: Iterable[Fact]) -> "Age":
        """What `born` means for the facts of a case, each as it is corrected by now."""
        if born is None:
            return cls()
        day, minor, under_18 = birthday(born, 18), [], []
        for fact in facts:
            if _before(day_of(fact.time), day):
                minor.append(fact.key)
            if isinstance(fact.data, Detection) and _before(_incident_day(fact), day):
                under_18.append(fact.key)
        return cls(month_end(day), tuple(dict.fromkeys(minor)), tuple(dict.fromkeys(under_18)))

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Age":
        """As `plain` wrote it."""
        until = plain["adult_from"]
        return cls(date.fromisoformat(until) if until else None, tuple(plain["minor"]), tuple(plain["under_18"]))

    def plain(self) -> dict[str, Any]:
        """As it stands in `decided_with`."""
        until = self.adult_from.isoformat() if self.adult_from else None
        return {"adult_from": until, "minor": list(self.minor), "under_18": list(self.under_18)}

    def applied(self, entry: Entry) -> Entry:
        """The entry as it would have been decided with this age."""
        fact, until = entry.fact, self.adult_from
        taken = {**entry.decided_with, "minor": self.minor_when(fact)}
        if isinstance(fact.data, Detection):
            taken["under_18"] = self._under(_incident_day(fact), fact.key in self.under_18)
            taken["adult_from"] = until.isoformat() if until else None
        return replace(entry, decided_with=taken)

    def minor_when(self, fact: Fact) -> bool | None:
        """Under 18 when it happened, None where no birth date is known."""
        return self._under(day_of(fact.time), fact.key in self.minor)

    def _under(self, day: date, before_the_birthday: bool) -> bool | None:
        if self.adult_from is None:
            return None
        if (day.year, day.month) == (self.adult_from.year, self.adult_from.month):
            return before_the_birthday
        return day < self.adult_from


YEARS_BEFORE_18: Final = 2
"""R64, D2: the support centre may be contacted from the 16th birthday."""


def may_have_support_centre(minor: bool | None, adult_from: date | None, today: date) -> bool:
    """Whether the support centre may be suggested (R64): from 18 always, before that from the end of the month of the
    16th birthday, since a birthday is not to be told (`adult_from` is the end of the month of the 18th).

    False where no birth date is known: a suggestion, and nobody loses a right by it.
    """
    if minor is False:
        return True
    return (
        adult_from is not None and month_end(adult_from.replace(day=1, year=adult_from.year - YEARS_BEFORE_18)) <= today
    )


def month_end(day: date) -> date:
    """The last day of the month, which is all that is kept of a birthday outside the seal."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _before(day: date, of_age: date) -> bool:
    """In the month of the birthday, and before it."""
    return of_age.replace(day=1) <= day < of_age


def _incident_day(fact: Fact) -> date:
    happened = fact.data.incident_on if isinstance(fact.data, RowRead | ReferralReceived) else None
    return happened or day_of(fact.time)


def years_on(adult_from: date | None, day: date) -> int | None:
    """How old somebody is by the month in which they come of age: in the month of the birthday still the year below.

    `adult_from` is the last day of that month; None where no birth date is known.
    """
    if adult_from is None:
        return None
    passed = (day.month, day.day) >= (adult_from.month, adult_from.day)
    return 18 + day.year - adult_from.year - (0 if passed else 1)
