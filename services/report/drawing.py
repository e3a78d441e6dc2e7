"""Draws the report's pictures as SVG that stands alone: it prints, and a page may give it other colours by class."""

from html import escape
from typing import Final

from services.report.view import Bar, PictureView

WIDTH: Final = 640
INK, QUIET, BAR, LINE = "#1f2933", "#52606d", "#1f4e79", "#d3dae1"
FONT: Final = "Libertinus Serif"
"""The one that every installation has inside typst; a page uses its own."""

_LABELS: Final = 250
_STEP: Final = 22


def drawn(picture: PictureView) -> str:
    """The picture, with its numbers in words for whoever does not see it."""
    return _columns(picture) if picture.kind == "columns" else _bars(picture)


def _svg(picture: PictureView, height: int, parts: list[str]) -> str:
    words = escape(picture.words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{words}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", name: str = "ink") -> str:
    colour = QUIET if name == "quiet" else INK
    return (
        f'<text class="{name}" x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="13" fill="{colour}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )


def _bars(picture: PictureView) -> str:
    most = max((bar.value or 0 for bar in picture.bars), default=0) or 1
    parts = []
    for n, bar in enumerate(picture.bars):
        middle = n * _STEP + _STEP / 2
        wide = (WIDTH - _LABELS - 60) * (bar.value or 0) / most
        parts.append(_text(_LABELS - 10, middle + 4.5, _short(bar.label), anchor="end"))
        if bar.value:
            parts.append(
                f'<rect class="bar" x="{_LABELS}" y="{middle - 8:g}" width="{wide:.1f}" height="16"'
                f' rx="2" fill="{BAR}"/>'
            )
        parts.append(_value(bar, _LABELS + wide + 8, middle + 4.5, "start"))
    parts.append(f'<path class="line" d="M{_LABELS} 0 V{len(picture.bars) * _STEP}" stroke="{LINE}" stroke-width="1"/>')
    return _svg(picture, len(picture.bars) * _STEP, parts)


def _columns(picture: PictureView) -> str:
    tall, low = 130.0, 156.0
    most = max((bar.value or 0 for bar in picture.bars), default=0) or 1
    step = WIDTH / max(len(picture.bars), 1)
    parts = []
    for n, bar in enumerate(picture.bars):
        x, height = n * step, tall * (bar.value or 0) / most
        if bar.value:
            parts.append(
                f'<rect class="bar" x="{x + step * 0.18:.1f}" y="{low - height:.1f}" width="{step * 0.64:.1f}"'
                f' height="{height:.1f}" rx="2" fill="{BAR}"/>'
            )
        parts.append(_value(bar, x + step / 2, low - height - 6, "middle"))
        parts.append(_text(x + step / 2, low + 18, bar.label[:3].lower(), anchor="middle", name="quiet"))
    parts.append(f'<path class="line" d="M0 {low:g} H{WIDTH}" stroke="{LINE}" stroke-width="1"/>')
    return _svg(picture, 182, parts)


def _value(bar: Bar, x: float, y: float, anchor: str) -> str:
    if bar.value is None:
        return _text(x, y, bar.told if anchor == "start" else ":", anchor=anchor, name="quiet")
    return _text(x, y, bar.told, anchor=anchor)


def _short(label: str, most: int = 42) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
