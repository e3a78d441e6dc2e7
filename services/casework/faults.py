"""What keeps casework from recording anything, and is no fact's fault."""

from typing import Final

import psycopg
from psycopg import errors

from services.errors import StartError


class OlderFold(StartError):
    """Tilstanden til {subject} er regnet ut av en annen utgave av tjenesten ({found}; denne regner med {known}).
    Kjør «trygghet migrate» med den nyeste utgaven og prøv igjen. Meldingene blir liggende; ingenting er tapt."""


OUTAGES: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.ReadOnlySqlTransaction,
    StartError,
)
"""The database is away, full, read-only, not migrated, gave no lock in time, or a key is missing: nothing was written,
the same batch may be taken again, and no fact is put aside for it."""
