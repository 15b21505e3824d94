"""The outbox: each letter once, sent outside any transaction, resent under the same Message-ID."""

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from lianqiao.config import Settings
from lianqiao.jobs import drain_outbox
from lianqiao.shared import outbox
from lianqiao.shared.database import Database
from lianqiao.shared.models import Outbox
from lianqiao.shared.outbox import Drained, drain, queue_mail, smtp_sender
from lianqiao.shared.tables import columns

NOW = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
FROM = "lianqiao@example.com"


@dataclass
class Sink:
    """A mail server that keeps what it is given, or answers as it is told."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the letter."""
        if self.answer.startswith("250"):
            text = envelope.content.decode()
            self.texts.append(text)
            self.ids += [x[12:] for x in text.splitlines() if x.startswith("Message-ID: ")]
        return self.answer


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def smtp_url(sink: Sink) -> Iterator[str]:
    controller = Controller(sink, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def queue(database: Database, count: int = 1, subject: str = "到期提醒") -> list[str]:
    with database.writing() as session:
        rows = [
            queue_mail(session, f"p{number}@example.com", subject, "正文一行", NOW)
            for number in range(count)
        ]
        return [row.message_id for row in rows]


def letters(database: Database) -> list[Any]:
    row = columns(Outbox)
    with database.reading() as session:
        query = select(row.state, row.attempts, row.last_error, row.message_id, row.sent_at)
        return list(session.execute(query.order_by(row.message_id)))


def test_a_mail_server_receives_each_letter_once(
    database: Database, sink: Sink, smtp_url: str
) -> None:
    ids = queue(database, 5)
    assert drain(database, smtp_sender(smtp_url), FROM, NOW) == Drained(5, 0, 0)
    assert drain(database, smtp_sender(smtp_url), FROM, NOW) == Drained(0, 0, 0)
    assert sorted(sink.ids) == sorted(ids)
    assert "Subject: =?utf-8?" in sink.texts[0]
    assert all(row.state == "sent" and row.attempts == 1 for row in letters(database))


def _by_many(database: Database, senders: int, send: outbox.Sender) -> None:
    threads = [
        threading.Thread(target=drain, args=(database, send, FROM, NOW)) for _ in range(senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _slow(kept: list[str]) -> outbox.Sender:
    def send(message: EmailMessage) -> None:
        time.sleep(0.005)
        kept.append(message["Message-ID"])

    return send


def test_eight_senders_send_no_letter_twice(database: Database) -> None:
    ids, kept = queue(database, 40), []
    _by_many(database, 8, _slow(kept))
    assert sorted(kept) == sorted(ids)


def test_without_the_claim_letters_are_sent_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same senders, who look at a letter without taking it."""

    def look(database: Database, letter_id: str, _now: datetime) -> object:
        with database.reading() as session:
            row = session.get_one(Outbox, letter_id)
            fields = outbox._Claimed.__dataclass_fields__
            return outbox._Claimed(**{name: getattr(row, name) for name in fields})

    monkeypatch.setattr(outbox, "_claim", look)
    ids, kept = queue(database, 40), []
    _by_many(database, 8, _slow(kept))
    assert len(kept) > len(ids)


def test_nothing_is_locked_while_the_mail_server_is_spoken_to(database: Database) -> None:
    queue(database)
    written: list[bool] = []

    def send(_message: EmailMessage) -> None:
        started = time.monotonic()
        queue(database, 1, "另一封")
        written.append(time.monotonic() - started < 5)

    drain(database, send, FROM, NOW)
    assert written == [True]


def _failing(error: Exception) -> outbox.Sender:
    def send(_message: EmailMessage) -> None:
        raise error

    return send


def test_a_letter_that_fails_waits_longer_each_time_and_ends_with_the_reason(
    database: Database,
) -> None:
    (message_id,) = queue(database)
    moment = NOW
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        done = drain(database, _failing(smtplib.SMTPDataError(451, b"later")), FROM, moment)
        over = attempt == outbox.MAX_ATTEMPTS
        assert done == (Drained(0, 0, 1) if over else Drained(0, 1, 0))
        too_early = moment + timedelta(minutes=2**attempt) - timedelta(seconds=1)
        assert drain(database, _slow([]), FROM, too_early) == Drained(0, 0, 0)
        moment += timedelta(minutes=2**attempt, seconds=5)
    (row,) = letters(database)
    assert (row.state, row.message_id) == ("failed", message_id)
    assert "451" in row.last_error


def test_a_resend_carries_the_same_message_id(
    database: Database, sink: Sink, smtp_url: str
) -> None:
    (message_id,) = queue(database)
    sink.answer = "451 try again"
    drain(database, smtp_sender(smtp_url), FROM, NOW)
    sink.answer = "250 OK"
    drain(database, smtp_sender(smtp_url), FROM, NOW + timedelta(minutes=3))
    assert sink.ids == [message_id]
    assert letters(database)[0].attempts == 2


def test_a_sender_that_dies_leaves_a_claim_that_runs_out(database: Database) -> None:
    (message_id,) = queue(database)

    def die(_message: EmailMessage) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        drain(database, die, FROM, NOW)
    kept: list[str] = []
    drain(database, _slow(kept), FROM, NOW + outbox.LEASE - timedelta(seconds=1))
    assert kept == []
    drain(database, _slow(kept), FROM, NOW + outbox.LEASE + timedelta(seconds=1))
    assert kept == [message_id]


def test_a_sender_whose_claim_ran_out_does_not_overwrite_what_another_did(
    database: Database,
) -> None:
    queue(database)

    def slow_and_fails(_message: EmailMessage) -> None:
        drain(database, _slow([]), FROM, NOW + outbox.LEASE + timedelta(seconds=1))
        raise OSError("connection lost")

    drain(database, slow_and_fails, FROM, NOW)
    assert letters(database)[0].state == "sent"


def test_a_server_that_is_away_is_not_asked_for_every_letter(database: Database) -> None:
    queue(database, 10)
    asked: list[int] = []

    def away(_message: EmailMessage) -> None:
        asked.append(1)
        raise ConnectionRefusedError("no server")

    assert drain(database, away, FROM, NOW) == Drained(0, outbox.SERVER_FAULTS, 0)
    assert len(asked) == outbox.SERVER_FAULTS


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (lambda: smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), "queued"),
        (lambda: ValueError("no such header"), "failed"),
    ],
)
def test_one_letters_fault_does_not_hold_up_the_others(
    database: Database, make: Callable[[], Exception], state: str
) -> None:
    queue(database, 6)
    seen: list[str] = []

    def send(message: EmailMessage) -> None:
        seen.append(message["To"])
        if message["To"] == "p0@example.com":
            raise make()

    done = drain(database, send, FROM, NOW)
    assert done.sent == 5
    assert [row.state for row in letters(database)].count(state) == 1


def test_a_subject_with_a_line_break_fails_with_its_reason(
    database: Database, sink: Sink, smtp_url: str
) -> None:
    queue(database, 1, "第一行\n第二行")
    queue(database)
    assert drain(database, smtp_sender(smtp_url), FROM, NOW) == Drained(1, 0, 1)
    assert [row.last_error[:10] for row in letters(database) if row.state == "failed"] == [
        "ValueError"
    ]


def test_without_a_mail_server_letters_stay_queued(database: Database, settings: Settings) -> None:
    queue(database)
    said = drain_outbox(database, settings, NOW.date(), NOW)
    assert said == "no mail server is set"
    assert letters(database)[0].state == "queued"


def test_the_job_sends_by_the_servers_address(
    database: Database, settings: Settings, sink: Sink, smtp_url: str
) -> None:
    queue(database)
    with_server = settings.model_copy(update={"smtp_url": smtp_url, "mail_from": FROM})
    assert drain_outbox(database, with_server, NOW.date(), NOW) == "1 sent, 0 put off, 0 failed"
    assert f"From: {FROM}" in sink.texts[0]
