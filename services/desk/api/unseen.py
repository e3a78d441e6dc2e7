"""What has come in on a case since a program looked at it, where that touches what it tells: as a form asks it."""

from events.fact import Fact
from services.desk.api.plain import ChangeTold
from services.desk.api.problem import Problem
from services.desk.asking import Asked
from services.desk.forms.opened import opened
from services.store.answers import TimelineLine


def not_outdated(asked: Asked, fact: Fact) -> None:
    """Raises Problem where the case has changed since `seen` in what the fact is about: what may be chosen for it, what
    stands in its way, the words of a clearance. Whoever gives no `seen` is not asked."""
    kind, _, ref = fact.subject.partition("/")
    if fact.seen is None or kind != "case" or asked.desk.happenings.sequence_of(asked.actor, ref) <= fact.seen:
        return
    view = asked.desk.reader.case(asked.actor, ref)
    since = tuple(line for line in view.timeline if line.sequence > fact.seen)
    looked = next((line for line in reversed(view.timeline) if line.sequence <= fact.seen), None)
    if looked is None or any(line.fact.key == fact.key for line in since):
        return
    before = asked.desk.reader.case(asked.actor, ref, known=looked.recorded)
    model = type(fact.data)
    if opened(asked, model, before).digest(asked) != opened(asked, model, view).digest(asked):
        raise Problem("changed", 409, {"seen": fact.seen}, changed=tuple(_told(asked, line) for line in since))


def _told(asked: Asked, line: TimelineLine) -> ChangeTold:
    said = asked.t.known("fact", line.fact.type)
    return ChangeTold(sequence=line.sequence, recorded=line.recorded, verb=line.verb, type=line.fact.type, says=said)
