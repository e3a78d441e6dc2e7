"""An extract of 100,000 rows: how fast it is taken in, and what memory the command takes for it."""

import csv
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

import xlsxwriter

from services.sample.people import Population

_CATEGORIES: Final = ("vold", "ran", "trusler", "seksuallovbrudd")


def rows(count: int, today: date) -> Iterator[dict[str, str]]:
    """As many young people, each with both guardians; nobody real can have their numbers."""
    chance = Random(7)
    population = Population(chance)
    parents = [(population.parent("mor"), population.parent("far")) for _ in range(500)]
    for n in range(count):
        mother, father = parents[n % len(parents)]
        born = today - timedelta(days=4400 + n % 2000)
        yield {
            "anmeldelsesnr": f"S{n:07d}",
            "hendelsesdato": (today - timedelta(days=3 + n % 9)).isoformat(),
            "saksstatus": "under etterforskning",
            "sakstype": _CATEGORIES[n % 4],
            "hatmotiv": "nei",
            "rolle": "fornærmet",
            "fodselsnummer": population.number(born),
            "navn": population.name(),
            "telefon": population.phone(),
            "adressesperre": "ingen",
            "gjerningssted": f"Prøvegata {n % 400}",
            "bydel": "Prøvebydel",
            "sprak": "norsk",
            "tolk": "nei",
            "gjerningsperson_er": "ukjent",
            "foresatt_1_navn": mother.name,
            "foresatt_1_telefon": mother.phone,
            "foresatt_1_rolle": mother.kind,
            "foresatt_2_navn": father.name,
            "foresatt_2_telefon": father.phone,
            "foresatt_2_rolle": father.kind,
            "bor_hos": "begge",
        }


def write(folder: Path, count: int, today: date) -> tuple[Path, Path]:
    """The same extract as CSV and as a workbook."""
    plain, book = folder / "stort.csv", folder / "stort.xlsx"
    with (
        plain.open("w", encoding="utf-8", newline="") as file,
        xlsxwriter.Workbook(book, {"constant_memory": True}) as x,
    ):
        sheet, writer = x.add_worksheet("Uttrekk"), csv.writer(file, delimiter=";")
        for line, row in enumerate(rows(count, today)):
            for at, values in ((0, row.keys()), (1, row.values())) if line == 0 else ((line + 1, row.values()),):
                writer.writerow(values)
                for place, value in enumerate(values):
                    sheet.write_string(at, place, value)
    return plain, book


@dataclass(frozen=True)
class Cost:
    """Seconds and processor seconds of a command with all that it started, and the most memory that one of it took."""

    seconds: float
    cpu: float
    peak_mb: float


def cost(command: list[str], environment: dict[str, str], out: Path) -> Cost:
    """Run a command to its end. Raises RuntimeError where it fails; what it printed stands in `out`."""
    began = time.perf_counter()
    with out.open("wb") as to:
        process = subprocess.Popen(command, env=environment, stdout=to)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[1:3]} ended with {process.returncode}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
