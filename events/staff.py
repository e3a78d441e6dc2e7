"""The people who work in the programme."""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from events.fact import FactData
from events.personal import Personal
from events.refs import Slug
from events.values import Long, Role, Short

PROFESSIONS: Final = (
    "police_officer",
    "outreach_worker",
    "youth_club_worker",
    "social_worker",
    "school_nurse",
    "school_counsellor",
    "police_student",
    "police_lawyer",
    "minority_adviser",
    "other",
)
"""What guides usually are (R1). The list is open: any other profession is told in words."""


class StaffAdded(FactData):
    """A member of staff: roles and units give the rights, `public_employee` and `police` the rules for guides (R55,
    R56, R150). `profession` is one of `PROFESSIONS` or in words (R1); `languages` and `skills` are what a guide is
    chosen by (R2, R137)."""

    TYPE = "trygghet.staff.added.v1"
    MODE = "decides"
    ON = "staff"

    name: Personal[Short]
    email: Personal[Short] | None = None
    roles: tuple[Role, ...]
    units: tuple[Slug, ...]
    organisation: Short
    profession: Short | None = None
    public_employee: bool = True
    police: bool = False
    languages: tuple[Short, ...] = ()
    skills: tuple[Short, ...] = ()


class StaffChanged(FactData):
    """Roles, units or employer are others from now on; what is not told stays. A part that needs them ends."""

    TYPE = "trygghet.staff.changed.v1"
    MODE = "decides"
    ON = "staff"

    roles: tuple[Role, ...] | None = None
    units: tuple[Slug, ...] | None = None
    organisation: Short | None = None
    public_employee: bool | None = None
    police: bool | None = None
    profession: Short | None = None
    languages: tuple[Short, ...] | None = None
    skills: tuple[Short, ...] | None = None


class StaffAbsent(FactData):
    """Away from `first_day` to `last_day`, both included (R57–R59, D29)."""

    TYPE = "trygghet.staff.absent.v1"
    MODE = "reports"
    ON = "staff"

    first_day: date
    last_day: date


class StaffBack(FactData):
    """At work again from `first_day`: sooner than was said, or after having left."""

    TYPE = "trygghet.staff.back.v1"
    MODE = "reports"
    ON = "staff"

    first_day: date


class StaffLeft(FactData):
    """No longer with the programme, from when it happened; written on every case in which they had a part."""

    TYPE = "trygghet.staff.left.v1"
    MODE = "decides"
    ON = "staff"


class PartEnded(FactData):
    """Whoever had a part in this case has it no more; written when they left, or lost the role or the unit."""

    TYPE = "trygghet.staff.part_ended.v1"
    MODE = "reports"

    member: Slug
    why: Literal["left", "role_lost", "unit_lost"]
    parts: tuple[Literal["guide", "holder", "investigator", "prosecutor"], ...] = Field(min_length=1)


class Acknowledged(FactData):
    """A guide who is not publicly employed has signed that they work for the public body, with its secrecy and its
    duty to report (R56); `text_version` names the text."""

    TYPE = "trygghet.staff.acknowledged.v1"
    MODE = "reports"
    ON = "staff"

    text_version: Short


class SupervisionHeld(FactData):
    """The coordinator has followed up and supervised a guide who is not publicly employed (R55)."""

    TYPE = "trygghet.staff.supervision_held.v1"
    MODE = "reports"
    ON = "staff"

    note: Personal[Long] | None = None
