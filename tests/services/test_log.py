"""What is written to the log says what happened, and never to whom."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from services import log


class Lines:
    """The lines written so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def only(self) -> dict[str, Any]:
        (line,) = self.all()
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    written = Lines()
    log.configure("info", "json", to=written.stream)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    log.applied()
    structlog.reset_defaults()


def test_a_key_that_is_not_on_the_list_is_dropped_and_counted(lines: Lines):
    log.get("casework").info("committed", count=3, name="Kari Nordmann", phone="912 34 567")
    line = lines.only()
    assert (line["event"], line["part"], line["count"], line["dropped_keys"]) == ("committed", "casework", 3, 2)
    assert "Nordmann" not in lines.stream.getvalue()


def test_free_text_is_no_event(lines: Lines):
    log.get("casework").info("Kari Nordmann ringte")
    assert lines.only()["event"] == "unnamed"


@pytest.mark.parametrize(
    "number",
    ["01810112345", "018101 12345", "018101-12345", "01 81 01 12345", "91234567", "912 34 567", "91 23 45 67",
     "+4791234567", "0047 91234567", "+46 70 123 45 67"],
)  # fmt: skip
def test_what_looks_like_a_number_of_a_person_is_masked_inside_an_allowed_key(lines: Lines, number: str):
    log.get("casework").info("seen", template=f"before {number} after", codes=[number])
    line = lines.only()
    assert line["template"] == "before *** after"
    assert line["codes"] == ["***"]


@given(number=st.integers(min_value=1_01_00_00000, max_value=31_12_99_99999))
def test_a_number_is_masked_as_a_number_too(number: int):
    assert log.mask_personal(None, "info", {"count": number}) == {"count": "***"}


def test_ids_moments_and_references_stay_readable(lines: Lines):
    kept = {
        "id": "01938f1e-1234-7000-8000-123456789012",
        "subject": "case/T-7K3M-9Q",
        "week": "2026-W47",
        "position": 12345678,
        "folder": "/srv/trygghet/postgres",
    }
    log.get("casework").info("seen", **kept)
    line = lines.only()
    assert {key: line[key] for key in kept} == kept


def test_an_id_that_is_no_uuid_may_be_anything_and_is_a_digest(lines: Lines):
    log.get("casework").info("seen", id="Kari Nordmann")
    assert lines.only()["id"].startswith("sha256:")


def test_one_line_tells_what_became_of_a_message(lines: Lines):
    log.handled(
        "casework", source="police", id=UUID(int=7), type="trygghet.clearance.given.v1", outcome="recorded",
        ms=1.2345, subject="case/T-7K3M-9Q", rules=[47],
    )  # fmt: skip
    line = lines.only()
    line.pop("timestamp")
    assert line == {
        "event": "handled", "level": "info", "part": "casework", "source": "police", "id": str(UUID(int=7)),
        "type": "trygghet.clearance.given.v1", "outcome": "recorded", "ms": 1.23, "subject": "case/T-7K3M-9Q",
        "rules": [47],
    }  # fmt: skip


def test_a_library_is_heard_without_what_it_puts_in(lines: Lines):
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "pool", "Kari Nordmann")
    logging.getLogger("nats").error("failed for Kari Nordmann")
    first, second = lines.all()
    assert first["template"] == "error connecting in %r: %s"
    assert (first["part"], first["level"], first["event"]) == ("psycopg.pool", "warning", "library")
    assert first["where"].startswith("test_log:")
    assert (second["part"], second["level"]) == ("nats", "error")
    assert "Nordmann" not in lines.stream.getvalue()


def test_an_exception_is_told_by_type_and_place(lines: Lines):
    try:
        try:
            raise ValueError("Kari Nordmann")
        except ValueError as cause:
            raise RuntimeError("Kari Nordmann") from cause
    except RuntimeError:
        log.get("casework").exception("batch_failed")
        logging.getLogger("uvicorn.error").exception("Kari Nordmann")
    for line in lines.all():
        assert line["error"] == "RuntimeError <- ValueError"
        assert line["error_at"].startswith("test_log.py:")
    assert "Nordmann" not in lines.stream.getvalue()


def test_quiet_levels_are_not_written(lines: Lines):
    log.get("casework").debug("seen")
    logging.getLogger("nats").debug("seen %s", 1)
    assert lines.all() == []


def test_what_logs_lines_is_loaded_by_the_first_line_that_is_written():
    code = (
        "import sys; from services import log; log.configure('warning', 'json'); made = log.get('casework');"
        "made.info('unheard'); print('structlog' in sys.modules); made.warning('heard', count=1);"
        "print('structlog' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]
    assert json.loads(ran.stderr)["event"] == "heard"


def test_threads_with_a_first_line_at_the_same_moment_write_as_configured(lines: Lines):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda count: log.get("casework").info("seen", count=count), range(40)))
    assert sorted(line["count"] for line in lines.all()) == list(range(40))


def test_for_the_eye_it_is_no_json():
    stream = io.StringIO()
    log.configure("info", "console", to=stream)
    log.get("casework").info("seen", count=3)
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()
    assert "seen" in stream.getvalue()
    assert "count=3" in stream.getvalue()
