"""A whole report to barnevern, of nobody."""

from typing import Any, Final

WHOLE: Final[dict[str, Any]] = {
    "kommunenummer": "0301",
    "kommunenavn": "Oslo",
    "bydelsnummer": "01",
    "bydelsnavn": "Gamle Oslo",
    "offentligMelder": {
        "personnavn": "Koordinator Syntetisk",
        "rolle": "koordinator",
        "telefonnummer": "+47 22 00 00 00",
        "epost": "koordinator@example.org",
        "virksomhet": {"navn": "Politiet", "adresse": {"adresselinje1": "Gata 1"}},
    },
    "offentligBarn": [
        {
            "fnr": "15891012345",
            "ufoedt": False,
            "personnavn": "Ungdom Syntetisk",
            "adresse": {"adresselinje1": "Veien 2"},
            "orientert": True,
        }
    ],
    "foresatte": [{"personnavn": "Forelder Syntetisk", "orientert": False, "orientertGrunn": "Kan være farlig"}],
    "melding": {"melding": "Det vi er bekymret for", "historie": "Det vi vet fra før"},
    "sendingstidspunkt": "2026-11-27T09:30:00Z",
    "leveringskanal": "SvarUt",
}
