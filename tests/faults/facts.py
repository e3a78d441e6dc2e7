"""The load: facts about synthetic people, some of them wrong, twice, late or at odds with each other, by one seed.

Every personal value carries the word CANARY, so that one search finds any that lies in the clear.
"""

import hashlib
import json
import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from services.national_number import synthetic

CANARY: Final = "Kanarifugl"
UNITS: Final = ("ost", "vest", "sentrum")
COORDINATOR, GUIDE, INVESTIGATOR = "fk1", "fg1", "fe1"
"""The staff of the installation under test; they belong to all three units."""


@dataclass(frozen=True)
class Message:
    """One message for INTAKE: where it goes, its bytes, and what the history tells of it. `id` is its Nats-Msg-Id."""

    nats_subject: str
    raw: bytes
    id: str
    source: str
    fact_id: str
    kind: str = "fact"
    person: str | None = None
    report: str | None = None

    @property
    def body(self) -> str:
        """By what the checker tells two bodies of one fact apart: the happened time that stands in it."""
        try:
            return str(json.loads(self.raw)["time"])
        except (ValueError, KeyError):
            return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Young:
    """A synthetic young person. `number` is a Tenor number: nobody real can have it."""

    n: int
    name: str
    born: date
    number: str
    phone: str
    guardian: str

    @property
    def report(self) -> str:
        """The report number of the incident."""
        return f"{77_000_000 + self.n}"


def young(n: int) -> Young:
    """The n-th person; the same one every time."""
    born = date(2009, 1, 1) + timedelta(days=n % 900)
    digits = (found for i in range(999 - n // 900 * 7, 499, -1) if (found := synthetic(born, i)) is not None)
    return Young(n, f"{CANARY} Ungdom {n}", born, next(digits), f"+47 0{n % 10_000_000:07d}", f"{CANARY} Foresatt {n}")


def fact(source: str, fact_id: str, type_: str, subject: str, at: datetime, by: str, data: dict[str, Any]) -> bytes:
    """A CloudEvent as a client would send it."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": fact_id,
            "source": source,
            "type": f"trygghet.{type_}.v1",
            "subject": subject,
            "time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "reportedby": by,
            "recordedby": by,
            "data": data,
        },
        ensure_ascii=False,
    ).encode()


def message(raw: bytes, attempt: str = "", **about: Any) -> Message:
    """The message of a fact. `attempt` makes the bus see another message in the same fact (a publisher's repeat)."""
    told = json.loads(raw)
    topic = told["type"].split(".")[1]
    source, fact_id = told["source"], told["id"]
    digest = hashlib.sha256(raw).hexdigest()[:16]
    return Message(
        f"trygghet.intake.{source}.any.{topic}", raw, f"{source}:{fact_id}:{digest}{attempt}", source, fact_id, **about
    )


def referral(person: Young, unit: str, at: datetime, mark: str) -> Message:
    """A municipality's system refers a young person: a case of their own."""
    raw = fact(
        "municipality",
        f"{mark}-ref-{person.n}",
        "intake.referral_received",
        f"unit/{unit}",
        at,
        "system/municipality",
        {
            "person": {
                "name": person.name,
                "national_number": person.number,
                "birth_date": person.born.isoformat(),
                "phone": person.phone,
            },
            "guardians": [{"name": person.guardian, "phone": person.phone, "kind": "mother"}],
            "lives_with": "guardian_1",
            "category": "violence",
            "role": "victim",
            "report_number": person.report,
            "referrer": {"name": f"{CANARY} Melder", "agency": "skole"},
            "reported": "yes",
            "incident_on": (at - timedelta(days=2)).date().isoformat(),
            "consents_to_contact": "yes",
        },
    )
    return message(raw, kind="referral", person=f"p{person.n}", report=f"r{person.n}")


def hearing(person: Young, at: datetime, mark: str, version: int) -> Message:
    """A court's date: on every case that has the report number, or on none yet."""
    data = {
        "report_number": person.report,
        "hearing_ref": f"h-{person.n}",
        "sequence": version,
        "starts_at": (at + timedelta(days=40 + version)).isoformat(),
        "court": "Testtinget",
    }
    raw = fact(
        "court", f"{mark}-h{version}-{person.n}", "court.hearing_scheduled", "unit/ost", at, "system/court", data
    )
    return message(raw)


def story(case: str, at: datetime, mark: str, followed: int = 6) -> list[Message]:
    """What befalls one case, in the order in which it happened: offered, cleared, phoned, talked to, `followed` up."""
    coordinator, guide = f"staff/{COORDINATOR}", f"staff/{GUIDE}"
    note = f"{CANARY} forteller"
    both = [{"party": "guardian_1", "reached": True}, {"party": "participant", "reached": True}]
    told: list[tuple[str, str, str, dict[str, Any]]] = [
        ("desk", "assessment.assessed", coordinator, {"decision": "offer", "perpetrator_in_family": "no"}),
        ("desk", "person.residence_checked", coordinator, {"parents_live_together": "no", "lives_with": "guardian_1"}),
        ("desk", "clearance.asked", coordinator, {"incidents": ["i1"], "asked": INVESTIGATOR}),
        ("police", "clearance.given", f"staff/{INVESTIGATOR}", {"incidents": ["i1"], "by": INVESTIGATOR}),
        (
            "desk",
            "contact.first_contact_made",
            coordinator,
            {
                "parties": both,
                "answered_by": "guardian_1",
                "outcome": "need",
                "answer": "accepted",
                "participant_view": "need",
                "note": note,
            },
        ),
        (
            "guidelog",
            "conversation.held",
            coordinator,
            {
                "held_by": COORDINATOR,
                "parties": ["participant", "guardian_1"],
                "follow_up_appropriate": True,
                "follow_up_wanted": "yes",
                "note": note,
            },
        ),
        ("desk", "guidance.guide_asked", coordinator, {"guide": GUIDE, "basis": ["relation"]}),
        ("guidelog", "guidance.guide_accepted", guide, {"guide": GUIDE}),
        ("guidelog", "consent.given", coordinator, {"by": "guardian_1", "how": "phone"}),
    ]
    told += [
        ("guidelog", "contact.logged", guide, {"direction": "out", "channel": "phone", "parties": both, "note": note})
    ] * followed
    return [
        message(
            fact(
                source,
                f"{mark}-{case.removeprefix('case/')}-{n}",
                type_,
                case,
                at + timedelta(hours=n),
                who,
                data,
            )
        )
        for n, (source, type_, who, data) in enumerate(told)
    ]


def load(seed: int, cases: list[str], begins: datetime, fresh: range) -> list[Message]:
    """A shuffled district: the stories of `cases`, `fresh` people referred (some by two at once), courts' dates for
    those who are known and for others, and what must not do harm: repeats, other bodies, what is no fact."""
    chance = random.Random(f"load {seed}")
    mark = f"s{seed}"
    told: list[list[Message]] = [story(case, begins, mark) for case in cases]
    for n in fresh:
        person = young(n)
        unit = chance.choice(UNITS)
        refs = [referral(person, unit, begins, mark)]
        if n % 3 == 0:
            refs.append(referral(person, unit, begins + timedelta(minutes=1), f"{mark}b"))
        told.append([*refs, hearing(person, begins, mark, 1)])
    told += [[hearing(young(n), begins, mark, 2)] for n in range(len(cases))]
    told += [[hearing(young(9_000 + n), begins, mark, 1)] for n in range(3)]
    woven = _woven(told, chance)
    return _with_mischief(woven, chance, mark)


def repeated(messages: list[Message]) -> list[Message]:
    """The same facts, which the bus takes for others."""
    return [replace(one, id=f"{one.id}-repeated") for one in messages]


def _woven(told: list[list[Message]], chance: random.Random) -> list[Message]:
    """Every story nearly in its order, all of them mixed."""
    placed = []
    for steps in told:
        begin = chance.random()
        for place, step in enumerate(steps):
            placed.append((begin + place * 0.12 + chance.uniform(0, 0.18), step.id, step))
    return [step for _, _, step in sorted(placed)]


def _with_mischief(woven: list[Message], chance: random.Random, mark: str) -> list[Message]:
    found: list[Message] = []
    for place, one in enumerate(woven):
        found.append(one)
        dice = chance.random()
        about = {"kind": one.kind, "person": one.person, "report": one.report}
        if dice < 0.15:  # the same fact as another message of the bus, soon or late
            found.insert(chance.randint(max(0, len(found) - 60), len(found)), message(one.raw, "-again", **about))
        elif dice < 0.19 and one.kind == "fact":  # the same id with another body
            told = json.loads(one.raw)
            told["time"] = (datetime.fromisoformat(told["time"]) + timedelta(seconds=1)).isoformat()
            found.append(message(json.dumps(told).encode(), "-other", **about))
        elif dice < 0.20:
            raw = f'{{"id": "{mark}-broken-{place}", "navn": "{CANARY}'.encode()
            found.append(
                Message("trygghet.intake.guidelog.any.contact", raw, f"{mark}-broken-{place}", "guidelog", "", "broken")
            )
        elif dice < 0.21:
            told = {**json.loads(one.raw), "id": f"{mark}-unknown-{place}", "type": "trygghet.contact.unheard_of.v1"}
            found.append(message(json.dumps(told).encode(), kind="unreadable"))
    return found
