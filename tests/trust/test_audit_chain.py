"""The audit chain: without gaps, sealed with its transaction, and every tampering is named."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, AuditHead, SavedSetting
from lianqiao.shared.tables import table

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def write(database: Database, number: int) -> None:
    with database.writing() as session:
        audit.record(session, COMMAND, "try", str(number), NOW, number=number)


def inspect(database: Database) -> audit.ChainReport:
    with database.reading() as session:
        return audit.inspect_chain(session)


def unguard(database: Database) -> None:
    """Take the triggers away, as somebody with the database's password could."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))


def test_entries_of_many_writers_form_one_chain(database: Database) -> None:
    before = inspect(database).rows
    threads = [
        threading.Thread(target=lambda n=n: [write(database, n * 10 + i) for i in range(5)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = inspect(database)
    assert (report.rows, report.ok) == (before + 40, True), report.faults


def test_what_is_undone_leaves_no_entry(database: Database) -> None:
    before = inspect(database)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(SavedSetting(key="half", value=1))
        audit.record(session, COMMAND, "try", "half", NOW)
        raise ZeroDivisionError
    assert inspect(database) == before
    with database.reading() as session:
        assert session.get(SavedSetting, "half") is None


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_entries_cannot_be_changed(database: Database, statement: str) -> None:
    write(database, 1)
    entry = table(AuditEntry)
    change = update(entry).values(action="other") if statement == "update" else delete(entry)
    refused = pytest.raises(DBAPIError, match="audit entries are never changed")
    with refused, database.engine.begin() as connection:
        connection.execute(change)


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("UPDATE audit_entry SET payload = replace(payload, 'try', 'cry') WHERE seq = 2", "hash"),
        ("UPDATE audit_entry SET action = 'other' WHERE seq = 2", "column"),
        ("UPDATE audit_entry SET payload = 'no json' WHERE seq = 2", "hash"),
        ("DELETE FROM audit_entry WHERE seq = 2", "expected"),
        ("DELETE FROM audit_entry WHERE seq = 3", "head"),
        ("UPDATE audit_head SET seq = 7", "head"),
    ],
)
def test_tampering_is_named(database: Database, tampering: str, fault: str) -> None:
    for number in range(2):
        write(database, number)
    assert inspect(database).ok
    assert inspect(database).rows == 3
    unguard(database)
    with database.engine.begin() as connection:
        connection.execute(text(tampering))
    report = inspect(database)
    assert not report.ok
    assert any(fault in words for words in report.faults), report.faults


def test_the_head_is_one_row(database: Database) -> None:
    with pytest.raises(DBAPIError), database.writing() as session:
        session.add(AuditHead(id=2, seq=0))
