"""Every way that a case of the sample goes, from one that nobody has looked at yet to one that was reopened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from services.sample import plots_again as again
from services.sample import plots_early as early
from services.sample import plots_followed as followed
from services.sample.calendar import WEEKS
from services.sample.tale import Tale

Who = Literal["anyone", "child", "with_two", "exposed_at_home", "one_unsafe", "nearly_18", "numbered", "outside"]
"""Whom it is about: a child, or one in twenty an adult; a child; one with two guardians; one
exposed at home; one exposed to one of two guardians; one of 17; a child with a
national number; an adult outside the target group."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A way that a case goes. `share` of `SHARES` go it, and each came between `newest` and `oldest` weeks ago."""

    tell: Callable[[Tale], None]
    share: float
    newest: int = 0
    oldest: int = WEEKS - 1
    came: Literal["row", "either", "referral"] = "either"
    """By a row of an extract, by a referral, or one in six by a referral."""
    who: Who = "anyone"
    unit: str | None = None
    """The one unit in which it happens; None: in any."""
    now: bool = False
    """Whether it shows what is so today, and so is never left lying."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.tell.__name__


PLOTS: Final = (
    # the days just gone, so that a small district has them too
    Plot(early.untouched, 0.006, 0, 0, "row", now=True),
    Plot(early.untouched, 0.012, 0, 0, "referral", now=True),
    Plot(followed.ended, 0.025, 0, 0),
    Plot(followed.ended, 0.02, 1, 1),
    Plot(followed.ended, 0.02, 2, 2),
    Plot(followed.ended, 0.03, 3, 12),
    Plot(early.refused_for_now, 0.008, 1, 1, "row", now=True),
    Plot(again.need_again, 0.01, 42, who="child", now=True),
    Plot(followed.still_asked, 0.004, 2, 2, "row", now=True),
    Plot(followed.out_of_touch, 0.008, 12, 20),
    Plot(early.untouched, 0.004, 1, 1),
    # the whole year
    Plot(followed.ended, 0.16),
    Plot(early.other_agency, 0.075),
    Plot(early.safe_again, 0.09),
    Plot(early.declined, 0.085),
    Plot(early.no_guide_wanted, 0.055),
    Plot(early.in_the_family, 0.03, who="exposed_at_home"),
    Plot(early.never_reached, 0.025),
    Plot(early.never_a_case, 0.01, came="row"),
    Plot(early.a_case_after_all, 0.004, 5, came="row"),
    Plot(early.clearance_never_given, 0.01, 8, came="row"),
    Plot(early.closed_too_early, 0.006, 5, who="child"),
    Plot(early.called_too_early, 0.01, 8, came="row"),
    Plot(early.cleared_and_not_written, 0.006, 8, came="row"),
    Plot(early.moved_away, 0.012, 4),
    Plot(early.safe_after_all, 0.02),
    Plot(early.accepted_later, 0.02),
    Plot(early.youth_wants_it, 0.012, 8, who="child"),
    Plot(early.no_more, 0.015),
    Plot(early.comes_into_group, 0.004, 4, came="row", who="outside"),
    Plot(early.one_parent_unsafe, 0.01, 12, who="one_unsafe"),
    Plot(followed.other_measures, 0.03),
    Plot(followed.threatened, 0.02, 14),
    Plot(followed.about_to_happen, 0.008, 14),
    Plot(followed.serious, 0.012, 16, came="row"),
    Plot(followed.worried, 0.015, 14, who="child"),
    Plot(followed.address_protected, 0.008, 14),
    Plot(followed.brother, 0.006, 14, who="child"),
    Plot(followed.stagnated, 0.012, 18),
    Plot(followed.another_guide, 0.012, 14),
    Plot(followed.not_this_guide, 0.008, 14),
    Plot(followed.guide_gone, 0.01, 14),
    Plot(followed.guide_leaves, 0.004, 24, 26, "row", unit="sentrum"),
    Plot(followed.ends_it, 0.015),
    Plot(followed.consent_lost, 0.01, 14, who="child"),
    Plot(followed.no_longer_consented, 0.008, 16, who="child"),
    Plot(followed.parents_differ, 0.01, 8, who="with_two"),
    Plot(followed.answers_differ, 0.006, 10, who="with_two"),
    Plot(followed.comes_of_age, 0.01, 14, who="nearly_18"),
    Plot(followed.answer_before_question, 0.01, 8),
    Plot(followed.goes_to_court, 0.02, 16, came="row", who="child"),
    Plot(followed.hearing_ahead, 0.008, 10, 14, came="row", who="child"),
    Plot(followed.hearing_called_off, 0.006, 14, came="row", who="child"),
    Plot(followed.dismissed, 0.01, 14, came="row", who="child"),
    Plot(followed.appealed, 0.005, 14, came="row", who="child"),
    Plot(followed.report_withdrawn, 0.005, 14, came="row", who="child"),
    Plot(followed.another_investigator, 0.008, 14, came="row", who="child"),
    Plot(followed.guide_investigates, 0.004, 14, came="row", who="child"),
    Plot(followed.clearance_taken_back, 0.005, 14, came="row"),
    Plot(followed.cleared_for_a_while, 0.006, 14, came="row"),
    Plot(followed.never_said_so, 0.003, 12, came="row"),
    Plot(followed.reported_after_all, 0.008, 14, came="referral", who="child"),
    Plot(followed.died, 0.002, 18),
    Plot(again.guided_again, 0.02, 30),
    Plot(again.not_again, 0.01, 36),
    Plot(again.closed_by_mistake, 0.006, 24),
    Plot(again.referred_again, 0.01, 16, came="row", who="numbered"),
    Plot(again.robbed_again, 0.012, 16, came="row", who="numbered"),
    Plot(again.reported_midway, 0.012, 16, came="referral", who="numbered"),
    Plot(again.twice_in_extracts, 0.006, 10, came="row", who="numbered"),
    Plot(again.joined_wrongly, 0.003, 10, came="row", who="numbered"),
    Plot(again.not_the_same_child, 0.004, 10, came="row", who="numbered"),
    Plot(again.assessed_as_duplicate, 0.004, 10, came="row", who="numbered"),
    Plot(again.two_units, 0.006, 12, came="row", who="numbered"),
    Plot(again.moves_unit, 0.012, 14),
    Plot(again.moves_not, 0.004, 14),
    Plot(again.wrong_case, 0.006, 14),
    Plot(again.need_in_an_open_case, 0.008, 14),
    Plot(again.sent_under_one_id, 0.003, 10),
    Plot(followed.better_known, 0.01, 16, who="child"),
)
"""Shares are to each other as the numbers say."""

SHARES: Final = sum(plot.share for plot in PLOTS)

REST: Final = Plot(followed.ended, 0)


def cast(cases: int) -> list[Plot]:
    """A plot for each of so many cases: each kind at least once while there is room, then by its share."""
    chosen = [plot for plot in PLOTS for _ in range(max(1, round(plot.share * cases / SHARES)))]
    firsts = list(dict.fromkeys(chosen))
    rest = [plot for n, plot in enumerate(chosen) if plot in chosen[:n]]
    return [*firsts, *rest, *[REST] * cases][:cases]
