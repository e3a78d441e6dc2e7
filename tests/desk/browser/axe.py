"""What axe-core finds on a page: WCAG 2.2 A and AA, and what it calls best practice."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

AXE: Final = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"

_RUN: Final = """async (which) => {
  const found = await axe.run(document, {runOnly: which, resultTypes: ["violations"]});
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}"""

_EVERYTHING: Final = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_COLOURS: Final = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def faults(page: Page, *, colours_only: bool = False) -> list[str]:
    """One line for each element that is at fault; the script must have been added to the page (`AXE`).

    `colours_only`: the page has been looked at in other colours, and nothing else has changed.
    """
    found: list[str] = page.evaluate(_RUN, _COLOURS if colours_only else _EVERYTHING)
    return found
