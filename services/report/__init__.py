"""The yearly report as people and programs get it: read from the record, in JSON, HTML, PDF and XLSX."""
