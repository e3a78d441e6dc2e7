"""Sets pages as PDF/UA with typst and the fonts inside it: the same input gives the same bytes on every machine."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import typst


def pdf(template: Sequence[bytes], data: Mapping[str, Any]) -> bytes:
    """The parts of a template, one after the other, with `data` as `sys.inputs.data` (JSON)."""
    made = typst.compile(
        b"\n".join(template),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": orjson.dumps(data).decode()},
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF is one file")
    return made
