"""The schema of the record, step by step; a step that has been published is never changed."""
