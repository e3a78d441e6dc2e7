"""The desk for programs: the same facts and questions as its pages, as JSON under `/api/v1`."""
