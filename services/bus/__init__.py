"""The wire: facts come in and outcomes go out over NATS JetStream, which may lose its disk and nothing is lost."""
