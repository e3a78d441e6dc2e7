"""The figures that tell how the wire is doing; made once for a process, shown on `/metrics`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meters:
    """One object for all services of a process: a name can be registered once only."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.facts = Counter(
            "trygghet_facts", "Facts from the bus, by what became of them.", ["source", "outcome"], registry=registry
        )
        self.redelivered = Counter(
            "trygghet_facts_redelivered", "Facts that the bus delivered again.", registry=registry
        )
        self.batch_seconds = Histogram(
            "trygghet_batch_seconds", "From batch to commit.", buckets=_SECONDS, registry=registry
        )
        self.interrupted = Counter(
            "trygghet_interrupted", "Times that a service lost the bus or the database.", ["service"], registry=registry
        )
        self.published = Counter("trygghet_published", "Outcomes put on CASES.", registry=registry)
        self.unpublished = Gauge("trygghet_unpublished", "Outcomes not yet on CASES.", registry=registry)
        self.followed = Counter("trygghet_followed", "Messages of CASES handled.", ["consumer"], registry=registry)
        self.position = Gauge(
            "trygghet_position", "Feed number up to which somebody has worked.", ["consumer"], registry=registry
        )
        self.reminders = Counter(
            "trygghet_reminders", "Reminders, by step and state.", ["step", "state"], registry=registry
        )
        self.mails = Counter(
            "trygghet_mails", "Reminder mails, by what became of them.", ["outcome"], registry=registry
        )
        self.ledger_entries = Counter("trygghet_ledger_entries", "Ledger entries chained.", registry=registry)
        self.ledger_heads = Counter("trygghet_ledger_heads", "Ledger heads signed.", registry=registry)
