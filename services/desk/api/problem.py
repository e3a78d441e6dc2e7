"""What is wrong with a request (RFC 9457): what, where, and how to mend it. Nothing that was sent is repeated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails
from starlette.responses import Response

from services.desk.api.plain import ChangeTold, OutcomeTold
from services.texts import Texts

MEDIA_TYPE: Final = "application/problem+json"

URN: Final = "urn:trygghet:problem:"

_EXPECTED: Final = ("expected", "pattern", "min_length", "max_length", "ge", "gt", "le", "lt")
"""What an error says was asked for; none of it comes out of what was sent."""


class FaultTold(BaseModel):
    """One place that is wrong."""

    pointer: str = Field(description="Where, as a JSON pointer.", examples=["#/time"])
    code: str = Field(description="What is wrong with it; never changes.", examples=["missing"])
    detail: str = Field(description="The same in words.")
    expected: str | None = Field(None, description="What the contract asks for there.")


class ProblemTold(BaseModel):
    """What is wrong with a request (RFC 9457)."""

    type: str = Field(description="Which problem it is.", examples=[f"{URN}wrong_shape"])
    title: str = Field(description="The problem in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong here.")
    mend: str = Field(description="How to mend it.")
    errors: list[FaultTold] = Field([], description="Each place that is wrong.")
    outcome: OutcomeTold | None = Field(None, description="What became of the fact, where it was decided.")
    changed: list[ChangeTold] = Field(
        [], description="What has come in on the case since `seen`, the first line first."
    )


@dataclass
class Problem(Exception):
    """Why a request is not answered as it was meant. `code` is that of its texts."""

    code: str
    status: int
    words: Mapping[str, object] | None = None
    faults: tuple[tuple[str, str, str | None], ...] = ()
    outcome: OutcomeTold | None = None
    changed: tuple[ChangeTold, ...] = ()
    headers: Mapping[str, str] | None = None

    def told(self, t: Texts) -> ProblemTold:
        """In words."""
        words = self.words or {}
        return ProblemTold(
            type=f"{URN}{self.code}",
            title=t("problem", self.code),
            status=self.status,
            detail=t("problem_detail", self.code).format(**words),
            mend=t("problem_mend", self.code).format(**words),
            errors=[
                FaultTold(pointer=pointer, code=code, detail=_detail(t, code), expected=expected)
                for pointer, code, expected in self.faults
            ],
            outcome=self.outcome,
            changed=list(self.changed),
        )

    def response(self, t: Texts) -> Response:
        """As it is sent."""
        content = orjson.dumps(self.told(t).model_dump(mode="json", exclude_none=True))
        headers = {"cache-control": "no-store", **(self.headers or {})}
        return Response(content, self.status, headers, MEDIA_TYPE)


def faults_of(errors: Iterable[ErrorDetails], *inside: str) -> tuple[tuple[str, str, str | None], ...]:
    """The places that pydantic found, each once; `inside` is where what it looked at stands."""
    found = (
        (pointer((*inside, *(_step(one) for one in error["loc"]))), error["type"], _expected(error.get("ctx") or {}))
        for error in errors
    )
    return tuple(dict.fromkeys(found))


def pointer(steps: Iterable[str]) -> str:
    """`#/data/parties/0`."""
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps if step)


def _step(step: Any) -> str:
    """A step of a place; what is the validator's own, and not of the message, is left out."""
    told = str(step)
    return "" if any(sign in told for sign in "[(") else told


def _expected(context: Mapping[str, Any]) -> str | None:
    return next((str(context[name]) for name in _EXPECTED if name in context), None)


def _detail(t: Texts, code: str) -> str:
    told = t.sections()["problem_field"]
    return told.get(code, told["other"])
