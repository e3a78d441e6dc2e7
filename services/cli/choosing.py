"""Choosing: who may be the guide of a case, or hold its conversation, who not, and why."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.call import Call, T

if TYPE_CHECKING:
    from workflows.eligible import Eligibility


def eligible(call: Call, ref: Annotated[str, typer.Argument(metavar="REF", help=T("help", "ref"))]) -> None:
    """List the guides and holders of the case's unit: those who may first, the others with the reason."""
    from events.refs import read_case_ref
    from services.cli.faults import Misused

    try:
        ref = read_case_ref(ref)
    except ValueError:
        raise Misused(what=call.t("fault", "no_ref", ref=ref)) from None
    with call.service("postgres") as service:
        found = service.reader.eligible(call.actor(service), ref)
    if call.json:
        parts = ("guide", "holder")
        call.print_json({f"{part}s": [_json(call, one) for one in found if one.part == part] for part in parts})
        return
    call.table(
        ("staff", "part", "may", "youths", "away", "reason"),
        [
            (
                one.staff,
                call.t("role", one.part),
                call.t("word", "yes" if one.may else "no"),
                str(one.load),
                ", ".join(f"{call.t.day(first)}–{call.t.day(last)}" for first, last in one.away),
                _why(call, one),
            )
            for one in found
        ],
    )
    call.say("eligible_in_all", count=sum(one.may for one in found), among=len(found))


def _why(call: Call, one: "Eligibility") -> str:
    """Why not, with the rules; and what speaks for them."""
    told = []
    for reason in one.reasons:
        rules = " ".join(f"R{number}" for number in reason.rules)
        told.append(
            f"{rules}: {call.t.known('refusal', reason.code)}" if rules else call.t.known("refusal", reason.code)
        )
    if one.standing is not None:
        told.append(call.t("eligible", one.standing))
    if one.wished.value == "yes":
        told.append(call.t("eligible", "wished"))
    if one.former:
        told.append(call.t("eligible", "former"))
    return " ".join(told)


def _json(call: Call, one: "Eligibility") -> dict[str, Any]:
    return {
        "staff": one.staff,
        "may": one.may,
        "reasons": [
            {"code": reason.code, "rules": reason.rules, "says": call.t.known("refusal", reason.code)}
            for reason in one.reasons
        ],
        "youths": one.load,
        "present": one.present,
        "away": [{"first": first, "last": last} for first, last in one.away],
        "wished": one.wished.value,
        "former": one.former,
        "standing": one.standing,
    }
