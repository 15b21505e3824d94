"""Tell a side of a document what happened to it."""

from datetime import datetime

from sqlmodel import Session

from ..accounts.notify import notify
from .models import Asset

FOLDERS = {"receivable": "receivables", "order": "orders"}


def path_of(asset: Asset) -> str:
    """The address of a document's page."""
    return f"/{FOLDERS[asset.kind]}/{asset.id}"


def tell(
    session: Session,
    asset: Asset,
    organisation_id: str,
    kind: str,
    title: str,
    now: datetime,
    body: str = "",
) -> None:
    """A notice to one side, leading to the document."""
    notify(session, organisation_id, kind, title, now, body=body, path=path_of(asset))
