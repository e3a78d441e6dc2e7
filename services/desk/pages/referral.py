"""A referral by somebody in the municipality or the police, its receipt, and what became of one's own (R23, R24)."""

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from events.intake import CameFrom, ReferralReceived
from events.refs import ALPHABET
from events.values import Role
from services.casework.incoming import Answer
from services.desk.asking import Asked
from services.desk.forms.around import Around
from services.desk.forms.drawing import GLOBALS
from services.desk.forms.field import Choice, Fault, Field, Form, Typed, value
from services.desk.forms.filling import first
from services.desk.forms.reading import read
from services.desk.forms.shape import form_of
from services.desk.page import Page
from services.desk.rowforms import typed_of
from services.desk.shown import Form as Sent
from services.desk.shown import sent_back, shown_now
from services.store.asking import NotThere
from services.store.referrals import RECEIVED, prefix_of
from services.texts.why import reason_lines

_LETTERS: Final = 10

_PARTS: Final = (
    ("who", ("person",)),
    ("what", ("category", "role", "incident_on", "hate_motive", "perpetrator_is", "stated_need")),
    ("reported", ("reported", "report_number", "investigator_name")),
    ("family", ("lives_with", "guardians")),
    ("contact", ("consents_to_contact",)),
    ("you", ("referrer", "came_from")),
)
"""How the form is laid out: one part after the other, as one would tell it."""

_CHIPS: Final = frozenset({"role", "hate_motive", "reported", "consents_to_contact"})


def referrals(asked: Asked) -> Response:
    """The form, and one's own referrals."""
    form, unit = _form(asked), asked.query("enhet")
    return _page(asked, form, {**first(form.fields), **_known(asked), "unit": (unit,)}, _fresh(asked))


def _form(asked: Asked) -> Form:
    return form_of(ReferralReceived, Around(me=asked.actor.slug), asked.t)


def _known(asked: Asked) -> Typed:
    """What the desk knows of whoever refers."""
    worker = asked.colleagues.get(asked.actor.slug)
    came: CameFrom = "investigator" if Role.INVESTIGATOR in asked.actor.member.roles else "municipality"
    came = "police" if Role.PROSECUTOR in asked.actor.member.roles else came
    told = {"referrer.name": asked.name(asked.actor.slug), "came_from": came}
    if worker is not None and worker.organisation:
        told["referrer.agency"] = worker.organisation
    return {name: (text,) for name, text in told.items()}


def _fresh(asked: Asked) -> Sent:
    """The form with the number of its receipt: who refers, and ten letters of chance."""
    return replace(shown_now(asked), id=f"{prefix_of(asked.actor)}{_receipt(asked)}")


def _receipt(asked: Asked) -> str:
    number = int.from_bytes(asked.desk.clock.token(7), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(_LETTERS))


def number_of(receipt: str) -> str:
    """`7K3M9-QXR4T` as it is read."""
    return f"{receipt[:5]}-{receipt[5:]}"


def _units(asked: Asked) -> Field:
    """Where the youth lives: the referrer's own units first."""
    own, names = asked.actor.member.units, asked.units
    choices = tuple(Choice(slug, names[slug]) for slug in sorted(names, key=lambda one: (one not in own, names[one])))
    return Field("unit", "one", asked.t("desk_refer", "unit"), asked.t("desk_refer", "unit_hint"), choices=choices)


def _page(
    asked: Asked, form: Form, typed: Typed, sent: Sent, faults: tuple[Fault, ...] = (),
    reasons: tuple[tuple[str, ...], ...] = (), status: int = 200,
) -> Response:  # fmt: skip
    units = _units(asked)
    if not value(typed, "unit"):
        own = [one.value for one in units.choices if one.value in asked.actor.member.units]
        typed = {**typed, "unit": tuple(own[:1])}
    return asked.page(
        "referral.html",
        status=status,
        parts=[(name, [form.field(field) for field in fields]) for name, fields in _PARTS],
        units=units,
        chips=_CHIPS,
        typed=typed,
        sent=sent,
        faults={fault.path: fault.says for fault in faults},
        listed=faults,
        reasons=reasons,
        own=asked.desk.referrals.own(asked.actor) if asked.actor.slug else (),
        number_of=number_of,
        **GLOBALS,
    )


def refer(asked: Asked) -> Response:
    """What was written becomes a referral to the unit; the referrer gets a receipt."""
    form, typed, sent = _form(asked), typed_of(asked), sent_back(asked)
    if not sent.id.startswith(prefix_of(asked.actor)):
        sent = replace(sent, id=_fresh(asked).id)
    if typed.get("more"):
        return _page(asked, form, typed, sent)
    units = {one.value for one in _units(asked).choices}
    asked_for = [name for _, fields in _PARTS for name in fields]
    told = read(replace(form, fields=tuple(form.field(name) for name in asked_for)), ReferralReceived, typed, asked.t)
    unit = value(typed, "unit")
    faults = told.faults
    if unit not in units:
        faults = (Fault("unit", asked.t("form_fault", "choose_it", field=_units(asked).label)), *faults)
    if told.data is None or faults:
        return _page(asked, form, typed, sent, faults, status=422)
    answer = sent.tell(asked, f"unit/{unit}", told.data)
    if answer.outcome not in RECEIVED:
        return _page(asked, form, typed, _fresh(asked), reasons=_reasons(asked, answer), status=422)
    return asked.then(f"/henvis/kvittering/{sent.id.rpartition('.')[2]}")


def _reasons(asked: Asked, answer: Answer) -> tuple[tuple[str, ...], ...]:
    told = tuple(tuple(reason_lines(asked.t, one, {}, asked.today, why=True)) for one in answer.reasons)
    return told or ((asked.t("outcome", answer.outcome),),)


def receipt(asked: Asked) -> Response:
    """The receipt: the number, the unit, what comes next; nothing of what was written."""
    name = asked.path("receipt")
    if not name.isalnum() or len(name) != _LETTERS:
        raise NotThere(name)
    own = asked.desk.referrals.one(asked.actor, name)
    units = asked.units
    return asked.page(
        "referral_receipt.html",
        own=own,
        number=number_of(own.receipt),
        unit_name=units.get(own.unit or "", own.unit or ""),
    )


PAGES: Final = (
    Page("/henvis", "GET", "refer", referrals, menu="referral"),
    Page("/henvis", "POST", "refer", refer),
    Page("/henvis/kvittering/{receipt}", "GET", "refer", receipt),
)
