"""Exploring: every way that a subject can take, as far as it is finite, and samples of the rest."""
