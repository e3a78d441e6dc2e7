"""Checking: whether the record is as it was written, and what is wrong with the installation."""

from services.cli.call import Call
from services.cli.faults import FAILED


def verify(call: Call) -> None:
    """Check chains, states, duties, outcomes, ledger and signatures; exit 1 names what differs."""
    import typer

    with call.service("postgres") as service:
        actor = call.actor_who_may(service, "verify")
        with call.progress("verifying") as progress:
            found = service.verify(actor.ref, progress)
    if call.json:
        call.print_json(
            {
                "differences": [
                    {"what": d.what, "subject": d.subject, "sequence": d.sequence, "detail": d.detail} for d in found
                ]
            }
        )
    for difference in () if call.json else found:
        where = " ".join(
            part
            for part in (
                difference.subject or "",
                call.t("case", "number", number=difference.sequence) if difference.sequence else "",
            )
            if part
        )
        says = call.t.known("difference", difference.what)
        call.out(" · ".join(part for part in (where, says, difference.detail) if part))
    if found and all(difference.only_older for difference in found):
        call.say("verify_older")
    elif found:
        call.say("verify_differs", count=len(found))
    else:
        call.say("verify_agrees")
    if found:
        raise typer.Exit(FAILED)


def doctor(call: Call) -> None:
    """Say in plain words what is wrong with this installation; exit 1 if something is."""
    import typer

    from services.cli.examination import examine

    findings = examine(call)
    wrong = [finding for finding in findings if finding.level == "wrong"]
    if call.json:
        call.print_json(
            {"well": not wrong, "findings": [{"level": f.level, "what": f.what, "says": f.says} for f in findings]}
        )
    else:
        for finding in findings:
            call.out(f"{call.t('level', finding.level)}: {finding.says}")
        call.say("doctor_wrong" if wrong else "doctor_well", count=len(wrong))
    if wrong:
        raise typer.Exit(FAILED)
