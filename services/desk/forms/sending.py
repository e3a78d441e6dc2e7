"""What is sent becomes a fact by the one way in, or the page says what is in the way; nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from events.catalogue import build
from events.fact import FACT_ID, Fact, FactData
from events.values import Channel, Source
from services.casework.faults import OUTAGES
from services.casework.incoming import Answer, Incoming
from services.desk.asking import Asked
from services.desk.forms.because import Because, because
from services.desk.forms.field import Fault, Typed, value
from services.desk.forms.filling import told_at
from services.desk.forms.layout import layout_of
from services.desk.forms.opened import Opened
from services.desk.forms.reading import moment, read, soon
from services.desk.forms.siblings import Sibling, told_of
from services.desk.numbers import whole
from services.store.answers import TimelineLine
from workflows.outcome import Reason

BREACH_MEANT = "breach_meant"
"""What is posted by the button that records a breach as one."""

State = Literal["faults", "changed", "breach", "refused", "away", "sent"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what was sent: told, or what stands in the way. `since` are the lines that came in between."""

    state: State
    faults: tuple[Fault, ...] = ()
    reasons: tuple[Because, ...] = ()
    since: tuple[TimelineLine, ...] = ()
    answer: Answer | None = None


def send(asked: Asked, opened: Opened, typed: Typed) -> Sent:
    """Read what was typed, ask the rules, and record it. Where the record cannot take it now, what was typed stands,
    and the same fact may be sent again without harm."""
    try:
        return _send(asked, opened, typed)
    except OUTAGES:
        return Sent("away")


def _send(asked: Asked, opened: Opened, typed: Typed) -> Sent:
    when, late = _happened(asked, opened, typed)
    if when is not None:
        for name in layout_of(opened.form, opened.common)[0].soon:
            typed = soon(typed, name, when)
    told = read(opened.form, opened.model, typed, asked.t)
    if told.data is None or when is None:
        return Sent("faults", faults=(*((late,) if late is not None else ()), *told.faults))
    since = _since(asked, opened, typed)
    if since:
        return Sent("changed", since=since)
    fact = _fact(asked, opened, typed, told.data, when)
    others = [_of_sibling(fact, one) for one in told_of(asked, opened, typed, told.data)]
    sent = [Incoming.of(one) for one in (fact, *others)]
    if told.data.MODE == "reports" and not typed.get(BREACH_MEANT):
        tried = asked.desk.casework.rehearsal().take(sent)
        broken = [(one, answer) for one, answer in zip((fact, *others), tried, strict=True) if _breaks(answer)]
        if broken:
            return Sent(
                "breach", reasons=tuple(r for one, answer in broken for r in _reasons(asked, opened, one, answer))
            )
    answer, *_ = answers = asked.desk.casework.take(sent)
    if answer.outcome in ("refused", "quarantined"):
        return Sent("refused", reasons=tuple(_reasons(asked, opened, fact, answer)))
    return Sent("sent", answer=next((one for one in answers if one.outcome != answer.outcome), answer))


def _breaks(answer: Answer) -> bool:
    return answer.outcome == "breached" and not answer.repeated


def _of_sibling(fact: Fact, sibling: Sibling) -> Fact:
    """The same call on the case of another child, under an id that comes out of the first."""
    told = {"id": f"{fact.id[:80]}-{sibling.ref}", "subject": f"case/{sibling.ref}", "seen": sibling.sequence}
    return fact.model_copy(update={**told, "data": sibling.data})


def _fact(asked: Asked, opened: Opened, typed: Typed, data: FactData, when: datetime) -> Fact:
    sent = value(typed, "fact_id")
    heard = value(typed, "on_behalf")
    return build(
        data,
        id=sent if FACT_ID.fullmatch(sent) else str(asked.desk.clock.new_id()),
        source=Source.DESK,
        subject=opened.subject,
        time=when,
        reported_by=asked.actor.ref,
        recorded_by=asked.actor.ref,
        on_behalf_channel=Channel(heard) if heard in {one.value for one in Channel} else None,
        seen=_seen(opened, typed),
    )


def _happened(asked: Asked, opened: Opened, typed: Typed) -> tuple[datetime | None, Fault | None]:
    """When it happened. Left as it was shown it is the very moment of showing: the clock on the form has no seconds,
    and what was done a moment before the form was opened is not to seem to have come after it."""
    label = opened.common[0].label
    try:
        when = moment(typed, "happened")
    except ValueError as fault:
        return None, Fault("happened", asked.t("form_fault", str(fault), field=label))
    if when is None:
        return None, Fault("happened", asked.t("form_fault", "moment_it", field=label))
    try:
        shown = datetime.fromisoformat(value(typed, "shown"))
    except ValueError:
        return when, None
    same = shown.tzinfo is not None and told_at("happened", shown) == told_at("happened", when)
    return shown if same else when, None


def _seen(opened: Opened, typed: Typed) -> int | None:
    """How much of the case the form showed; whoever claims to have seen more than there is, is refused by that."""
    return whole(value(typed, "seen")) if opened.view is not None else None


def _since(asked: Asked, opened: Opened, typed: Typed) -> tuple[TimelineLine, ...]:
    """What has come in since the form was shown, where that touches what it shows."""
    seen = _seen(opened, typed)
    if opened.view is None or seen is None or value(typed, "digest") == opened.digest(asked):
        return ()
    own = f"desk:{value(typed, 'fact_id')}"
    lines = tuple(line for line in opened.view.timeline if line.sequence > seen)
    return () if any(line.fact.key == own for line in lines) else lines


def _reasons(asked: Asked, opened: Opened, fact: Fact, answer: Answer) -> Iterator[Because]:
    """Why not, on the case that the form is about or on another."""
    here = fact.subject == opened.subject
    for reason in answer.reasons or (Reason("sent_otherwise"),):
        told = because(asked, reason, fact.subject, opened.facts if here else {}, fact.type)
        yield told if here else replace(told, says=f"{fact.subject.partition('/')[2]}: {told.says}")
