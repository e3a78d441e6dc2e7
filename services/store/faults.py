"""What can be wrong between us and the record, in the words that the person at the keyboard reads."""

from services.errors import StartError


class NotMigrated(StartError):
    """Databasen på {address} har ikke tabellene som denne utgaven trenger (den har {found}, det trengs {needed}).
    Kjør «trygghet migrate» og prøv igjen; ingenting går tapt av det."""


class NotFolded(StartError):
    """Sakene i databasen på {address} er regnet ut etter eldre regler ({found}; denne utgaven har {needed}).
    Kjør «trygghet migrate», så regnes de ut på nytt av loggen; ingenting går tapt av det."""


class NewerRecord(StartError):
    """Databasen på {address} er laget av en nyere utgave av tjenesten ({found}; denne kjenner {known}).
    Bruk den nyere utgaven."""


class DatabaseTooOld(StartError):
    """Databasen på {address} er PostgreSQL {found}. Det trengs 16 eller nyere."""


class TooMuchPower(StartError):
    """Tjenesten skulle koblet seg til databasen på {address} som {user}, men den rollen er superbruker, eier tabellene
    eller står over radvernet. Da gjelder verken radvernet eller forbudet mot å endre loggen, så tjenesten starter ikke.
    Fjern rettighetene fra {user} (ALTER ROLE ... NOSUPERUSER NOBYPASSRLS NOCREATEROLE; eier av ingenting)."""


class AnotherInstallation(StartError):
    """Databasen på {address} hører til en annen installasjon: {what} finnes der, men ikke i {folder}.
    Bruk datamappen som databasen ble satt opp med, eller kopier mappen «secrets» fra den (også ved flytting til en
    ny maskin). Uten nøklene der kan ingen lese personopplysningene, heller ikke vi."""


class RoleRefused(StartError):
    """Databasen på {address} slipper ikke inn rollen {user} med passordet i {folder}.
    Kjør «trygghet migrate», eller kopier mappen «secrets» fra installasjonen som satte opp databasen."""


class MayNotMakeRoles(StartError):
    """Brukeren {user} i databaseadressen får ikke lage rollene som tjenestene kobler seg til med ({reason}).
    Gi den CREATEROLE og eierskap til databasen, og kjør «trygghet migrate» på nytt. Ingenting er endret."""


class KeyMissing(StartError):
    """Nøkkelen {what} mangler i {folder}. Legg den tilbake fra sikkerhetskopien av nøklene.
    Ingenting er slettet, men uten den kan personopplysningene ikke leses."""


class KeyDamaged(StartError):
    """Nøkkelen {what} i {folder} lar seg ikke åpne: filen er skadet, eller den hører til en annen hovednøkkel.
    Legg den tilbake fra sikkerhetskopien av nøklene. Ingenting er slettet."""
