"""The status page: how cases flow and how the installation is, without anything about anybody."""
