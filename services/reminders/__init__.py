"""Reminders: whoever owes something is told before, on the day, after, and then the coordinator is told as well."""

from services.reminders.reminders import Reminders

__all__ = ["Reminders"]
