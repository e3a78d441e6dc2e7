"""The people who work in the programme."""

from datetime import date

from events.fact import FactData
from events.personal import Personal
from events.refs import Slug
from events.values import Role, Short


class StaffAdded(FactData):
    """A member of staff: roles and units give the rights, `public_employee` and `police` the rules for guides (R55,
    R56, R150)."""

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


class StaffAbsent(FactData):
    """Away from `first_day` to `last_day`, both included (R57–R59, D29)."""

    TYPE = "trygghet.staff.absent.v1"
    MODE = "reports"
    ON = "staff"

    first_day: date
    last_day: date
