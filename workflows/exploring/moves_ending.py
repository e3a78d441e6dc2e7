"""How a case ends, comes back, moves away, or turns out to have been another."""

from typing import Any, Final

from events.closing import Closed, ClosingAnnulled, NeedReported, OtherMeasure, Restored, View
from events.contact import ContactLogged
from events.correction import (
    Answered,
    CasesJoined,
    CasesSeparated,
    Corrected,
    MistakeAnnulled,
    NotTheSame,
    RegisteredByMistake,
    WrongCase,
)
from events.fact import FactRef
from events.move import LeftDistrict, MoveAccepted, MoveDeclined, MoveOffered, MoveWithdrawn
from events.person import ContactHalted, Died
from events.personal import Open
from events.values import Answer, Arena, Channel, Source
from workflows.exploring.telling import (
    HANDED_OVER,
    NOWHERE,
    TEXT,
    Missing,
    first,
    last,
    last_refused,
    last_waiting,
    say,
)
from workflows.exploring.world import ELSEWHERE, FIRST_DAY, HERE, OTHER, VOID, Move, World

TIES: Final = "ties"

VIEW: Final = View(no_more_need=True, on=FIRST_DAY)

GROUNDS: Final[dict[str, dict[str, Any]]] = {
    "died": {"found_by": "k1"},
    "ended_by_participant": {"said_by": "participant", "guide_view": VIEW, "assessment": TEXT},
    "not_right_measure": {"handed_over": HANDED_OVER},
    "offer_declined": {"said_by": "participant"},
    "safe_after_first_contact": {},
    "no_guide_wanted": {"parents_need_considered": True},
    "youth_and_guide_agree": {
        "participant_view": VIEW,
        "guide_view": VIEW,
        "restored": (Restored(arena=Arena.SCHOOL, safe="yes"),),
    },
    "other_measures": {"other_measure": OtherMeasure(measure="Samtaler", owner="BUP")},
    "not_reached": {"letter_sent_on": FIRST_DAY},
    "clearance_never_given": {"leader": "l1"},
    "left_district": {"handed_over": HANDED_OVER},
}
"""What each ground needs in the fact that closes."""

WITHOUT: Final[dict[str, dict[str, Any]]] = {
    **{ground: dict.fromkeys(needs) for ground, needs in GROUNDS.items() if needs},
    "no_guide_wanted": {"parents_need_considered": False},
    "youth_and_guide_agree": {"guide_view": None},
}
"""What is left out where a ground is to be refused."""


def _closed(ground: str, says: str = "", **instead: Any) -> Move:
    return say(Closed, ", ".join(filter(None, (ground, says))), ground=ground, **{**GROUNDS[ground], **instead})


CLOSING: Final = (
    *(_closed(ground) for ground in GROUNDS),
    *(_closed(ground, "without what it needs", **less) for ground, less in WITHOUT.items()),
    _closed("youth_and_guide_agree", "no arena", restored=()),
    _closed("offer_declined", "by a guardian", said_by="guardian_1"),
    say(NeedReported, "participant", by="participant", channel=Channel.PHONE),
    say(NeedReported, "guardian", by="guardian_1", channel=Channel.PHONE),
    say(
        NeedReported,
        "guardian, in the guide's log",
        by="guardian_1",
        channel=Channel.PHONE,
        who="g1",
        source=Source.GUIDELOG,
    ),
    say(ClosingAnnulled, why=TEXT, leader_told="l1"),
    say(Died, part="closing", found_by="k1"),
)

HALTED: Final = "halted by another unit"

MOVE: Final = (
    say(MoveOffered, to_unit=ELSEWHERE),
    say(MoveAccepted, offer=last(MoveOffered), who="k9"),
    say(MoveDeclined, offer=last(MoveOffered), why=TEXT, who="k9"),
    say(MoveOffered, "to nobody", to_unit="nord"),
    say(MoveOffered, "to ourselves", to_unit="ost"),
    say(MoveWithdrawn, offer=last(MoveOffered), why=TEXT),
    say(MoveWithdrawn, "of nothing", offer=NOWHERE, why=TEXT),
    say(LeftDistrict, wishes_handover=Answer.YES),
    say(LeftDistrict, "handed over", wishes_handover=Answer.YES, handed_over=HANDED_OVER),
    say(LeftDistrict, "and is back", back=True),
)


def to_answer(what: str, part: str = "") -> Move:
    """The first thing of that kind that somebody is to look at."""

    def found(world: World) -> FactRef | Missing:
        state: Any = world.state
        keys = [item.key for item in state.to_look_at if item.what == what]
        if what == "breach":
            keys = [breach.key for breach in state.breaches if not breach.answered]
        if what == "waiting":
            keys = [held.key for held in state.waiting]
        source, _, fact_id = keys[0].partition(":") if keys else ("", "", "")
        return FactRef(source=Source(source), id=fact_id) if keys else "missing"

    says = f"{what} of the {part}'s" if part else what
    return say(Answered, says, part=part, what=what, fact=found, note=TEXT)


CORRECTION: Final = (
    say(RegisteredByMistake, why=TEXT),
    to_answer("breach"),
    to_answer("review"),
    to_answer("refusal"),
    to_answer("unread_value"),
    to_answer("waiting"),
    to_answer("identity"),
    say(ContactHalted, part=HALTED, by_unit=ELSEWHERE),
    to_answer("halt", HALTED),
    say(Answered, "nothing asked", what="review", fact=NOWHERE, note=TEXT),
    say(MistakeAnnulled, why=TEXT, leader_told="l1"),
    say(Corrected, "not hate", fact=first, field="hate_motive", value=Open(Answer.NO.value), why=TEXT),
    say(Corrected, "no such field", fact=first, field="no_such_field", value=Open(1), why=TEXT),
    say(Corrected, "of a refused one", fact=last_refused, field="why", value=TEXT, why=TEXT),
    say(Corrected, "of a correction", fact=last(Corrected, Answered), field="why", value=TEXT, why=TEXT),
    say(Corrected, "of a closing", fact=last(Closed), field="assessment", value=TEXT, why=TEXT),
    say(Corrected, "of a mistake", part=TIES, fact=last(RegisteredByMistake), field="why", value=TEXT, why=TEXT),
    say(Corrected, "of nothing", fact=NOWHERE, field="week", value=TEXT, why=TEXT),
    say(CasesJoined, "into another", part=TIES, joined=HERE, into=OTHER, why=TEXT),
    say(CasesSeparated, part=TIES, separated=HERE, why=TEXT),
    say(NotTheSame, part=TIES, other=OTHER),
    say(CasesJoined, "another into it", part=TIES, joined=OTHER, into=HERE, why=TEXT),
    say(CasesJoined, "two others", part=TIES, joined=OTHER, into=OTHER, why=TEXT),
    say(CasesSeparated, "one that was not joined", part=TIES, separated="T-2222-2G", why=TEXT),
    say(WrongCase, "the beginning", part=TIES, fact=first, right_case=OTHER, why=TEXT),
    say(WrongCase, "to nowhere here", part=TIES, fact=NOWHERE, right_case="T-1111-1R", why=TEXT),
    say(WrongCase, "a contact", part=TIES, fact=last(ContactLogged), right_case=OTHER, why=TEXT),
    say(WrongCase, "to a void one", part=TIES, fact=last(ContactLogged), right_case=VOID, why=TEXT),
    say(WrongCase, "what waits", part=TIES, fact=last_waiting, right_case=OTHER, why=TEXT),
    say(WrongCase, "a closing", part=TIES, fact=last(Closed), right_case=OTHER, why=TEXT),
)

ENDING: Final = (*CLOSING, *MOVE, *CORRECTION)
