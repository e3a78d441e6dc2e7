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


def schedule(seed: int, rounds: int = 1) -> list[Step]:
    """Each round kills every process once, in an order of its own, with some pauses strewn in."""
    chance = random.Random(f"schedule {seed}")
    steps = []
    for _ in range(rounds):
        round_ = [("kill", target) for target in TARGETS]
        round_ += [("pause", target) for target in chance.sample((*SERVICES, *SERVERS), 2)]
        chance.shuffle(round_)
        steps += [
            Step(
                after=round(chance.uniform(0.1, 0.9), 3),
                act="kill" if act == "kill" else "pause",
                target=target,
                lasts=round(chance.uniform(0.0, 0.4) if act == "kill" else chance.uniform(0.5, 2.0), 3),
            )
            for act, target in round_
        ]
    return steps
