"""Which picture stands beside a fact or a duty: one for each topic."""

from collections.abc import Mapping, Sequence
from typing import Final

_TOPICS: Final[Mapping[str, str]] = {
    "intake": "icon:Inbox",
    "assessment": "icon:Tasklist",
    "clearance": "icon:ShieldCheckmark",
    "contact": "icon:Phone",
    "conversation": "icon:Handshake",
    "guidance": "icon:PersonPlus",
    "consent": "icon:Pencil",
    "protection": "icon:ShieldLock",
    "duty_to_report": "icon:ExclamationmarkTriangle",
    "matter": "icon:FolderFile",
    "court": "icon:Gavel",
    "person": "icon:Person",
    "measure": "icon:Tasklist",
    "closing": "icon:CheckmarkCircle",
    "correction": "icon:ArrowUndo",
    "move": "icon:ArrowRightLeft",
    "unit": "icon:FileImport",
    "staff": "icon:PersonGroup",
    "report": "icon:BarChart",
    "policy": "icon:Cog",
}
_OTHER: Final = "icon:Tasklist"


MENU_ICONS: Final[Mapping[str, str]] = {
    name: told.removeprefix("icon:")
    for name, told in {
        "mine": "icon:HandHeart",
        "worklist": "icon:Tasklist",
        "cases": "icon:Folder",
        "clearances": "icon:ShieldCheckmark",
        "calls": "icon:Phone",
        "extract": "icon:FileImport",
        "referral": "icon:PersonEnvelope",
        "calendar": "icon:Calendar",
        "people": "icon:PersonGroup",
        "report": "icon:BarChart",
        "rules": "icon:Book",
        "practice": "icon:Cog",
        "flow": "icon:Branching",
        "integration": "icon:Code",
    }.items()
}
"""The picture of each entry of the menu."""


def icon_of_fact(type_: str) -> str:
    """The picture of a fact by its type, `trygghet.<topic>.<fact>.v1`."""
    return _TOPICS.get(type_.split(".")[1], _OTHER).removeprefix("icon:")


def icon_of_duty(cleared_by: Sequence[str]) -> str:
    """The picture of a duty: that of the fact by which it is done."""
    return icon_of_fact(cleared_by[0]) if cleared_by else _OTHER.removeprefix("icon:")
