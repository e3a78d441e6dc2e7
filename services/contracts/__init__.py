"""What other systems are told: the schema of every fact, examples of them, and the document of both streams."""
