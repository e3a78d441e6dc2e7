"""What the tests of services share: a migrated record, an empty bus, an office, a mailbox."""

from tests.support.bus import bus
from tests.support.office import office
from tests.support.owing import keyring, mailbox, make_reminders
from tests.support.record import record, shared_record

__all__ = ["bus", "keyring", "mailbox", "make_reminders", "office", "record", "shared_record"]
