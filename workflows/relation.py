"""Who the perpetrator is to the participant: where it becomes family, the assessment is asked for again (D4)."""

from workflows.case import Case, Incident, Mark
from workflows.replacing import replace


def learned(case: Case, incident: Incident) -> Case:
    """The case with what was learned of an incident; where the perpetrator has become family by that, whether to go on
    is asked anew (R17, R52)."""
    before, now = case.incident(incident.key), incident.family_known
    if before is None or now is None or before.family_known is not None:
        return case.with_incident(incident)
    return case.with_incident(replace(incident, changed=Mark(now.at, now.fact)))
