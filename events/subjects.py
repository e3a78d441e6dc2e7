"""The only place where the names of streams and NATS subjects stand."""

from typing import Final

from events.fact import Fact
from events.refs import SubjectKind
from events.values import Source

INTAKE: Final = "INTAKE"
"""The stream in: facts from other systems, until they are committed."""

CASES: Final = "CASES"
"""The stream out: the outcome of every fact, without personal data."""

INTAKE_SUBJECTS: Final = "trygghet.intake.>"
CASES_SUBJECTS: Final = "trygghet.cases.>"


def intake_from(source: Source) -> str:
    """All that a source may publish."""
    return f"trygghet.intake.{source}.>"


OUTSIDE: Final = (Source.POLICE, Source.COURT, Source.GUIDELOG, Source.MUNICIPALITY)
"""The sources that are other systems; what the desk, the command line, an import or the clock says is said in our own
processes, and a publisher from outside cannot claim it."""


def intake(fact: Fact, unit: str = "any") -> str:
    """Where a fact is published: `trygghet.intake.<source>.<unit|any>.<topic>`."""
    return f"trygghet.intake.{fact.source}.{unit}.{fact.data.topic()}"


def source_of(subject: str) -> str | None:
    """The source in an intake subject, None where it is not one."""
    words = subject.split(".")
    return words[2] if len(words) == 5 and words[:2] == ["trygghet", "intake"] else None


def outcome(unit: str, kind: SubjectKind | None, verb: str) -> str:
    """Where an outcome is published: `trygghet.cases.<unit|any>.<case|unit|staff|none>.<verb>`."""
    return f"trygghet.cases.{unit or 'any'}.{kind or 'none'}.{verb}"
