"""What the pages of the desk work with: the questions, the one way in, and the hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.values import Source
from services.casework.casework import Casework
from services.casework.outcomes import Outcomes
from services.casework.quarantine import Quarantine
from services.casework.refusals import Refusals
from services.clock import Clock
from services.desk.bell import Bell
from services.desk.jobs import Jobs
from services.desk.makings import Makings
from services.ingest.importer import Importer
from services.ingest.imports import RecordedImports
from services.ingest.summary import Summary
from services.ops.standing import Standing
from services.papers.colleagues import Colleagues
from services.papers.handing import Handing
from services.papers.papers import Papers, SignedHead, Written
from services.report.reports import Reports
from services.store.asks import Asks
from services.store.calendar import Calendar
from services.store.connect import Database
from services.store.directory import Member
from services.store.drafts import Drafts
from services.store.happenings import Happenings
from services.store.keys import KeyRing
from services.store.listing import Listing
from services.store.owing import Owing
from services.store.possible import Moves
from services.store.practices import Practices
from services.store.read import Reader
from services.store.referrals import Referrals
from services.store.staffing import Staffing
from services.store.trial import Trial
from services.store.untaken import Untaken
from services.store.weeks import Weeks
from services.store.whoread import WhoRead
from services.store.worklist import Worklists
from workflows.workdays import day_of

Proof = tuple[dict[int, Written], SignedHead | None]
"""When each line of a log was written, and the signed head of the ledger over them."""


Pool = ConnectionPool[Connection[TupleRow]]


@dataclass(frozen=True, slots=True)
class Given:
    """What an installation has for a desk: pools of the roles reader and writer, the database for whoever listens, the
    one way in, keys and the hour.

    `members` tells who works here, with roles and units; `units` every unit's name; `proof` when the lines of a case's
    log were written.
    """

    read_pool: Pool
    write_pool: Pool
    database: Database
    casework: Casework
    keyring: KeyRing
    clock: Clock
    standing: Standing
    members: Callable[[], tuple[Member, ...]]
    units: Callable[[], dict[str, str]]
    proof: Callable[[str], Proof]
    accessibility_contact: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages ask and tell by; what was given stands at its end."""

    reader: Reader
    worklists: Worklists
    listing: Listing
    calendar: Calendar
    moves: Moves
    owing: Owing
    asks: Asks
    papers: Papers
    handing: Handing
    proof: Callable[[str], Proof]
    colleagues: Colleagues
    casework: Casework
    drafts: Drafts
    weeks: Weeks
    importer: Importer
    rehearsal: Callable[[], Importer]
    imports: Jobs[Summary]
    quarantine: Quarantine
    refusals: Refusals
    outcomes: Outcomes
    untaken: Untaken
    referrals: Referrals
    staffing: Staffing
    practices: Practices
    trials: Jobs[Trial]
    who_read: WhoRead
    reports: Reports
    makings: Makings
    keyring: KeyRing
    clock: Clock
    members: Callable[[], tuple[Member, ...]]
    units: Callable[[], dict[str, str]]
    standing: Standing
    happenings: Happenings
    bell: Bell
    accessibility_contact: str

    @classmethod
    def of(cls, given: Given) -> "Desk":
        """Everything that the pages work with, out of what an installation has."""
        pool, keyring, clock = given.read_pool, given.keyring, given.clock
        reader = Reader(pool, keyring, clock)
        reports = Reports(pool, keyring, clock)
        worklists, owing, papers = Worklists(pool), Owing(pool, keyring, clock), Papers(reader, pool, keyring, clock)
        importer = Importer(given.casework, RecordedImports(given.write_pool), keyring.index_token, clock)
        return cls(
            reader=reader,
            worklists=worklists,
            listing=Listing(pool, keyring, clock),
            calendar=Calendar(pool, clock),
            moves=Moves(pool),
            owing=owing,
            asks=Asks(pool, keyring, clock),
            papers=papers,
            handing=Handing(papers, owing, worklists, given.members),
            colleagues=Colleagues(pool, keyring),
            casework=given.casework,
            drafts=Drafts(given.write_pool, keyring, clock),
            weeks=Weeks(pool),
            importer=importer,
            rehearsal=lambda: importer.tried(given.casework.rehearsal()),
            imports=Jobs(clock),
            quarantine=Quarantine(given.casework, given.write_pool, keyring, clock),
            refusals=Refusals(given.casework, given.write_pool, clock, Source.DESK),
            outcomes=Outcomes(pool),
            untaken=Untaken(pool),
            referrals=Referrals(pool),
            staffing=Staffing(pool),
            practices=Practices(pool, keyring, clock),
            trials=Jobs(clock),
            who_read=WhoRead(pool, clock),
            reports=reports,
            makings=Makings(reports.make, Jobs(clock)),
            keyring=keyring,
            clock=clock,
            standing=given.standing,
            accessibility_contact=given.accessibility_contact,
            members=given.members,
            units=given.units,
            proof=given.proof,
            happenings=Happenings(pool, given.write_pool),
            bell=Bell(given.database),
        )

    def today(self) -> date:
        """The day in Norway."""
        return day_of(self.clock.now())
