"""Tell the other side of a case what has happened to it."""

from datetime import datetime

from sqlmodel import Session

from ..accounts.notify import notify
from .models import Application


def path_of(application: Application) -> str:
    """Where the case's page stands."""
    return f"/applications/{application.id}"


def tell_bank(
    session: Session, application: Application, kind: str, title: str, now: datetime, role: str = ""
) -> None:
    """A notice for the bank's people of ``role``, or all of them."""
    path = path_of(application)
    notify(session, application.bank_id, kind, title, now, path=path, role=role)


def tell_borrower(
    session: Session, application: Application, kind: str, title: str, now: datetime, body: str = ""
) -> None:
    """A notice for the firm that applied."""
    path = path_of(application)
    notify(session, application.borrower_id, kind, title, now, path=path, body=body)
