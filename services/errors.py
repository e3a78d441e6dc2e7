"""Everything that can stop the service from starting, in the words that the person at the keyboard reads.

The docstring of each exception *is* its message (Norwegian, because people read it): what is wrong, where, and how to
go on. `{names}` are filled from the keyword arguments; nothing personal may be one of them. Wrong facts from the
outside are values (quarantined, refused), never exceptions: see `design.md` section 2.
"""

import inspect


class StartError(Exception):
    """Tjenesten kom ikke i gang."""

    exit_code = 1

    def __init__(self, **where: object) -> None:
        """`where` fills the docstring's `{names}`; a missing one is a KeyError, so a test of each message suffices."""
        self.where = where
        text = inspect.cleandoc(type(self).__doc__ or StartError.__doc__ or "")
        super().__init__(" ".join(text.split("\n")).format(**where))


class OutOfReach(StartError):
    """Databasen eller meldingsbussen svarer ikke på {address}.
    Sjekk at den går og at adressen er riktig, og prøv igjen."""

    exit_code = 4


class DataFolderNotWritable(StartError):
    """Mappen {folder} kan ikke skrives til av brukeren {user} ({reason}).
    Velg en annen mappe med --data (eller TRYGGHET_DATA), eller gi brukeren skrivetilgang til den."""


class DiskFull(StartError):
    """Disken under {folder} er full: {free_mb} MB er ledig, og det trengs minst {needed_mb} MB.
    Ingenting er tapt. Frigjør plass, eller flytt mappen til en større disk, og start på nytt."""


class PortInUse(StartError):
    """Port {port} på {host} er opptatt av et annet program ({what} skulle bruke den).
    Velg en annen med {setting}, eller stopp det andre programmet."""


class LockHeldWithoutAnswer(StartError):
    """Prosess {pid} ({command}) eier tjenerne i {folder}, men har ikke meldt dem klare på {seconds} sekunder.
    Vent til den er ferdig med å starte, eller stopp den (kill {pid}) og prøv igjen: ingenting går tapt av det."""

    exit_code = 4


class OwnerLacksServer(StartError):
    """Prosess {pid} ({command}) eier tjenerne i {folder}, men kjører ikke {missing}.
    Vent til den er ferdig, eller start hele tjenesten med «trygghet up»."""

    exit_code = 4


class ServerDidNotStart(StartError):
    """{server} i {folder} kom ikke i gang ({reason}). Det siste den skrev i {log}: {tail}
    Dataene er urørt. Rett det som står over, og start på nytt; «trygghet doctor» ser etter mer."""

    exit_code = 4


class ServerMissing(StartError):
    """{server} finnes ikke i dette Python-miljøet (pakken {package} mangler eller passer ikke til denne maskinen).
    Kjør «make setup», eller sett {setting} til en tjener som allerede går."""


class OtherDatabaseVersion(StartError):
    """Databasen i {folder} er laget av PostgreSQL {found}, men her ligger PostgreSQL {ours}.
    Bruk utgaven som laget den, eller flytt dataene med pg_dump til en ny mappe."""


class PostgresRefusesRoot(StartError):
    """PostgreSQL kan ikke kjøre som root, og her er verken brukernavnerom (unshare) eller en egen systembruker mulig
    ({reason}). Start tjenesten som en vanlig bruker, eller sett TRYGGHET_DATABASE_URL til en database som alt går."""


class NeedsLinux(StartError):
    """De innebygde tjenerne trenger Linux (her er det {system}).
    Sett TRYGGHET_DATABASE_URL og TRYGGHET_NATS_URL til tjenere som allerede går."""
