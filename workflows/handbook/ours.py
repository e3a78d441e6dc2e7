"""What we decided where the handbook is silent or contradicts itself, and which numbers each decision is about."""

from collections.abc import Mapping
from typing import Final

from workflows.handbook.chapters import NUMBERS

OURS: Final[Mapping[str, tuple[int, ...]]] = {
    "D1": (28, 34, 37, 57),
    "D2": (64,),
    "D3": (139, 140, 155),
    "D4": (17, 52, 62, 165),
    "D5": (14,),
    "D6": (5, 56, 148, 164, 165, 171),
    "D7": (51, 68),
    "D8": (47, 48, 151),
    "D9": (19,),
    "D10": (155,),
    "D11": (128, 129, 130, 131),
    "D12": (72, 122),
    "D13": (70, 139),
    "D14": (3,),
    "D15": (81,),
    "D16": (70, 76),
    "D17": (82, 83),
    "D18": (133, 134),
    "D19": (133, 134),
    "D20": (71,),
    "D21": (38, 80),
    "D22": (139,),
    "D23": (47, 48),
    "D24": (23, 136),
    "D25": (135, 136),
    "D26": (25, 26, 27),
    "D27": (7, 10, 11),
    "D28": (8,),
    "D29": (57, 58, 59),
    "D30": (6, 8),
    "R28": (28,),
    "R36": (36, 119),
    "R47": (47,),
    "R51": (51, 68),
    "R56": (55, 56, 148),
    "R60": (60, 61, 66, 67),
    "R62": (62, 118),
    "R73": (73, 74),
    "R113": (113,),
    "R150": (150,),
    "R155": (155,),
    "R159": (159, 160),
    "closing_matrix": (32, 53, 88, 133, 134, 159),
}
"""Decision -> the numbers that it says how we mean; the words stand in the texts, section `ours`."""

_BY_NUMBER: Final = {number: tuple(name for name, about in OURS.items() if number in about) for number in NUMBERS}


def decided(number: int) -> tuple[str, ...]:
    """Our decisions about a number."""
    return _BY_NUMBER[number]
