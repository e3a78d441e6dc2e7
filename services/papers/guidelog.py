"""The log of contacts as an extract for the court (R141, R142): each entry as it was written, with proof of when.

What was said in the conversation itself is not in it: it reassures, and is no interview (R92).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from events.contact import AddendumWritten, ContactLogged
from events.correction import Corrected
from events.intake import Detection
from events.matter import MatterFact
from events.personal import Open, Personal, reveal
from services.papers.papers import Material, SignedHead, Written
from services.papers.people import Shown
from services.papers.standing import people_in, standing
from services.store.answers import TimelineLine
from services.texts import Texts
from workflows.outcome import Verb

WRITTEN = frozenset({Verb.RECORDED, Verb.BREACHED, Verb.SUPERSEDED})
"""A line with one of these is the first on which an entry stands."""

Proof = Mapping[int, Written]


def extract(material: Material, proof: Proof, head: SignedHead | None, t: Texts) -> dict[str, Any]:
    """Everything that stands on the extract, entries in the order in which they happened."""
    view = material.view
    lines = tuple(line for line in view.timeline if line.verb in WRITTEN and not line.another)
    later: dict[str, list[TimelineLine]] = {}
    for line in lines:
        if isinstance(line.fact.data, AddendumWritten):
            later.setdefault(str(line.fact.data.entry), []).append(line)
        elif isinstance(line.fact.data, Corrected):
            later.setdefault(str(line.fact.data.fact), []).append(line)
    entries = sorted(
        (line for line in lines if isinstance(line.fact.data, ContactLogged)),
        key=lambda line: (line.happened, line.sequence),
    )
    told = [_entry(line, _after(line.fact.key, later), material, proof, t) for line in entries]
    return {
        "language": t.language,
        "page": t("paper", "page"),
        "title": t("log_extract", "title"),
        "about": list(_about(material, lines, t)),
        "entries": told,
        "none": t("log_extract", "none"),
        "labels": {code: t("log_extract", code) for code in ("entry", "proof", "how", "head")},
        "how": [t("log_extract", f"how_{n}") for n in (1, 2, 3)],
        "head": _head(head, t),
    }


def _after(key: str, later: Mapping[str, list[TimelineLine]]) -> list[TimelineLine]:
    """What was added to an entry, and what to that, in the order in which it was written."""
    found: list[TimelineLine] = []
    for line in later.get(key, []):
        found += [line, *_after(line.fact.key, later)]
    return sorted(found, key=lambda line: line.sequence)


def _about(material: Material, lines: tuple[TimelineLine, ...], t: Texts) -> Iterator[list[str]]:
    people = people_in(standing(material.view))
    yield [t("log_extract", "case"), material.view.ref]
    yield [t("log_extract", "participant"), people.get("participant", Shown()).name or ""]
    numbers = dict.fromkeys(
        number
        for line in lines
        if isinstance(line.fact.data, Detection | MatterFact) and (number := reveal(line.fact.data.report_number))
    )
    if numbers:
        yield [t("log_extract", "report_number"), ", ".join(numbers)]
    yield [t("log_extract", "unit"), material.unit_name]
    yield [t("log_extract", "day"), t.day(material.today)]


def _entry(line: TimelineLine, after: list[TimelineLine], material: Material, proof: Proof, t: Texts) -> dict[str, Any]:
    told = line.fact.data
    if not isinstance(told, ContactLogged):
        raise TypeError(f"{line.fact.type} is no entry of the log")
    return {
        "when": t.moment(line.happened),
        "by": _by(line, material),
        "facts": list(_facts(told, t)),
        "text": reveal(told.note) or (t("log_extract", "erased") if told.note is not None else ""),
        "proof": _proof(line, material, proof, t),
        "after": [
            {
                "what": _what(one, t),
                "by": _by(one, material),
                "when": t.moment(one.happened),
                "text": _text(one, t),
                "proof": _proof(one, material, proof, t),
            }
            for one in after
        ],
    }


def _by(line: TimelineLine, material: Material) -> str:
    return material.name(line.fact.reported_by.removeprefix("staff/"))


def _facts(told: ContactLogged, t: Texts) -> Iterator[str]:
    yield f"{t('log_extract', told.direction)}, {t('word', told.channel.value).lower()}"
    for one in told.parties:
        yield f"{t('party', one.party)}: {t('log_extract', 'reached' if one.reached else 'not_reached')}"
    if told.professionals:
        yield ", ".join(t("word", one) for one in told.professionals)
    if told.kinds:
        yield ", ".join(t("word", kind) for kind in told.kinds)
    if told.interpreter:
        yield t("log_extract", "interpreter")
    if told.safety is not None:
        yield t("log_extract", "safety", value=told.safety)
    if told.next_agreed_at is not None:
        yield t("log_extract", "next", moment=t.moment(told.next_agreed_at))


def _what(line: TimelineLine, t: Texts) -> str:
    told = line.fact.data
    if isinstance(told, Corrected):
        return t("log_extract", "corrected", field=t.known("log_field", told.field))
    return t("log_extract", "addendum")


def _text(line: TimelineLine, t: Texts) -> str:
    told = line.fact.data
    if isinstance(told, AddendumWritten):
        return _personal(told.text, t)
    if isinstance(told, Corrected):
        new = _value(told.value.value, t) if isinstance(told.value, Open) else t("log_extract", "emptied")
        return t("log_extract", "correction", new=new, why=_personal(told.why, t))
    return ""


def _personal(value: Personal[str], t: Texts) -> str:
    return reveal(value) or t("log_extract", "erased")


def _value(value: Any, t: Texts) -> str:
    """A corrected value as people read it."""
    if isinstance(value, bool):
        return t("word", "yes" if value else "no")
    if isinstance(value, list | tuple):
        return ", ".join(_value(one, t) for one in value) or t("log_extract", "emptied")
    if isinstance(value, dict):
        reached = t("log_extract", "reached" if value.get("reached") else "not_reached")
        return f"{t.known('party', str(value.get('party', '')))}: {reached}"
    try:
        return t.moment(datetime.fromisoformat(str(value))) if "T" in str(value) else t.known("word", str(value))
    except ValueError:
        return t.known("word", str(value))


def _proof(line: TimelineLine, material: Material, proof: Proof, t: Texts) -> dict[str, str]:
    written = proof[line.sequence]
    place = (
        t("log_extract", "entry_no", no=written.entry) if written.entry is not None else t("log_extract", "not_chained")
    )
    words = t("log_extract", "recorded", moment=_exact(line.recorded), line=line.sequence, ref=material.view.ref)
    return {"words": f"{words} {place}", "hash": written.hash}


def _exact(moment: datetime) -> str:
    """To the second, in UTC: a proof names its clock."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _head(head: SignedHead | None, t: Texts) -> dict[str, Any]:
    if head is None:
        return {"words": t("log_extract", "no_head"), "rows": []}
    rows = [[t("log_extract", code), getattr(head, code)] for code in ("hash", "signature", "public_key")]
    return {"words": t("log_extract", "signed", no=head.no, moment=_exact(head.at)), "rows": rows}
