"""Mail goes to whoever is to be told, once, in the morning, and says nothing about a person."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from events.values import Role as StaffRole
from services.store.connect import Role
from tests.support.bus import running
from tests.support.owing import NAME, SetClock, owe, raised, staff, waited
from tests.support.record import Record


def mailed(record: Record) -> int:
    with record.connect() as connection:
        row = connection.execute("SELECT count(*) FROM reminders WHERE mailed IS NOT NULL").fetchone()
    assert row is not None
    return int(row[0])


async def test_what_is_due_today_is_mailed_by_itself_and_says_nothing_of_a_person(
    record, keyring, make_reminders, mailbox
):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
        await asyncio.sleep(0.2)
    ((address, mail),) = mailbox.mails
    assert address == "k1@example.org"
    assert mail["Subject"] == "Trygghet: et gjøremål har frist i dag"
    assert mail["Message-ID"] == "<d1.2026-11-23.due.k1@example.org>"
    text = mail.get_content()
    assert text.replace("\r\n", "\n") == (
        "T-7K3M-9Q: first call, frist 23. november 2026\n\n"
        "https://desk.example.org/case/T-7K3M-9Q\n\nLogg inn for å se mer.\n"
    )
    assert NAME not in mail.as_string() + text


async def test_before_the_morning_nobody_is_mailed(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    clock = SetClock(datetime(2026, 11, 23, 5, 30, tzinfo=UTC))  # half past six in Norway
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 2)
        await asyncio.sleep(0.2)
        assert mailbox.mails == []
        clock.at = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
        await waited(lambda: len(mailbox.mails) == 1)


async def test_a_morning_has_one_digest_for_each_person(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "g1", StaffRole.GUIDE)
    for number in range(3):
        owe(record, f"d{number}", date(2026, 11, 26))
    owe(record, "g", date(2026, 11, 25), owner="staff/g1", kind="follow_up")
    clock = SetClock()
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 4)
        await asyncio.sleep(0.2)
        assert mailbox.mails == []
        clock.at = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
        await waited(lambda: mailed(record) == 4)
    (digest,) = mailbox.to("k1@example.org")
    assert str(digest["Message-ID"]).startswith("<digest.2026-11-24.k1.")
    assert digest.get_content().count("first call, frist 26. november 2026") == 3
    (other,) = mailbox.to("g1@example.org")
    assert "follow up, frist 25. november 2026" in other.get_content()


async def test_far_over_its_date_the_coordinator_is_told_as_well(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "g1", StaffRole.GUIDE)
    owe(record, "d1", date(2026, 11, 10), owner="staff/g1")
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert sorted(address for address, _ in mailbox.mails) == ["g1@example.org", "k1@example.org"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({"k1": StaffRole.COORDINATOR, "k2": StaffRole.COORDINATOR, "l1": StaffRole.LEADER}, ["k2"]),
        ({"k1": StaffRole.COORDINATOR, "l1": StaffRole.LEADER}, ["l1"]),
        ({"k1": StaffRole.COORDINATOR, "o1": StaffRole.OPERATOR}, ["o1"]),
    ],
)
async def test_when_the_owner_is_away_somebody_else_is_told(record, keyring, make_reminders, mailbox, there, told):
    for slug, role in there.items():
        away = (date(2026, 11, 20), date(2026, 11, 27)) if slug == "k1" else None
        staff(record, keyring, slug, role, away)
    owe(record, "d1", date(2026, 11, 23), owner="staff/k1")
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert [address for address, _ in mailbox.mails] == [f"{slug}@example.org" for slug in told]


async def test_what_is_done_before_the_mail_goes_is_not_mailed(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 26))
    owe(record, "d2", date(2026, 11, 26))
    clock = SetClock()
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 2)
        with record.connect() as connection:
            connection.execute("DELETE FROM duties WHERE key = 'd1'")
        clock.at = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
        await waited(lambda: len(mailbox.mails) == 1)
    ((_, mail),) = mailbox.mails
    assert mail.get_content().count("first call") == 1


async def test_a_mail_that_is_postponed_comes_later_under_the_same_id(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "k2", StaffRole.COORDINATOR)
    mailbox.answers["k2@example.org"] = "451 later"
    owe(record, "d1", date(2026, 11, 23))
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: len(mailbox.mails) == 1)
        await asyncio.sleep(0.2)
        assert mailed(record) == 0
        mailbox.answers.clear()
        await waited(lambda: mailed(record) == 1)
    assert sorted((address, mail["Message-ID"]) for address, mail in mailbox.mails) == [
        ("k1@example.org", "<d1.2026-11-23.due.k1@example.org>"),
        ("k2@example.org", "<d1.2026-11-23.due.k2@example.org>"),
    ]


async def test_an_address_that_is_refused_for_good_does_not_hold_the_others(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "k2", StaffRole.COORDINATOR)
    mailbox.answers["k1@example.org"] = "550 nobody"
    owe(record, "d1", date(2026, 11, 23))
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert [address for address, _ in mailbox.mails] == ["k2@example.org"]


async def test_the_mail_server_is_away_and_comes_back(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    service = make_reminders(SetClock(), mailbox)
    mailbox.controller.stop()
    async with running(service):
        await waited(lambda: len(raised(record)) == 2)
        await asyncio.sleep(0.2)
        mailbox.controller = mailbox.opened()
        mailbox.controller.start()
        await waited(lambda: mailed(record) == 1)
    assert len(mailbox.mails) == 1


async def test_the_first_time_a_mail_server_answers_a_backlog_is_one_digest_for_each_person(
    record, keyring, make_reminders, mailbox
):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    for number in range(60):
        owe(record, f"d{number}", date(2026, 11, 2 + number % 22))
    clock = SetClock()
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: mailed(record) == 60)
        ((_, digest),) = mailbox.mails
        assert digest["Subject"] == "Trygghet: 60 gjøremål å følge med på"
        owe(record, "n1", date(2026, 11, 23))
        owe(record, "n2", date(2026, 11, 20))
        clock.at += timedelta(hours=2)
        await waited(lambda: mailed(record) == 62)
    assert sorted(mail["Message-ID"] for _, mail in mailbox.mails[1:]) == [
        "<n1.2026-11-23.due.k1@example.org>",
        "<n2.2026-11-20.overdue.k1@example.org>",
    ]


async def test_after_a_time_without_a_mail_server_a_backlog_is_one_digest(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d0", date(2026, 11, 23))
    clock = SetClock()
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: mailed(record) == 1)
        mailbox.controller.stop()
        for number in range(1, 4):
            owe(record, f"d{number}", date(2026, 11, 23))
        clock.at += timedelta(hours=2)
        await waited(lambda: len({key for key, *_ in raised(record)}) == 4)
    clock.at += timedelta(hours=1)
    mailbox.controller = mailbox.opened()
    mailbox.controller.start()
    async with running(make_reminders(clock, mailbox)):
        await waited(lambda: mailed(record) == 4)
    (_, digest) = mailbox.mails[1]
    assert len(mailbox.mails) == 2
    assert digest["Subject"] == "Trygghet: 3 gjøremål å følge med på"


async def test_every_mail_stands_in_the_ledger_before_it_leaves(record, keyring, make_reminders, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    async with running(make_reminders(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    with record.connect(Role.AUDITOR) as connection:
        entries = connection.execute("SELECT actor, act, subject, detail FROM ledger").fetchall()
    assert entries == [("system/reminders", "mail", "staff/k1", "reminders:1")]
