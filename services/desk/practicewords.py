"""Local practice in words: what each number is about, its bounds, and what differs between two versions."""

from collections.abc import Mapping
from datetime import time
from typing import Final

from services.texts import Texts
from workflows.policy import Policy, bounds_of, names

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "in": (
        "extract_weekday", "assess_wd", "first_call_wd", "call_warn_days", "try_again_wd", "unreachable_tries",
        "unreachable_days", "candidate_days",
    ),
    "clearance": (
        "find_investigator_wd", "clearance_again_wd", "clearance_escalate_wd", "clearance_midway", "dialogue_weeks",
    ),
    "conversation": (
        "holder_answer_wd", "conversation_days", "rebook_wd", "information_wd", "consent_wd", "consent_lost_wd",
    ),
    "guide": (
        "guide_answer_wd", "guide_in_place_days", "guide_told_wd", "advice_wd", "supervision_weeks", "acknowledge_each",
        "long_absence_days",
    ),
    "follow_up": (
        "no_contact_days", "no_contact_retry_wd", "no_contact_tries", "no_contact_vainly_days", "review_weeks",
        "stagnation_reviews", "stagnation_days", "protection_wd", "agency_wd", "hearing_lead_days",
        "birthday_lead_days", "move_answer_wd", "close_wd",
    ),
    "office": (
        "answer_wd", "waiting_wd", "no_case_days", "remind_before_days", "remind_over_days", "morning", "anchor_weeks",
        "outreach_weeks", "report_month", "small_cells", "areas",
    ),
}  # fmt: skip
"""Everything that a unit decides, by what it is about; a test proves that nothing is left out."""

_WEEKDAY: Final = "extract_weekday"
_MONTH: Final = "report_month"


def value_words(t: Texts, name: str, told: object) -> str:
    """A value as people say it: the day of the week, the month, the hour, the choice."""
    if isinstance(told, time):
        return f"{told:%H:%M}" if t.language == "en" else f"{told:%H.%M}"
    if name == _WEEKDAY:
        return t("desk_weekday", str(told))
    if name == _MONTH:
        return t("desk_month", str(told))
    if isinstance(told, str):
        choices = t.sections()["choice"]
        return choices.get(f"{name}.{told}") or t.known("word", told) or t("desk_practice", "nothing")
    return str(told)


def bounds_words(t: Texts, name: str) -> str:
    """What it may be."""
    told = bounds_of(name)
    if name in (_WEEKDAY, _MONTH):
        low, _, high = told.partition("-")
        return f"{value_words(t, name, low)} – {value_words(t, name, high)}"
    low, _, high = told.partition("-")
    if low.isdigit() and high.isdigit():
        return f"{low}–{high}"
    return ""


def changed(before: Policy, after: Policy) -> tuple[tuple[str, object, object], ...]:
    """What differs: name, what it was, what it is."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names())
    return tuple((name, was, now) for name, was, now in pairs if was != now)
