"""`trygghet report`: what it writes and where, and what it says where it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from services.cli.call import Call
from services.cli.faults import Misused
from services.cli.reporting import report
from services.store.connect import Role
from services.store.read import Reader
from services.texts import texts
from tests.support.happenings import NOW
from tests.support.office import Office

YEAR = NOW.year


class Said(Call):
    """The command, run in this process on the office's own record."""

    def __init__(self, office: Office, as_staff: str | None = None) -> None:
        super().__init__(data=None, json=False, as_staff=as_staff, t=texts("nb"))
        self._office = office
        self.told: list[tuple[str, dict[str, object]]] = []

    @contextmanager
    def service(self, *_needs: Any, **_how: Any) -> Iterator[Any]:
        office = self._office
        with office.record.database.pool(Role.READER, 2) as reading:

            def ask(question: Any) -> Any:
                with office.pool.connection() as connection:
                    return question(connection)

            yield SimpleNamespace(
                pool=lambda _role: reading,
                keyring=office.keyring,
                clock=office.clock,
                reader=Reader(reading, office.keyring, office.clock),
                ask=ask,
            )

    def say(self, code: str, **values: object) -> None:
        self.told.append((code, values))


@pytest.fixture(autouse=True)
def the_day_after(office: Office) -> None:
    """Yesterday there were units already."""
    office.clock.forward(days=1)


def misused(office: Office, *words: Any, **options: Any) -> str:
    with pytest.raises(Misused) as fault:
        report(Said(office), *words, **options)
    return str(fault.value)


def test_it_is_json_on_the_standard_output(office: Office, capfdbinary: pytest.CaptureFixture[bytes]):
    report(Said(office), YEAR, unit="ost", format_="json")
    told = orjson.loads(capfdbinary.readouterr().out)
    assert (told["unit"], told["year"], told["version"]) == ("ost", YEAR, None)


def test_a_file_is_named_with_how_much_in_it_is_hidden(office: Office, tmp_path: Path):
    said, file = Said(office), tmp_path / "rapport.pdf"
    report(said, YEAR, format_="pdf", out=file, lang="nn")
    assert file.read_bytes().startswith(b"%PDF")
    ((code, values),) = said.told
    assert (code, values["file"]) == ("report_written", file)


def test_a_coordinator_asks_as_themselves(office: Office, tmp_path: Path):
    report(Said(office, "k-ost"), YEAR, unit="ost", format_="html", out=tmp_path / "rapport.html")
    assert office.ask("SELECT actor FROM ledger WHERE act = 'read_report'") == ["staff/k-ost"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format_": "docx"}, "Formatet docx finnes ikke. De som finnes: json, html, pdf, xlsx."),
        ({"format_": "json", "lang": "se"}, "Språket se finnes ikke"),
        ({"format_": "json", "unit": "nord"}, "Enheten nord finnes ikke"),
        ({"format_": "json", "version": 1}, "En versjon hører til en enhet"),
        ({"format_": "json", "version": 4, "unit": "ost"}, "Det finnes ingen versjon 4"),
        ({"format_": "json", "as_of": "i fjor"}, "i fjor"),
        ({"format_": "json", "as_of": f"{YEAR}-12-31"}, "er ikke omme"),
    ],
)
def test_what_it_cannot_do_it_says(office: Office, options: dict[str, Any], says: str):
    assert says in misused(office, YEAR, **options)


def test_on_the_first_day_there_is_nothing_to_report(office: Office):
    office.clock.forward(days=-1)
    assert "ingenting å rapportere" in misused(office, YEAR, unit="ost", format_="json")


def test_a_year_without_the_programme_has_no_report(office: Office):
    assert "ingenting å rapportere" in misused(office, YEAR - 5, format_="json")
    assert "ingenting å rapportere" in misused(office, YEAR + 1, format_="json")
