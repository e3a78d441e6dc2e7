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


class HeaderNotFirst(ImportFault):
    """Overskriftene i filen {file} står ikke først: det er {above} linjer over dem.
    Ingenting er endret. Slett det som står over overskriftene, og prøv igjen."""


class ColumnTwice(ImportFault):
    """Filen {file} har kolonnen {column} flere ganger. Ingenting er endret. Ta bort den ene og prøv igjen."""


class TooManyRejected(ImportFault):
    """I filen {file} kan over {most} rader ikke brukes (linje {row} er den siste som ble sett på).
    Ingenting er endret. Se etter om det er rett fil og rette kolonner, og be om et nytt uttrekk."""


class FileChanged(ImportFault):
    """Filen {file} ble endret mens den ble lest. Les den inn en gang til når den er ferdig skrevet:
    rader som allerede er med, kommer ikke dobbelt."""


class SheetBroken(ImportFault):
    """Regnearket {file} kan ikke åpnes: {reason}.
    Ingenting er endret. Lagre det på nytt som «Excel-arbeidsbok (.xlsx)» uten passord, eller som CSV."""


class SheetUnsafe(ImportFault):
    """Regnearket {file} har {what} ({where}), og da kan ingen vite hva som egentlig står i det.
    Ingenting er endret. Lim inn radene som bare verdier i en ny arbeidsbok, eller lagre som CSV."""


class SheetTooHeavy(ImportFault):
    """Regnearket {file} er for tungt å lese: {reason}.
    Ingenting er endret. Del det i flere filer, eller lagre det som CSV."""


class SheetsSeveral(ImportFault):
    """Regnearket {file} har flere ark med innhold: {sheets}.
    Ingenting er endret. Si hvilket som er uttrekket, med --sheet, eller slett de andre."""

    exit_code = 2


class SheetMissing(ImportFault):
    """Filen {file} har ikke arket «{sheet}». De som finnes: {sheets}. Ingenting er endret."""

    exit_code = 2
