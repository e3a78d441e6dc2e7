"""How subjects, people and incidents are named: short, checkable, and telling nothing about anybody."""

import re
from functools import lru_cache
from typing import Annotated, Literal, cast, get_args

from pydantic import AfterValidator, StringConstraints

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a reference survives the telephone."""

SubjectKind = Literal["case", "unit", "staff"]

_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_character(body: str) -> str:
    """The check character of a reference's random part (Luhn mod 32): finds any one wrong character and most swaps."""
    total = 0
    for place, character in enumerate(reversed(body)):
        product = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += product // 32 + product % 32
    return ALPHABET[-total % 32]


def case_ref(entropy: bytes) -> str:
    """A case reference, e.g. `T-7K3M-9Q`, out of at least four random bytes: it tells no sequence, year or unit."""
    number = int.from_bytes(entropy, "big")
    body = "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(5))
    body += check_character(body)
    return f"T-{body[:4]}-{body[4:]}"


def read_case_ref(text: str) -> str:
    """A reference as typed or heard (lower case, O for 0, no dashes) in its one form.

    Raises ValueError where it is none, or its check character does not fit.
    """
    body = re.sub(r"[\s-]", "", text.upper())
    body = (body.removeprefix("T") if len(body) == 7 else body).translate(_LOOKALIKE)  # the six may begin with a T
    if len(body) != 6 or any(c not in ALPHABET for c in body):
        raise ValueError(f"{text!r} is not a case reference (like T-7K3M-9Q)")
    if check_character(body[:5]) != body[5]:
        raise ValueError(f"{text!r} has a wrong character somewhere: its check character does not fit")
    return f"T-{body[:4]}-{body[4:]}"


@lru_cache(4096)
def _subject(text: str) -> str:
    kind, _, name = text.partition("/")
    if kind == "case":
        if read_case_ref(name) != name:
            raise ValueError("a case reference is written like T-7K3M-9Q")
    elif kind not in ("unit", "staff") or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise ValueError("a subject is case/T-…, unit/… or staff/…")
    return text


SubjectRef = Annotated[str, AfterValidator(_subject)]
"""`case/T-7K3M-9Q`, `unit/ost` or `staff/k1`."""

CaseRef = Annotated[str, AfterValidator(lambda text: _subject(f"case/{text}").removeprefix("case/"))]
"""`T-7K3M-9Q`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""The name of a unit or a staff member: `ost`, `k1`."""

ActorRef = Annotated[str, StringConstraints(pattern=r"^(staff/[a-z0-9][a-z0-9-]{0,39}|system/[a-z]{2,20})$")]
"""Who acts: `staff/k1`, or a system by its source: `system/police`. A participant or a guardian is never one."""

IncidentKey = Annotated[str, StringConstraints(pattern=r"^i[1-9][0-9]{0,2}$")]
"""An incident within its case: `i1`, `i2`, in the order in which they became known."""

GuardianParty = Literal["guardian_1", "guardian_2", "guardian_3"]
"""A guardian of the case by place. The third is for a verge or barnevern beside, or instead of, two parents (D16)."""

Party = Literal["participant", "guardian_1", "guardian_2", "guardian_3"]
"""A person of the case by place, never by name."""


def subject_kind(subject: str) -> SubjectKind:
    """`case`, `unit` or `staff` of a subject reference."""
    kind = subject.partition("/")[0]
    for known in get_args(SubjectKind):
        if kind == known:
            return cast("SubjectKind", kind)
    raise ValueError(f"no kind of subject: {kind}")
