"""The handbook, number by number: where each stands, what carries it out, and what we decided where it is silent."""
