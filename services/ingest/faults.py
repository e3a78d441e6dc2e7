"""Why a file was not imported at all, in the words that the person who sent it reads.

As in `services/errors.py`, the docstring is the message. Nothing from a row is in it: only names of columns and places.
"""

from services.errors import StartError


class ImportFault(StartError):
    """Filen ble ikke lest inn, og ingenting er endret."""


class UnknownUnit(ImportFault):
    """Enheten {unit} finnes ikke. De som finnes: {units}. Ingenting er endret."""

    exit_code = 2


class UnknownWeek(ImportFault):
    """{week} er ikke en uke. Skriv år og uke slik: 2026-W47. Ingenting er endret."""

    exit_code = 2


class FileNotReadable(ImportFault):
    """Filen {file} kan ikke åpnes ({reason}). Ingenting er endret."""

    exit_code = 2


class FileTooLarge(ImportFault):
    """Filen {file} er på {mb} MB; et uttrekk kan være på høyst {most_mb} MB.
    Ingenting er endret. Del den i flere filer, eller se etter om det er rett fil."""


class FileNotText(ImportFault):
    """Filen {file} er ikke en CSV-fil i UTF-8 eller Windows-1252 ({reason}, byte {at}).
    Ingenting er endret. Lagre den som «CSV UTF-8» og prøv igjen."""


class FileBroken(ImportFault):
    """Filen {file} henger ikke sammen som CSV ved linje {line} (se etter et anførselstegn som mangler).
    Ingenting er endret. Rett linjen og prøv igjen."""


class ColumnsMissing(ImportFault):
    """Filen {file} mangler kolonnene {missing}. Disse ble kjent igjen: {found}.
    Ingenting er endret. Se etter om det er rett fil, og om første linje er overskriftene."""


class ColumnTwice(ImportFault):
    """Filen {file} har kolonnen {column} flere ganger. Ingenting er endret. Ta bort den ene og prøv igjen."""


class FileChanged(ImportFault):
    """Filen {file} ble endret mens den ble lest. Les den inn en gang til når den er ferdig skrevet:
    rader som allerede er med, kommer ikke dobbelt."""
