"""Pictures of the pages, in a folder that one can look through: build/screens/index.html."""

from html import escape
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

FOLDER: Final = "build/screens"
SHOTS: Final = ("wide-light", "wide-dark", "phone-light", "phone-dark")

_TALLEST: Final = 6_000
"""Pixels of a page that are worth a picture."""

_STYLE: Final = """
body { font: 16px system-ui, sans-serif; margin: 2rem; background: #777; color: #fff; }
div { display: flex; gap: 1rem; align-items: start; overflow-x: auto; }
img { max-height: 60rem; border: 1px solid #333; }
"""


def take(page: Page, root: Path, name: str, shot: str) -> None:
    """The page as it is now, from its top: one that is endless looks the same further down."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    page.screenshot(
        path=folder / f"{name}.{shot}.png", full_page=True, animations="disabled",
        clip={"x": 0, "y": 0, "width": width, "height": min(height, _TALLEST)},
    )  # fmt: skip


def write_index(root: Path) -> None:
    """One page with all pictures; nothing where there are none."""
    folder = root / FOLDER
    names = sorted({file.name.partition(".")[0] for file in folder.glob("*.png")})
    if not names:
        return
    told = [
        '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Skjermbilder</title>',
        f"<style>{_STYLE}</style>",
    ]
    for name in names:
        files = [f"{name}.{shot}.png" for shot in SHOTS]
        shown = "".join(
            f'<a href="{file}"><img src="{file}" alt="{escape(file)}" loading="lazy"></a>'
            for file in files
            if (folder / file).exists()
        )
        told.append(f'<h2 id="{name}">{escape(name)}</h2><div>{shown}</div>')
    (folder / "index.html").write_text("\n".join(told), encoding="utf-8")
