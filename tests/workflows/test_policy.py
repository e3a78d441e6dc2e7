"""Local practice: every number has its default and its bounds as decisions.md has them, and none may be left."""

import pytest
from pydantic import ValidationError

from workflows.policy import DEFAULT, Policy

BOUNDS = {
    "assess_wd": (2, 1, 5),
    "first_call_wd": (2, 1, 5),
    "call_warn_days": (7, None, None),
    "clearance_again_wd": (3, None, None),
    "clearance_escalate_wd": (7, None, None),
    "guide_answer_wd": (3, None, None),
    "conversation_days": (7, 1, 14),
    "guide_in_place_days": (7, None, None),
    "consent_wd": (5, None, None),
    "consent_lost_wd": (3, None, None),
    "no_contact_days": (14, None, 14),
    "no_contact_retry_wd": (3, None, 3),
    "no_contact_tries": (3, None, 3),
    "no_contact_vainly_days": (28, None, 28),
    "long_absence_days": (14, 7, 21),
    "protection_wd": (1, None, None),
    "birthday_lead_days": (60, None, None),
    "agency_wd": (10, None, None),
    "review_weeks": (8, 4, 13),
    "stagnation_reviews": (2, None, None),
    "stagnation_days": (90, None, None),
    "waiting_wd": (10, None, None),
    "candidate_days": (90, None, None),
    "unreachable_tries": (5, None, None),
    "unreachable_days": (21, None, None),
    "no_case_days": (30, None, None),
    "extract_weekday": (3, None, None),
    "report_month": (3, None, None),
    "small_cells": (5, 3, 10),
    "remind_before_days": (3, None, None),
    "remind_over_days": (7, None, None),
}
"""Default, lowest, highest, where decisions.md gives them."""


@pytest.mark.parametrize("name", BOUNDS)
def test_defaults_and_bounds_are_the_decided_ones(name: str):
    default, low, high = BOUNDS[name]
    assert getattr(DEFAULT, name) == default
    for allowed, refused in ((low, (low or 0) - 1), (high, (high or 0) + 1)):
        if allowed is not None:
            assert getattr(Policy.model_validate({name: allowed}), name) == allowed
            with pytest.raises(ValidationError):
                Policy.model_validate({name: refused})


@pytest.mark.parametrize("name", [n for n, f in Policy.model_fields.items() if f.annotation is int])
def test_every_number_has_two_bounds_and_lies_within_them(name: str):
    field = Policy.model_fields[name]
    low = next(m.ge for m in field.metadata if hasattr(m, "ge"))
    high = next(m.le for m in field.metadata if hasattr(m, "le"))
    assert low <= field.default <= high
    assert field.description


def test_an_unknown_number_is_refused_and_a_policy_never_changes():
    with pytest.raises(ValidationError):
        Policy(no_such_number=3)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        DEFAULT.assess_wd = 3  # type: ignore[misc]


def test_clearance_midway_is_go_on_or_wait():
    assert DEFAULT.clearance_midway == "go_on"
    with pytest.raises(ValidationError):
        Policy(clearance_midway="never")  # type: ignore[arg-type]
