"""The relay: what is committed goes out on the bus, in order, and nothing personal with it."""

from services.relay.relay import Relay

__all__ = ["Relay"]
