"""The yearly report: its way to SaLTo/SLT, its figures, and which of them stay hidden."""
