"""What the tests of the desk share: a desk on a record of its own, one for a file."""

from tests.support.room import room

__all__ = ["room"]
