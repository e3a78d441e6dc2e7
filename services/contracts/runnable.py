"""Programs to begin with: each runs as it stands against an installation with the synthetic district."""

from typing import Final

import orjson

from events.catalogue import to_wire
from events.fact import Fact
from events.intake import ReferralReceived, Referrer
from events.person import Person
from events.personal import Open
from events.subjects import CASES_SUBJECTS, INTAKE, intake
from events.values import CaseRole, Category, Reported, Source
from services.contracts.examples import at_an_hour

UNIT: Final = "ost"

_TOLD: Final = ReferralReceived(
    person=Person(name=Open("Syntetisk Eksempel"), birth_date=None, phone=Open("+47 00000000")),
    category=Category.THREATS,
    role=CaseRole.VICTIM,
    reported=Reported.NO,
    referrer=Referrer(name=Open("Syntetisk Lærer"), agency="skole"),
)


def of_a_system() -> Fact:
    """What a system of the municipality tells on the bus."""
    return at_an_hour(_TOLD, f"unit/{UNIT}", Source.MUNICIPALITY, "system/municipality", "eksempel-1")


def of_a_person(staff: str) -> Fact:
    """The same, told at the desk by a program of somebody who works there."""
    return at_an_hour(_TOLD, f"unit/{UNIT}", Source.DESK, staff, f"eksempel-{staff.rpartition('/')[2]}")


def written(fact: Fact) -> str:
    """A fact as it stands in a file."""
    return orjson.dumps(orjson.loads(to_wire(fact)), option=orjson.OPT_INDENT_2).decode()


def python_on_the_bus() -> str:
    """Tell a fact on the bus, and hear what became of it."""
    return f'''\
import asyncio, json, os
import nats
from nats.js.api import DeliverPolicy

async def main() -> None:
    fact = json.load(open("fakta.json", encoding="utf-8"))
    bus = await nats.connect(os.environ["NATS_URL"])
    stream = bus.jetstream()
    outcomes = await stream.subscribe("{CASES_SUBJECTS}", ordered_consumer=True, deliver_policy=DeliverPolicy.NEW)
    stored = await stream.publish(
        "{intake(of_a_system(), UNIT)}", json.dumps(fact).encode(), stream="{INTAKE}",
        headers={{"content-type": "application/cloudevents+json"}},
    )
    print("stored as number", stored.seq)
    async for message in outcomes.messages:
        told = json.loads(message.data)["data"]
        if told["fact"]["id"] == fact["id"]:
            print(told["verb"], told["reasons"])
            break
    await bus.close()

asyncio.run(asyncio.wait_for(main(), 30))
'''


def shell_on_the_bus() -> str:
    """The same with the command line of the service, on the machine where it runs."""
    return "tr -d '\\n' < fakta.json | trygghet publish - --wait\n"


def nats_on_the_bus() -> str:
    """The same with the command line of NATS: the receipt of the stream, then the outcome by the id of the fact."""
    fact = of_a_system()
    return f"""\
nats sub --raw '{CASES_SUBJECTS}' > utfall.ndjson & lytter=$!
sleep 1
nats pub --jetstream --force-stdin -H content-type:application/cloudevents+json \\
  -H Nats-Expected-Stream:{INTAKE} {intake(fact, UNIT)} < fakta.json
until grep -F '"id":"{fact.id}"' utfall.ndjson; do sleep 1; done
kill $lytter
"""


def shell_over_http(address: str, slug: str) -> str:
    """Say who one is, ask whether something may be done, do it, and look."""
    told = "-H 'content-type: application/cloudevents+json' --data @fakta.json"
    api = f"{address}/api/v1"
    return f"""\
curl -fsS -c kake.txt --data hvem={slug} {address}/hvem
curl -fsS -b kake.txt {told} {api}/facts/dry-run
curl -fsS -b kake.txt {told} {api}/facts
curl -fsS -b kake.txt {api}/worklist
"""
