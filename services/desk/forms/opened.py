"""A form that somebody has opened: about what, as they see it, with what stands in the way of it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from events.catalogue import BY_TYPE
from events.correction import Corrected
from events.fact import FactData
from events.refs import SubjectKind, read_case_ref
from events.staff import StaffAdded
from events.unit import UnitAdded
from events.values import Channel, Source
from services.desk.asking import Asked
from services.desk.forms.about import about_case, about_nothing_seen
from services.desk.forms.around import Around
from services.desk.forms.because import address
from services.desk.forms.field import Choice, Field, Form
from services.desk.forms.shape import form_of
from services.desk.forms.wording import Wording, capital
from services.store.answers import CaseView, TimelineLine
from services.store.asking import NotAllowed, NotThere
from services.texts.why import Facts
from workflows.access import MAY_REPORT, WHEREVER
from workflows.case import Case
from workflows.outcome import Reason

KINDS: Mapping[str, SubjectKind] = {"sak": "case", "enhet": "unit", "folk": "staff"}


@dataclass(frozen=True)
class Opened:
    """The form of one fact about one subject; `view` is None where whoever asks does not see the case; `offered`: it is
    one of the moves of the case in its phase."""

    model: type[FactData]
    subject: str
    form: Form
    around: Around
    view: CaseView | None = None
    blocked: tuple[Reason, ...] = ()
    offered: bool = False
    common: tuple[Field, ...] = field(default=())

    @property
    def case(self) -> Case | None:
        """The case as it stands."""
        return self.view.case if self.view is not None else None

    @property
    def seen(self) -> int | None:
        """The sequence of the case that the form shows."""
        return self.case.sequence if self.case is not None else None

    @property
    def address(self) -> str:
        """Where the form is."""
        return address(self.subject, self.model.TYPE)

    @property
    def back(self) -> str:
        """The page that it belongs to."""
        kind, _, name = self.subject.partition("/")
        return f"/sak/{name}" if kind == "case" and self.view is not None else "/"

    @cached_property
    def facts(self) -> Facts:
        """The first line of each fact of the case."""
        found: dict[str, TimelineLine] = {}
        for line in self.view.timeline if self.view is not None else ():
            found.setdefault(line.fact.key, line)
        return found

    def digest(self, asked: Asked) -> str:
        """What the form shows, in a few characters that only this installation can compute: what may be chosen, whether
        it is offered now, what stands in the way, under which conditions."""
        case = self.case
        words = [word for i in case.incidents for word in i.words] if case is not None else []
        shown = repr((self.form.fields, self.offered, [reason.code for reason in self.blocked], words))
        return asked.desk.keyring.index_token("form", shown).hex()


def open_form(asked: Asked, place: str, name: str) -> Opened:
    """The form that an address names. Raises NotThere, NotAllowed."""
    kind = KINDS[place]
    model = BY_TYPE.get(f"trygghet.{asked.path('topic')}.{asked.path('fact')}.v1")
    if model is None or kind not in model.addressed() or Source.DESK not in MAY_REPORT[model].sources:
        raise NotThere(asked.request.url.path)
    if not MAY_REPORT[model].roles & asked.actor.member.roles:
        raise NotAllowed(asked.actor, "report")
    common = tuple(_common(asked, model))
    known = asked.units if kind == "unit" else {one.slug for one in asked.desk.members()}
    if kind != "case" and name not in known and model not in (UnitAdded, StaffAdded):
        raise NotThere(name)
    if kind != "case":
        around = about_nothing_seen(asked, "", name if kind == "unit" else "")
        return Opened(model, f"{kind}/{name}", form_of(model, around, asked.t), around, common=common)
    ref = _ref(name)
    try:
        view = asked.desk.reader.case(asked.actor, ref)
    except (NotAllowed, NotThere):
        if model not in WHEREVER:
            raise
        around = about_nothing_seen(asked, ref)
        return Opened(model, f"case/{ref}", form_of(model, around, asked.t), around, common=common)
    return opened(asked, model, view, common)


def opened(asked: Asked, model: type[FactData], view: CaseView, common: tuple[Field, ...] = ()) -> Opened:
    """The form of a fact about a case as it is seen."""
    if view.case is None:
        raise AssertionError("a form is about a case as it stands")
    around = about_case(asked, view, view.case, model)
    if model is Corrected:
        around = _correcting(asked, around, view)
    moves = asked.desk.moves.of(asked.actor, view.case, asked.desk.clock.now())
    move = next((move for move in moves if move.fact is model), None)
    blocked = move.blocked if move is not None else ()
    form = form_of(model, around, asked.t)
    return Opened(model, f"case/{view.ref}", form, around, view, blocked, move is not None, common)


def _correcting(asked: Asked, around: Around, view: CaseView) -> Around:
    """With the type of the fact that is corrected, and which of its fields, as far as they have been chosen."""
    key = asked.sent("fact") or asked.query("fact")
    target = next((type(line.fact.data) for line in view.timeline if line.fact.key == key and not line.another), None)
    name = asked.sent("field") or asked.query("field")
    given = {**around.given, "field": name} if target is not None and name in target.model_fields else around.given
    return replace(around, target=target, given=given)


def _common(asked: Asked, model: type[FactData]) -> list[Field]:
    """What is asked of every fact: when it happened, and how somebody else's word was heard."""
    words = Wording(asked.t, "")
    happened = Field("happened", "moment", words.form("happened"), words.form("happened_hint"))
    if model.MODE == "decides":
        return [happened]
    channels = tuple(Choice(one.value, capital(asked.t("word", one.value))) for one in Channel)
    blank = Choice("", words.form("own_word"))
    heard = Field(
        "on_behalf", "one", words.form("on_behalf"), words.form("on_behalf_hint"), needs=False,
        choices=(blank, *channels),
    )  # fmt: skip
    return [happened, heard]


def _ref(name: str) -> str:
    try:
        return read_case_ref(name)
    except ValueError:
        raise NotThere(name) from None
