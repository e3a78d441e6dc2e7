"""Who is to hold the conversation, and when it is to be, as the period keeps them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.mark import Mark


@dataclass(frozen=True, slots=True)
class HolderState:
    """Who has been asked to hold the conversation, and has said yes; `calls`: and makes the first call too (R45)."""

    staff: str
    asked: Mark
    accepted: Mark | None = None
    calls: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """A day agreed for the conversation; what was agreed last counts."""

    said: Mark
    on: date


@dataclass(frozen=True, slots=True)
class Appointments:
    """The day agreed last, and what was last called off; together they say whether a new time is to be found."""

    booked: Booking | None = None
    cancelled: Mark | None = None

    def agreed(self, said: Mark, on: date) -> "Appointments":
        """With a day that was agreed at that moment."""
        if self.booked is not None and said.at < self.booked.said.at:
            return self
        undone = self.cancelled is not None and said.at >= self.cancelled.at  # of one moment, what is told last
        return Appointments(Booking(said, on), None if undone else self.cancelled)

    def called_off(self, mark: Mark) -> "Appointments":
        """With what was called off at that moment."""
        if self.cancelled is not None and mark.at < self.cancelled.at:
            return self
        return Appointments(self.booked, mark)

    @property
    def to_rebook(self) -> Mark | None:
        """Since when a new time is missing: called off, and nothing agreed after that."""
        if self.cancelled is None or (self.booked is not None and self.booked.said.at > self.cancelled.at):
            return None
        return self.cancelled

    @property
    def on(self) -> date | None:
        """The day on which the conversation is to be."""
        return self.booked.on if self.booked is not None and self.to_rebook is None else None


NOTHING_AGREED: Final = Appointments()


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often the participant wishes to be in contact: at least every so many days (R109)."""

    said: Mark
    days: int
