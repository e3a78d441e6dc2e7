"""A small synthetic district: extracts as the police send them, and everything that happens in its cases afterwards."""
