"""Whom a case of the sample is about, and the row that the police send about them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

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
DISTRICTS: Final = ("Prøvedal", "Testfjord", "Liksomby", "Eksempelhagen")
_LANGUAGES: Final = ("norsk", "norsk", "norsk", "somali", "urdu", "polsk", "arabisk", "engelsk")
_REFERRERS: Final = ("Skolen", "Helsesykepleier", "Helsesykepleier", "Helsestasjonen", "Utekontakten", "Barnevernet")
_WITNESSES: Final = 0.05
_WITH_NUMBER: Final = 0.95
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
    referrer: str = "Skolen"
    second: bool = False
    """Whether this is told of their second case: they came again after the first, or were taken for somebody else."""
    once: bool = False
    """Whether the police send the row once only, whatever they do with others."""
    odd_cells: dict[str, str] = field(default_factory=dict)
    """What the police wrote otherwise than they should."""

    @property
    def handle(self) -> str:
        """What a case is called while the story is made up."""
        return f"{self.name} #2" if self.second else self.name

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
        self.population = population
        self._reports = 0

    def report(self, year: int) -> str:
        """A report number that the police cannot have given: theirs have no letters."""
        self._reports += 1
        return f"SYN{year % 100}-{self._reports:05d}"

    def child(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """Somebody of 11 to 17 to whom something happened in the week that begins on `monday`, or who saw it."""
        chance, people = self._chance, self.population
        happened = monday + timedelta(days=chance.randrange(0, 4))
        born = monday - timedelta(days=chance.randrange(11 * 365 + 30, 17 * 365 - 30))
        category = chance.choice(_CATEGORIES)
        role = CaseRole.WITNESS if chance.random() < _WITNESSES else CaseRole.VICTIM
        guardians, lives_with = self._home()
        language = chance.choice(_LANGUAGES)
        return Youth(
            name=people.name(),
            born=born,
            number=people.number(born) if chance.random() < _WITH_NUMBER else None,
            phone=people.phone(),
            unit=unit,
            report=self.report(happened.year),
            incident_on=happened,
            reported_on=happened + timedelta(days=chance.randrange(0, 3)),
            category=category,
            role=role,
            hate=chance.choices((Answer.NO, Answer.UNKNOWN, Answer.YES), (80, 15, 5))[0],
            guardians=guardians,
            lives_with=lives_with,
            protection=chance.choices(tuple(AddressProtection), (94, 3, 3))[0],
            perpetrator_is=chance.choice((PerpetratorIs.UNKNOWN, PerpetratorIs.ACQUAINTED, PerpetratorIs.PARTNER)),
            investigator=investigator,
            investigator_name=investigator_name,
            scene=chance.choice(_SCENES),
            district=chance.choice(DISTRICTS),
            language=language,
            interpreter=language not in ("norsk", "engelsk") and chance.random() < 0.5,
            need=_NEED if category is Category.OTHER or role is CaseRole.WITNESS else None,
            referrer=chance.choice(_REFERRERS),
        )

    def _home(self, two: bool = False) -> tuple[tuple[Parent, ...], LivesWith]:
        """The guardians, and with whom the youth lives."""
        chance, parent = self._chance, self.population.parent
        kinds = [GuardianKind.MOTHER, GuardianKind.FATHER]
        home = chance.choices(("both", "apart", "one", "foster"), (55, 25, 0 if two else 16, 0 if two else 4))[0]
        if home == "foster":
            return (parent(columns.GUARDIAN_KIND.write(GuardianKind.FOSTER_PARENT)),), LivesWith.CARE
        parents = tuple(parent(columns.GUARDIAN_KIND.write(kind)) for kind in kinds[: 1 if home == "one" else 2])
        if home == "one":
            return parents, LivesWith.GUARDIAN_1
        apart = (LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2, LivesWith.SHARED)
        return parents, chance.choice(apart) if home == "apart" else LivesWith.BOTH

    def with_two(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A child with two guardians."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.guardians, youth.lives_with = self._home(two=True)
        return youth

    def exposed_at_home(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A child exposed to somebody of the family (R17)."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.perpetrator_is = self._chance.choice((PerpetratorIs.HOUSEHOLD, PerpetratorIs.FAMILY))
        return youth

    def one_unsafe(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A child exposed to one of two guardians, who lives with the other (D4)."""
        youth = self.with_two(unit, monday, investigator, investigator_name)
        youth.perpetrator_is, youth.lives_with = PerpetratorIs.GUARDIAN_2, LivesWith.GUARDIAN_1
        return youth

    def numbered(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A child whose national number the police have."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.number = youth.number or self.population.number(youth.born)
        return youth

    def sibling(self, of: Youth) -> Youth:
        """A brother or sister, exposed to the same."""
        other = self.friend(of)
        other.guardians, other.lives_with, other.language = of.guardians, of.lives_with, of.language
        other.interpreter, other.district, other.protection = of.interpreter, of.district, of.protection
        return other

    def friend(self, of: Youth) -> Youth:
        """Somebody else to whom the same happened: the same report, another row."""
        other = self.child(of.unit, of.incident_on, of.investigator or "", of.investigator_name)
        other.report, other.incident_on, other.reported_on = of.report, of.incident_on, of.reported_on
        other.category, other.scene, other.hate = of.category, of.scene, of.hate
        other.need = other.need or of.need
        return other

    def adult(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A grown-up victim of hate crime, who belongs to the target group whatever the age (R10)."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.born = monday - timedelta(days=self._chance.randrange(20 * 365, 45 * 365))
        youth.number = self.population.number(youth.born)
        youth.guardians = ()
        youth.lives_with = LivesWith.ALONE
        youth.role, youth.hate = CaseRole.VICTIM, Answer.YES
        return youth

    def nearly_18(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """Somebody who turns 18 some three or four months after it."""
        youth = self.child(unit, monday, investigator, investigator_name)
        youth.born = monday - timedelta(days=18 * 365 + 4) + timedelta(days=self._chance.randrange(90, 125))
        youth.number = self.population.number(youth.born)
        return youth

    def outside(self, unit: str, monday: date, investigator: str, investigator_name: str) -> Youth:
        """A grown-up victim without hate motive: a row that is outside the target group (D27)."""
        youth = self.adult(unit, monday, investigator, investigator_name)
        youth.hate, youth.once = Answer.NO, True
        return youth

    def again(self, youth: Youth, day: date, **other: Any) -> Youth:
        """The same person, and something new that happened to them shortly before `day`."""
        happened = day - timedelta(days=self._chance.randrange(2, 5))
        category = self._chance.choice((Category.VIOLENCE, Category.ROBBERY, Category.THREATS))
        told: dict[str, Any] = {
            "report": self.report(happened.year),
            "incident_on": happened,
            "reported_on": happened,
            "category": category,
            "role": CaseRole.VICTIM,
            "scene": self._chance.choice(_SCENES),
        }
        return replace(youth, **(told | other))
