"""What papers are made of, out of the real record: who may have it, what the ledger says, and the proof that holds."""

from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from events.contact import ContactLogged, Tried
from events.directory import DirectoryTold
from events.personal import Open
from events.values import Channel
from services.audit.audit import Audit
from services.bus.meters import Meters
from services.papers import family, guidelog
from services.papers.papers import Papers
from services.store.asking import NotAllowed, NotThere, operator
from services.store.connect import Role
from services.store.read import Reader
from services.texts import texts
from tests.support.happenings import assessed, cleared, fact, guide_accepted, guide_asked, row, someone
from tests.support.office import Office
from workflows.access import Act


@pytest.fixture
def papers(office: Office) -> Iterator[Papers]:
    pool = office.record.database.pool(Role.READER, 2)
    yield Papers(Reader(pool, office.keyring, office.clock), pool, office.keyring, office.clock)
    pool.close()


@pytest.fixture
def case(office: Office) -> str:
    """A case with a guide and one entry in the log."""
    ref = str(office.one(row(someone(1))).case)
    office.take(assessed(ref), *cleared(ref), guide_asked(ref), guide_accepted(ref))
    said = ContactLogged(
        direction="out",
        channel=Channel.PHONE,
        parties=(Tried(party="participant", reached=True),),
        note=Open("Gikk bra"),
    )
    office.one(fact(said, f"case/{ref}", by="staff/g-ost"))
    return ref


def actor(papers: Papers, slug: str):
    return papers._reader.actor(slug)


ACTS: tuple[Act, ...] = ("print_template", "print_log", "print_family_sheet")


@pytest.mark.parametrize("act", ACTS)
def test_that_it_is_read_for_a_paper_stands_in_the_ledger(office: Office, papers: Papers, case: str, act: Act) -> None:
    papers.material(actor(papers, "g-ost"), case, act)
    noted = office.ask("SELECT actor, act, subject, detail FROM access_log")
    assert noted == [("staff/g-ost", "read_paper", f"case/{case}", f"{act}, personal")]


def test_who_may_not_gets_nothing_and_no_entry_says_otherwise(office: Office, papers: Papers, case: str) -> None:
    for nobody in (operator("test"), actor(papers, "e1")):
        with pytest.raises(NotAllowed):
            papers.material(nobody, case, "print_log")
    with pytest.raises(NotThere):
        papers.material(actor(papers, "k-vest"), case, "print_log")
    with pytest.raises(NotAllowed):
        papers.material(actor(papers, "g-ost"), case, "print_call_sheet")
    assert office.ask("SELECT act FROM access_log") == []


def test_names_and_numbers_come_out_of_what_is_sealed(office: Office, papers: Papers, case: str) -> None:
    for entry, phone in (("politiet", "000"), ("gammelt", "001")):
        told = DirectoryTold(entry=entry, kind="police", agency="Nødnummer", phone=Open(phone))
        office.one(fact(told, "unit/ost", by="staff/k-ost"))
    ended = DirectoryTold(entry="gammelt", kind="police", agency="Nødnummer", ended=True)
    office.one(fact(ended, "unit/ost", by="staff/k-ost"))
    sheet = family.sheet(papers.material(actor(papers, "g-ost"), case, "print_family_sheet"), texts("nb"), large=False)
    assert sheet["guide"]["name"] == "Syntetisk g-ost"
    assert sheet["emergency"]["lines"] == [["000", "Nødnummer"]]


def test_the_proof_on_the_extract_is_that_of_the_record(office: Office, papers: Papers, case: str) -> None:
    made = papers.material(actor(papers, "k-ost"), case, "print_log")
    database = office.record.database
    with office.record.connect(Role.AUDITOR) as connection:
        before, head = papers.proof(connection, case)
    assert head is None
    assert {line.entry for line in before.values()} == {None}
    audit = Audit(database, office.keyring, office.clock, Meters(CollectorRegistry()))
    audit.work(sign_now=True)
    audit.close()
    with office.record.connect(Role.AUDITOR) as connection:
        lines, head = papers.proof(connection, case)
        (entry,) = guidelog.extract(made, lines, head, texts("nb"))["entries"]
        found = papers.line(connection, entry["proof"]["hash"])
        assert papers.line(connection, "0" * 64) is None
    stored = office.ask("SELECT hash FROM events WHERE type = %s", ContactLogged.TYPE)
    assert entry["proof"]["hash"] == bytes(stored[0]).hex()
    assert head is not None
    assert found is not None
    assert (found[0].subject, found[0].entry, found[1]) == (f"case/{case}", lines[found[0].sequence].entry, head)
    office.sound()
