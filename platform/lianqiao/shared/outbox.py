"""Letters leave after commit: queued as rows in the transaction, sent by a job."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from .database import Database
from .ids import new_id
from .models import Outbox

MAX_ATTEMPTS = 8
Sender = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Drained:
    """How many letters were sent, put off, or given up in one go."""

    sent: int
    put_off: int
    failed: int


def queue_mail(session: Session, recipient: str, subject: str, body: str, now: datetime) -> Outbox:
    """Queue a letter in the caller's transaction. Its Message-ID never changes."""
    row = Outbox(
        message_id=f"<{new_id()}@lianqiao>",
        recipient=recipient,
        subject=subject,
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
        with kind(host, port, timeout=20) as server:
            if parts.username:
                server.login(parts.username, parts.password or "")
            server.send_message(message)

    return send


def drain(database: Database, send: Sender, mail_from: str, now: datetime) -> Drained:
    """Send what is due, each letter in a transaction of its own."""
    with database.reading() as session:
        due = session.execute(_due(now)).all()
    counts = {"sent": 0, "queued": 0, "failed": 0}
    for (letter_id,) in due:
        with database.writing() as session:
            counts[_send_one(session, letter_id, send, mail_from, now)] += 1
    return Drained(counts["sent"], counts["queued"], counts["failed"])


def oldest_seconds(session: Session, now: datetime) -> int:
    """How long the oldest queued letter has waited; 0 when none waits."""
    query = select(func.min(col(Outbox.created_at))).where(col(Outbox.state) == "queued")
    oldest = session.execute(query).scalar()
    return 0 if oldest is None else max(0, int((now - oldest).total_seconds()))


def _due(now: datetime) -> Select[Any]:
    return (
        select(col(Outbox.id))
        .where(col(Outbox.state) == "queued", col(Outbox.next_attempt_at) <= now)
        .order_by(col(Outbox.created_at))
        .limit(200)
    )


def _send_one(session: Session, letter_id: str, send: Sender, mail_from: str, now: datetime) -> str:
    row = session.get(Outbox, letter_id, with_for_update=True)
    if row is None or row.state != "queued":
        return "queued"  # another sender was faster
    row.attempts += 1
    try:
        send(_message(row, mail_from))
    except (OSError, smtplib.SMTPException) as error:
        row.last_error = f"{type(error).__name__}: {error}"[:500]
        row.next_attempt_at = now + timedelta(minutes=2**row.attempts)
        row.state = "failed" if row.attempts >= MAX_ATTEMPTS else "queued"
    else:
        row.state, row.sent_at, row.last_error = "sent", now, ""
    session.add(row)
    return row.state


def _message(row: Outbox, mail_from: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = row.recipient
    message["Subject"] = row.subject
    message["Message-ID"] = row.message_id
    message.set_content(row.body)
    return message
