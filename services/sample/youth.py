"""Whom a case of the sample is about, and the row that the police send about them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from events.refs import Party
from events.values import (
    AddressProtection,
    Answer,
    CaseRole,
    Category,
    GuardianKind,
    LivesWith,
    MatterStatus,
    PerpetratorIs,
)
from services.ingest import columns
from services.sample.people import Parent, Population
from workflows.intake import birthday

_CATEGORIES: Final = (
    Category.VIOLENCE, Category.VIOLENCE, Category.VIOLENCE, Category.ROBBERY, Category.ROBBERY, Category.THREATS,
    Category.THREATS, Category.SEXUAL_OFFENCE, Category.OTHER,
)  # fmt: skip
_SCENES: Final = ("torget", "skoleveien", "T-banen", "kjøpesenteret", "parken", "fritidsklubben", "bussen", "nettet")
_DISTRICTS: Final = ("Prøvedal", "Testfjord", "Liksomby", "Eksempelhagen")
_LANGUAGES: Final = ("norsk", "norsk", "norsk", "somali", "urdu", "polsk", "arabisk", "engelsk")
_NEED: Final = "Føler seg utrygg på vei til skolen og ønsker noen å snakke med"


@dataclass(slots=True)
class Youth:
    """One participant and one incident. `number` is None where the police have only the birth date (D28)."""

    name: str
    born: date
    number: str | None
    phone: str
    unit: str
    report: str
    incident_on: date
    reported_on: date
    category: Category
    role: CaseRole = CaseRole.VICTIM
    hate: Answer = Answer.NO
    status: MatterStatus = MatterStatus.INVESTIGATED
    protection: AddressProtection = AddressProtection.NONE
    perpetrator_is: PerpetratorIs = PerpetratorIs.UNKNOWN
    guardians: tuple[Parent, ...] = ()
    lives_with: LivesWith = LivesWith.BOTH
    investigator: str | None = None
    investigator_name: str = ""
    scene: str = ""
    district: str = ""
    language: str = "norsk"
    interpreter: bool = False
    need: str | None = None
    odd_cells: dict[str, str] = field(default_factory=dict)
    """What the police wrote otherwise than they should."""

    def minor(self, day: date) -> bool:
        """Under 18 on the day."""
        return day < birthday(self.born, 18)

    @property
    def home(self) -> Party:
        """Whom to call first: the guardian whom a minor lives with and who is no danger, an adult themselves."""
        if not self.guardians:
            return "participant"
        unsafe = self.perpetrator_is.value
        if self.lives_with is LivesWith.GUARDIAN_2 or unsafe == "guardian_1":
            return "guardian_2"
        return "guardian_1"

    @property
    def apart(self) -> bool:
        """Whether the parents live apart, so that R73 asks."""
        return self.lives_with in (LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2, LivesWith.SHARED)

    def row(self) -> dict[str, str]:
        """The row of the extract, as the police write it."""
        cells = {
            "anmeldelsesnr": self.report,
            "hendelsesdato": self.incident_on.strftime("%d.%m.%Y"),
            "anmeldt_dato": self.reported_on.strftime("%d.%m.%Y"),
            "saksstatus": columns.MATTER_STATUS.write(self.status),
            "sakstype": columns.CATEGORY.write(self.category),
            "annet_behov": self.need or "",
            "hatmotiv": columns.ANSWER.write(self.hate),
            "rolle": columns.ROLE.write(self.role),
            "fodselsnummer": self.number or "",
            "fodselsdato": "" if self.number else self.born.isoformat(),
            "navn": self.name,
            "telefon": f"{self.phone[:2]} {self.phone[2:4]} {self.phone[4:6]} {self.phone[6:]}",
            "adressesperre": columns.ADDRESS_PROTECTION.write(self.protection),
            "gjerningssted": self.scene,
            "bostedskommune": "Prøvekommune",
            "bydel": self.district,
            "sprak": self.language,
            "tolk": columns.INTERPRETER.write(self.interpreter),
            "gjerningsperson_er": columns.PERPETRATOR_IS.write(self.perpetrator_is),
            "bor_hos": columns.LIVES_WITH.write(self.lives_with),
            "etterforsker_id": (self.investigator or "").upper(),
            "etterforsker_navn": self.investigator_name,
        }
        for place, guardian in enumerate(self.guardians, start=1):
            cells[f"foresatt_{place}_navn"] = guardian.name
            cells[f"foresatt_{place}_telefon"] = guardian.phone
            cells[f"foresatt_{place}_rolle"] = guardian.kind
        return cells | self.odd_cells


class Cradle:
    """Makes the participants of the sample, all different and all from one source of chance."""

    def __init__(self, chance: Random, population: Population) -> None:
        self._chance = chance
        self._population = population
        self._reports = 0

    def report(self, year: int) -> str:
        """A report number that the police cannot have given: theirs have no letters."""
        self._reports += 1
        return f"SYN{year % 100}-{self._reports:05d}"

    def child(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """Somebody of 11 to 16 to whom something happened in the week that begins on `monday`."""
        chance, people = self._chance, self._population
        happened = monday + timedelta(days=chance.randrange(0, 4))
        born = monday - timedelta(days=chance.randrange(11 * 365 + 30, 16 * 365 + 200))
        category = chance.choice(_CATEGORIES)
        parents = [people.parent(columns.GUARDIAN_KIND.write(GuardianKind.MOTHER))]
        if chance.random() < 0.7:
            parents.append(people.parent(columns.GUARDIAN_KIND.write(GuardianKind.FATHER)))
        lives_with = LivesWith.BOTH if len(parents) == 2 else LivesWith.GUARDIAN_1
        if len(parents) == 2 and chance.random() < 0.35:
            lives_with = chance.choice((LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2, LivesWith.SHARED))
        language = chance.choice(_LANGUAGES)
        return Youth(
            name=people.name(),
            born=born,
            number=people.number(born) if chance.random() < 0.95 else None,
            phone=people.phone(),
            unit=unit,
            report=self.report(happened.year),
            incident_on=happened,
            reported_on=happened + timedelta(days=chance.randrange(0, 3)),
            category=category,
            guardians=tuple(parents),
            lives_with=lives_with,
            protection=AddressProtection.STRICT if chance.random() < 0.03 else AddressProtection.NONE,
            perpetrator_is=chance.choice((PerpetratorIs.UNKNOWN, PerpetratorIs.ACQUAINTED, PerpetratorIs.PARTNER)),
            investigator=investigator,
            investigator_name=investigator_name,
            scene=chance.choice(_SCENES),
            district=chance.choice(_DISTRICTS),
            language=language,
            interpreter=language not in ("norsk", "engelsk") and chance.random() < 0.5,
            need=_NEED if category is Category.OTHER else None,
        )

    def adult(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A grown-up victim of hate crime, who belongs to the target group whatever the age (R10)."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.born = monday - timedelta(days=self._chance.randrange(20 * 365, 45 * 365))
        youth.number = self._population.number(youth.born)
        youth.guardians = ()
        youth.lives_with = LivesWith.ALONE
        youth.hate = Answer.YES
        return youth

    def outside(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A grown-up victim without hate motive: a row that is outside the target group (D27)."""
        youth = self.adult(unit, monday, investigator, investigator_name)
        youth.hate = Answer.NO
        return youth
