"""What happened to the participant, and how far the criminal case and its clearance have come."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from events.refs import Party
from events.values import Answer, CaseRole, Category, MatterStatus, PerpetratorIs, Reported
from workflows.mark import LATEST, Mark, in_order
from workflows.replacing import replace
from workflows.workdays import day_of

NEEDING: Final = (Reported.YES, Reported.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ClearanceWord:
    """One step of the talk with the investigator about an incident."""

    word: Literal["asked", "given", "refused", "withdrawn", "contradicted"]
    at: datetime
    fact: str
    by: str
    capacity: str = "investigator"
    until: date | None = None
    again_on: date | None = None
    not_before: datetime | None = None
    not_whom: tuple[Party, ...] = ()
    on_behalf: bool = False

    def clears(self, at: datetime) -> bool:
        """Whether it lets somebody contact the family at that moment."""
        if self.word != "given" or (self.not_before is not None and at < self.not_before):
            return False
        return self.until is None or day_of(at) <= self.until


@dataclass(frozen=True, slots=True)
class ReportWord:
    """That the incident is reported, or the report withdrawn, from then on."""

    at: datetime
    fact: str
    state: Reported


@dataclass(frozen=True, slots=True)
class Naming:
    """Who investigates or prosecutes from then on: the slug, None where somebody else is named, or `nobody` known."""

    at: datetime
    fact: str
    staff: str | None
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Who the perpetrator is to the participant, as known from then on; `learned` by somebody who works with the case,
    and not out of a row or a referral."""

    at: datetime
    fact: str
    who: PerpetratorIs
    same_household: Answer = Answer.UNKNOWN
    learned: bool = False
    protected_by: tuple[Party, ...] = ()

    @property
    def family(self) -> bool:
        """Whether R17 asks."""
        return self.who.same_family or self.same_household is Answer.YES


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """The row of a weekly extract that told of an incident."""

    unit: str
    week: str
    row_key: str


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, and how far its clearance has come. `decided` is its own assessment (R14); `changed` is what came
    after it and asks for another (out of the target group, D26; the perpetrator is family, D4)."""

    key: str
    came_at: datetime
    fact: str
    category: Category
    role: CaseRole
    reported: Reported
    told_as: Reported | None = None
    reports: tuple[ReportWord, ...] = ()
    hate: Answer = Answer.UNKNOWN
    stated_need: bool = False
    under_18: bool | None = None
    happened_on: date | None = None
    matter: MatterStatus = MatterStatus.UNKNOWN
    matter_known: Mark | None = None
    investigators: tuple[Naming, ...] = ()
    somebody_investigates: bool = False
    prosecutors: tuple[Naming, ...] = ()
    relations: tuple[Relation, ...] = ()
    content: str | None = None
    rows: tuple[RowOrigin, ...] = ()
    decided: Literal["offer", "not", "duplicate"] | None = None
    decided_fact: str | None = None
    decided_at: datetime | None = None
    outside_since: str | None = None
    changed: Mark | None = None
    told_at: datetime | None = None
    words: tuple[ClearanceWord, ...] = ()

    @property
    def investigator(self) -> str | None:
        """The slug of who investigates now."""
        return self.investigators[-1].staff if self.investigators else None

    @property
    def investigator_known(self) -> Mark | None:
        """Since when we know that they do; also of somebody who is known by name only."""
        return _since(self.investigators)

    def investigated(self, at: datetime) -> str | None:
        """The slug of who was known to investigate then."""
        return next((n.staff for n in reversed(self.investigators) if n.at <= at), None)

    @property
    def somebody_known(self) -> bool:
        """Whether anybody is known to investigate, if only by name."""
        return not self.investigators[-1].nobody if self.investigators else self.somebody_investigates

    @property
    def prosecutor(self) -> str | None:
        """The slug of who prosecutes now."""
        return self.prosecutors[-1].staff if self.prosecutors else None

    @property
    def theirs(self) -> tuple[str, ...]:
        """Slugs of those whose the matter is: who investigates, who prosecutes, and who was asked or spoke last."""
        spoke = self.words[-1].by if self.words else None
        return tuple(dict.fromkeys(one for one in (self.investigator, self.prosecutor, spoke) if one))

    def names(self, staff: str) -> bool:
        """Whether somebody is named as the one who investigates or prosecutes."""
        return staff in (self.investigator, self.prosecutor)

    @property
    def perpetrator_is(self) -> PerpetratorIs:
        """Who the perpetrator is, as it was learned last."""
        return self.perpetrator()

    @property
    def family_known(self) -> Mark | None:
        """Since when the perpetrator is known to be family or of the household (R17, D4); None where they are not."""
        since: Mark | None = None
        for relation in _standing(self.relations):
            since = (since or Mark(relation.at, relation.fact)) if relation.family else None
        return since

    def perpetrator(self, at: datetime = LATEST) -> PerpetratorIs:
        """Who the perpetrator was known to be at that moment."""
        known = _standing(tuple(r for r in self.relations if r.at <= at))
        return known[-1].who if known else PerpetratorIs.UNKNOWN

    def endangered_by(self, party: Party, at: datetime = LATEST) -> str | None:
        """The fact by which a guardian was known then to be the perpetrator, or to protect them (D4)."""
        if not self.relations:
            return None
        known = _standing(tuple(r for r in self.relations if r.at <= at))
        if known and known[-1].who.value == party:
            return known[-1].fact
        learned = next((r for r in reversed(known) if r.learned), None)
        return learned.fact if learned is not None and party in learned.protected_by else None

    def needed_since(self, at: datetime = LATEST) -> datetime | None:
        """Since when clearance is needed (R47 concerns reported matters; unknown counts as reported until somebody has
        looked), None where it is not needed at that moment."""
        since = self.came_at if (self.told_as or self.reported) in NEEDING else None
        for word in self.reports:
            if word.at <= at:
                since = (since or word.at) if word.state in NEEDING else None
        return since if since is not None and since <= at else None

    @property
    def needs_clearance(self) -> bool:
        """R47 concerns it now."""
        return self.needed_since() is not None

    @property
    def reported_later(self) -> bool:
        """Whether it became known first, and was reported after that."""
        since = self.needed_since()
        return since is not None and since > self.came_at

    def dismissed(self, at: datetime = LATEST) -> bool:
        """Whether the matter was dismissed by then, as far as the latest word of it tells (D23)."""
        known = self.matter_known
        return self.matter is MatterStatus.DISMISSED and (known is None or known.at <= at)

    def last_word(self, since: datetime, at: datetime) -> ClearanceWord | None:
        """The latest answer of the investigator that happened in [since, at]; asking is none."""
        answers = [w for w in self.words if w.word != "asked" and since <= w.at <= at]
        return max(answers, key=lambda w: w.at, default=None)

    def cleared(self, since: datetime, at: datetime) -> bool:
        """Whether contact was cleared at that moment, by a word of the period that began at `since`."""
        word = self.last_word(since, at)
        return word is not None and word.clears(at)

    def reported_anew(self, word: ReportWord) -> "Incident":
        """The incident with one more word on whether it is reported; the latest counts."""
        reports = in_order((*self.reports, word))
        return replace(self, told_as=self.told_as or self.reported, reports=reports, reported=reports[-1].state)

    def come_to(self, status: MatterStatus, mark: Mark) -> "Incident":
        """How far the matter has come; the latest counts, and what is unknown tells nothing."""
        if status is MatterStatus.UNKNOWN or (self.matter_known is not None and mark.at < self.matter_known.at):
            return self
        return replace(self, matter=status, matter_known=mark)

    def investigated_by(self, staff: str | None, mark: Mark, *, nobody: bool = False) -> "Incident":
        """Who investigates from then on; None: somebody who is none of us, or `nobody` whom we know."""
        return replace(self, investigators=in_order((*self.investigators, Naming(mark.at, mark.fact, staff, nobody))))

    def prosecuted_by(self, staff: str | None, mark: Mark) -> "Incident":
        """Who prosecutes from then on; None: somebody who is none of us."""
        return replace(self, prosecutors=in_order((*self.prosecutors, Naming(mark.at, mark.fact, staff))))

    def related(self, relation: Relation) -> "Incident":
        """The incident with what was learned of the perpetrator; what arrives late takes its place."""
        return replace(self, relations=in_order((*self.relations, relation)))


def _since(namings: tuple[Naming, ...]) -> Mark | None:
    """When the last one was first named, without another in between."""
    first: Naming | None = None
    for naming in namings:
        if first is None or naming.staff is None or naming.staff != first.staff:
            first = naming
    return Mark(first.at, first.fact) if first is not None else None


def _standing(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Those that count: no row or referral takes back that somebody has learned of family (D4)."""
    standing: list[Relation] = []
    for relation in relations:
        if not (
            standing and standing[-1].learned and standing[-1].family and not relation.learned and not relation.family
        ):
            standing.append(relation)
    return tuple(standing)
