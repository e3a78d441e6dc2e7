"""Draws the chart with the number of cases in each phase, each a way to its list, and the flow of the days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from services.ops.standing import Day, Phase, Record
from services.texts import Texts

WIDTH: Final = 136
HEIGHT: Final = 88

_PLACES: Final = {
    "detected": (8, 20),
    "assessed": (184, 20),
    "conversation": (360, 20),
    "guided": (536, 20),
    "closed": (712, 20),
    "reopened": (448, 164),
}
"""Where the box of each phase stands: its upper left corner."""

_ARROWS: Final = (
    "M144 64 H182",
    "M320 64 H358",
    "M496 64 H534",
    "M672 64 H710",
    "M764 108 V194 H586",  # closed to reopened: the family reports a need
    "M584 222 H796 V110",  # and closed again
    "M556 164 V136 H604 V110",  # reopened to guided
    "M476 164 V136 H428 V110",  # reopened to conversation
    "M76 20 V6 H780 V18",  # closed from any open phase
)
_JOINS: Final = ("M252 20 V6", "M428 20 V6")


@dataclass(frozen=True, slots=True)
class _Bar:
    kind: str
    count: int


def chart(record: Record, t: Texts) -> str:
    """The chart. Every number stands in the text for screen readers too."""
    told = ", ".join(f"{t('phase', name)} {record.phase(name).cases}" for name in _PLACES)
    parts = [
        f'<svg class="chart" viewBox="0 0 856 260" role="group" aria-label="{escape(told)}">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>',
        *(f'<path class="way" d="{way}"/>' for way in _JOINS),
        *(f'<path class="way" d="{way}" marker-end="url(#tip)"/>' for way in _ARROWS),
        *(_box(name, record.phase(name), t) for name in _PLACES),
        "</svg>",
    ]
    return "".join(parts)


def _box(name: str, phase: Phase, t: Texts) -> str:
    x, y = _PLACES[name]
    late = (
        f'<text class="late" x="{x + 12}" y="{y + 77}">{phase.overdue} {escape(t("ops", "overdue_short"))}</text>'
        if phase.overdue
        else ""
    )
    return (
        f'<a class="phase {name}" href="/saker?vis={name}">'
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text class="name" x="{x + 12}" y="{y + 24}">{escape(t("phase", name))}</text>'
        f'<text class="count" x="{x + 12}" y="{y + 54}">{phase.cases}</text>{late}</a>'
    )


def flow(days: Sequence[Day], t: Texts, day_name: Callable[[Day], str]) -> str:
    """The outcomes of each day as stacked bars."""
    most = max((day.total for day in days), default=0) or 1
    step, height, low = 32, 96, 112
    parts = [
        f'<svg class="flow" viewBox="0 0 {step * len(days)} 136" role="img" aria-label="{escape(t("ops", "flow"))}">'
    ]
    for n, day in enumerate(days):
        x, y = n * step + 6, float(low)
        bars = (_Bar("recorded", day.recorded), _Bar("breached", day.breached), _Bar("not-taken", day.not_taken))
        parts.append(f"<g><title>{escape(day_name(day))}: {day.total}</title>")
        for bar in bars:
            tall = height * bar.count / most
            y -= tall
            if bar.count:
                parts.append(f'<rect class="{bar.kind}" x="{x}" y="{y:.1f}" width="{step - 12}" height="{tall:.1f}"/>')
        parts.append(
            f'<text class="day" x="{x + (step - 12) / 2}" y="130" text-anchor="middle">{day.day.day}</text></g>'
        )
    parts.append(f'<path class="floor" d="M0 {low}.5 H{step * len(days)}"/></svg>')
    return "".join(parts)
