"""What went wrong, as the person at the keyboard reads it: one paragraph on stderr, and the exit code."""

import os
import sys
from pathlib import Path
from typing import Final

from services.errors import StartError
from services.texts import Texts, language_of, texts

FAILED: Final = 1
USAGE: Final = 2
REJECTED: Final = 3
OUT_OF_REACH: Final = 4


class Misused(StartError):
    """{what}"""

    exit_code = USAGE


def told(fault: BaseException) -> int:
    """Say what is wrong, and give the exit code. Nobody sees a traceback of what can be expected."""
    message, code = _explained(fault)
    sys.stderr.write(message.strip() + "\n")
    return code


def words(t: Texts, fault: StartError) -> str:
    """The message of a start error in the language of who reads it."""
    return str(fault) if isinstance(fault, Misused) else t.start(type(fault).__name__, fault.where)


def first_of(fault: BaseException) -> BaseException:
    """The fault itself, of a group (several services in one process) the first one in it."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def _explained(fault: BaseException) -> tuple[str, int]:
    t = texts(language_of(os.environ))
    fault = first_of(fault)
    if isinstance(fault, StartError):
        return words(t, fault), fault.exit_code
    name = type(fault).__name__
    known = _KNOWN.get(name)
    if known == "not_allowed":
        return t("fault", "not_allowed", act=t("act", getattr(fault, "act", "see_case"))), FAILED
    if known == "not_there":
        return t("fault", "not_there", what=getattr(fault, "what", "")), FAILED
    if known == "answered_already":
        state = t.known("word", getattr(fault, "state", ""))
        return t("fault", "answered_already", number=getattr(fault, "number", "?"), state=state), FAILED
    if known == "nothing_kept":
        return t("fault", "nothing_kept"), FAILED
    if known == "nothing_to_answer":
        return t("fault", "nothing_to_answer", state=t.known("outcome", getattr(fault, "outcome", ""))), FAILED
    if known == "out_of_reach" and type(fault).__module__.partition(".")[0] in ("psycopg", "psycopg_pool", "nats"):
        return t("fault", "out_of_reach", error=name), OUT_OF_REACH
    if isinstance(fault, OSError):
        from services.private import explained

        if fault.filename is None:
            return words(t, explained(fault, _data())), FAILED
        return t("fault", "file", file=fault.filename, reason=fault.strerror or name), USAGE
    return t("fault", "bug", error=name, place=_place(fault)), FAILED


_KNOWN: Final = {
    "NotAllowed": "not_allowed",
    "NotThere": "not_there",
    "AnsweredAlready": "answered_already",
    "NothingKept": "nothing_kept",
    "NothingToAnswer": "nothing_to_answer",
    "OperationalError": "out_of_reach",
    "AdminShutdown": "out_of_reach",
    "PoolTimeout": "out_of_reach",
    "InterfaceError": "out_of_reach",
    "ConnectionClosedError": "out_of_reach",
    "NoServersError": "out_of_reach",
    "QueryCanceled": "out_of_reach",
    "LockNotAvailable": "out_of_reach",
}


def _place(fault: BaseException) -> str:
    """File and line of the fault; never its text, which may quote a fact."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"


def _data() -> Path:
    return Path(os.environ.get("TRYGGHET_DATA", "trygghet-data"))
