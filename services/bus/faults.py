"""What can be wrong between us and the bus, in the words that the person at the keyboard reads."""

from services.errors import StartError


class PublishDenied(StartError):
    """Meldingsbussen lot oss ikke legge hendelser der ({reason}). De {count} første linjene er lagt på bussen.
    Bruk en adresse med rett til å rapportere, og kjør kommandoen på nytt: det som er mottatt, telles ikke to ganger."""


class BusFull(StartError):
    """Meldingsbussen er full ({reason}). De {count} første linjene er lagt på bussen, og ingenting er tapt.
    Se at saksbehandlingen går («trygghet serve casework»), vent til den har tatt unna, og kjør kommandoen på nytt."""


class StreamMissing(StartError):
    """Meldingsbussen har ingen strøm for hendelser ({reason}). De {count} første linjene er lagt på bussen.
    Kjør «trygghet migrate», og så denne kommandoen på nytt."""


class BusDoesNotAnswer(StartError):
    """Meldingsbussen svarer ikke ({reason}). De {count} første linjene er lagt på bussen.
    Sjekk at den går, og kjør kommandoen på nytt: det som alt er mottatt, telles ikke to ganger."""

    exit_code = 4


class NoCasework(StartError):
    """Ingen saksbehandling går, så det er ingen som svarer ({count} hendelser venter på bussen, og blir liggende).
    Start den med «trygghet up» eller «trygghet serve casework»: da blir de behandlet."""

    exit_code = 4
