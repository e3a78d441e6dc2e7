"""What the tests of services share: a migrated record."""

from tests.support.record import record, record_template

__all__ = ["record", "record_template"]
