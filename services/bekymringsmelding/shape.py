"""The national document `no.ks.fiks.bekymringsmelding.offentlig.v2`, as our own models; its names are its own."""

from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def _told(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _somebody(listed: tuple[Any, ...]) -> tuple[Any, ...]:
    """Asked only where every one of them fits, so that a gap inside is told once."""
    if not listed:
        raise PydanticCustomError("too_short", "names nobody")
    return listed


Line = Annotated[str, StringConstraints(pattern=r"^[^\n\r\u2028\u2029]*$"), AfterValidator(_told)]
"""One line that says something."""

Text = Annotated[str, AfterValidator(_told)]

Phone = Annotated[str, StringConstraints(pattern=r"^[+]?[0-9]+([- ][0-9]+)*$")]

Email = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-zæøåÆØÅ0-9_\-]+(\.[A-Za-zæøåÆØÅ0-9_\-]+)*"
        r"@[A-Za-zæøåÆØÅ0-9\-]+(\.[A-Za-zæøåÆØÅ0-9\-]+)*\.[A-Za-z]{2,}$"
    ),
]


class _Part(BaseModel):
    """Nothing else stands in the document than what is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Adresse(_Part):
    """Where somebody lives, or where the body that reports is."""

    adresselinje1: Text
    adresselinje2: str | None = None
    adresselinje3: str | None = None
    postnummer: str | None = None
    poststed: str | None = None


class Virksomhet(_Part):
    """The body that reports."""

    navn: Line
    orgnr: Line | None = None
    adresse: Adresse


class Melder(_Part):
    """Who reports, on its behalf."""

    personnavn: Line
    rolle: Line
    telefonnummer: Phone
    epost: Email
    virksomhet: Virksomhet


class Barn(_Part):
    """The child; `orientert` whether the child knows of the report."""

    fnr: Text
    ufoedt: bool
    personnavn: Line
    telefonnummer: str | None = None
    adresse: Adresse
    orientert: bool
    orientertGrunn: Line | None = None  # noqa: N815


class Foresatt(_Part):
    """A guardian, and whether they know of the report."""

    personnavn: Line
    telefonnummer: Line | None = None
    orientert: bool
    orientertGrunn: Line | None = None  # noqa: N815


class Melding(_Part):
    """What is reported, and what came before it."""

    melding: Text
    historie: Text
    andreSynspunkter: str | None = None  # noqa: N815


class Bekymringsmelding(_Part):
    """The whole document."""

    kommunenummer: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    kommunenavn: Line
    bydelsnummer: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
    bydelsnavn: Line
    offentligMelder: Melder  # noqa: N815
    offentligBarn: Annotated[tuple[Barn, ...], AfterValidator(_somebody)]  # noqa: N815
    foresatte: Annotated[tuple[Foresatt, ...], Field(max_length=2), AfterValidator(_somebody)]
    behovForTolk: str | None = None  # noqa: N815
    andreHjelpeinstanser: str | None = None  # noqa: N815
    melding: Melding
    sendingstidspunkt: AwareDatetime
    leveringskanal: Text

    def as_json(self) -> dict[str, Any]:
        """As it is sent: what is not told is left out."""
        return self.model_dump(mode="json", exclude_none=True)
