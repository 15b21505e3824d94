"""Letters leave after commit: queued as rows in the transaction, sent by a job.

A sender claims a letter for a while in a short transaction, talks to the mail server outside
any transaction, and marks the row afterwards. A sender that dies leaves a claim that runs
out; the letter is then sent again under the same Message-ID, by which servers drop doubles.
"""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Select, func, select, update
from sqlmodel import Session, col

from .database import Database
from .ids import new_id
from .models import Outbox
from .tables import columns, table

MAX_ATTEMPTS = 8
BATCH = 200
LEASE = timedelta(minutes=10)
SMTP_SECONDS = 20
SERVER_FAULTS = 3  # in a row: the server is away, the rest of the letters waits
Sender = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Drained:
    """How many letters were sent, put off, or given up in one go."""

    sent: int
    put_off: int
    failed: int


@dataclass(frozen=True)
class _Claimed:
    """A letter in one sender's hands; ``attempts`` tells its claim from any later one."""

    id: str
    attempts: int
    message_id: str
    recipient: str
    subject: str
    body: str
    created_at: datetime


def queue_mail(session: Session, recipient: str, subject: str, body: str, now: datetime) -> Outbox:
    """Queue a letter in the caller's transaction. Its Message-ID never changes."""
    row = Outbox(
        message_id=f"<{new_id()}@lianqiao>",
        recipient=recipient,
        subject=subject[:300],
        body=body,
        next_attempt_at=now,
    )
    session.add(row)
    return row


def smtp_sender(url: str) -> Sender:
    """A sender for ``smtp://[user:password@]host[:port]`` or ``smtps://…``."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if secure else 25)

    def send(message: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with kind(host, port, timeout=SMTP_SECONDS) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def drain(database: Database, send: Sender, mail_from: str, now: datetime) -> Drained:
    """Send what is due. Any number of senders may run: a letter is in one hand at a time."""
    with database.reading() as session:
        due = session.execute(_due(now)).scalars().all()
    started, faults_in_a_row = time.monotonic(), 0
    counts = {"sent": 0, "queued": 0, "failed": 0}
    for letter_id in due:
        moment = now + timedelta(seconds=time.monotonic() - started)
        letter = _claim(database, letter_id, moment)
        if letter is None:
            continue
        error = _try(send, letter, mail_from)
        counts[_mark(database, letter, error, moment)] += 1
        faults_in_a_row = faults_in_a_row + 1 if _is_the_servers(error) else 0
        if faults_in_a_row == SERVER_FAULTS:
            break
    return Drained(counts["sent"], counts["queued"], counts["failed"])


def oldest_seconds(session: Session, now: datetime) -> int:
    """How long the oldest queued letter has waited; 0 when none waits."""
    query = select(func.min(col(Outbox.created_at))).where(col(Outbox.state) == "queued")
    oldest = session.execute(query).scalar()
    return 0 if oldest is None else max(0, int((now - oldest).total_seconds()))


def _due(now: datetime) -> Select[Any]:
    row = columns(Outbox)
    return (
        select(row.id)
        .where(row.state == "queued", row.next_attempt_at <= now)
        .order_by(row.next_attempt_at, row.created_at)
        .limit(BATCH)
    )


def _claim(database: Database, letter_id: str, now: datetime) -> _Claimed | None:
    """Take a letter until the lease ends; None when another sender was faster."""
    row = table(Outbox)
    fields = [row.c[name] for name in _Claimed.__dataclass_fields__]
    statement = (
        update(row)
        .where(row.c.id == letter_id, row.c.state == "queued", row.c.next_attempt_at <= now)
        .values(
            attempts=row.c.attempts + 1,
            next_attempt_at=now + LEASE,
            version=row.c.version + 1,
        )
        .returning(*fields)
    )
    with database.writing() as session:
        found = session.execute(statement).one_or_none()
    return None if found is None else _Claimed(*found)


def _try(send: Sender, letter: _Claimed, mail_from: str) -> Exception | None:
    try:
        send(_message(letter, mail_from))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return error
    return None


def _is_the_servers(error: Exception | None) -> bool:
    """Whether it is the server that is away, and not this letter that is refused."""
    one_letters = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, one_letters)


def _mark(database: Database, letter: _Claimed, error: Exception | None, now: datetime) -> str:
    """Note what came of it, unless the claim ran out and somebody else has the letter."""
    row = table(Outbox)
    state, values = _outcome(letter, error, now)
    statement = (
        update(row)
        .where(row.c.id == letter.id, row.c.state == "queued", row.c.attempts == letter.attempts)
        .values(state=state, version=row.c.version + 1, **values)
    )
    with database.writing() as session:
        session.execute(statement)
    return state


def _outcome(
    letter: _Claimed, error: Exception | None, now: datetime
) -> tuple[str, dict[str, Any]]:
    if error is None:
        return "sent", {"sent_at": now, "last_error": ""}
    words = f"{type(error).__name__}: {error}"[:500]
    # A letter that cannot be written down will never be; everything else is tried again.
    hopeless = isinstance(error, ValueError) or letter.attempts >= MAX_ATTEMPTS
    wait = timedelta(minutes=2**letter.attempts)
    return "failed" if hopeless else "queued", {"last_error": words, "next_attempt_at": now + wait}


def _message(letter: _Claimed, mail_from: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message.set_content(letter.body)
    return message
