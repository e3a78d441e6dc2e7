"""Writes the district to a folder: extracts to import, facts to publish, and the rest of the story to read.

A fact about a case needs the case's reference, which only exists once its row has been imported. Facts that need none
(units, staff, referrals, hearings, absences) stand in `fakta.ndjson`, ready for `trygghet publish`. The others stand in
`fortelling.ndjson` in the order in which they happened: their `subject` is `case/` and the participant's report number
(or, for a referral, name) in place of the reference. `trygghet up --sample` plays all of it.
"""

from pathlib import Path
from typing import Final

from events.catalogue import to_wire
from events.fact import FactData, FactRef
from events.refs import case_ref
from events.values import Source
from services.private import private_folder
from services.sample.district import District
from services.sample.tale import Step

_READ_ME: Final = """\
Et syntetisk distrikt ({prefix}, sett fra {today}). Ingen av personene finnes: fødselsnumrene er Tenor-numre
(måned 81-92), telefonnumrene begynner med 01, som ikke deles ut, og adressene er på example.org.

  uttrekk/            ett uttrekk per enhet og uke
                      trygghet import uttrekk/uttrekk-ost-2026-W40.csv --unit ost --week 2026-W40
  fakta.ndjson        ansatte, henvendelser, rettsmøter og fravær: trygghet publish fakta.ndjson
                      (enheter og ansatte med kilden cli, resten med sin egen)
  fortelling.ndjson   det som skjer i sakene, i rekkefølge. «subject» har anmeldelsesnummeret (ved henvendelse: navnet)
                      der saksreferansen skal stå: den finnes først når raden er lest inn.

«trygghet up --sample» spiller det hele.
"""


def write(district: District, folder: Path) -> list[Path]:
    """Write the files (0600, in a folder of 0700) and tell which."""
    extracts = private_folder(private_folder(folder) / "uttrekk")
    ready = [*district.units, *district.staff, *(step for step in district.steps if _needs_nothing(step))]
    story = [step for step in district.steps if not _needs_nothing(step)]
    written = [_put(extracts / extract.name, extract.csv()) for extract in district.extracts]
    written.append(_put(folder / "fakta.ndjson", b"".join(to_wire(s.fact(_StandIns({}))) + b"\n" for s in ready)))
    written.append(_put(folder / "fortelling.ndjson", b"".join(_told(s, district.reports) + b"\n" for s in story)))
    read_me = _READ_ME.format(prefix=district.prefix, today=district.today.isoformat())
    written.append(_put(folder / "LES-MEG.txt", read_me.encode()))
    return written


def _needs_nothing(step: Step) -> bool:
    """Whether a fact can be told without knowing what the record has made of others."""
    return "/" in step.about and isinstance(step.said, FactData)


class _StandIns:
    """What stands in for what only the record knows, until it is written as a report number."""

    def __init__(self, reports: dict[str, str]) -> None:
        self._reports = reports
        self.written: dict[str, str] = {}

    def case(self, handle: str) -> str:
        """A reference that is none; `written` tells whose."""
        stand_in = case_ref((len(self.written) + 1).to_bytes(4, "big"))
        self.written[stand_in] = self._reports.get(handle, handle)
        return stand_in

    def rejected(self, report: str) -> str:
        """The report number of the row."""
        return report

    def row(self, report: str) -> str:
        """The report number of the row."""
        return report

    def read(self, report: str, name: str) -> FactRef:
        """The report number of the row."""
        return FactRef(source=Source.IMPORT, id=report)


def _told(step: Step, reports: dict[str, str]) -> bytes:
    """A fact with the report number (or name) where a reference will stand."""
    stand_ins = _StandIns(reports)
    text = to_wire(step.fact(stand_ins)).decode()
    for stand_in, name in stand_ins.written.items():
        text = text.replace(stand_in, name)
    return text.encode()


def _put(path: Path, content: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path
