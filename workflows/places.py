"""Which guardian a row or a referral means: the same person keeps the same place, however a file lists them.

What is known of somebody (not safe to contact, perpetrator, a yes, a no) hangs on the place. A file that lists the
father first one week and the mother first the next must not move it to the other one (D4). Names lie sealed, so it is
the kind of guardian that tells them apart; two of one kind keep the order in which they are listed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from events.intake import Detection
from events.person import Guardian
from events.refs import GuardianParty
from events.values import GuardianKind, LivesWith, PerpetratorIs
from workflows.outcome import Entry
from workflows.reach import GUARDIANS, Reach

_HOMES: Final = {"guardian_1": LivesWith.GUARDIAN_1, "guardian_2": LivesWith.GUARDIAN_2}


def places_in(reach: Reach, kinds: Sequence[GuardianKind]) -> tuple[GuardianParty, ...]:
    """The places of guardians who are listed by kind, in a case where some are known already.

    Who is the only one of their kind, here and among all that a place was ever told to be, is the same person: a file
    goes on listing as mother whom we know as foster parent. Somebody new takes a place that nobody has, while there is
    one.
    """
    known: dict[GuardianParty, set[GuardianKind]] = {}
    for telling in reach.tellings:
        if telling.party != "participant" and telling.kind is not None:
            known.setdefault(telling.party, set()).add(telling.kind)
    found: dict[int, GuardianParty] = {}
    for number, kind in enumerate(kinds[: len(GUARDIANS)]):
        same = [party for party in GUARDIANS if kind in known.get(party, ())]
        if len(same) == 1 and kinds.count(kind) == 1 and same[0] not in found.values():
            found[number] = same[0]
    for number, kind in enumerate(kinds[: len(GUARDIANS)]):
        if number not in found:
            free = [party for party in GUARDIANS if party not in found.values()]
            listed = GUARDIANS[number]
            stays = listed in free and {kind, GuardianKind.OTHER} & known.get(listed, {kind})
            nobodys = [party for party in free if party not in known]
            found[number] = listed if stays else (nobodys or free)[0]
    return tuple(found[number] for number in range(len(found)))


def places_told(reach: Reach, told: Detection) -> tuple[GuardianParty, ...]:
    """The places of the guardians of a row or referral; empty where they are those in which they are listed."""
    places = places_in(reach, [guardian.kind for guardian in told.guardians])
    return () if places == GUARDIANS[: len(places)] else places


def places_decided(entry: Entry) -> tuple[GuardianParty, ...]:
    """The places that were found for the guardians of a row or referral when it was decided; empty: as listed."""
    return tuple(entry.decided_with.get("places") or ())


def guardians_in(told: Detection, places: Sequence[GuardianParty]) -> Iterator[tuple[GuardianParty, Guardian]]:
    """The guardians of a row or referral by their place in the case."""
    yield from zip(places or GUARDIANS, told.guardians, strict=False)


def perpetrator_in(told: Detection, entry: Entry) -> PerpetratorIs:
    """Who the perpetrator is, a guardian by the place in the case."""
    places = places_decided(entry)
    moved = {str(listed): str(place) for listed, place in zip(GUARDIANS, places, strict=False)}
    return PerpetratorIs(moved.get(told.perpetrator_is.value, told.perpetrator_is.value))


def home_in(told: Detection, entry: Entry) -> LivesWith:
    """With whom the youth lives, a guardian by the place in the case; at the third place it is not known (R73)."""
    places = places_decided(entry)
    if not places or told.lives_with not in _HOMES.values():
        return told.lives_with
    number = GUARDIANS.index(told.lives_with.value)
    return _HOMES.get(places[number], LivesWith.UNKNOWN) if number < len(places) else told.lives_with
