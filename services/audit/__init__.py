"""Audit: what was done and read is chained and signed, so that nothing can be changed or left out unseen."""

from services.audit.audit import Audit

__all__ = ["Audit"]
