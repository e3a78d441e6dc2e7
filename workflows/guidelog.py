"""The log that a guide keeps: what is added to an entry later, how often the youth wishes contact, and pauses."""

from collections.abc import Callable, Mapping
from typing import Final

from events.contact import AddendumWritten, ContactLogged, FrequencyAgreed, PauseAgreed
from events.fact import Fact, FactData
from workflows.case import Case, Mark, in_order
from workflows.followup import Noted, Pause
from workflows.known import Known
from workflows.offer import wishes_contact
from workflows.outcome import Entry, said
from workflows.rule import Form, Rule

INVESTIGATION: Final = frozenset({"investigator", "prosecutor"})
"""Who may answer what the family asks of the investigation."""


def _entry_exists(case: Case, fact: Fact, _known: Known) -> bool:
    key, periods = str(said(fact, AddendumWritten).entry), (*case.earlier, case.period)
    tries = (t.fact for period in periods for t in (*period.tries, *period.contacts))
    return key in {*tries, *(breach.key for breach in case.breaches)}


SOMEBODY_WAS_SPOKEN_TO = Form(
    "nobody_named",
    on=(ContactLogged,),
    holds=lambda case, fact, known: bool(fact.data.parties or fact.data.professionals),
)

ENTRY_EXISTS = Form("no_such_entry", on=(AddendumWritten,), holds=_entry_exists)

DAYS_IN_ORDER = Form(
    "days_out_of_order", on=(PauseAgreed,), holds=lambda case, fact, known: fact.data.first_day <= fact.data.last_day
)

RULES: Final[tuple[Rule, ...]] = (SOMEBODY_WAS_SPOKEN_TO, ENTRY_EXISTS, DAYS_IN_ORDER)


# what changes in the case


def addendum_written(case: Case, _entry: Entry) -> Case:
    """The entry stays as it was, and so does the case (R142): the addendum stands beside it on the timeline."""
    return case


def frequency_agreed(case: Case, entry: Entry) -> Case:
    """The youth's wish; the latest counts (R109)."""
    told, fact = said(entry.fact, FrequencyAgreed), entry.fact
    return wishes_contact(case, Mark(fact.time, fact.key), told.every_days)


def pause_agreed(case: Case, entry: Entry) -> Case:
    """A pause is shown; R155 and every other duty stay (D10)."""
    told, fact = said(entry.fact, PauseAgreed), entry.fact
    pause = Pause(fact.time, fact.key, told.first_day, told.last_day)
    return case.following(pauses=in_order((*case.period.follow_up.pauses, pause)))


def of_the_investigation(case: Case, fact: Fact, told: ContactLogged) -> Case:
    """An entry that tells of the investigation: a talk with it (R146), or a question that waits for one (R147)."""
    follow, noted = case.period.follow_up, Noted(fact.time, fact.key)
    if INVESTIGATION.intersection(told.professionals):
        return case.following(dialogues=in_order((*follow.dialogues, noted)))
    if "question_on_investigation" in told.kinds:
        return case.following(questions=in_order((*follow.questions, noted)))
    return case


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    AddendumWritten: addendum_written,
    FrequencyAgreed: frequency_agreed,
    PauseAgreed: pause_agreed,
}
