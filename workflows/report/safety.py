"""Figures on safety: where the youth felt unsafe, what became of it, protection, agencies and the statutory duties."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, get_args

from events.closing import Closed
from events.conversation import ConversationHeld
from events.duty_to_report import Ground, ReportJudged
from events.measure import AgencyKind
from events.protection import Measure
from events.values import Arena
from workflows.followup import Need
from workflows.report.figure import CaseTold, Figure
from workflows.report.found import found
from workflows.workdays import day_of

ARENAS: Final = tuple(one.value for one in Arena)
SAFE: Final = ("yes", "partly", "no")


def _unsafe(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        if isinstance(entry.fact.data, ConversationHeld):
            yield from ((day_of(entry.fact.time), arena.value) for arena in dict.fromkeys(entry.fact.data.unsafe))


def _restored(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        if isinstance(entry.fact.data, Closed):
            last = {one.arena.value: one.safe for one in entry.fact.data.restored}
            yield from ((day_of(entry.fact.time), f"{arena}.{safe}") for arena, safe in last.items())


def _felt(told: CaseTold) -> Iterator[tuple[date, str]]:
    """Of every run that ended: the participant's own number from 1 to 5, the first against the last."""
    for period in told.periods if told.counts else ():
        if period.closing is None:
            continue
        felt = period.follow_up.felt
        word = "not_measured" if not felt else "once"
        if len(felt) > 1:
            change = felt[-1].safety - felt[0].safety
            word = "safer" if change > 0 else "less_safe" if change < 0 else "same"
        yield day_of(period.closing.at), word


def _needs(word: Callable[[CaseTold, Need], str]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        for need in told.case.safeguards.needs if told.counts else ():
            yield day_of(need.at), word(told, need)

    return counts


def _contacted(told: CaseTold, need: Need) -> str:
    done = any(one.about == need.measure and one.at >= need.at for one in told.case.safeguards.contacted)
    return "contacted" if done else "not_contacted"


def _threats(told: CaseTold) -> Iterator[tuple[date, str]]:
    safe = told.case.safeguards
    for threat in safe.threats if told.counts else ():
        urged = any(one.about in ("", threat.fact) and one.at >= threat.at for one in safe.urged)
        yield day_of(threat.at), "urged" if urged else "not_urged"


def _agencies(told: CaseTold) -> Iterator[tuple[date, str]]:
    for referral in told.case.arranged.agencies if told.counts else ():
        yield day_of(referral.at), referral.kind


def _agency_followed(told: CaseTold) -> Iterator[tuple[date, str]]:
    for referral in told.case.arranged.agencies if told.counts else ():
        word = "over" if referral.over else "received" if referral.received is not None else "waiting"
        yield day_of(referral.at), word


def _judged(duty: str, yes: str, no: str) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        for judgement in told.case.statutory.judgements if told.counts else ():
            if judgement.duty == duty:
                yield day_of(judgement.at), yes if judgement.acted else no

    return counts


def _grounds(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        said = entry.fact.data
        if isinstance(said, ReportJudged) and said.sent:
            yield from ((day_of(entry.fact.time), ground) for ground in dict.fromkeys(said.grounds))


def _hearings(told: CaseTold) -> Iterator[tuple[date, str]]:
    for hearing in told.case.hearings if told.counts else ():
        if not hearing.cancelled and day_of(hearing.starts_at) <= told.until:
            yield day_of(hearing.starts_at), "considered" if hearing.considered is not None else "not_considered"


def _family(told: CaseTold) -> str:
    return "family" if any(i.family_known is not None for i in told.case.incidents) else "not_family"


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("unsafe_arena", "safety", (90, 96, 97, 98), "case", _unsafe, "word", ARENAS),
    Figure("restored", "safety", (13,), "case", _restored, "restored", tuple(f"{a}.{s}" for a in ARENAS for s in SAFE)),
    Figure("felt", "safety", (13,), "case", _felt, "felt", ("safer", "same", "less_safe", "once", "not_measured"),
           of="closings", picture="bars"),
    Figure("family", "safety", (17,), "case", found(_family), "family", ("family", "not_family"), of="cases"),
    Figure("protection", "safety", (35, 62, 118), "case", _needs(lambda _, need: need.measure), "word",
           get_args(Measure), of="needs"),
    Figure("protection_contacted", "safety", (35,), "case", _needs(_contacted), "contacted",
           ("contacted", "not_contacted"), of="needs"),
    Figure("threats", "safety", (149, 151), "case", _threats, "urged", ("urged", "not_urged")),
    Figure("agencies", "safety", (53, 113, 144), "case", _agencies, "word", get_args(AgencyKind), of="referrals"),
    Figure("agency_followed", "safety", (113,), "case", _agency_followed, "agency_followed",
           ("waiting", "received", "over"), of="referrals"),
    Figure("barnevern", "safety", (164, 165), "case", _judged("report", "sent", "not_sent"), "judged",
           ("sent", "not_sent")),
    Figure("barnevern_grounds", "safety", (166, 167, 168, 169), "case", _grounds, "word", get_args(Ground)),
    Figure("avert", "safety", (171,), "case", _judged("avert", "acted", "not_acted"), "judged", ("acted", "not_acted")),
    Figure("hearings", "safety", (36, 119), "case", _hearings, "considered", ("considered", "not_considered")),
)  # fmt: skip
