"""The one kind of message: a fact, as a CloudEvent 1.0 in structured JSON."""

import re
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints

from events.refs import ActorRef, SubjectKind, SubjectRef, subject_kind
from events.values import Channel, Moment, Source

Mode = Literal["reports", "decides"]

FACT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")

FactId = Annotated[str, StringConstraints(pattern=f"^{FACT_ID.pattern}$")]
"""Unique within its source; the pair source+id is what makes a repeated message harmless."""


class Part(BaseModel):
    """A value inside a fact. Frozen; an unknown field is an error when building and ignored when reading."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")


class FactData(Part):
    """What a fact says.

    `MODE` is *reports* (it happened, whether we write it or not) or *decides* (it takes effect only by being recorded);
    `ON` is the kind of subject whose log it belongs to; `ADDRESSED` are the kinds that its CloudEvent subject may name
    (a row or a referral names the unit, since there is no case yet).
    """

    TYPE: ClassVar[str]
    MODE: ClassVar[Mode]
    ON: ClassVar[SubjectKind] = "case"
    ADDRESSED: ClassVar[tuple[SubjectKind, ...]] = ()

    @classmethod
    def addressed(cls) -> tuple[SubjectKind, ...]:
        """The kinds of subject that the envelope may name."""
        return cls.ADDRESSED or (cls.ON,)

    @classmethod
    def topic(cls) -> str:
        """The topic word of `trygghet.<topic>.<fact>.v1`, also the name of the file in every layer."""
        return cls.TYPE.split(".")[1]


class FactRef(Part):
    """Names a fact by the two attributes that are unique."""

    source: Source
    id: FactId

    def __str__(self) -> str:
        return f"{self.source}:{self.id}"


class Fact(BaseModel):
    """A CloudEvent with our extension attributes (their wire names have no underscore, as CloudEvents 1.0 demands).

    `time` is when it happened. `reported_by` answers for it, `recorded_by` wrote it down; a participant or guardian
    speaks through them, and `on_behalf_channel` says how they were heard. `seen` is the sequence of the subject that
    the author looked at.
    """

    model_config = ConfigDict(
        frozen=True, defer_build=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )

    specversion: Literal["1.0"] = "1.0"
    id: FactId
    source: Source
    type: str
    subject: SubjectRef
    time: Moment
    datacontenttype: Literal["application/json"] = "application/json"
    reported_by: ActorRef = Field(alias="reportedby")
    recorded_by: ActorRef = Field(alias="recordedby")
    on_behalf_channel: Channel | None = Field(default=None, alias="onbehalfchannel")
    seen: int | None = Field(default=None, ge=0)
    data: SerializeAsAny[FactData]

    @property
    def ref(self) -> FactRef:
        """Source and id."""
        return FactRef(source=self.source, id=self.id)

    @property
    def key(self) -> str:
        """`source:id`, as reasons and duties name a fact."""
        return f"{self.source}:{self.id}"

    @property
    def addressed_kind(self) -> SubjectKind:
        """The kind of subject that the envelope names."""
        return subject_kind(self.subject)
