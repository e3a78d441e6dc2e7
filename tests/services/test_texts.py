"""Everything that people read exists in all three languages, and nothing of it is a raw code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, Literal, get_args, get_origin

import pytest

from events import values
from events.catalogue import CATALOGUE
from events.refs import Party
from events.values import Answer, CaseRole, Category, Reported, Role, Source
from services.casework.incoming import Result
from services.casework.loose import KINDS as LOOSE
from services.cli.examination import Level
from services.ingest.rows import REASONS
from services.ops.standing import Week
from services.reminders.steps import STEPS as REMINDER_STEPS
from services.store.answers import Standing
from services.store.rows import RowState
from services.texts import LANGUAGES, Texts, language_of, texts
from services.texts.steps import STEPS, step_of
from workflows.access import SEES
from workflows.case import Case, ConsentWord, GuideState, Incident, Mark, Period
from workflows.chart import PHASES
from workflows.grounds import MATRIX
from workflows.handbook.chapters import chapter_of
from workflows.outcome import Verb
from workflows.policy import names
from workflows.report.catalogue import FIGURES, SECTIONS
from workflows.rulebook import CASE_DUTIES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES
from workflows.ties import Ties

ROOT = Path(__file__).parents[2]
DUTIES = (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


def written(function: str, folders: tuple[str, ...], place: int = 0) -> set[str]:
    """Every literal that stands at `place` in a call of `function`, anywhere in the code of the folders."""
    found: set[str] = set()
    for folder in folders:
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or len(node.args) <= place:
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                argument = node.args[place]
                if name == function and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found.add(argument.value)
    return found


def tuples(function: str, folder: str) -> Iterator[tuple[str, ...]]:
    """The tuples of literals that stand first in the calls of `function`."""
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == function:
                yield tuple(ast.literal_eval(node.args[0]))


def words_of_facts() -> Iterator[str]:
    """Every word of a closed list that stands in some fact, grounds and languages of the bus aside."""
    for model in vars(values).values():
        if isinstance(model, type) and issubclass(model, StrEnum) and model not in (StrEnum, Source, Role):
            yield from (member.value for member in model)
    for fact in CATALOGUE:
        for name, field in fact.model_fields.items():
            if name not in ("ground", "answered_by", "said_by", "by", "parties"):
                yield from literals(field.annotation)


def literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (word for word in get_args(annotation) if isinstance(word, str))
    else:
        for part in get_args(annotation):
            yield from literals(part)


CODES: dict[str, set[str]] = {
    "phase": set(PHASES),
    "step": set(STEPS),
    "verb": {verb.value for verb in Verb},
    "outcome": set(get_args(Result)),
    "row": {"new", "known", "changed", "outside", "rejected"},
    "row_state": set(get_args(RowState)),
    "refusal": {rule.refusal for rule in RULEBOOK} | written("Reason", ("workflows", "services/casework")),
    "duty": {kind.kind for kind in DUTIES} | set(LOOSE),
    "fact": {model.TYPE for model in CATALOGUE},
    "role": {role.value for role in Role},
    "source": {source.value for source in Source},
    "party": set(get_args(Party)) | {"guardian"},
    "quarantine": written("put_aside", ("services/casework",), 2)
    | written("Unreadable", ("events",))
    | {"wrong_source", "wrong_subject", "bug"},
    "rejected": set(REASONS) | {"column_ignored", "refused", "quarantined"},
    "reminder": set(REMINDER_STEPS),
    "rule": {str(n) for rule in RULEBOOK for n in getattr(rule, "rules", ())}
    | {str(n) for k in DUTIES for n in k.rules},
    "ground": set(MATRIX) | {"joined", "registered_by_mistake"},
    "word": set(words_of_facts()) | {"open", "retried", "dropped"},
    "standing": set(get_args(Standing)),
    "extract": set(get_args(Week)),
    "act": set(SEES),
    "difference": written("add", ("services/store",)) & set(texts("nb").sections()["difference"]),
    "cli": written("say", ("services/cli",)) - set(get_args(Level))
    | {f"step_{step}" for step in written("on_step", ("services",))},
    "level": set(get_args(Level)),
    "figure": {figure.id for figure in FIGURES},
    "figure_how": {figure.id for figure in FIGURES},
    "report_section": set(SECTIONS),
    "explore": written("Problem", ("workflows",)) | {f"invariant_{number}" for number in range(1, 8)},
    "doctor": written("say", ("services/cli",), 1),
    "head": {head for heads in tuples("table", "services/cli") for head in heads},
}
"""What has to have a text, by section."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", sorted(CODES))
def test_every_code_has_its_text(language: Any, section: str):
    assert CODES[section] - texts(language).sections()[section].keys() == set()


def test_nynorsk_has_one_form_of_each_word():
    others = re.compile(
        r"\b(vert|verte|verta|vart|vorte|gje|gjev|gjeve|gjeven|gjevne|ikke|hva|hvem|selv|fra)\b", re.IGNORECASE
    )
    said = {(part, code): text for part, texts_ in texts("nn").sections().items() for code, text in texts_.items()}
    assert {where: others.findall(text) for where, text in said.items() if others.search(text)} == {}


def test_the_three_languages_say_the_same_things_with_the_same_gaps():
    nb = texts("nb").sections()
    for language in LANGUAGES:
        other = texts(language).sections()
        assert {name: set(part) for name, part in other.items()} == {name: set(part) for name, part in nb.items()}
        for section, part in other.items():
            for code, text in part.items():
                assert gaps(text) == gaps(nb[section][code]), (language, section, code)


def test_everything_that_a_unit_may_decide_has_its_words():
    assert set(texts("nb").sections()["policy"]) == set(names())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_the_yearly_report_has_its_words(language: Any):
    known = texts(language).sections()
    for figure in FIGURES:
        for row in figure.categories if figure.id != "restored" else ():  # composed of an arena and an answer
            assert f"{figure.words}.{row}" in known["report_row"] or row in known[figure.words], (figure.id, row)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_reads_a_raw_code(language: Any):
    for section, part in texts(language).sections().items():
        for code, text in part.items():
            assert text.strip(), (section, code)
            assert not re.search(r"[a-z]_[a-z]", re.sub(r"\{\w+\}|TRYGGHET_\w+|pg_dump", "", text)), (
                section,
                code,
                text,
            )


def test_the_texts_asked_for_by_name_are_there():
    asked: set[tuple[str, str]] = set()
    for file in [*(ROOT / "services").rglob("*.py"), *(ROOT / "services/ops/templates").glob("*.html")]:
        source = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""\b(?:[tT]|self\.t|call\.t|say\.t)\(["'](\w+)["'], ["'](\w+)["']""", source))
    known = texts("nb").sections()
    assert len(asked) > 100
    assert {(section, code) for section, code in asked if code not in known.get(section, {})} == set()


def test_the_files_are_read_as_far_as_somebody_asks_and_all_are_found(monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    loads = tomllib.loads

    def counted(text: str) -> dict[str, Any]:
        read.append(text)
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", counted)
    words = Texts("nb")
    assert words("help", "data")
    assert len(read) == 1
    assert set(words.sections()) == set(texts("nb").sections())
    with pytest.raises(KeyError):
        words("no_such_section", "data")


def test_those_who_ask_at_the_same_moment_find_the_same():
    words, asked = Texts("en"), sorted(texts("en").sections())
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda section: words.known(section, "?") == "?", asked))
    assert all(found)
    assert set(words.sections()) == set(asked)


def test_differences_that_verify_can_find_have_a_text():
    found = written("add", ("services/store",)) | written("Difference", ("services/store",))
    assert {code for code in found if "_" in code} - texts("nb").sections()["difference"].keys() == set()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "nb"),
        ({"LANG": "C.UTF-8"}, "nb"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "TRYGGHET_LANGUAGE": "nn"}, "nn"),
        ({"LANG": "nb_NO.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_one_set_else_bokmal(environment: dict[str, str], language: str):
    assert language_of(environment) == language


def test_a_rule_is_told_with_its_place_in_the_handbook():
    nb = texts("nb")
    assert nb.rule(47).startswith("R47 (§ 2): Er saken anmeldt")
    assert nb.rule(159).startswith("R159 (kortversjonen)")
    assert [chapter_of(n) for n in (1, 38, 39, 120, 121, 163, 164, 175)] == [
        "1", "1", "2", "5", "6", "short", "report", "avert",
    ]  # fmt: skip


def test_days_and_times_are_norway_s():
    nb, en = texts("nb"), texts("en")
    assert nb.moment(NOW) == "2.11.2026 11.00"
    assert en.moment(NOW) == "2026-11-02 11:00"
    today = date(2026, 11, 2)
    assert [nb.until(date(2026, 11, d), today) for d in (1, 2, 3, 9)] == [
        "1 dag over fristen", "i dag", "i morgen", "om 7 dager",
    ]  # fmt: skip


def test_owners_are_queues_or_people():
    nb = texts("nb")
    assert (nb.owner("coordinator@ost"), nb.owner("staff/g1")) == ("koordinator ost", "g1")


@pytest.mark.parametrize(
    ("kind", "party", "says"),
    [
        ("assess", "i2", "Vurder om programmet er rett tiltak (hendelse 2)"),
        ("compare_cases", "T-7K3M-9K", "Se om de to sakene gjelder samme person (T-7K3M-9K)"),
        ("go_through_extract", "2026-W02", "Gå gjennom ukens uttrekk (2026-W02)"),
        ("call_family", "guardian_1", "Ring familien (foresatt 1)"),
        ("contact_youth", "participant", "Ta kontakt med ungdommen"),
        ("contact_youth", "participant:back", "Ta kontakt med ungdommen (den utsatte, når guiden er tilbake)"),
        ("contact_parents", "guardian", "Ta kontakt med de foresatte"),
        ("answer_breach", "", "Svar på avviket"),
    ],
)
def test_a_duty_names_whom_it_is_for_where_that_tells_it_apart(kind: str, party: str, says: str):
    assert texts("nb").duty(kind, party) == says


def test_a_code_of_a_newer_record_stays_as_it_is():
    nb: Texts = texts("nb")
    assert nb.known("duty", "not_yet_invented") == "not_yet_invented"
    with pytest.raises(KeyError):
        nb("duty", "not_yet_invented")


MARK = Mark(NOW, "desk:1")
CASE = Case(
    subject="case/T-0000-00",
    unit="ost",
    phase="conversation",
    sequence=1,
    opened_at=NOW,
    minor=True,
    adult_from=None,
    incidents=(Incident("i1", NOW, "desk:1", Category.ROBBERY, CaseRole.VICTIM, Reported.YES),),
    period=Period(1, NOW, "desk:1"),
)
GUIDE = GuideState("g1", MARK, MARK)
YES = ConsentWord(given=True, by="guardian_1", at=NOW, fact="desk:2")


@pytest.mark.parametrize(
    ("case", "step"),
    [
        (CASE, "conversation_agreed"),
        (CASE.now(held=MARK), "conversation_held"),
        (CASE.now(held=MARK, wanted=Answer.YES), "conversation_no_guide"),
        (CASE.now(held=MARK, wanted=Answer.YES, guide=GUIDE), "conversation_no_consent"),
        (CASE.now(held=MARK, wanted=Answer.YES, guide=GUIDE, consents=(YES,)), "conversation_held"),
        (replace(CASE, phase="guided"), "guided"),
        (replace(CASE, phase="closed"), "closed"),
        (replace(CASE, phase="closed", void=True), "closed_void"),
        (replace(CASE, phase="closed", void=True, ties=Ties(void_by="joined")), "closed_joined"),
    ],
)
def test_the_step_says_what_is_missing(case: Case, step: str):
    assert step_of(case) == step
    assert step in STEPS


def test_a_day_that_ends_with_a_full_stop_ends_the_sentence():
    assert texts("nb")("desk_ask", "asked_on", day="1. sep.") == "Du ble spurt 1. sep."
    assert texts("nb")("desk_ask", "asked_on", day="1. mai") == "Du ble spurt 1. mai."
