"""Where a case is on its way to: offered to another unit, out of the district, or ended by a death."""

from dataclasses import dataclass

from workflows.period import Mark


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """An offer to another unit that nobody has accepted yet; `declined` says that they do not take it over."""

    to_unit: str
    offered: Mark
    declined: Mark | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was accepted. The case counts once: in the unit where it is now."""

    from_unit: str
    to_unit: str
    accepted: Mark


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`left`: the family is out of the district; `settled` once they are handed over or do not want to be."""

    offer: MoveOffer | None = None
    moves: tuple[Moved, ...] = ()
    told: Mark | None = None
    left: Mark | None = None
    settled: bool = False
    died: Mark | None = None
