"""Writes the drawing of the chart into docs/chart.md; a test fails when it is no longer the machine's."""

from pathlib import Path

from workflows.chart import CaseChart

TARGET = Path(__file__).resolve().parents[1] / "docs" / "chart.md"

HEAD = """# The way of a case

Drawn by `python -m scripts.chart` out of `workflows/chart.py`. Facts and rules decide whether a move comes; this says
which moves there are.
"""


def page() -> str:
    """The whole page, as it is committed."""
    return f"{HEAD}\n```mermaid\n{f'{CaseChart():mermaid}'.strip()}\n```\n\n{f'{CaseChart():md}'.strip()}\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
