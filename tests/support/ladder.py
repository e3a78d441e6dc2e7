"""What happens in a case, in plain words: each is one step of a story, with what the handbook asks for filled in."""

from datetime import date
from typing import Any, Final, get_args

from events.assessment import Assessed, HandedOver
from events.clearance import Capacity, ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.closing import Closed, ClosingAnnulled, Ground, NeedReported, OtherMeasure, Restored, View
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contact import ContactLogged, FirstContactMade, Tried, YouthConsidered
from events.conversation import ConversationAccepted, ConversationHeld
from events.correction import Answered, Corrected, RegisteredByMistake
from events.court import HearingScheduled
from events.fact import FactData, FactRef
from events.guidance import GuideAccepted, GuideAsked, GuideAway
from events.intake import ReferralReceived, Referrer, RowRead
from events.person import ResidenceChecked
from events.protection import Measure, MeasureConsidered, MeasuresConsidered
from events.refs import Party
from events.values import (
    Answer,
    Arena,
    CaseRole,
    Category,
    Channel,
    LivesWith,
    PerpetratorIs,
    Reported,
    Source,
)
from tests.support.people import BORN, parents, participant
from tests.support.story import Step, Story, at, day

HANDED_OVER: Final = HandedOver(agency="Barnevernet", on=date(2026, 1, 12))


def referred(
    *,
    reported: bool | Reported = False,
    born: date | None = BORN,
    category: Category = Category.VIOLENCE,
    role: CaseRole = CaseRole.VICTIM,
    hate: Answer = Answer.UNKNOWN,
    need: str | None = None,
    guardians: int = 2,
    lives_with: LivesWith = LivesWith.BOTH,
    perpetrator: PerpetratorIs = PerpetratorIs.UNKNOWN,
    investigator: str | None = None,
    happened: int = -2,
    **when: Any,
) -> Step:
    """Somebody who knows of a victim turned to the coordinator."""
    state = reported if isinstance(reported, Reported) else Reported.YES if reported else Reported.NO
    data = ReferralReceived(
        person=participant(born),
        guardians=parents(guardians),
        lives_with=lives_with,
        category=category,
        role=role,
        hate_motive=hate,
        stated_need=need,  # type: ignore[arg-type]
        perpetrator_is=perpetrator,
        investigator=investigator,
        referrer=Referrer.model_validate({"name": "Helsesykepleier Syntetisk", "agency": "Skolehelsetjenesten"}),
        reported=state,
        incident_on=day(happened),
    )
    return Step(data, by="staff/r1", **when)


def row(
    *,
    born: date | None = BORN,
    number: bool = True,
    key: str = "row-1",
    content: str = "content-1",
    week: str = "2026-W02",
    category: Category = Category.VIOLENCE,
    role: CaseRole = CaseRole.VICTIM,
    hate: Answer = Answer.UNKNOWN,
    guardians: int = 2,
    lives_with: LivesWith = LivesWith.BOTH,
    perpetrator: PerpetratorIs = PerpetratorIs.UNKNOWN,
    investigator: str | None = "e2",
    happened: int = -5,
    unread: tuple[Any, ...] = (),
    protection: Any = None,
    **when: Any,
) -> Step:
    """A row of the weekly extract was read."""
    data = RowRead(
        person=participant(born, protection, number=number),
        guardians=parents(guardians),
        lives_with=lives_with,
        category=category,
        role=role,
        hate_motive=hate,
        perpetrator_is=perpetrator,
        investigator=investigator,
        week=week,
        row=1,
        row_key=key,
        content=content,
        report_number=f"1234567{key}",  # type: ignore[arg-type]
        incident_on=day(happened),
        unread=unread,
    )
    return Step(data, by="system/import", source=Source.IMPORT, **when)


def assessed(
    incident: str = "i1", *, family: Answer | None = Answer.NO, reason: str | None = None, **about: Any
) -> Step:
    """The coordinator offers the programme."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    return Step(
        Assessed(
            decision="offer",
            incident=incident,
            perpetrator_in_family=family or Answer.UNKNOWN,
            reason_to_go_on=reason,  # type: ignore[arg-type]
            **about,
        ),
        **when,
    )


def not_offered(incident: str = "i1", *, handed_over: HandedOver | None = HANDED_OVER, **about: Any) -> Step:
    """The coordinator finds that the programme is not the right measure."""
    return Step(
        Assessed.model_validate(
            {
                "decision": "not",
                "incident": incident,
                "not_because": "Andre følger opp",
                "handed_over": handed_over,
                **about,
            }
        )
    )


def duplicate_of(other: str | None = "T-0000-00", incident: str = "i1") -> Step:
    """The coordinator finds that the incident stands in another case."""
    return Step(Assessed(decision="duplicate", incident=incident, duplicate_of=other))


def residence_checked(lives_with: LivesWith = LivesWith.GUARDIAN_1, together: Answer = Answer.NO, **when: Any) -> Step:
    return Step(ResidenceChecked(parents_live_together=together, lives_with=lives_with), **when)


def clearance_asked(*incidents: str, capacity: Capacity = "investigator", **when: Any) -> Step:
    return Step(ClearanceAsked(incidents=incidents or ("i1",), asked="e2", capacity=capacity), **when)


def cleared(*incidents: str, until: int | None = None, **when: Any) -> Step:
    """The investigator says that the family may be contacted."""
    given = ClearanceGiven(incidents=incidents or ("i1",), by="e2", until=None if until is None else day(until))
    return Step(given, by="staff/e2", **when)


def clearance_refused(*incidents: str, again: int | None = None, **when: Any) -> Step:
    """The investigator says not now."""
    refused = ClearanceRefused(
        incidents=incidents or ("i1",), by="e2", ask_again_on=None if again is None else day(again)
    )
    return Step(refused, by="staff/e2", **when)


def considered(*incidents: str, needed: tuple[str, ...] = (), **when: Any) -> Step:
    """All five protective measures were considered."""
    boxes = tuple(
        MeasureConsidered.model_validate(
            {"measure": measure, "needed": measure in needed, "action": "Meldt" if measure in needed else None}
        )
        for measure in get_args(Measure)
    )
    return Step(MeasuresConsidered(incidents=incidents or ("i1",), boxes=boxes), **when)


def tried(reached: tuple[Party, ...] = (), vainly: tuple[Party, ...] = ()) -> tuple[Tried, ...]:
    return (*(Tried(party=p, reached=True) for p in reached), *(Tried(party=p, reached=False) for p in vainly))


def family_called(
    answer: str = "accepted", *, by: Party = "guardian_1", reached: tuple[Party, ...] = (), **about: Any
) -> Step:
    """The family was phoned and answered the offer (accepted, unless said otherwise)."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    data = FirstContactMade.model_validate(
        {
            "parties": tried(reached or (by,), about.pop("vainly", ())),
            "answered_by": by,
            "answer": answer,
            "outcome": "need",
            **about,
        }
    )
    return Step(data, **when)


def participant_called(answer: str = "accepted", **about: Any) -> Step:
    """The participant was phoned: an adult, or a youth after R76."""
    return family_called(answer, by="participant", **about)


def nobody_answered(*parties: Party, channel: Channel = Channel.PHONE, **when: Any) -> Step:
    """A try at the first call in vain."""
    data = FirstContactMade(parties=tried(vainly=parties or ("guardian_1",)), answer="not_reached", channel=channel)
    return Step(data, **when)


def youth_considered(talk: bool = True, **when: Any) -> Step:
    """After a guardian's no: whether to talk to the youth all the same."""
    return Step(YouthConsidered(talk_to_youth=talk, why="Ungdommen har selv bedt om hjelp"), **when)  # type: ignore[arg-type]


def conversation_accepted(by: Party = "guardian_1", appointment: int | None = None, **when: Any) -> Step:
    return Step(
        ConversationAccepted(by=by, appointment_at=None if appointment is None else at(appointment, 14)), **when
    )


def conversation_held(wanted: Answer = Answer.YES, *, by: str = "h1", appropriate: bool = True, **about: Any) -> Step:
    """The Trygghetssamtale was held with the youth and a guardian."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    data = ConversationHeld.model_validate(
        {
            "held_by": by,
            "parties": ("participant", "guardian_1"),
            "follow_up_appropriate": appropriate,
            "follow_up_wanted": wanted,
            **about,
        }
    )
    return Step(data, by="staff/h1", **when)


def guide_asked(guide: str = "g1", **when: Any) -> Step:
    return Step(GuideAsked(guide=guide, basis=("relation",)), **when)


def guide_accepted(guide: str = "g1", **when: Any) -> Step:
    return Step(GuideAccepted(guide=guide), **when)


def guide_away(first: int, last: int, guide: str = "g1", **when: Any) -> Step:
    """The guide's absence, as the service writes it on each of the guide's cases."""
    data = GuideAway(guide=guide, first_day=day(first), last_day=day(last))
    return Step(data, by="system/clock", source=Source.CLOCK, derived=True, **when)


def consented(by: Party = "guardian_1", **when: Any) -> Step:
    return Step(ConsentGiven(by=by, how=Channel.PHONE), **when)


def consent_withdrawn(by: Party = "guardian_1", **when: Any) -> Step:
    return Step(ConsentWithdrawn(by=by, how=Channel.PHONE), **when)


def contact(
    *reached: Party,
    vainly: tuple[Party, ...] = (),
    incoming: bool = False,
    by: str = "g1",
    agreed_on: int | None = None,
    channel: Channel = Channel.PHONE,
    **about: Any,
) -> Step:
    """The guide was in contact with the youth (unless others are named)."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    parties = tried(reached or (() if vainly else ("participant",)), vainly)
    data = ContactLogged(
        direction="in" if incoming else "out",
        channel=channel,
        parties=parties,
        next_agreed_at=None if agreed_on is None else at(agreed_on, 14),
        **about,
    )
    return Step(data, by=f"staff/{by}", **when)


def hearing(name: str = "h-1", *, version: int = 1, starts: int = 60, number: str = "12345671", **when: Any) -> Step:
    """The court has set a date."""
    data = HearingScheduled(
        report_number=number,  # type: ignore[arg-type]
        hearing_ref=name,
        sequence=version,
        starts_at=at(starts, 10),
        court="Oslo tingrett",
    )
    return Step(data, by="system/court", source=Source.COURT, **when)


def need_reported(by: Party = "participant", *, agrees: bool = False, **when: Any) -> Step:
    """The family asks again."""
    return Step(NeedReported(by=by, channel=Channel.PHONE, participant_agrees=agrees), by="staff/r1", **when)


NEEDS: Final[dict[str, dict[str, Any]]] = {
    "not_right_measure": {"handed_over": HANDED_OVER},
    "offer_declined": {"said_by": "participant"},
    "safe_after_first_contact": {},
    "no_guide_wanted": {"parents_need_considered": True},
    "youth_and_guide_agree": {
        "participant_view": View(no_more_need=True, on=day(30)),
        "guide_view": View(no_more_need=True, on=day(30)),
        "restored": (Restored(arena=Arena.SCHOOL, safe="yes"),),
    },
    "other_measures": {"other_measure": OtherMeasure(measure="Samtaler", owner="BUP")},
    "ended_by_participant": {
        "said_by": "participant",
        "guide_view": View(no_more_need=True, on=day(30)),
        "assessment": "Ønsker ikke mer",
    },
    "not_reached": {"letter_sent_on": day(20)},
    "clearance_never_given": {"leader": "l1"},
    "left_district": {"handed_over": HANDED_OVER},
    "died": {"found_by": "k1"},
}
"""What each ground needs in the fact that closes."""


def closed(ground: Ground, *, without: tuple[str, ...] = (), **about: Any) -> Step:
    """The coordinator closes the case, with everything that the ground needs, less what is left out."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    needs = {name: value for name, value in {**NEEDS[ground], **about}.items() if name not in without}
    return Step(Closed.model_validate({"ground": ground, **needs}), **when)


def closing_annulled(**when: Any) -> Step:
    return Step(ClosingAnnulled(why="Feil sak", leader_told="l1"), **when)  # type: ignore[arg-type]


def mistaken(**when: Any) -> Step:
    return Step(RegisteredByMistake(why="Feil person"), **when)  # type: ignore[arg-type]


def ref_of(story: Story, about: type[FactData] | str) -> FactRef:
    """The reference of a fact told before: by its id, or the latest of a type."""
    source, _, fact_id = (about if isinstance(about, str) else story.key(about)).partition(":")
    return FactRef(source=Source(source), id=fact_id)


def corrected(about: type[FactData] | str, field: str, value: Any = None, **when: Any) -> Step:
    """A field of an earlier fact was wrong."""
    return Step(
        lambda story: Corrected(fact=ref_of(story, about), field=field, value=value, why="Skrivefeil"),  # type: ignore[arg-type]
        **when,
    )


def answered(what: str, about: type[FactData] | str, **when: Any) -> Step:
    """Somebody has looked at what the record asks about."""
    return Step(
        lambda story: Answered.model_validate({"what": what, "fact": ref_of(story, about), "note": "Sett på"}), **when
    )


# ------------------------------------------------------------------------------------------------ whole rungs at once


def to_conversation(**about: Any) -> tuple[Step, ...]:
    """Referred (not reported), assessed, considered, called, accepted."""
    return (referred(**about), assessed(), considered(), family_called())


def to_held(**about: Any) -> tuple[Step, ...]:
    """As far as the conversation held, follow-up wanted."""
    return (*to_conversation(**about), conversation_held())


def to_guided(**about: Any) -> tuple[Step, ...]:
    """As far as a guide who follows up: everything on day 0."""
    return (*to_held(**about), guide_asked(), guide_accepted(), consented())


def to_closed(**about: Any) -> tuple[Step, ...]:
    """Followed up and closed on day 30 because youth and guide agree."""
    return (*to_guided(**about), closed("youth_and_guide_agree").on(30))


def to_reopened(**about: Any) -> tuple[Step, ...]:
    """Closed on day 30, and asked for again by the youth on day 60."""
    return (*to_closed(**about), need_reported().on(60))
