"""For whoever connects another system: the bus, every fact with its fields, the documents, programs to begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from starlette.responses import Response

from events.catalogue import BY_TYPE, CATALOGUE, DERIVED
from events.fact import FactData
from events.subjects import CASES, CASES_SUBJECTS, INTAKE, INTAKE_SUBJECTS, OUTSIDE, intake, intake_from
from services.contracts import runnable
from services.contracts.examples import example, written
from services.contracts.fields import FieldLine, envelope_of, fields_of
from services.desk.asking import Asked
from services.desk.forms.wording import Wording, capital
from services.desk.forms_of import short_name
from services.desk.page import Page
from services.store.asking import NotThere
from workflows.access import MAY_REPORT
from workflows.outcome import Verb

_SOMEBODY: Final = "k1"
"""Who tells in the example over HTTP, in the synthetic district."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A type of fact in the list. `sources` are those by which it may come."""

    type: str
    says: str
    mode: str
    subject: str
    sources: tuple[str, ...]


def integration(asked: Asked) -> Response:
    """What there is, and how one begins."""
    address = f"{asked.request.url.scheme}://{asked.request.url.netloc}"
    told = [model for model in CATALOGUE if model not in DERIVED]
    topics = list(dict.fromkeys(model.topic() for model in told))
    by_topic = groupby(sorted(told, key=lambda model: topics.index(model.topic())), lambda model: model.topic())
    return asked.page(
        "integration.html",
        streams=((INTAKE, [intake_from(source) for source in OUTSIDE]), (CASES, [CASES_SUBJECTS])),
        intake_subject=INTAKE_SUBJECTS.replace(">", "{source}.{unit}.{topic}"),
        outcome_subject=CASES_SUBJECTS.replace(">", "{unit}.{kind}.{verb}"),
        sources=[source.value for source in OUTSIDE],
        verbs=[*(verb.value for verb in Verb), "quarantined", "no_case"],
        envelope=envelope_of(),
        topics=[(topic, [_shown(asked, one) for one in some]) for topic, some in by_topic],
        count=len(told),
        fact=runnable.written(runnable.of_a_system()),
        own_fact=runnable.written(runnable.of_a_person(f"staff/{_SOMEBODY}")),
        python=runnable.python_on_the_bus(),
        nats=runnable.nats_on_the_bus(),
        shell=runnable.shell_on_the_bus(),
        curl=runnable.shell_over_http(address, _SOMEBODY),
    )


def one_fact(asked: Asked) -> Response:
    """One type of fact. Raises NotThere."""
    model = BY_TYPE.get(asked.path("type"))
    if model is None:
        raise NotThere(asked.path("type"))
    rule, sample = MAY_REPORT[model], example(model)
    return asked.page(
        "integration_fact.html",
        one=_shown(asked, model),
        fields=list(_worded(asked, model)),
        roles=sorted(role.value for role in rule.roles),
        systems=sorted(source.value for source in rule.systems),
        derived=model in DERIVED,
        address=intake(sample, runnable.UNIT) if sample.source in OUTSIDE else None,
        example=written(sample).decode(),
        personal=any(line.personal for line in _fields(model)),
    )


def _shown(asked: Asked, model: type[FactData]) -> Shown:
    return Shown(
        model.TYPE,
        capital(asked.t.known("fact", model.TYPE)),
        model.MODE,
        " / ".join(model.addressed()),
        tuple(sorted(source.value for source in MAY_REPORT[model].sources)),
    )


def _worded(asked: Asked, model: type[FactData]) -> Iterator[tuple[FieldLine, str]]:
    """Each field with what it is called on a form, where it stands on one."""
    words = Wording(asked.t, short_name(model.TYPE))
    for line in _fields(model):
        try:
            yield line, words.label(line.named)
        except KeyError:  # nobody fills it in by hand
            yield line, ""


@lru_cache(maxsize=len(CATALOGUE))
def _fields(model: type[FactData]) -> tuple[FieldLine, ...]:
    return fields_of(model)


PAGES: Final = (
    Page("/integrasjon", "GET", "see_contracts", integration, menu="integration"),
    Page("/integrasjon/{type}", "GET", "see_contracts", one_fact),
)
