"""What the tests of services share: a migrated record."""

from tests.support.office import office
from tests.support.record import record, record_template, shared_record

__all__ = ["office", "record", "record_template", "shared_record"]
