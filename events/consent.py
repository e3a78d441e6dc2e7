"""Consent to ongoing contact: the guardian's under 18, the participant's own from 18; and the participant's own no."""

from datetime import date
from typing import Literal

from events.fact import FactData
from events.personal import Personal
from events.refs import Party
from events.values import Channel, Long


class ConsentGiven(FactData):
    """Ongoing contact is consented to (R139): by whom, how, how far. One guardian of two suffices (D13)."""

    TYPE = "trygghet.consent.given.v1"
    MODE = "reports"

    by: Party
    how: Channel
    scope: Literal["all_contact", "limited"] = "all_contact"
    limits: Personal[Long] | None = None
    interpreter: bool = False


class ConsentRefused(FactData):
    """Asked, and no (R139, D22)."""

    TYPE = "trygghet.consent.refused.v1"
    MODE = "reports"

    by: Party
    how: Channel
    reason: Personal[Long] | None = None
    interpreter: bool = False


class ConsentWithdrawn(FactData):
    """Consent is taken back; contact stops (R139, D22)."""

    TYPE = "trygghet.consent.withdrawn.v1"
    MODE = "reports"

    by: Party
    how: Channel
    reason: Personal[Long] | None = None


class ConsentDecided(FactData):
    """What the coordinator does where consent was refused, withdrawn or has ended (D22), or where two guardians answer
    differently (D13).

    `ask_again` (from `on`), `other_guardian` (`guardian`), `talk_to_youth` (that answers R76), `hand_over` and `close`
    say what comes next; `follow_one` says that the word of `guardian` is the one that counts, `youths_own` that it is
    the youth's own, because no guardian may be asked (D16).
    """

    TYPE = "trygghet.consent.decided.v1"
    MODE = "decides"

    decision: Literal["ask_again", "other_guardian", "talk_to_youth", "hand_over", "close", "follow_one", "youths_own"]
    guardian: Party | None = None
    on: date | None = None
    why: Personal[Long]


class ParticipantEnds(FactData):
    """«Jeg vil ikke mer»: the participant ends it themselves. Nobody asks them again before they ask."""

    TYPE = "trygghet.consent.participant_ends.v1"
    MODE = "reports"

    how: Channel
    reason: Personal[Long] | None = None
