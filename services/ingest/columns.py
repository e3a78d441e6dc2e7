"""The columns of an extract, and the Norwegian words in them."""

import unicodedata
from collections.abc import Mapping
from typing import Final, Generic, TypeVar

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

V = TypeVar("V")

_LETTERS: Final = str.maketrans({"æ": "a", "ø": "o", "å": "a"})


def folded(text: str) -> str:
    """`text` as columns and words are compared: only the letters a-z and digits, æøå as a, o, a however written.

    `Fødselsnummer`, `FODSELS NUMMER` and `foedselsnummer` are all `fodselsnummer`.
    """
    plain = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    plain = plain.replace("ae", "a").replace("oe", "o").replace("aa", "a")
    return "".join(c for c in plain if c.isascii() and c.isalnum())


class Words(Generic[V]):
    """The Norwegian words of one column and what they mean to us."""

    def __init__(self, words: Mapping[str, V]) -> None:
        self._by_value = {value: word for word, value in words.items()}
        self._by_word = dict(words)
        self._by_folded = {folded(word): value for word, value in words.items()}

    def read(self, text: str) -> V | None:
        """The value of a word, however it is cased and spaced; None where it is none of ours."""
        return self._by_word[text] if text in self._by_word else self._by_folded.get(folded(text))

    def words(self) -> tuple[str, ...]:
        """Every word that can be read."""
        return tuple(self._by_word)

    def write(self, value: V) -> str:
        """The word for a value, as the police would write it."""
        return self._by_value[value]


COLUMNS: Final = (
    "anmeldelsesnr",
    "hendelsesdato",
    "anmeldt_dato",
    "saksstatus",
    "sakstype",
    "annet_behov",
    "hatmotiv",
    "rolle",
    "fodselsnummer",
    "fodselsdato",
    "navn",
    "telefon",
    "adressesperre",
    "gjerningssted",
    "bostedskommune",
    "bydel",
    "sprak",
    "tolk",
    "gjerningsperson_er",
    "foresatt_1_navn",
    "foresatt_1_telefon",
    "foresatt_1_rolle",
    "foresatt_1_adressesperre",
    "foresatt_2_navn",
    "foresatt_2_telefon",
    "foresatt_2_rolle",
    "foresatt_2_adressesperre",
    "bor_hos",
    "etterforsker_id",
    "etterforsker_navn",
    "jurist",
)
"""Every column that is read, in the order in which the sample writes them; a file may have them in any."""

REQUIRED: Final = ("anmeldelsesnr", "hendelsesdato", "sakstype", "rolle", "navn")
IDENTIFYING: Final = ("fodselsnummer", "fodselsdato")
"""One of these must be a column, and in each row one of them must have a value (D28)."""

MATTER_STATUS: Final = Words(
    {
        "under etterforskning": MatterStatus.INVESTIGATED,
        "henlagt": MatterStatus.DISMISSED,
        "påtaleavgjort": MatterStatus.DECIDED,
        "ukjent": MatterStatus.UNKNOWN,
    }
)
CATEGORY: Final = Words(
    {
        "vold": Category.VIOLENCE,
        "ran": Category.ROBBERY,
        "trusler": Category.THREATS,
        "seksuallovbrudd": Category.SEXUAL_OFFENCE,
        "annet": Category.OTHER,
    }
)
ANSWER: Final = Words({"ja": Answer.YES, "nei": Answer.NO, "ukjent": Answer.UNKNOWN})
ROLE: Final = Words({"fornærmet": CaseRole.VICTIM, "vitne": CaseRole.WITNESS})
ADDRESS_PROTECTION: Final = Words(
    {
        "ingen": AddressProtection.NONE,
        "fortrolig": AddressProtection.PROTECTED,
        "strengt fortrolig": AddressProtection.STRICT,
    }
)
PERPETRATOR_IS: Final = Words(
    {
        "foresatt_1": PerpetratorIs.GUARDIAN_1,
        "foresatt_2": PerpetratorIs.GUARDIAN_2,
        "annen i husstanden": PerpetratorIs.HOUSEHOLD,
        "annen i familien": PerpetratorIs.FAMILY,
        "kjæreste eller eks": PerpetratorIs.PARTNER,
        "kjent": PerpetratorIs.ACQUAINTED,
        "ukjent": PerpetratorIs.UNKNOWN,
    }
)
GUARDIAN_KIND: Final = Words(
    {
        "mor": GuardianKind.MOTHER,
        "far": GuardianKind.FATHER,
        "verge": GuardianKind.APPOINTED,
        "fosterforelder": GuardianKind.FOSTER_PARENT,
        "barnevern": GuardianKind.BARNEVERN,
        "annen": GuardianKind.OTHER,
    }
)
LIVES_WITH: Final = Words(
    {
        "begge": LivesWith.BOTH,
        "foresatt_1": LivesWith.GUARDIAN_1,
        "foresatt_2": LivesWith.GUARDIAN_2,
        "delt": LivesWith.SHARED,
        "fosterhjem eller institusjon": LivesWith.CARE,
        "alene": LivesWith.ALONE,
        "ukjent": LivesWith.UNKNOWN,
    }
)
INTERPRETER: Final = Words({"ja": True, "nei": False})

CORRECTS: Final = "avvist_rad"
"""In a file of rejected rows: which one it is, so that the row, corrected, answers it."""

REASON: Final = "feil"
"""In a file of rejected rows: why it could not be used; read by people only."""

BY_FOLDED: Final = {folded(column): column for column in (*COLUMNS, CORRECTS, REASON)}
