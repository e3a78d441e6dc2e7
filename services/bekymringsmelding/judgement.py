"""What a judgement of the duty to inform says in the report: under which law, on which grounds, in whose words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from events.duty_to_report import ConcernRaised, Ground, ReportJudged
from events.personal import Open, Personal
from events.staff import PROFESSIONS
from services.papers.standing import told
from services.papers.working import Worker
from services.store.answers import TimelineLine
from services.texts import Texts
from workflows.handbook.statutes import cited
from workflows.workdays import day_of

LETTERS: Final[Mapping[Ground, str]] = {"neglect": "a", "untreated": "b", "behaviour": "c", "trafficking": "d"}
"""The grounds as the law counts them (R166–R169)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`text` is the report in words, None where it is left to a person, and then `why`; `by` judged it, by slug."""

    text: str | None = None
    why: Literal["not_judged", "not_to_be_sent", "no_ground", "not_seen"] = "not_judged"
    by: str | None = None


def judged(lines: tuple[TimelineLine, ...], t: Texts) -> Judged:
    """The latest judgement that barnevern is to be told; what was judged not to be sent is no report."""
    judgements = told(lines, ReportJudged)
    sent = [(line, said) for line, said in judgements if said.sent]
    if not sent:
        return Judged(why="not_to_be_sent" if judgements else "not_judged")
    line, judgement = sent[-1]
    by = line.fact.reported_by.removeprefix("staff/")
    why = _text(judgement.why)
    if not judgement.grounds or why is None:
        return Judged(why="no_ground" if why is not None else "not_seen", by=by)
    raised = [_text(said.what) for _, said in told(lines, ConcernRaised) if said.duty == "report"]
    grounds = [t("melding_ground", ground) for ground in judgement.grounds]
    words = [*_by_law(line, judgement, t), *grounds, *(text for text in raised if text is not None), why]
    return Judged("\n\n".join(words), by=by)


def reporter(one: Worker, t: Texts) -> dict[str, Any]:
    """The one who judged, or else asks, as the document names who reports; their phone and address nobody has told."""
    role = one.profession if one.profession not in PROFESSIONS else None
    known = {"personnavn": one.name, "rolle": role or next((t("role", r) for r in one.roles), None), "epost": one.email}
    body: dict[str, Any] = {"navn": one.organisation, "adresse": {}}
    return {
        **{name: value for name, value in known.items() if value is not None},
        "virksomhet": {name: value for name, value in body.items() if value is not None},
    }


def _by_law(line: TimelineLine, judgement: ReportJudged, t: Texts) -> Iterator[str]:
    """The section under which it is reported, as it was named on the day of the judgement (D6)."""
    law = cited("duty_to_inform", day_of(line.happened))
    if law is not None:
        letters = ", ".join(LETTERS[ground] for ground in judgement.grounds)
        yield t("melding_ground", "duty", law=t("law", law.law), place=law.section, letters=letters)


def _text(value: Personal[str] | None) -> str | None:
    return str(value.value) if isinstance(value, Open) else None
