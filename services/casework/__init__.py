"""Casework: the one function by which a fact becomes part of the record, called in any process."""
