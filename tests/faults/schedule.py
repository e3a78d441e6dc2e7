"""Which fault strikes when: a pure function of the seed, so that a failing run can be had again."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Act = Literal["kill", "pause"]

SERVICES: Final = ("casework", "casework-2", "relay", "reminders", "audit")
SERVERS: Final = ("postgres", "nats")
TARGETS: Final = (*SERVICES, *SERVERS, "importer")


@dataclass(frozen=True)
class Step:
    """The act on the target, `after` seconds behind the step before; the pause, or the death, lasts `lasts` seconds."""

    after: float
    act: Act
    target: str
    lasts: float

    def __str__(self) -> str:
        return f"+{self.after:.2f} s {self.act} {self.target} ({self.lasts:.2f} s)"


def schedule(seed: int) -> list[Step]:
    """Every process is killed once, in an order of the seed's own, with some pauses strewn in."""
    chance = random.Random(f"schedule {seed}")
    acts: list[tuple[Act, str]] = [("kill", target) for target in TARGETS]
    acts += [("pause", target) for target in chance.sample((*SERVICES, *SERVERS), 2)]
    chance.shuffle(acts)
    return [
        Step(
            after=round(chance.uniform(0.1, 0.9), 3),
            act=act,
            target=target,
            lasts=round(chance.uniform(0.0, 0.4) if act == "kill" else chance.uniform(0.5, 2.0), 3),
        )
        for act, target in acts
    ]
