"""Extracts: a file from the police, read row by row, becomes facts that casework decides."""
