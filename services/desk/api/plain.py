"""What the interface answers with: plain values, each described, with synthetic examples."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.casework.incoming import Result
from services.store.answers import Standing
from services.store.worklist import Pile

Ref = Annotated[str, Field(description="Reference of a case.", examples=["T-7K3M-9K"])]
Subject = Annotated[str, Field(description="What a log is about: case, unit or staff.", examples=["case/T-7K3M-9K"])]
Key = Annotated[str, Field(description="A fact, as source:id.", examples=["desk:a-1"])]
FactType = Annotated[str, Field(description="Type of a fact.", examples=["trygghet.contact.logged.v1"])]
Who = Annotated[str, Field(description="A member of staff, or a system.", examples=["staff/k1"])]
Unit = Annotated[str, Field(description="Slug of a unit.", examples=["ost"])]
Says = Annotated[str, Field(description="The same in words, in the language asked for (?lang=nb, nn, en).")]
Role = Annotated[str, Field(description="Role of a member of staff.", examples=["coordinator"])]


class Plain(BaseModel):
    """An answer. A field that this version does not know may come in a later one: ignore it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class LawTold(Plain):
    """A section of a law behind a rule, as it was named on the day."""

    law: str = Field(description="Name of the law.")
    section: str = Field(description="Its section.", examples=["§ 13-2"])
    since: date | None = Field(None, description="Since when it is the one.")


class OursTold(Plain):
    """What was decided where the handbook leaves something open."""

    decision: str = Field(description="Number of the decision.", examples=["D22"])
    says: Says


class RuleTold(Plain):
    """A rule of the handbook, in our own words."""

    rule: int = Field(description="Its number.", examples=[47])
    section: str = Field(description="Where in the handbook it stands.", examples=["§ 2"])
    says: Says
    laws: tuple[LawTold, ...] = Field((), description="The laws behind it.")
    ours: tuple[OursTold, ...] = Field((), description="What was decided of it.")


class ClearsTold(Plain):
    """A fact that would clear something."""

    type: FactType
    says: Says


class CauseTold(Plain):
    """A fact that made something so, where it stands on the case."""

    fact: Key
    type: FactType
    happened: datetime = Field(description="When it happened.")
    sequence: int = Field(description="Its place in the log.")


class WhyTold(Plain):
    """Why: rules, the facts that made it, what clears it."""

    rules: tuple[RuleTold, ...] = Field(description="The rules of the handbook behind it.")
    because: tuple[CauseTold, ...] = Field((), description="The facts that made it so.")
    cleared_by: tuple[ClearsTold, ...] = Field(description="The facts that would clear it.")


class ReasonTold(Plain):
    """Why a fact was refused, waits, or is a breach."""

    code: str = Field(description="Code of the reason; never changes.", examples=["clearance_missing"])
    says: Says
    rules: tuple[int, ...] = Field(description="Numbers of the rules.", examples=[[47]])
    facts: tuple[str, ...] = Field(description="The facts that made it, as source:id.")
    waits_for: tuple[str, ...] = Field(description="Types of facts that may still arrive.")
    cleared_by: tuple[str, ...] = Field(description="Types of facts that would clear it.")
    why: WhyTold


class ResultTold(Plain):
    """What became of a fact on one subject that it concerns and that whoever asks may see."""

    subject: Subject
    verb: str = Field(description="recorded, breached, waiting, refused, superseded or lifted.")
    sequence: int = Field(description="Its place in the log of the subject.", examples=[4])


class OutcomeTold(Plain):
    """The present outcome of a fact; `waiting`, `no_case` and `quarantined` are provisional, the others final."""

    source: str = Field(description="Its source.", examples=["desk"])
    id: str = Field(description="Its id.", examples=["a-1"])
    outcome: Result = Field(description="What became of it.")
    says: Says
    repeated: bool = Field(False, description="It was here before, and nothing was done.")
    tried: bool = Field(False, description="This is what would become of it: nothing was written.")
    results: tuple[ResultTold, ...] = Field((), description="One for each subject on which it stands.")
    reasons: tuple[ReasonTold, ...] = Field((), description="All reasons why not, why not yet, or why a breach.")
    quarantine: int | None = Field(None, description="Number of the quarantine, for those who run the service.")


class UnitTold(Plain):
    """A unit of whoever asks."""

    unit: Unit
    name: str = Field(description="Its name.", examples=["Øst"])


class MeTold(Plain):
    """Who asks, and what they may ask for somewhere at all."""

    staff: Who
    roles: tuple[Role, ...] = Field(description="Their roles.")
    units: tuple[UnitTold, ...] = Field(description="Their units.")
    acts: tuple[str, ...] = Field(description="What they may do.", examples=[["see_case", "see_duties"]])
    facts: tuple[str, ...] = Field(description="The types of facts that they may report here.")


class DutyTold(Plain):
    """Something owed."""

    subject: Subject
    kind: str = Field(description="Its kind.", examples=["call_family"])
    says: Says
    party: str | None = Field(description="For whom, which incident or week; none where it is clear.")
    owner: str = Field(description="Whose it is: a member of staff, or a role in a unit.", examples=["coordinator@ost"])
    start: date = Field(description="From which day it presses.")
    due: date = Field(description="By which day it is to be done.")
    until: date | None = Field(description="When it falls away by itself.")
    standing: Standing = Field(description="How it stands today.")
    caused_by: Key
    waiting_for: tuple[str, ...] = Field(description="The kinds of duties that have to be done before it.")
    why: WhyTold


class WorkTold(Plain):
    """One row of the worklist: a case with what presses most, or one duty."""

    pile: Pile = Field(description="How it presses.")
    more: int = Field(description="How many other duties of the same subject lie with the same person.")
    step: str | None = Field(description="Where the case is; none where it is no case.", examples=["guided"])
    duty: DutyTold


class WorklistTold(Plain):
    """What lies with whoever asks. Nothing in it is personal."""

    counts: dict[Pile, int] = Field(description="How many rows each pile has in all.")
    rows: tuple[WorkTold, ...] = Field(description="The first rows of each pile.")


class MoveTold(Plain):
    """Something that whoever asks may do with the case, and what stands in the way of it now."""

    type: FactType
    says: Says
    may: bool = Field(description="Whether no rule stands against it now.")
    reasons: tuple[ReasonTold, ...] = Field(description="Why not.")


class IncidentTold(Plain):
    """Something that happened to the participant."""

    key: str = Field(description="Its name within the case.", examples=["i1"])
    category: str = Field(description="What it was.", examples=["violence"])
    role: str = Field(description="victim or witness.")
    reported: str = Field(description="Whether it is reported: yes, no, unknown or withdrawn.")
    hate: str = Field(description="Whether there was a motive of hate: yes, no or unknown.")
    decided: str | None = Field(description="How it was assessed.")
    investigator: str | None = Field(description="Slug of its investigator.")


class ClosingTold(Plain):
    """That the case is closed."""

    ground: str = Field(description="Why.", examples=["safe"])
    at: datetime = Field(description="When.")


class BreachTold(Plain):
    """A fact that broke a rule, and that was recorded as a breach."""

    fact: Key
    type: FactType
    happened: datetime = Field(description="When it happened.")
    rules: tuple[int, ...] = Field(description="The rules that it broke.")
    answered: bool = Field(description="Whether somebody has said what was done about it.")


class LineTold(Plain):
    """One line of the log of a case."""

    sequence: int = Field(description="Its place in the log.")
    recorded: datetime = Field(description="When it was recorded.")
    happened: datetime = Field(description="When it happened.")
    verb: str = Field(description="recorded, breached, waiting, refused, superseded or lifted.")
    type: FactType
    source: str = Field(description="The source of the fact.")
    id: str = Field(description="Its id.")
    reported_by: Who
    recorded_by: Who
    reasons: tuple[ReasonTold, ...] = Field(description="Why it was refused, waits, or is a breach.")
    another_case: bool = Field(description="It was recorded on the wrong case, and is not shown here.")
    belongs_to: str | None = Field(description="The case where it stands.")
    data: dict[str, Any] | None = Field(
        description="What it says; personal values are *** where whoever asks may not see them."
    )


class ChangeTold(Plain):
    """Something that has come in on a case; what it says is read with the case."""

    sequence: int = Field(description="Its place in the log.")
    recorded: datetime = Field(description="When it was recorded.")
    verb: str = Field(description="recorded, breached, waiting, refused, superseded or lifted.")
    type: FactType
    says: str = Field(description="The type in words.")


class TogetherTold(Plain):
    """A case that belongs together with this one."""

    case: Ref
    unit: Unit
    because: tuple[str, ...] = Field(description="What they share: report, phone, name or person.")


class CaseTold(Plain):
    """One case, as whoever asks may see it. That they asked stands in the ledger."""

    case: Ref
    unit: Unit
    personal: bool = Field(description="Whether personal values are shown to whoever asks.")
    sequence: int = Field(description="How long its log is: what a fact gives as `seen`.")
    phase: str = Field(description="detected, assessed, conversation, guided, closed or reopened.")
    step: str = Field(description="The finer step.", examples=["conversation_no_guide"])
    opened: datetime = Field(description="When it was opened.")
    period: int = Field(description="How many times it has been open.")
    void: bool = Field(description="It should never have been.")
    minor: bool = Field(description="Whether the participant counts as under 18.")
    incidents: tuple[IncidentTold, ...] = Field(description="What happened.")
    closing: ClosingTold | None = Field(description="How it was closed.")
    waiting: tuple[str, ...] = Field(description="Facts that wait for others, as source:id.")
    breaches: tuple[BreachTold, ...] = Field(description="Facts that broke rules.")
    refusals: tuple[str, ...] = Field(description="Facts that were refused and not answered yet, as source:id.")
    together: tuple[TogetherTold, ...] = Field(description="Cases that belong together with it.")
    continues: str | None = Field(description="The case that it goes on from.")
    joined_into: str | None = Field(description="The case that it was joined into.")
    joined: tuple[str, ...] = Field(description="The cases that were joined into it.")
    duties: tuple[DutyTold, ...] = Field(description="What is owed, and why.")
    moves: tuple[MoveTold, ...] = Field(description="What whoever asks may do now, and what stands in the way.")
    timeline: tuple[LineTold, ...] = Field(description="Its log, the first line first.")


class CandidateTold(Plain):
    """A member of staff who may, or may not, be the guide of a case or hold its conversation."""

    staff: str = Field(description="Slug of the member of staff.", examples=["g1"])
    part: Literal["guide", "holder"] = Field(description="The part that is asked about.")
    may: bool = Field(description="Whether no rule stands against them.")
    reasons: tuple[ReasonTold, ...] = Field(description="Why not.")
    youths: int = Field(description="How many open cases they guide or stand in.")
    present: bool = Field(description="Whether they are here now.")
    wished: str = Field(description="What the participant said of them: yes, no or unknown.")
    former: bool = Field(description="Whether they guided the participant before.")
    standing: str | None = Field(description="The part that they have now.")


class CandidatesTold(Plain):
    """Who may be the guide of a case or hold its conversation, the best first."""

    case: Ref
    candidates: tuple[CandidateTold, ...] = Field(description="Guides first, then holders.")


class RulebookTold(Plain):
    """Every rule of the handbook, in our own words."""

    rules: tuple[RuleTold, ...] = Field(description="In the order of the handbook.")
